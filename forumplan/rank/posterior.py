"""What was labelled, as weights of words: logistic regression on the columns that occur in it."""

from __future__ import annotations

import warnings

import numpy as np
from scipy.sparse import csr_array
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from forumplan.rank.matrix import Doubles, Floats, Sparse

STRICTNESS = 10.0
"""C of the regression: how much the examples count against keeping the weights small."""


def word_weights(examples: Sparse, values: Floats, weights: Floats) -> Doubles:
    """The weight of each term, float64 [terms], from examples [n, terms] with values 0 or 1.

    Only columns that occur in the examples are fitted; the others' weights are 0 at the optimum anyway. All 0 if the
    examples are of one kind.
    """
    terms = examples.shape[1]
    found = np.zeros(terms)
    used = np.zeros(terms, dtype=bool)
    used[examples.indices] = True
    active = np.flatnonzero(used)
    if len(np.unique(values)) < 2 or not len(active):
        return found
    place = np.cumsum(used, dtype=np.int32) - 1
    narrow = csr_array(
        (examples.data, place[examples.indices], examples.indptr),
        shape=(examples.shape[0], len(active)),
    )
    regression = LogisticRegression(C=STRICTNESS, solver="liblinear", dual=True, random_state=0, max_iter=1000)
    with warnings.catch_warnings():
        # Contradictory labels may not settle; what it has by then is still the best there is.
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(narrow, values, sample_weight=weights)
    found[active] = regression.coef_[0]
    return found
