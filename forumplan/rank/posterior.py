"""What was labelled, as weights of words and of axes: logistic regression on the columns that occur in it."""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array, hstack
from sklearn import config_context
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from forumplan.rank.matrix import Doubles, Floats, Sparse

STRICTNESS = 10.0
"""C of the regression: how much the examples count against keeping the weights small."""


class Learnt(NamedTuple):
    """What the examples say: the weight of each term, float64 [terms], and of each axis, float32 [axes]."""

    words: Doubles
    axes: Floats

    @property
    def silent(self) -> bool:
        """Whether they say nothing."""
        return not (self.words.any() or self.axes.any())


def nothing_learnt(terms: int, axes: int) -> Learnt:
    """Before there is an example."""
    return Learnt(np.zeros(terms), np.zeros(axes, dtype=np.float32))


def learn(examples: Sparse, meanings: Floats, values: Floats, weights: Floats, axes_count: float) -> Learnt:
    """From examples [n, terms], the same on the axes [n, axes], and values 0 or 1; nothing if they are of one kind.

    `axes_count`: how much the axes count beside the words, whose rows have length 1. Only columns that occur in the
    examples are fitted; the others' weights are 0 at the optimum anyway.
    """
    terms, axes = examples.shape[1], meanings.shape[1]
    used = np.zeros(terms, dtype=bool)
    used[examples.indices] = True
    active = np.flatnonzero(used)
    if len(np.unique(values)) < 2 or not len(active):
        return nothing_learnt(terms, axes)
    place = np.cumsum(used, dtype=np.int32) - 1
    narrow = csr_array(
        (examples.data, place[examples.indices], examples.indptr),
        shape=(examples.shape[0], len(active)),
    )
    both = hstack([narrow, csr_array(meanings.astype(np.float64) * axes_count)], format="csr")
    weight = _fitted(both, values, weights)
    words = np.zeros(terms)
    words[active] = weight[: len(active)]
    return Learnt(words, (weight[len(active) :] * axes_count).astype(np.float32))


def _fitted(rows: Sparse, values: Floats, weights: Floats) -> Doubles:
    regression = LogisticRegression(C=STRICTNESS, solver="liblinear", dual=True, random_state=0, max_iter=1000)
    # The checks of what we pass ourselves would take as long as the fit.
    with config_context(assume_finite=True, skip_parameter_validation=True), warnings.catch_warnings():
        # Contradictory labels may not settle; what it has by then is still the best there is.
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(rows, values, sample_weight=weights)
    found: Doubles = regression.coef_[0]
    return found
