"""How good a goal's model is, counted on what it had not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forumplan.domain.shares import wilson
from forumplan.rank.matrix import Doubles, Sparse, TextMatrix
from forumplan.rank.ranking import Ranking

WINDOW = 10
BEFORE = 20
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class HitRate:
    """Of `shown` suggestions, `hits` were relevant; `low` and `high` bound the rate (95 % Wilson interval)."""

    hits: int
    shown: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        """Hits over shown; 0 where nothing was shown."""
        return self.hits / self.shown if self.shown else 0.0


def hit_rate(values: Sequence[int], window: int = WINDOW) -> HitRate:
    """Of the last `window` suggestions. `values`: 1 or 0 for each, oldest first, judged before the model learnt it."""
    last = values[-window:]
    return HitRate(sum(last), len(last), *wilson(sum(last), len(last)))


def learning_curve(values: Sequence[int], window: int = WINDOW) -> list[HitRate]:
    """The hit rate of each full window of suggestions, oldest first."""
    return [hit_rate(values[:end], window) for end in range(window, len(values) + 1, window)]


def drift(values: Sequence[int]) -> tuple[HitRate, HitRate] | None:
    """The last 10 suggestions and the 20 before them; None while there are fewer than 30, or no real difference.

    Real: their intervals do not overlap.
    """
    if len(values) < WINDOW + BEFORE:
        return None
    now, before = hit_rate(values), hit_rate(values[:-WINDOW], BEFORE)
    return (now, before) if now.high < before.low or now.low > before.high else None


def top_terms(
    matrix: TextMatrix, ranking: Ranking, count: int = 12
) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """The terms that speak most for and most against, as (word, weight), the strongest first.

    The weight is what the term adds, on average, to the scores of the 200 best threads (for) or of the off-topic
    labels (against). Words are in the form first seen.
    """
    liked = _mean_parts(matrix, ranking, matrix.csr[ranking.top(200)])
    off_topic = ranking.evidence.vectors[np.flatnonzero(ranking.evidence.values == 0)]
    disliked = _mean_parts(matrix, ranking, off_topic)
    return (
        [(_word(matrix, t), float(liked[t])) for t in np.argsort(-liked, kind="stable")[:count] if liked[t] > 0],
        [
            (_word(matrix, t), float(disliked[t]))
            for t in np.argsort(disliked, kind="stable")[:count]
            if disliked[t] < 0
        ],
    )


def expected_per_week(ranking: Ranking, rows: Sequence[int], days: float, threshold: float) -> tuple[float, float]:
    """At this threshold of relevance: (threads a week above it, how many of them are likely relevant).

    `rows` are the threads first seen in the last `days`.
    """
    if days <= 0 or not len(rows):
        return 0.0, 0.0
    relevance = ranking.relevance[np.asarray(rows, dtype=np.intp)]
    above = relevance[relevance >= threshold]
    return len(above) * DAYS_A_WEEK / days, float(above.sum()) * DAYS_A_WEEK / days


def _mean_parts(matrix: TextMatrix, ranking: Ranking, vectors: Sparse) -> Doubles:
    """What each term adds to the score of these rows, on average; float64 [terms]."""
    if not vectors.shape[0]:
        return np.zeros(len(matrix.vocabulary.terms))
    lengths = np.linalg.norm(matrix.project(vectors), axis=1)
    over = np.divide(1.0, lengths, out=np.zeros(len(lengths)), where=lengths > 0)
    count = vectors.shape[0]
    words: Doubles = vectors.T @ np.full(count, 1.0 / count) * ranking.direction.words
    meaning: Doubles = vectors.T @ (over / count) * ranking.direction.meaning
    return words + meaning


def _word(matrix: TextMatrix, term: int) -> str:
    forms = matrix.vocabulary.forms[term]
    return forms[0] if forms else matrix.vocabulary.terms[term]
