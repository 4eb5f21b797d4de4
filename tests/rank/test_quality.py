from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_threads import GOAL, is_about, labels_of, made_threads

from forumplan.domain.shares import wilson
from forumplan.rank.calibration import bands_of, platt, sigmoid
from forumplan.rank.document import LabelledText
from forumplan.rank.matrix import TextMatrix
from forumplan.rank.model import GoalModel
from forumplan.rank.quality import drift, expected_per_week, hit_rate, learning_curve, top_terms

THREADS = made_threads(300)
MATRIX = TextMatrix.build(THREADS)


def test_wilsons_interval_is_the_published_one() -> None:
    # Wilson score interval of 8 in 10 at 95 %.
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_interval_holds_the_share(counted: tuple[int, int]) -> None:
    low, high = wilson(*counted)
    assert 0.0 <= low <= counted[0] / counted[1] + 1e-12
    assert counted[0] / counted[1] - 1e-12 <= high <= 1.0


def test_the_hit_rate_counts_the_last_ten() -> None:
    found = hit_rate([0] * 15 + [1, 1, 1, 0, 1, 1, 1, 1, 0, 1])
    assert (found.hits, found.shown, found.rate) == (8, 10, 0.8)
    assert hit_rate([]).rate == 0.0
    assert [one.hits for one in learning_curve([0] * 10 + [1] * 10 + [1] * 5)] == [0, 10]


def test_drift_is_said_only_where_the_intervals_part() -> None:
    assert drift([1] * 20 + [0] * 9) is None
    fallen = drift([1] * 20 + [0] * 10)
    assert fallen is not None
    assert (fallen[0].hits, fallen[1].hits) == (0, 20)
    assert drift([1, 0] * 15) is None


def test_the_words_for_and_against_are_those_of_the_topics() -> None:
    ranking = GoalModel(MATRIX, GOAL).rank(labels_of(THREADS[:40]))
    liked, disliked = top_terms(MATRIX, ranking, 5)
    assert {word.lower() for word, _ in liked} & {"postgres", "migration", "database", "schema", "oracle", "table"}
    assert all(weight > 0 for _, weight in liked)
    assert disliked
    assert all(weight < 0 for _, weight in disliked)
    assert top_terms(TextMatrix.build([]), GoalModel(TextMatrix.build([]), GOAL).rank([])) == ([], [])


def test_probabilities_come_from_labels_the_model_had_not_seen() -> None:
    ranking = GoalModel(MATRIX, GOAL).rank(labels_of(THREADS[:100]))
    assert ranking.calibrated
    relevance = dict(zip(MATRIX.ids, ranking.relevance.tolist(), strict=True))
    rest = [one.id for one in THREADS[100:]]
    assert np.mean([relevance[name] for name in rest]) == pytest.approx(0.25, abs=0.1)
    assert min(relevance[name] for name in rest if is_about(name)) > np.mean(list(relevance.values())) / 2
    assert not GoalModel(MATRIX, GOAL).rank(labels_of(THREADS[:20])).calibrated


def test_platts_curve_finds_the_curve_that_made_the_examples() -> None:
    chance = np.random.default_rng(3)
    scores = chance.normal(size=4000)
    values = (chance.random(4000) < sigmoid(2.0 * scores - 1.0)).astype(float)
    curve = platt(scores, values, np.ones(4000))
    assert curve == pytest.approx((2.0, -1.0), abs=0.15)


def test_platt_does_not_guess() -> None:
    ones = np.ones(4, dtype=np.float32)
    assert platt(np.arange(4, dtype=np.float32), ones, ones) is None
    assert platt(np.array([3, 2, 1, 0], dtype=np.float32), np.array([0, 0, 1, 1], dtype=np.float32), ones) is None


def test_bands_follow_relevance() -> None:
    ranking = GoalModel(MATRIX, GOAL).rank([])
    bands = ranking.bands(ranking.order)
    assert bands == bands_of(ranking.relevance[ranking.order])
    assert bands_of(np.array([0.0, 0.19, 0.2, 0.49, 0.5, 1.0])) == ["weak"] * 2 + ["maybe"] * 2 + ["strong"] * 2
    assert bands == sorted(bands, key=["strong", "maybe", "weak"].index)


def test_the_threshold_says_how_many_threads_a_week() -> None:
    ranking = GoalModel(MATRIX, GOAL).rank([LabelledText(t.id, t.title, t.text, is_about(t.id)) for t in THREADS[:80]])
    rows = range(100, 300)
    shown, hits = expected_per_week(ranking, rows, 14, 0.5)
    assert shown == sum(ranking.relevance[row] >= 0.5 for row in rows) / 2
    assert 0 < hits <= shown
    assert expected_per_week(ranking, [], 14, 0.5) == expected_per_week(ranking, rows, 0, 0.5) == (0.0, 0.0)
