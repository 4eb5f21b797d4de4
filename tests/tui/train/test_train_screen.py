"""Train: labels are durable at once, what stands at or above the cursor stays, each empty state says what next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import homes
import pytest
from hostile import LITERAL, PAYLOADS
from kept_pictures import SIZES, check, harmless
from textual.pilot import Pilot
from tui_worlds import TWO_GOALS, QuietApp, full, picture

from forumplan.domain.records import Label, Rule
from forumplan.services import record, rules
from forumplan.services.home import Home
from forumplan.services.taught import taught
from forumplan.tui.modals.dialog import Dialog
from forumplan.tui.screens.train import TrainScreen
from forumplan.tui.train import draw

HERE = Path(__file__).parent
REASONS = ("fits best so far", "no label from the list yet", "no label says parquet or cursor yet")


def taught_home(folder: Path, goals: str = homes.GOAL) -> Home:
    home = full(folder, goals=goals)
    stored = home.threads.ranking("sql")
    assert stored is not None
    learnt = {"for": [["merge", 0.44], ["index", 0.21]], "against": [["hiring", -0.51]]}
    home.threads.keep_ranking(replace(stored, learnt=learnt, note="3 labels: 2 relevant, 1 off topic"))
    return home


async def at_train(app: QuietApp, pilot: Pilot[int]) -> TrainScreen:
    await pilot.press("4")
    await pilot.pause()
    screen = app.screen
    assert isinstance(screen, TrainScreen)
    return screen


async def answer(app: QuietApp, pilot: Pilot[int], numbers: list[int], goal: str = "sql") -> None:
    """Let the thinking child say which threads to ask about."""
    threads = {thread.number: thread for thread in app.home.threads.threads(numbers)}
    queue = [[threads[n].id, n, REASONS[place % 3]] for place, n in enumerate(numbers)]
    app.engine.say("next_labels", "done", goal=goal, queue=queue)
    await pilot.pause()


async def test_a_label_is_durable_at_once_and_the_cursor_goes_on(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_train(app, pilot)
        assert ("next_labels", {"goal": "sql", "count": 12}) in app.engine.asked
        await answer(app, pilot, [1, 2, 3, 4])
        first, second = screen.rows.keys[:2]
        await pilot.press("y", "n")
        labels = {label.thread: label.value for label in app.home.ledger.all(Label)}
        assert labels == {first: 1, second: 0}
        assert screen.rows.key == screen.rows.keys[2]
        assert ("rank", {"goals": ["sql"]}) in app.engine.asked
        assert "2 labels (1 y · 1 n)" in picture(app)
        await pilot.press("u")
        assert len(app.home.ledger.all(Label)) == 1
        assert screen.view.state(second) == ""


async def test_a_new_queue_changes_only_what_stands_below_the_cursor(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_train(app, pilot)
        await answer(app, pilot, [1, 2, 3, 4])
        before = screen.rows.keys
        await pilot.press("y")
        app.engine.say("rank", "done", goals=["sql"])
        await pilot.pause()
        assert app.engine.asked[-1][0] == "next_labels"
        await answer(app, pilot, [9, 2, 8, 7])
        assert screen.rows.keys[:2] == before[:2]
        assert screen.rows.key == before[1]
        numbers = [one.thread.number for one in screen.view.queue]
        assert numbers == [1, 2, 9, 8, 7]


async def test_a_skipped_thread_is_not_asked_about_again_and_teaches_nothing(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_train(app, pilot)
        await answer(app, pilot, [1, 2, 3])
        await pilot.press("space", "T")
        assert app.engine.asked[-1] == ("next_labels", {"goal": "sql", "count": 13})
        assert not app.home.ledger.all(Label)
        await answer(app, pilot, [5, 1, 6])
        assert [one.thread.number for one in screen.view.queue] == [1, 2, 5, 6]
        assert screen.view.state(screen.view.queue[0].thread.id) == "s"


async def test_a_likely_slip_is_asked_about_again_and_can_be_put_right_confirmed_or_left(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_train(app, pilot)
        threads = app.home.threads.threads([1, 2, 3])
        for thread in threads:
            record.label(app.home, thread, "sql", 0)
        queue = [[one.id, one.number, "a slip? you said n, others say y"] for one in threads]
        app.engine.say("next_labels", "done", goal="sql", queue=queue)
        await pilot.pause()
        assert "a slip? you said n, others say y" in picture(app)
        await pilot.press("y", "n", "space")
        said = {one.thread: (one.value, one.sure) for one in app.home.ledger.all(Label)}
        assert [said[one.id] for one in threads] == [(1, False), (0, True), (0, False)]
        assert screen.view.skipped == {threads[2].id}


async def test_tab_goes_to_the_next_goal_and_teaches_that(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path, goals=TWO_GOALS))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_train(app, pilot)
        await answer(app, pilot, [1, 2])
        await pilot.press("tab")
        assert screen.view.goal == "plots"
        await answer(app, pilot, [3, 4], goal="sql")
        assert screen.rows.keys == []
        await answer(app, pilot, [3, 4], goal="plots")
        await pilot.press("y")
        assert [label.goal for label in app.home.ledger.all(Label)] == ["plots"]


async def test_numbers_stand_only_under_w(tmp_path: Path) -> None:
    app = QuietApp(taught_home(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_train(app, pilot)
        await answer(app, pilot, [1, 2])
        assert "0.44" not in picture(app)
        await pilot.press("W")
        assert app.engine.asked[-1] == ("model", {"goal": "sql"})
        app.engine.say("model", "done", reports=[report()])
        await pilot.pause()
        seen = picture(app)
        assert "+0.440" in seen
        assert "between 40% and 89% with 95 % confidence" in seen
        assert "2 of ten, now 7" in seen
        assert "it fits more than it did: 7 of the last 10, 5 of the 20 before" in seen
        assert "a usual week brings 3 threads called strong, about 2 of them fit" in seen
        assert "look again  relevant: Who is hiring?" in seen
        await pilot.press("escape")
        assert isinstance(app.screen, TrainScreen)


async def test_a_word_is_muted_by_a_rule_that_can_be_undone(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_train(app, pilot)
        await answer(app, pilot, [1, 2])
        await pilot.press("m")
        await pilot.pause()
        assert "24 threads this week" in picture(app)
        await pilot.press("3")
        await pilot.pause()
        rule = app.home.ledger.all(Rule)[0]
        assert rule.act == "mute" and rules.matches(app.home, rule)
        assert "this week hidden" in picture(app)
        await pilot.press("u")
        assert not app.home.ledger.all(Rule)


async def test_an_example_is_changed_and_one_of_ones_own_added(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_train(app, pilot)
        await answer(app, pilot, [1, 2, 3])
        await pilot.press("y", "e")
        await pilot.pause()
        assert "1 example for sql" in picture(app)
        await pilot.press("down", "enter")
        await pilot.pause()
        await pilot.press("n")
        await pilot.pause()
        assert [label.value for label in app.home.ledger.all(Label)] == [0]
        assert app.engine.asked[-1] == ("rank", {"goals": ["sql"]})
        await pilot.press("e", "enter")
        await pilot.pause()
        await pilot.press(*"maybe so", "enter")
        await pilot.pause()
        assert "begin with y or n" in picture(app)
        await pilot.press("e", "enter")
        await pilot.pause()
        await pilot.press(*"y moving from Oracle", "enter")
        await pilot.pause()
        made = {label.copy["title"]: label for label in app.home.ledger.whole(Label)}
        assert made["moving from Oracle"].value == 1 and made["moving from Oracle"].imported
        assert screen.view.taught.labels == 2


def report() -> dict[str, object]:
    return {
        "goal": "sql",
        "labels": 38,
        "relevant": 17,
        "off_topic": 21,
        "note": "",
        "shown": 10,
        "hits": 7,
        "interval": [0.397, 0.892],
        "curve": [{"hits": hits, "shown": 10, "interval": [0.1, 0.9]} for hits in (2, 5, 7)],
        "drift": [{"hits": 7, "shown": 10, "interval": [0.4, 0.9]}, {"hits": 5, "shown": 20, "interval": [0.1, 0.5]}],
        "thresholds": [{"band": "strong", "threads": 3.2, "hits": 2.4}, {"band": "maybe", "threads": 9.0, "hits": 4.1}],
        "doubted": [{"thread": "t1", "title": "Who is hiring?", "label": "y"}],
        "terms_for": [["merge", 0.44]],
        "terms_against": [["hiring", -0.51]],
    }


def test_the_hit_rate_comes_with_its_number() -> None:
    labels = [Label(f"sql/t{n}", "sql", f"t{n}", int(n % 3 > 0), n) for n in range(30)]
    assert draw.hit_words(taught(labels, "sql")) == "7 of your last 10 suggestions fitted"
    assert draw.hit_words(taught(labels[:4], "sql")) == "2 of 4 fitted · 16 more to begin"
    assert draw.hit_words(taught([], "sql")) == "no labels yet; 20 are a good start"


@pytest.mark.parametrize("size", SIZES)
async def test_the_picture(tmp_path: Path, size: str) -> None:
    app = QuietApp(taught_home(tmp_path))
    async with app.run_test(size=SIZES[size]) as pilot:
        await at_train(app, pilot)
        await answer(app, pilot, list(range(1, 13)))
        await pilot.press("y", "n", "space")
        check(HERE, f"train-full-{size}", picture(app))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("no-goals", homes.WEEK + homes.venue("forum")),
        ("no-venues", homes.WEEK + homes.GOAL),
        ("not-fetched", homes.WEEK + homes.GOAL + homes.venue("forum")),
    ],
)
async def test_the_empty_pictures(tmp_path: Path, size: str, name: str, text: str) -> None:
    app = QuietApp(homes.made(tmp_path, text))
    async with app.run_test(size=SIZES[size]) as pilot:
        await at_train(app, pilot)
        check(HERE, f"train-{name}-{size}", picture(app))
        for key in ("y", "n", "space", "o", "c", "tab", "T", "W", "j", "G"):
            await pilot.press(key)
        assert not app.home.ledger.history()


async def test_when_nothing_is_left_to_ask_it_says_so(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await at_train(app, pilot)
        assert "Looking for the threads" in picture(app)
        await answer(app, pilot, [])
        assert "Every thread near this goal has a label" in picture(app)


@pytest.mark.parametrize("name", PAYLOADS)
async def test_hostile_text_is_harmless_and_shown(tmp_path: Path, name: str) -> None:
    text = PAYLOADS[name]
    home = taught_home(tmp_path)
    home.threads.db.execute("UPDATE threads SET title = ?, author = ?, text = ?", (text, text, text))
    stored = home.threads.ranking("sql")
    assert stored is not None
    home.threads.keep_ranking(replace(stored, learnt={"for": [[text, 1.0]], "against": []}, note=text))
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_train(app, pilot)
        thread = home.threads.threads([1])[0]
        app.engine.say("next_labels", "done", goal="sql", queue=[[thread.id, 1, text]])
        await pilot.pause()
        seen = picture(app)
        app.engine.say("model", "done", reports=[{**report(), "note": text, "terms_for": [[text, 1.0]]}])
        await pilot.pause()
        assert isinstance(app.screen, Dialog)
        seen += picture(app)
        await pilot.press("escape", "y")
        seen += picture(app)
    assert harmless(seen)
    if name in LITERAL:
        assert seen.count(text) >= 4
