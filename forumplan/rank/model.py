"""A goal's model: the words of its statement and what was labelled, made into a score for every thread.

score = w prior / sd(prior) + (1 - w) posterior / sd(posterior), w = 10 / (10 + labels)

prior: cosine on the axes of meaning with the goal's vector, moved toward what was labelled relevant and away from the
rest (Rocchio 1971). posterior: logistic regression on words. Both are linear in a thread's terms and neither has a
constant, so a score is exactly the sum of what its terms add.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from forumplan.rank.document import LabelledText
from forumplan.rank.matrix import Floats, TextMatrix
from forumplan.rank.ranking import Direction, Ranking
from forumplan.rank.statement import goal_texts

RECIPE = "1"
"""Changes whenever the same threads, labels and goal would give other scores."""

NEAREST = 30
NEGATIVES, NEGATIVE_WEIGHT = 150, 0.1
TOWARD, AWAY, RAMP = 1.5, 1.0, 3.0
PRIOR_LABELS = 10.0
STRICTNESS = 10.0
DAY = 86_400


class GoalModel:
    """What a goal's statement alone says, kept between labels. Good until rows are appended to the matrix."""

    def __init__(self, matrix: TextMatrix, statement: str) -> None:
        self.matrix = matrix
        self.words = _goal_row(matrix, statement)
        self.vector = _goal_vector(matrix, self.words)

    def rank(self, labels: Sequence[LabelledText], *, half_life_days: float = 0, now: int = 0) -> Ranking:
        """Every thread's score, with what was labelled.

        Labels count by their weight, halved every `half_life_days` of age at `now` (seconds since the epoch; 0 days:
        they do not fade). The same labels in any order give the same scores to the bit.
        """
        ordered = sorted(labels, key=lambda one: (one.id, one.value, one.at, one.title, one.text))
        weights = _weights(ordered, half_life_days, now)
        ordered = [one for one, weight in zip(ordered, weights, strict=True) if weight > 0]
        weights = weights[weights > 0]
        values = np.array([int(one.value > 0) for one in ordered], dtype=np.int64)
        vectors = _vectors(self.matrix, ordered)
        share = PRIOR_LABELS / (PRIOR_LABELS + float(weights.sum()))
        direction, scores = self._blend(vectors, values, weights, [one.id for one in ordered], share)
        return Ranking(self.matrix, self, direction, scores, ordered, vectors, weights, _note(self, values))
