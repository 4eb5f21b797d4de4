"""The matrix follows the threads: new, edited, pruned, of an emptied cache, damaged, rebuilt beside us; and undo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import homes
import pytest
from fakes import Clock, entry, parsed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forumplan.domain.errors import UsageError
from forumplan.domain.feed import Entry
from forumplan.domain.records import Label, PlanItem
from forumplan.domain.times import DAY
from forumplan.rank.document import Document
from forumplan.rank.explain import explain
from forumplan.rank.matrix import TextMatrix
from forumplan.services import examples, history, listing, model_report, ranking, record, rules
from forumplan.services.home import Home
from forumplan.services.models import MATRIX_FILE, Models, models_of
from forumplan.services.shared_labels import labels_shown

SUBJECTS = ("slow query and a missing index", "tomato seedlings in frost", "join of tables without a key", "bread oven")


def made_entries(first: int, last: int, more: str = "") -> list[Entry]:
    return [
        entry(n, title=f"{SUBJECTS[n % 4].capitalize()}, case {n}", text=f"About {SUBJECTS[n % 4]} {more} number {n}.")
        for n in range(first, last + 1)
    ]


def fold(home: Home, entries: list[Entry]) -> None:
    homes.fold(home, [("forum", parsed(*entries))])


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with homes.made(tmp_path, homes.WEEK + homes.GOAL + homes.venue("forum")) as opened:
        fold(opened, made_entries(1, 60))
        yield opened


def scores(home: Home) -> dict[str, float]:
    stored = ranking.refresh_rankings(home)[0]
    names = {thread.number: thread.id for thread in home.threads.since(0)}
    return {names[number]: score for number, score in zip(stored.numbers, stored.scores, strict=True)}


def test_new_threads_are_appended_and_the_rest_keeps_its_rows(home: Home) -> None:
    matrix = ranking.load_matrix(home)
    fold(home, made_entries(61, 80))
    assert ranking.load_matrix(home) is matrix
    assert len(matrix) == 80 and len(scores(home)) == 80
    assert Models().matrix(home).ids == matrix.ids, "what was not written is read from the threads again"


def test_an_edited_thread_is_known_by_its_new_words(home: Home) -> None:
    before = scores(home)
    thread = next(one for one in home.threads.since(0) if one.url.endswith("/t/2"))
    other = entry(2, title="Sourdough", text="A starter that rises, slow query or not: index cards of bread.")
    fold(home, [other])
    matrix = ranking.load_matrix(home)
    assert len(matrix) == 60 and matrix.row_of(thread.id) == 59
    found = ranking.why(home, thread, "sql")
    assert {word for form, _ in found.terms for word in form.split()} <= set(
        ["A", "slow", "query", "or", "index", "of", "bread"]
    )
    after = scores(home)
    assert after[thread.id] != before[thread.id]
    assert len(after) == 60


@pytest.mark.parametrize("method", ["build", "append"])
def test_an_edit_that_another_program_makes_meanwhile_is_taken_in(
    home: Home, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    if method == "append":
        ranking.load_matrix(home)
        fold(home, made_entries(61, 62))
    real = getattr(TextMatrix, method)
    told = "tomato bread"

    def slowly(matrix: object, documents: Iterable[Document]) -> object:
        texts = list(documents)
        monkeypatch.undo()
        with Home(home.paths, home.clock) as other:
            fold(other, [entry(2, title=told, text=told)])
        return real(*(() if method == "build" else (matrix,)), texts)

    monkeypatch.setattr(TextMatrix, method, classmethod(slowly) if method == "build" else slowly)
    ranking.load_matrix(home)
    thread = next(one for one in home.threads.since(0) if one.title == told)
    for models in (models_of(home), Models()):
        matrix = models.matrix(home)
        row = matrix.row_of(thread.id)
        assert row is not None and {"tomato", "bread"} <= set(matrix.entries(row)[2]), "read with its new words"


def test_pruned_threads_leave_the_order(home: Home) -> None:
    matrix = ranking.load_matrix(home)
    with home.threads.transaction():
        home.threads.db.execute("DELETE FROM threads WHERE number IN (1, 7, 60)")
    found = scores(home)
    assert len(found) == len(matrix) == 57
    assert matrix.csr.shape[0] == len(matrix.numbers) == len(matrix.lengths) == 57
    fold(home, made_entries(61, 62))
    assert len(scores(home)) == 59


def test_when_as_many_came_and_went_as_there_were_all_is_made_anew(home: Home) -> None:
    first = ranking.load_matrix(home)
    fold(home, [*made_entries(61, 99), *made_entries(100, 119, "yeast")])
    assert ranking.load_matrix(home) is first
    assert "yeast" not in first.vocabulary.terms
    fold(home, made_entries(120, 120, "yeast"))
    second = ranking.load_matrix(home)
    assert second is not first and "yeast" in second.vocabulary.terms


def test_edits_and_prunes_count_towards_it_too(home: Home) -> None:
    first = ranking.load_matrix(home)
    fold(home, made_entries(1, 30, "flour"))
    assert ranking.load_matrix(home) is not first


def test_an_emptied_cache_gets_a_matrix_of_its_own(home: Home) -> None:
    ranking.load_matrix(home)
    kept = (home.paths.matrices / MATRIX_FILE).read_bytes()
    home.close()
    for suffix in ("", "-wal", "-shm"):
        home.paths.threads_file.with_name(home.paths.threads_file.name + suffix).unlink(missing_ok=True)
    fold(home, list(reversed(made_entries(30, 60))))
    (home.paths.matrices / MATRIX_FILE).write_bytes(kept)
    found = scores(home)
    assert set(found) == {thread.id for thread in home.threads.since(0)} and len(found) == 31


@pytest.mark.parametrize("damage", [b"", b"PK no archive", None])
def test_a_damaged_file_is_made_anew(home: Home, damage: bytes | None) -> None:
    before = scores(home)
    path = home.paths.matrices / MATRIX_FILE
    path.write_bytes(path.read_bytes()[:-900] if damage is None else damage)
    home.threads.drop_rankings()
    assert scores(home) == before
    assert Models().matrix(home).ids == ranking.load_matrix(home).ids


def test_a_rebuild_by_another_process_is_noticed(home: Home) -> None:
    fold(home, made_entries(61, 80, "yeast"))
    first = ranking.load_matrix(home)
    Models().matrix(home, rebuild=True)
    second = ranking.load_matrix(home)
    assert second is not first and "yeast" in second.vocabulary.terms


def test_a_rebuild_forgets_in_which_order_threads_came(tmp_path: Path) -> None:
    found = []
    for name, entries in (("a", made_entries(1, 60)), ("b", list(reversed(made_entries(1, 60))))):
        with homes.made(tmp_path / name, homes.WEEK + homes.GOAL + homes.venue("forum")) as home:
            for part in (entries[:25], entries[25:]):
                for one in part:
                    fold(home, [one])
                ranking.refresh_rankings(home)
            ranking.refresh_rankings(home, rebuild=True)
            names = {thread.number: thread.id for thread in home.threads.since(0)}
            found.append([names[number] for number in ranking.refresh_rankings(home)[0].numbers])
    assert found[0] == found[1]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 59), st.booleans()), min_size=1, max_size=12))
def test_undo_gives_back_the_scores_to_the_bit(home: Home, labels: list[tuple[int, bool]]) -> None:
    threads = home.threads.since(0)
    before = scores(home)
    for place, value in labels:
        record.label(home, threads[place], "sql", int(value))
        scores(home)
    for _ in labels:
        history.undo(home)
    assert scores(home) == before
    assert models_of(home).matrix(home) is ranking.load_matrix(home)


def test_every_score_of_the_stored_order_is_the_sum_of_its_words(home: Home) -> None:
    for place, thread in enumerate(home.threads.since(0)[:12]):
        record.label(home, thread, "sql", int(place % 4 in (0, 2)))
    stored = scores(home)
    goal = home.settings.goals[0]
    made = ranking.rank_goal(home, goal, ranking.evidence_of(home, goal, home.ledger.whole(Label)))
    for thread in home.threads.since(0):
        terms = explain(made.matrix, made, thread.number).terms
        assert sum(weight for _, weight in terms) == pytest.approx(stored[thread.id], rel=1e-5, abs=1e-9)


def test_weak_labels_count_only_where_they_are_on(home: Home) -> None:
    bread = [thread for thread in home.threads.since(0) if "oven" in thread.title]
    before = scores(home)
    record.dismiss(home, bread[0])
    assert scores(home) == before
    text = home.paths.config_file.read_text()
    home.paths.config_file.write_text("[ranking]\nweak_labels = true\n\n" + text)
    home.reload()
    one = scores(home)
    record.dismiss(home, bread[1])
    two = scores(home)
    assert one[bread[2].id] < before[bread[2].id]
    assert two != one, "the order is made anew when a weak label came"
    item = PlanItem("i1", week="2026-W47", goal="sql", thread=bread[3].id, copy=asdict(bread[3].copy()))
    record.accept(home, [item])
    goal = home.settings.goals[0]
    weights = {one.id: (one.value, one.weight) for one in ranking.evidence_of(home, goal, []).texts}
    assert weights == {bread[0].id: (0, 0.1), bread[1].id: (0, 0.1), bread[3].id: (1, 0.3)}
    assert scores(home)[bread[3].id] > two[bread[3].id]


def test_labels_fade_by_the_day_where_they_are_told_to(home: Home) -> None:
    text = home.paths.config_file.read_text()
    home.paths.config_file.write_text("[ranking]\nlabel_half_life_days = 30\n\n" + text)
    home.reload()
    without = scores(home)
    bread = next(thread for thread in home.threads.since(0) if "oven" in thread.title)
    record.label(home, bread, "sql", 1)
    fresh = scores(home)[bread.id]
    assert isinstance(home.clock, Clock)
    home.clock.now += 90 * DAY
    old = scores(home)[bread.id]
    assert without[bread.id] < old < fresh


def test_a_goal_that_ended_is_ranked_no_more_and_says_so(home: Home) -> None:
    ranking.refresh_rankings(home)
    text = home.paths.config_file.read_text()
    home.paths.config_file.write_text(text.replace('id = "sql"\n', 'id = "sql"\nuntil = 2026-11-01\n'))
    home.reload()
    assert ranking.refresh_rankings(home) == []
    assert home.threads.ranking("sql") is None
    with pytest.raises(UsageError, match="sql: this goal ended on 2026-11-01"):
        ranking.next_labels(home, "sql")
    with pytest.raises(UsageError, match="ended"):
        ranking.why(home, home.threads.since(0)[0], "sql")


def test_an_example_of_no_feed_teaches_though_the_cache_is_emptied(home: Home, tmp_path: Path) -> None:
    (tmp_path / "more.jsonl").write_text('{"title": "Tomato seedlings and frost", "text": "", "label": "y"}\n')
    before = scores(home)
    assert examples.import_file(home, tmp_path / "more.jsonl") == (1, [])
    tomato = next(thread.id for thread in home.threads.since(0) if "Tomato" in thread.title)
    assert scores(home)[tomato] > before[tomato]


def test_one_label_is_enough_for_a_discussion_told_in_two_venues(home: Home) -> None:
    first, second, third = home.threads.since(0)[:3]
    with home.threads.transaction():
        home.threads.db.execute("UPDATE threads SET same_as = 1 WHERE number IN (2, 3)")
    assert home.threads.told_also([first.id, third.id]) == {
        first.id: sorted([second.id, third.id]),
        third.id: sorted([first.id, second.id]),
    }
    asked = {thread.id for thread, _ in ranking.next_labels(home, "sql", 100)}
    assert first.id in asked and not {second.id, third.id} & asked, "a discussion is asked about once"
    record.label(home, second, "sql", 1)
    ranking.refresh_rankings(home)
    shown = {one.thread.id: one.label for one in listing.ranked_threads(home, "sql", limit=100)}
    assert shown[first.id] == "y"
    labels = home.ledger.whole(Label)
    assert labels_shown(home, labels) == {("sql", thread.id): 1 for thread in (first, second, third)}
    assert not {first.id, second.id, third.id} & {thread.id for thread, _ in ranking.next_labels(home, "sql", 100)}
    assert isinstance(home.clock, Clock)
    home.clock.now += 1
    record.label(home, third, "sql", 0)
    goal = home.settings.goals[0]
    taught = ranking.evidence_of(home, goal, home.ledger.whole(Label)).texts
    assert [(one.id, one.value) for one in taught] == [(third.id, 0)], "the newer judgement counts, and once"


def test_without_threads_or_words_in_common_there_is_a_ranking_with_its_reason(tmp_path: Path) -> None:
    goals = homes.GOAL + '[[goal]]\nid = "far"\nstatement = "数据库"\n\n'
    with homes.made(tmp_path, homes.WEEK + goals + homes.venue("forum")) as home:
        for stored in ranking.refresh_rankings(home):
            assert not stored.numbers
            assert "no labels yet" in stored.note
        assert ranking.next_labels(home, "sql") == []
        fold(home, made_entries(1, 40))
        notes = {stored.goal: stored.note for stored in ranking.refresh_rankings(home)}
        assert notes["sql"] == "no labels yet: ranked by your goal's text"
        assert notes["far"] == "no labels yet, and no thread has a word of your goal's text: label some by hand"
        assert len(ranking.next_labels(home, "far")) == 10


def test_muted_threads_are_not_asked_about(home: Home) -> None:
    rules.add(home, "mute", "tomato")
    asked = ranking.next_labels(home, "sql", 100)
    assert asked and not any("Tomato" in thread.title for thread, _ in asked)


def test_a_slip_is_asked_about_until_the_same_is_said_again(home: Home) -> None:
    fold(home, made_entries(61, 120))
    for thread in home.threads.since(0)[:48]:
        record.label(home, thread, "sql", int("index" in thread.title or "join" in thread.title))
    wrong = next(thread for thread in home.threads.since(0)[:48] if "index" in thread.title)
    record.label(home, wrong, "sql", 0)
    asked = dict(ranking.next_labels(home, "sql", 12))
    assert asked[wrong] == "a slip? you said n, others say y"
    assert wrong.id in {one.thread for one in model_report.model_reports(home)[0].doubted}
    record.label(home, wrong, "sql", 0)
    assert wrong not in dict(ranking.next_labels(home, "sql", 12))
    assert wrong.id not in {one.thread for one in model_report.model_reports(home)[0].doubted}
    history.undo(home)
    assert wrong in dict(ranking.next_labels(home, "sql", 12))
