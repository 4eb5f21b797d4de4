"""The order of all threads for one goal, and what it was made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forumplan.rank.calibration import PLATT_FROM, USUAL_CURVE, Band, bands_of, platt, sigmoid
from forumplan.rank.document import LabelledText
from forumplan.rank.matrix import Doubles, Floats, Sparse, TextMatrix
from forumplan.rank.statement import spread_of

UNLABELLED_WEIGHT = 0.1
"""What a thread taken as off topic unseen counts beside a label: nearly all are, but nobody said so."""


@dataclass(frozen=True, slots=True)
class Direction:
    """What each term adds to a score: `words[t]`, and `meaning[t]` over the length of the thread's row on the axes.

    Both float64 [terms], already scaled and blended.
    """

    meaning: Doubles
    words: Doubles


class Texts(NamedTuple):
    """Texts as CSR float64 [n, terms] and on the axes of meaning, float32 [n, axes]."""

    vectors: Sparse
    meanings: Floats


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was labelled, aligned: `labels`, their texts as `vectors` and `meanings`, `values` 0 or 1, `weights` > 0."""

    labels: Sequence[LabelledText]
    vectors: Sparse
    meanings: Floats
    values: Floats
    weights: Floats

    def part(self, places: NDArray[np.intp]) -> Evidence:
        """Only those at these places."""
        labels = [self.labels[place] for place in places.tolist()]
        return Evidence(labels, self.vectors[places], self.meanings[places], self.values[places], self.weights[places])


class Ranking:
    """Scores of all threads for a goal, aligned with the rows of the matrix at that time; the rest when asked for.

    `scores`: float32 [threads], larger is better, in no unit. `note` says in words what they rest on.
    `unlabelled`: rows that were taken as off topic unseen. `hold_out` gives the score of each label by a model that
    had not seen it.
    """

    def __init__(
        self,
        matrix: TextMatrix,
        direction: Direction,
        scores: Floats,
        evidence: Evidence,
        unlabelled: NDArray[np.intp],
        note: str,
        hold_out: Callable[[], Floats],
    ) -> None:
        self.matrix, self.direction, self.scores = matrix, direction, scores
        self.evidence, self.unlabelled, self.note = evidence, unlabelled, note
        self._hold_out = hold_out

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """Rows, best first; equal scores by id."""
        return self._sorted(np.arange(len(self.scores)))

    def top(self, count: int) -> NDArray[np.intp]:
        """The first `count` rows of `order`, without sorting the others."""
        if count >= len(self.scores) or "order" in self.__dict__:
            return self.order[:count]
        if count <= 0:
            return np.zeros(0, dtype=np.intp)
        least = np.partition(self.scores, -count)[-count]
        return self._sorted(np.flatnonzero(self.scores >= least))[:count]

    def _sorted(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        scores = self.scores[rows]
        found = rows[np.argsort(-scores)]
        ordered = self.scores[found]
        starts = np.flatnonzero(np.diff(ordered, prepend=np.nan) != 0)
        ends = np.append(starts[1:], len(found))
        ids = self.matrix.ids
        for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
            found[start:end] = sorted(found[start:end].tolist(), key=ids.__getitem__)
        return found

    @cached_property
    def held_out(self) -> Floats:
        """The score of each label of `evidence` by a model that had not seen it, float32 [labels]."""
        return self._hold_out()

    @cached_property
    def curve(self) -> tuple[float, float]:
        """(a, b) of relevance = sigmoid(a score + b); fitted to the labels from 50 on, a usual one before."""
        count = len(self.evidence.labels)
        fitted = self._fitted_curve() if count >= PLATT_FROM else None
        if fitted is not None:
            return fitted
        a, b = USUAL_CURVE
        mean, deviation = spread_of(self.scores.astype(np.float64), self.matrix.hash_order)
        return (a / deviation, b - a * mean / deviation) if deviation else (0.0, b)

    def _fitted_curve(self) -> tuple[float, float] | None:
        # Labels lie near the top, so alone they would call the rest relevant too: the unlabelled hold that end down.
        unlabelled = self.scores[self.unlabelled]
        return platt(
            np.concatenate([self.held_out, unlabelled]),
            np.concatenate([self.evidence.values, np.zeros(len(unlabelled), dtype=np.float32)]),
            np.concatenate([self.evidence.weights, np.full(len(unlabelled), UNLABELLED_WEIGHT, dtype=np.float32)]),
        )

    @property
    def calibrated(self) -> bool:
        """Whether there are labels enough to show relevance as per cents and not only as bands."""
        return len(self.evidence.labels) >= PLATT_FROM

    @cached_property
    def relevance(self) -> Floats:
        """The probability that each thread is relevant, float32 [threads]."""
        a, b = self.curve
        return sigmoid((a * self.scores + b).astype(np.float32))

    def bands(self, rows: Iterable[int]) -> list[Band]:
        """The band of each of these rows: strong, maybe or weak."""
        a, b = self.curve
        chosen = sigmoid((a * self.scores[np.asarray(rows, dtype=np.intp)] + b).astype(np.float32))
        return bands_of(chosen)
