"""A goal's statement as a row of terms, and as a vector on the axes of meaning."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from forumplan.rank.matrix import Doubles, Floats, Sparse, TextMatrix
from forumplan.rank.stopwords import ROLE_WORDS
from forumplan.rank.words import split_words

NEAREST = 30
WIDENED_BY, WIDENED_SHARE = 10, 0.5
"""How many of the nearest threads widen the statement's row, and how long they are together beside its 1."""


def topic_of(statement: str) -> str:
    """The statement without the words that say only what its owner will do; all of it if nothing else is there."""
    words = list(split_words(statement))
    topic = [word for word in words if word.lower() not in ROLE_WORDS]
    return " ".join(topic or words)


def goal_row(matrix: TextMatrix, statement: str) -> Sparse:
    """The statement as CSR float64 [1, terms], read in every language that the threads are written in."""
    topic = topic_of(statement)
    languages = sorted(matrix.languages | {""})
    read = matrix.vectors([("", topic, language) for language in languages]).toarray()
    return csr_array(read.max(axis=0, keepdims=True))


def goal_vector(matrix: TextMatrix, words: Sparse) -> Floats:
    """What the statement means among these threads, float32 [axes]: its own place and that of its nearest threads.

    Pseudo relevance feedback (Croft and Harper 1979): the 30 threads nearest to the statement, by the rarity of the
    words they share and on the axes together, stand in for the ones that it does not know to name.
    """
    own: Floats = matrix.meaning(words)[0]
    if not own.any():
        return own
    found: Floats = matrix.meaning(matrix.csr[_nearest(matrix, words, own, NEAREST)]).mean(axis=0) + own
    return unit(found)


def widened(matrix: TextMatrix, words: Sparse, vector: Floats) -> Sparse:
    """The statement's row with the words of the threads nearest to it and to its vector, CSR float64 [1, terms].

    As an example to learn from it stands for more than the few words that it says.
    """
    if not vector.any():
        return words
    nearest = matrix.csr[_nearest(matrix, words, vector, WIDENED_BY)]
    total = csr_array(nearest.sum(axis=0).reshape(1, -1))
    if not total.nnz:
        return words
    both = csr_array(words + total * (WIDENED_SHARE / _length(total)))
    return csr_array(both / _length(both))


def _length(row: Sparse) -> float:
    return float(np.sqrt(np.square(row.data).sum()))


def _nearest(matrix: TextMatrix, words: Sparse, vector: Floats, count: int) -> NDArray[np.intp]:
    """The rows nearest to the statement's words and to a vector together, nearest first."""
    order = matrix.hash_order
    nearness = standard(_shared(matrix, words), order) + standard(along(matrix, matrix.along_axes(vector)), order)
    # In order of the hash, so that equal threads are taken alike whatever came first.
    return order[np.argsort(-nearness[order], kind="stable")[:count]]


def _shared(matrix: TextMatrix, words: Sparse) -> Doubles:
    """The summed rarity (idf) of the statement's terms that stand in each thread, however often; float64 [threads]."""
    csr = matrix.csr
    rarity = np.zeros(csr.shape[1])
    rarity[words.indices] = matrix.vocabulary.idf[words.indices]
    found: Doubles = csr_array((np.ones(csr.nnz), csr.indices, csr.indptr), shape=csr.shape) @ rarity
    return found


def along(matrix: TextMatrix, terms: Floats | Doubles) -> Doubles:
    """The cosine of each thread with a vector on the axes, given as what it is in each term; float64 [threads]."""
    lengths = matrix.lengths
    product: Doubles = matrix.csr @ np.asarray(terms, dtype=np.float64)
    return np.divide(product, lengths, out=np.zeros_like(product), where=lengths > 0)


def spread_of(values: Doubles, order: NDArray[np.intp]) -> tuple[float, float]:
    """Mean and standard deviation, summed in a given order so that they are the same to the bit; (0, 0) of nothing."""
    if not len(values):
        return 0.0, 0.0
    ordered = values[order]
    return float(ordered.mean()), float(ordered.std())


def standard(values: Doubles, order: NDArray[np.intp]) -> Doubles:
    """In standard deviations from the mean; 0 where all are alike."""
    mean, deviation = spread_of(values, order)
    return (values - mean) / deviation if deviation else np.zeros_like(values)


def unit(vector: Floats) -> Floats:
    """The vector at length 1, or as it is if it has none."""
    length = np.linalg.norm(vector)
    return (vector / length).astype(np.float32) if length else vector
