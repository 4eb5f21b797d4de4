from __future__ import annotations

from made_threads import GOAL, labels_of, made_threads

from forumplan.rank.document import Document, LabelledText
from forumplan.rank.matrix import TextMatrix
from forumplan.rank.model import GoalModel
from forumplan.rank.queue import next_labels, slips

THREADS = made_threads(200)
STRANGE = Document(201, "strange", "postgres telescope eyepiece", "telescope eyepiece mount collimation telescope")
STRANGE_TOO = Document(202, "strange-too", "telescope mount", "eyepiece collimation telescope")
MATRIX = TextMatrix.build([*THREADS, STRANGE, STRANGE_TOO])
LABELS = labels_of(THREADS[:12])
IDS = {one.id for one in LABELS}


def test_the_best_five_come_first_then_checks_each_with_its_reason() -> None:
    ranking = GoalModel(MATRIX, GOAL).rank(LABELS)
    venues = {one.number: "seen" for one in THREADS} | {THREADS[50].number: "new-place", 201: "seen", 202: "seen"}
    asked = next_labels(MATRIX, ranking, labelled_ids=IDS, venue_of=lambda _: venues, count=10)
    open_rows = [row for row in ranking.order if MATRIX.ids[row] not in IDS]
    assert [number for number, _ in asked[:5]] == MATRIX.numbers[open_rows[:5]].tolist()
    assert asked[0][1] == "fits best so far"
    reasons = dict(asked)
    assert len(asked) == len(reasons) == 10
    assert reasons[THREADS[50].number] == "no label from new-place yet"
    assert any("telescope" in reason for number, reason in asked if number in (201, 202))


def test_labelled_and_hidden_threads_are_not_asked_for() -> None:
    ranking = GoalModel(MATRIX, GOAL).rank(LABELS)
    hidden = {MATRIX.ids[row] for row in ranking.top(20)}
    asked = next_labels(MATRIX, ranking, labelled_ids=IDS, venue_of=lambda _: {}, hidden_ids=hidden, count=len(MATRIX))
    names = [MATRIX.ids[MATRIX.row_of_number(number)] for number, _ in asked]
    assert len(names) == len(set(names)) == len(MATRIX) - len(hidden | IDS)
    assert not set(names) & (hidden | IDS)


def test_fewer_threads_than_asked_for() -> None:
    few = TextMatrix.build(THREADS[:3])
    ranking = GoalModel(few, GOAL).rank([])
    assert len(next_labels(few, ranking, labelled_ids=(), venue_of=lambda _: {}, count=10)) == 3
    assert next_labels(few, ranking, labelled_ids=(), venue_of=lambda _: {}, count=0) == []


def test_a_slip_is_found_among_forty_labels_and_not_sooner() -> None:
    labels = labels_of(THREADS[:60])
    wrong = next(one for one in labels if one.value)
    labels = [LabelledText(wrong.id, wrong.title, wrong.text, 0) if one.id == wrong.id else one for one in labels]
    model = GoalModel(MATRIX, GOAL)
    found = slips(model.rank(labels))
    assert found[0].label.id == wrong.id
    assert slips(model.rank(labels[:39])) == []
    assert slips(model.rank([LabelledText(one.id, one.title, one.text, 1) for one in labels])) == []


def one_wrong_of(count: int) -> tuple[list[LabelledText], LabelledText]:
    """Labels, one of them false, and that one."""
    labels = labels_of(THREADS[:count])
    right = next(one for one in labels if one.value)
    wrong = LabelledText(right.id, right.title, right.text, 0)
    return [wrong if one.id == wrong.id else one for one in labels], wrong


def asked_with(labels: list[LabelledText], settled: set[str]) -> list[tuple[str, str]]:
    ranking = GoalModel(MATRIX, GOAL).rank(labels)
    asked = next_labels(
        MATRIX, ranking, labelled_ids={one.id for one in labels}, venue_of=lambda _: {}, settled_ids=settled, count=12
    )
    return [(MATRIX.ids[MATRIX.row_of_number(number)], reason) for number, reason in asked]


def test_a_likely_slip_is_asked_about_after_the_best_five_from_forty_labels_on() -> None:
    labels, wrong = one_wrong_of(60)
    asked = asked_with(labels, set())
    place = [name for name, _ in asked].index(wrong.id)
    assert place >= 5
    assert asked[place][1] == "a slip? you said n, others say y"
    assert len({name for name, _ in asked}) == len(asked) == 12
    assert wrong.id not in {name for name, _ in asked_with(one_wrong_of(39)[0], set())}


def test_a_label_that_was_said_twice_is_not_asked_about_again() -> None:
    labels, wrong = one_wrong_of(60)
    assert wrong.id not in {name for name, _ in asked_with(labels, {wrong.id})}


def test_what_nobody_said_is_no_slip() -> None:
    labels, wrong = one_wrong_of(60)
    weak = LabelledText(wrong.id, wrong.title, wrong.text, 0, weight=0.3)
    ranking = GoalModel(MATRIX, GOAL).rank([weak if one.id == wrong.id else one for one in labels])
    assert wrong.id not in {slip.label.id for slip in slips(ranking)}


def test_a_slip_whose_thread_is_gone_is_passed_over() -> None:
    labels, wrong = one_wrong_of(60)
    gone = LabelledText("gone", wrong.title, wrong.text, 0)
    asked = asked_with([gone if one.id == wrong.id else one for one in labels], set())
    assert len(asked) == 12
    assert "gone" not in {name for name, _ in asked}
