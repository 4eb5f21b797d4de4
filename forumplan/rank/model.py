"""A goal's model: the words of its statement and what was labelled, made into a score for every thread.

score = w prior / sd(prior) + (1 - w) posterior / sd(posterior), w = 10 / (10 + labels)

prior: cosine on the axes of meaning with the goal's vector, moved toward what was labelled relevant and away from the
rest (Rocchio 1971). posterior: logistic regression on words. Both are linear in a thread's terms and no constant is
added, so a score is exactly the sum of what its terms give.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import vstack

from forumplan.domain.text import plural
from forumplan.rank.document import LabelledText
from forumplan.rank.matrix import Doubles, Floats, Sparse, TextMatrix
from forumplan.rank.posterior import word_weights
from forumplan.rank.ranking import UNLABELLED_WEIGHT, Direction, Evidence, Ranking
from forumplan.rank.statement import along, goal_row, goal_vector, spread_of, unit

RECIPE = "3"
"""Changes whenever the same threads, labels and goal would give other scores."""

NEGATIVES = 150
FAR = 0.8
"""Share of the threads, the furthest from the goal's statement, that the unseen off-topic ones are taken from."""

TOWARD, AWAY, RAMP = 1.5, 1.0, 3.0
PRIOR_LABELS = 10.0
FOLDS = 3
DAY = 86_400


class GoalModel:
    """What a goal's statement alone says, kept between labels. Good until rows are appended to the matrix."""

    def __init__(self, matrix: TextMatrix, statement: str) -> None:
        self.matrix = matrix
        self.words = goal_row(matrix, statement)
        self.vector = goal_vector(matrix, self.words)
        nearness = along(matrix, matrix.basis @ self.vector)
        order = matrix.hash_order
        self._far = order[nearness[order] <= np.quantile(nearness, FAR)] if len(order) else order

    def rank(self, labels: Sequence[LabelledText], *, half_life_days: float = 0, now: int = 0) -> Ranking:
        """Every thread's score, with what was labelled.

        Labels count by their weight, halved every `half_life_days` of age at `now` (seconds since the epoch; 0 days:
        they do not fade). The same labels in any order give the same scores to the bit.
        """
        evidence = self._evidence(labels, half_life_days, now)
        unlabelled = self._unlabelled({one.id for one in evidence.labels})
        negatives = self.matrix.csr[unlabelled]
        toward = self._toward(evidence)
        posterior = self._posterior(evidence, negatives)
        share = PRIOR_LABELS / (PRIOR_LABELS + float(evidence.weights.sum()))
        meaning = (self.matrix.basis @ toward).astype(np.float64)
        prior = along(self.matrix, meaning)
        prior_scale = self._scale(share, prior)
        scores = prior_scale * prior
        posterior_scale = 0.0
        if posterior.any():
            likely = self.matrix.csr @ posterior
            posterior_scale = self._scale(1 - share, likely)
            scores += posterior_scale * likely
        direction = Direction(meaning * prior_scale, posterior * posterior_scale)

        def hold_out() -> Floats:
            return self._hold_out(evidence, negatives, prior_scale, posterior_scale)

        note = self._note(evidence)
        return Ranking(self.matrix, direction, scores.astype(np.float32), evidence, unlabelled, note, hold_out)

    def _scale(self, share: float, values: Doubles) -> float:
        deviation = spread_of(values, self.matrix.hash_order)[1]
        return share / deviation if deviation > 0 else 0.0

    def _evidence(self, labels: Sequence[LabelledText], half_life_days: float, now: int) -> Evidence:
        weighed = [(one, _weight(one, half_life_days, now)) for one in labels]
        weighed = sorted(
            ((one, weight) for one, weight in weighed if weight > 0),
            key=lambda pair: (pair[0].id, pair[0].value, pair[0].at, pair[0].title, pair[0].text),
        )
        kept = [one for one, _ in weighed]
        rows = [self.matrix.row_of(one.id) for one in kept]
        known = self.matrix.csr[np.array([row for row in rows if row is not None], dtype=np.intp)]
        other = self.matrix.vectors(
            [(one.title, one.text, one.language) for one, row in zip(kept, rows, strict=True) if row is None]
        )
        inside = np.array([row is not None for row in rows], dtype=bool)
        places = np.where(inside, np.cumsum(inside) - 1, inside.sum() + np.cumsum(~inside) - 1)
        vectors = vstack([known, other], format="csr")[places] if kept else other
        return Evidence(
            kept,
            vectors,
            np.array([int(one.value > 0) for one in kept], dtype=np.float32),
            np.array([weight for _, weight in weighed], dtype=np.float32),
        )

    def _unlabelled(self, labelled: set[str]) -> NDArray[np.intp]:
        """Rows taken as off topic unseen: far, not labelled, the first in order of their hash: the same each time."""
        ids = self.matrix.ids
        first = self._far[: NEGATIVES + len(labelled)].tolist()
        return np.array([row for row in first if ids[row] not in labelled][:NEGATIVES], dtype=np.intp)

    def _toward(self, evidence: Evidence) -> Floats:
        """The goal's vector moved toward the relevant and away from the off-topic examples, of length 1."""
        vector: Any = self.vector
        meanings = self.matrix.meaning(evidence.vectors)
        for value, step in ((1, TOWARD), (0, -AWAY)):
            weights = np.where(evidence.values == value, evidence.weights, 0)
            total = float(weights.sum())
            if total > 0:
                ramp = min(1.0, total / RAMP)
                vector = vector + np.float32(step * ramp) * (weights / np.float32(total)) @ meanings
        return unit(vector.astype(np.float32))

    def _posterior(self, evidence: Evidence, negatives: Sparse) -> Doubles:
        if not len(evidence.labels):
            return np.zeros(len(self.matrix.vocabulary.terms))
        count = negatives.shape[0]
        return word_weights(
            vstack([evidence.vectors, self.words, negatives], format="csr"),
            np.concatenate([evidence.values, np.ones(1), np.zeros(count)]),
            np.concatenate([evidence.weights, np.ones(1), np.full(count, UNLABELLED_WEIGHT)]),
        )

    def _hold_out(self, evidence: Evidence, negatives: Sparse, prior_scale: float, posterior_scale: float) -> Floats:
        found = np.zeros(len(evidence.labels), dtype=np.float32)
        fold: NDArray[np.intp] = np.arange(len(found)) % FOLDS
        for number in range(FOLDS):
            out, kept = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
            part = Evidence(
                [evidence.labels[i] for i in kept.tolist()],
                evidence.vectors[kept],
                evidence.values[kept],
                evidence.weights[kept],
            )
            vectors = evidence.vectors[out]
            found[out] = prior_scale * (self.matrix.meaning(vectors) @ self._toward(part))
            found[out] += posterior_scale * (vectors @ self._posterior(part, negatives))
        return found

    def _note(self, evidence: Evidence) -> str:
        count = len(evidence.labels)
        if not count and not self.words.nnz:
            return "no labels yet, and no thread has a word of your goal's text: label some by hand"
        if not count:
            return "no labels yet: ranked by your goal's text"
        relevant = int(evidence.values.sum())
        kinds = f"{plural(count, 'label')}: {relevant} relevant, {count - relevant} off topic"
        if relevant in (0, count):
            return f"{kinds}; one kind only, so your goal's text still leads"
        return kinds


def rank_goal(
    matrix: TextMatrix, statement: str, labels: Sequence[LabelledText], *, half_life_days: float = 0, now: int = 0
) -> Ranking:
    """Every thread's score for a goal; see `GoalModel.rank`. Keep a GoalModel where several labels follow."""
    return GoalModel(matrix, statement).rank(labels, half_life_days=half_life_days, now=now)


def _weight(label: LabelledText, half_life_days: float, now: int) -> float:
    age = max(0, now - label.at)
    return label.weight * (0.5 ** (age / (half_life_days * DAY)) if half_life_days > 0 else 1.0)
