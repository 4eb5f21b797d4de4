from __future__ import annotations

import pytest
from made_threads import GOAL, labels_of, made_threads

from forumplan.domain.errors import ModelError
from forumplan.rank.explain import explain, top_words
from forumplan.rank.matrix import TextMatrix
from forumplan.rank.model import GoalModel

THREADS = made_threads(1100)
MATRIX = TextMatrix.build(THREADS[:1000])
MATRIX.append(THREADS[1000:])


@pytest.mark.parametrize("count", [0, 3, 40])
def test_every_score_is_the_sum_of_real_words_with_nothing_left_over(count: int) -> None:
    ranking = GoalModel(MATRIX, GOAL).rank(labels_of(THREADS[:count]))
    for one in THREADS:
        explained = explain(MATRIX, ranking, one.number)
        assert sum(weight for _, weight in explained.terms) == pytest.approx(explained.score, rel=1e-5, abs=1e-12)
        assert explained.score == ranking.scores[MATRIX.row_of_number(one.number)]
        text = f"{one.title} {one.text}".split()
        assert all(word in text for form, _ in explained.terms for word in form.split())


def test_the_top_words_are_the_largest_terms_and_not_said_twice() -> None:
    ranking = GoalModel(MATRIX, GOAL).rank(labels_of(THREADS[:20]))
    rows = ranking.top(50)
    for row, words in zip(rows.tolist(), top_words(MATRIX, ranking, rows), strict=True):
        terms = explain(MATRIX, ranking, int(MATRIX.numbers[row])).terms
        assert 1 <= len(words) <= 3
        assert words[0] == terms[0][0]
        said = [word.lower() for form in words for word in form.split()]
        assert len(said) == len(set(said))


def test_a_number_the_matrix_does_not_know_is_a_named_error() -> None:
    with pytest.raises(ModelError, match="thread 5000"):
        explain(MATRIX, GoalModel(MATRIX, GOAL).rank([]), 5000)
