"""Why a thread stands where it stands: its score as a sum of words that it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forumplan.rank.matrix import Doubles, TextMatrix
from forumplan.rank.ranking import Ranking


@dataclass(frozen=True, slots=True)
class Explanation:
    """`terms`: (word, what it adds), largest for the goal first, with nothing left over; their sum is `score`."""

    terms: list[tuple[str, float]]
    score: float


def explain(matrix: TextMatrix, ranking: Ranking, number: int) -> Explanation:
    """Every term of a thread that counts, as a word (or two that follow each other but for stop words) of its text.

    ModelError if the matrix does not know the number.
    """
    row = matrix.row_of_number(number)
    columns, weights, words = matrix.entries(row)
    parts = _parts(ranking, columns, weights, np.full(len(columns), matrix.lengths[row], dtype=np.float64))
    terms = sorted(zip(words, parts.tolist(), strict=True), key=lambda term: (-term[1], term[0]))
    return Explanation(terms, float(ranking.scores[row]))


def top_words(matrix: TextMatrix, ranking: Ranking, rows: Iterable[int], k: int = 3) -> list[list[str]]:
    """For each of these rows up to `k` words that speak most for it; a word is not shown again inside a pair."""
    wanted = np.fromiter(rows, dtype=np.intp)
    csr = matrix.csr[wanted]
    row_of_entry = np.repeat(np.arange(len(wanted)), np.diff(csr.indptr))
    parts = _parts(ranking, csr.indices, csr.data, matrix.lengths[wanted][row_of_entry].astype(np.float64))
    order = np.lexsort((-parts, row_of_entry))
    entry = np.arange(len(parts)) - csr.indptr[row_of_entry]
    places, worth = entry[order].tolist(), parts[order].tolist()
    ends = csr.indptr.tolist()
    return [
        _words_once(matrix, row, zip(places[start:end], worth[start:end], strict=True), k)
        for row, start, end in zip(wanted.tolist(), ends, ends[1:], strict=False)
    ]


def _words_once(matrix: TextMatrix, row: int, best_first: Iterable[tuple[int, float]], k: int) -> list[str]:
    shown: list[str] = []
    seen: set[str] = set()
    for place, worth in best_first:
        if worth <= 0 or len(shown) >= k:
            break
        word = matrix.word_at(row, place)
        pieces = set(word.lower().split())
        if not pieces & seen:
            seen |= pieces
            shown.append(word)
    return shown


def _parts(ranking: Ranking, columns: NDArray[np.int32], weights: Doubles, lengths: Doubles) -> Doubles:
    """What each entry adds to its row's score; `lengths`: of its row on the axes."""
    direction = ranking.direction
    over = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    found: Doubles = weights * (direction.words[columns] + direction.meaning[columns] * over)
    return found
