"""Axes of meaning, found in the threads: on them words that are used alike lie near each other.

Two views of which words keep company, side by side, then only what matters most in the threads of both:

- the leading right singular vectors of the matrix of threads (latent semantic analysis; Deerwester et al. 1990), led by
  what many long threads are about;
- those of the positive mutual information of words and single words of the same threads (Levy and Goldberg 2014,
  contexts smoothed as in Levy, Goldberg and Dagan 2015), in which a rare word counts as much as a common one.

Each on its own loses to both together, and all the axes of both lose to the leading half: the rest is mostly noise.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float32]
Sparse: TypeAlias = Any

MAX_AXES = 128
LEAST_AXES, AXES_PER_ROOT = 25, 0.65
"""A hundred threads are told apart best by some 30 axes, four thousand by some 70."""
CORE = 2_000
"""Single words, the commonest, that are contexts: enough to tell words apart by, and few enough to be quick."""
SMOOTHED = 0.75
"""Power of a context's count: a rare one would else look informative by chance."""
MATRIX_COUNTS = 0.7
"""What the first view counts beside the second."""

_CHUNK = 1_000


def found_axes(vectors: Sparse, single: NDArray[np.bool_]) -> Floats:
    """The axes as float32 [terms, axes], from threads as rows (CSR float64 [threads, terms]); the same each time.

    `single`: which terms are one word. At most 128 axes, fewer for fewer threads; none where there is nothing to find.
    """
    rows, terms = vectors.shape
    count = min(MAX_AXES, int(LEAST_AXES + AXES_PER_ROOT * rows**0.5), rows - 1, terms - 1)
    if count < 1 or not vectors.nnz:
        return np.zeros((terms, 0), dtype=np.float32)
    narrow = vectors.astype(np.float32)
    wide = min(2 * count, rows - 1, terms - 1)
    # On one core: sums split over more would have other last bits, in other processes and on other machines.
    with threadpool_limits(1, user_api="blas"):
        views = [(_of_matrix(narrow, wide), MATRIX_COUNTS), (_of_company(narrow, single, wide), 1.0)]
        both = np.hstack([view * np.float32(counts / _mean_length(narrow @ view)) for view, counts in views])
        return _leading(narrow, both, count)


def _of_matrix(vectors: Sparse, count: int) -> Floats:
    """Right singular vectors, each times the root of its singular value: broad axes count more than narrow ones."""
    _, values, right = randomized_svd(vectors, count, n_iter=5, random_state=0)
    found: Floats = (right.T * np.sqrt(values)).astype(np.float32)
    return found


def _of_company(vectors: Sparse, single: NDArray[np.bool_], count: int) -> Floats:
    """The same of the mutual information between terms and contexts, for every term."""
    present = csr_array((np.ones(vectors.nnz, dtype=np.float32), vectors.indices, vectors.indptr), shape=vectors.shape)
    often = np.bincount(vectors.indices, minlength=vectors.shape[1])
    candidates = np.flatnonzero(single & (often > 0))
    contexts = np.sort(candidates[np.argsort(-often[candidates], kind="stable")[:CORE]])
    if len(contexts) < 2:
        return np.zeros((vectors.shape[1], 1), dtype=np.float32)
    columns = csr_array(present[:, contexts])
    by_term = csr_array(present.T)
    together = _company(by_term, columns, contexts, contexts)
    weights = together.sum(axis=0) ** SMOOTHED
    core = _information(together, weights)
    _, values, right = randomized_svd(core, min(count, len(contexts) - 1), n_iter=3, random_state=0)
    fold = (right.T / np.sqrt(np.maximum(values, 1e-6 * values[0] + 1e-12))).astype(np.float32)
    found = np.zeros((vectors.shape[1], fold.shape[1]), dtype=np.float32)
    for start in range(0, len(found), _CHUNK):
        terms = np.arange(start, min(start + _CHUNK, len(found)))
        found[terms] = _information(_company(by_term, columns, terms, contexts), weights) @ fold
    return found


def _company(by_term: Sparse, columns: Sparse, terms: NDArray[np.intp], contexts: NDArray[np.intp]) -> Floats:
    """In how many threads each of these terms stands with each context, float32 [terms, contexts]; 0 with itself."""
    found: Floats = (by_term[terms] @ columns).toarray()
    place = np.searchsorted(contexts, terms)
    own = (place < len(contexts)) & (contexts[np.minimum(place, len(contexts) - 1)] == terms)
    found[own, place[own]] = 0
    return found


def _information(together: Floats, weights: Floats) -> Floats:
    """ln(P(term, context) / P(term) P(context)), where that is positive; else 0."""
    rows = together.sum(axis=1, keepdims=True)
    expected = np.maximum(rows, 1) * np.maximum(weights, 1e-9) / max(1.0, float(weights.sum()))
    found: Floats = np.log(np.maximum(together / expected, 1), dtype=np.float32)
    return found


def _leading(vectors: Sparse, axes: Floats, count: int) -> Floats:
    """These axes turned to those along which threads of length 1 differ most, the first `count` of them."""
    gram = np.zeros((axes.shape[1], axes.shape[1]))
    for start in range(0, vectors.shape[0], _CHUNK):
        projected = vectors[start : start + _CHUNK] @ axes
        lengths = np.linalg.norm(projected, axis=1, keepdims=True)
        projected = np.divide(projected, lengths, out=np.zeros_like(projected), where=lengths > 0)
        gram += projected.T @ projected
    _, turned = np.linalg.eigh(gram)
    return np.ascontiguousarray(axes @ turned[:, ::-1][:, :count].astype(np.float32))


def _mean_length(projected: Floats) -> float:
    return float(np.linalg.norm(projected, axis=1).mean()) or 1.0
