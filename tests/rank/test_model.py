from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_threads import GOAL, is_about, labels_of, made_threads

from forumplan.rank.document import Document, LabelledText
from forumplan.rank.matrix import TextMatrix
from forumplan.rank.model import DAY, GoalModel, rank_goal
from forumplan.rank.stateless import rank_pool

THREADS = made_threads(200)
MATRIX = TextMatrix.build(THREADS)
MODEL = GoalModel(MATRIX, GOAL)


def hits(order: list[str], count: int = 20) -> int:
    return sum(is_about(name) for name in order[:count])


def test_with_no_labels_the_goals_text_ranks_and_the_note_says_so() -> None:
    ranking = MODEL.rank([])
    assert ranking.note == "no labels yet: ranked by your goal's text"
    assert hits([MATRIX.ids[row] for row in ranking.order]) == 20


def test_labels_teach_what_the_goal_does_not_say() -> None:
    vague = "help people with their problem"
    before = rank_goal(MATRIX, vague, [])
    after = rank_goal(MATRIX, vague, labels_of(THREADS[:16]))
    assert hits([MATRIX.ids[row] for row in after.order]) > hits([MATRIX.ids[row] for row in before.order])
    assert after.note == "16 labels: 4 relevant, 12 off topic"


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 70))
def test_the_same_labels_in_any_order_and_after_undo_give_the_same_scores_to_the_bit(
    chance: random.Random, count: int
) -> None:
    labels = labels_of(chance.sample(THREADS, count))
    first = MODEL.rank(labels)
    more = labels + labels_of([chance.choice(THREADS)])
    MODEL.rank(more)
    chance.shuffle(labels)
    again = GoalModel(MATRIX, GOAL).rank(labels)
    assert first.scores.tobytes() == again.scores.tobytes()
    assert first.order.tolist() == again.order.tolist()
    assert first.relevance.tobytes() == again.relevance.tobytes()


@pytest.mark.parametrize("count", [0, 1, 12, 60])
@settings(max_examples=1, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_in_which_threads_came_changes_no_score(count: int, chance: random.Random) -> None:
    labels = labels_of(THREADS[:count])
    mixed = list(THREADS)
    chance.shuffle(mixed)
    renumbered = [Document(n, one.id, one.title, one.text) for n, one in enumerate(mixed, 1)]
    matrix = TextMatrix.build(renumbered)
    first, second = MODEL.rank(labels), rank_goal(matrix, GOAL, labels)
    assert dict(zip(MATRIX.ids, first.scores.tolist(), strict=True)) == dict(
        zip(matrix.ids, second.scores.tolist(), strict=True)
    )
    assert [MATRIX.ids[row] for row in first.order] == [matrix.ids[row] for row in second.order]


EMPTY = [Document(n, f"e{n}", "", "") for n in range(1, 4)]
ODD = [LabelledText("x", "", "", 1), LabelledText("y", "?!", "\ud800\x00", 0)]
SAME = [LabelledText("a", "same text", "", 1), LabelledText("a", "same text", "", 0)]
COLLECTIONS = {
    "none": [],
    "one": THREADS[:1],
    "two": THREADS[:2],
    "empty texts": EMPTY,
    "alike": [Document(n, f"s{n}", "same text", "same text") for n in range(1, 60)],
    "mixed": [*THREADS[:50], *EMPTY],
    "enormous": [*THREADS[:50], Document(900, "huge", "postgres " * 50_000, "vacuum\n" * 200_000)],
}
MATRICES = {name: TextMatrix.build(threads) for name, threads in COLLECTIONS.items()}
LABELS = {
    "none": [],
    "yes": labels_of(THREADS[3:4]),
    "no": [LabelledText(one.id, one.title, one.text, 0) for one in THREADS[:60]],
    "contradictory": SAME * 30,
    "odd": ODD,
    "zero weight": [LabelledText("z", "postgres", "", 1, weight=0.0)],
}


@pytest.mark.parametrize("threads", MATRICES)
@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("goal", ["", "people", "postgres", "数据库迁移", "\ud800", "help " * 5000])
def test_nothing_makes_it_fail(threads: str, labels: str, goal: str) -> None:
    matrix = MATRICES[threads]
    ranking = rank_goal(matrix, goal, LABELS[labels])
    assert sorted(ranking.order.tolist()) == list(range(len(matrix)))
    assert np.isfinite(ranking.scores).all()
    assert np.isfinite(ranking.relevance).all()
    assert len(ranking.bands(ranking.order)) == len(matrix)
    assert ranking.note


def test_labels_of_one_kind_are_said_to_be() -> None:
    assert "one kind only" in MODEL.rank(labels_of([THREADS[3]])).note


def test_a_label_need_not_be_a_thread_and_weighs_the_same_if_it_is() -> None:
    inside = labels_of(THREADS[:8])
    outside = [LabelledText(f"import-{one.id}", one.title, one.text, one.value) for one in inside]
    assert hits([MATRIX.ids[row] for row in MODEL.rank(outside).order]) == 20


def test_old_labels_fade_and_weak_ones_count_less() -> None:
    garden = next(one for one in THREADS if is_about(one.id, "garden"))
    wrong = [LabelledText(garden.id, garden.title, garden.text, 1, at=0)]
    row = MATRIX.row_of(garden.id)
    fresh = MODEL.rank(wrong, half_life_days=30, now=0).scores[row]
    old = MODEL.rank(wrong, half_life_days=30, now=600 * DAY).scores[row]
    weak = MODEL.rank([LabelledText(garden.id, garden.title, garden.text, 1, weight=0.1)]).scores[row]
    without = MODEL.rank([]).scores[row]
    assert fresh > weak > without
    assert old == pytest.approx(without, abs=0.01)


def test_the_top_is_the_beginning_of_the_order_and_equal_scores_go_by_id() -> None:
    threads = [*THREADS[:60], *(Document(900 - n, f"same-{n % 10}-{n}", "postgres table", "") for n in range(20))]
    ranking = rank_goal(TextMatrix.build(threads), GOAL, [])
    for count in (0, 1, 7, 15, 79, 80, 200):
        assert ranking.top(count).tolist() == ranking.order[:count].tolist()
    same = [name for row in ranking.order if (name := ranking.matrix.ids[row]).startswith("same")]
    assert same == sorted(same)


def test_a_goal_finds_threads_in_other_languages_than_english() -> None:
    german = [
        Document(900 + n, f"de-{n}", "Datenbank umziehen", f"Unsere Datenbank läuft langsam {n}", "de")
        for n in range(9)
    ]
    matrix = TextMatrix.build([*THREADS, *german])
    ranking = rank_goal(matrix, "Hilfe für langsame Datenbanken", [])
    assert all(matrix.ids[row].startswith("de-") for row in ranking.order[:9])


def test_a_pool_is_ranked_whole_and_only_itself() -> None:
    labelled = labels_of(THREADS[:10])
    ranked = rank_pool(THREADS[5:100], GOAL, labelled)
    assert sorted(name for name, _ in ranked) == sorted(one.id for one in THREADS[5:100])
    assert hits([name for name, _ in ranked], 15) == 15
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)
    assert rank_pool([], GOAL, labelled) == []
