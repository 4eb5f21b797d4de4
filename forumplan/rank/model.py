"""A goal's model: the words of its statement and what was labelled, made into a score for every thread.

score = w prior / sd(prior) + (1 - w) posterior / sd(posterior), w = 10 / (10 + labels)

prior: cosine on the axes of meaning with the goal's vector, moved toward what was labelled relevant and away from the
rest (Rocchio 1971); in a handful of threads also, and first, cosine with the goal's words. posterior: logistic
regression on words and axes. All are linear in a thread's terms and no constant is added, so a score is exactly the sum
of what its terms give.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import vstack

from forumplan.domain.text import plural
from forumplan.rank.document import LabelledText
from forumplan.rank.matrix import Doubles, Floats, Sparse, TextMatrix
from forumplan.rank.posterior import Learnt, learn, nothing_learnt
from forumplan.rank.ranking import UNLABELLED_WEIGHT, Direction, Evidence, Ranking, Texts
from forumplan.rank.statement import along, goal_row, goal_vector, unit, widened

RECIPE = "8"
"""Changes whenever the same threads, labels and goal would give other scores."""

NEGATIVES = 150
FAR = 0.8
"""Share of the threads, the furthest from the goal's statement, that the unseen off-topic ones are taken from."""

TOWARD, AWAY, RAMP = 1.5, 1.0, 3.0
PRIOR_LABELS = 10.0
AXES_COUNT = 1.2
"""What the axes count beside the words in the regression, at no labels; less and less with each."""
FOLDS = 3
FEW, DECIDES = 10, 2.0
"""In fewer threads the axes are too few to tell them apart: there the goal's own words count so many times as much."""
DAY = 86_400


class Scales(NamedTuple):
    """What the goal on the axes, what was learnt, and the goal's own words (0 but in few threads) are multiplied by."""

    prior: float
    posterior: float
    literal: float


class GoalModel:
    """What a goal's statement alone says, kept between labels. Good until the matrix's rows change."""

    def __init__(self, matrix: TextMatrix, statement: str) -> None:
        self.matrix = matrix
        self.words = goal_row(matrix, statement)
        self.vector = goal_vector(matrix, self.words)
        wide = widened(matrix, self.words, self.vector)
        self._example = Texts(wide, matrix.meaning(wide))
        self._kept_negatives: tuple[NDArray[np.intp], Texts] | None = None
        nearness = along(matrix, matrix.along_axes(self.vector))
        order = matrix.hash_order
        self._far = order[nearness[order] <= np.quantile(nearness, FAR)] if len(order) else order

    def rank(self, labels: Sequence[LabelledText], *, half_life_days: float = 0, now: int = 0) -> Ranking:
        """Every thread's score, with what was labelled.

        Labels count by their weight, halved every `half_life_days` of age at `now` (seconds since the epoch; 0 days:
        they do not fade). The same labels in any order give the same scores to the bit.
        """
        evidence = self._evidence(labels, half_life_days, now)
        unlabelled = self._unlabelled({one.id for one in evidence.labels})
        negatives = self._negatives(unlabelled)
        toward, learnt = self._toward(evidence), self._learnt(evidence, negatives)
        direction, scales = self._direction(evidence, toward, learnt)
        scores = self._scores(direction)

        def hold_out() -> Floats:
            return self._hold_out(evidence, negatives, scales)

        note = self._note(evidence)
        return Ranking(self.matrix, direction, scores.astype(np.float32), evidence, unlabelled, note, hold_out)

    def _scores(self, direction: Direction) -> Doubles:
        """What the direction gives every thread, float64 [threads]."""
        if not direction.words.any():
            return along(self.matrix, direction.meaning)
        csr = self.matrix.csr
        with ThreadPoolExecutor(1) as beside:  # each product reads the whole matrix; scipy frees the other core for one
            words = beside.submit(csr.__matmul__, direction.words)
            scores: Doubles = along(self.matrix, direction.meaning)
            scores += words.result()
            return scores

    def _direction(self, evidence: Evidence, toward: Floats, learnt: Learnt) -> tuple[Direction, Scales]:
        """Prior and posterior blended, each over its standard deviation; and what each was multiplied by."""
        share = PRIOR_LABELS / (PRIOR_LABELS + float(evidence.weights.sum()))
        sample = self.matrix.sample
        prior = _scale(share, sample.meanings @ toward)
        posterior = 0.0
        if not learnt.silent:
            posterior = _scale(1 - share, sample.meanings @ learnt.axes + sample.csr @ learnt.words)
        meaning = self.matrix.along_axes(np.float32(prior) * toward + np.float32(posterior) * learnt.axes)
        words = posterior * learnt.words
        literal = 0.0
        if len(self.matrix) < FEW:
            said = self.words.toarray()[0]
            literal = DECIDES * _scale(share, sample.csr @ said)
            words = words + literal * said
        return Direction(meaning.astype(np.float64), words), Scales(prior, posterior, literal)

    def _evidence(self, labels: Sequence[LabelledText], half_life_days: float, now: int) -> Evidence:
        weighed = [(one, _weight(one, half_life_days, now)) for one in labels]
        weighed = sorted(
            ((one, weight) for one, weight in weighed if weight > 0),
            key=lambda pair: (pair[0].id, pair[0].value, pair[0].at, pair[0].title, pair[0].text),
        )
        kept = [one for one, _ in weighed]
        vectors = self._vectors(kept)
        return Evidence(
            kept,
            *self._texts(vectors),
            np.array([int(one.value > 0) for one in kept], dtype=np.float32),
            np.array([weight for _, weight in weighed], dtype=np.float32),
        )

    def _vectors(self, labels: Sequence[LabelledText]) -> Sparse:
        """The row of each label's thread, or where there is none one made of its words."""
        rows = [self.matrix.row_of(one.id) for one in labels]
        known = self.matrix.csr[np.array([row for row in rows if row is not None], dtype=np.intp)]
        outside = [one for one, row in zip(labels, rows, strict=True) if row is None]
        if not outside:
            return known
        other = self.matrix.vectors([(one.title, one.text, one.language) for one in outside])
        inside = np.array([row is not None for row in rows], dtype=bool)
        places = np.where(inside, np.cumsum(inside) - 1, inside.sum() + np.cumsum(~inside) - 1)
        return vstack([known, other], format="csr")[places]

    def _unlabelled(self, labelled: set[str]) -> NDArray[np.intp]:
        """Rows taken as off topic unseen: far, not labelled, the first in order of their hash: the same each time."""
        ids = self.matrix.ids
        first = self._far[: NEGATIVES + len(labelled)].tolist()
        return np.array([row for row in first if ids[row] not in labelled][:NEGATIVES], dtype=np.intp)

    def _negatives(self, rows: NDArray[np.intp]) -> Texts:
        """The texts of these rows; kept, since from label to label they are nearly always the same."""
        if self._kept_negatives is None or not np.array_equal(self._kept_negatives[0], rows):
            self._kept_negatives = (rows, self._texts(self.matrix.csr[rows]))
        return self._kept_negatives[1]

    def _toward(self, evidence: Evidence) -> Floats:
        """The goal's vector moved toward the relevant and away from the off-topic examples, of length 1."""
        vector: Any = self.vector
        for value, step in ((1, TOWARD), (0, -AWAY)):
            weights = np.where(evidence.values == value, evidence.weights, 0)
            total = float(weights.sum())
            if total > 0:
                ramp = min(1.0, total / RAMP)
                vector = vector + np.float32(step * ramp) * (weights / np.float32(total)) @ evidence.meanings
        return unit(vector.astype(np.float32))

    def _texts(self, vectors: Sparse) -> Texts:
        return Texts(vectors, self.matrix.meaning(vectors))

    def _learnt(self, evidence: Evidence, negatives: Texts) -> Learnt:
        if not len(evidence.labels):
            return nothing_learnt(*self.matrix.basis.shape)
        count = len(negatives.meanings)
        trust = float(evidence.weights.sum())
        return learn(
            vstack([evidence.vectors, self._example.vectors, negatives.vectors], format="csr"),
            np.concatenate([evidence.meanings, self._example.meanings, negatives.meanings]),
            np.concatenate([evidence.values, np.ones(1), np.zeros(count)]),
            np.concatenate([evidence.weights, np.ones(1), np.full(count, UNLABELLED_WEIGHT)]),
            AXES_COUNT * (PRIOR_LABELS / (PRIOR_LABELS + trust)) ** 0.5,
        )

    def _hold_out(self, evidence: Evidence, negatives: Texts, scales: Scales) -> Floats:
        found = np.zeros(len(evidence.labels), dtype=np.float32)
        fold: NDArray[np.intp] = np.arange(len(found)) % FOLDS
        for number in range(FOLDS):
            out, part = np.flatnonzero(fold == number), evidence.part(np.flatnonzero(fold != number))
            learnt = self._learnt(part, negatives)
            found[out] = evidence.meanings[out] @ (np.float32(scales.prior) * self._toward(part))
            found[out] += scales.posterior * (
                evidence.meanings[out] @ learnt.axes + evidence.vectors[out] @ learnt.words
            )
        if scales.literal:
            found += scales.literal * (evidence.vectors @ self.words.toarray()[0])
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


def _scale(share: float, values: Floats | Doubles) -> float:
    deviation = float(values.astype(np.float64).std()) if len(values) else 0.0
    return share / deviation if deviation > 0 else 0.0


def _weight(label: LabelledText, half_life_days: float, now: int) -> float:
    age = max(0, now - label.at)
    return label.weight * (0.5 ** (age / (half_life_days * DAY)) if half_life_days > 0 else 1.0)
