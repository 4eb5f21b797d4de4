"""Why a thread stands where it stands: its score as a sum of words that it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

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
    _, _, words = matrix.entries(row)
    parts = _parts(matrix, ranking, row)
    terms = sorted(zip(words, parts.tolist(), strict=True), key=lambda term: (-term[1], term[0]))
    return Explanation(terms, float(ranking.scores[row]))


def top_words(matrix: TextMatrix, ranking: Ranking, rows: Iterable[int], k: int = 3) -> list[list[str]]:
    """For each of these rows up to `k` words that speak most for it; a word is not shown again inside a pair."""
    found = []
    for row in rows:
        _, _, words = matrix.entries(int(row))
        parts = _parts(matrix, ranking, int(row))
        shown: list[str] = []
        seen: set[str] = set()
        for place in np.argsort(-parts, kind="stable").tolist():
            if parts[place] <= 0 or len(shown) >= k:
                break
            pieces = set(words[place].lower().split())
            if not pieces & seen:
                seen |= pieces
                shown.append(words[place])
        found.append(shown)
    return found


def _parts(matrix: TextMatrix, ranking: Ranking, row: int) -> Doubles:
    columns, weights = matrix.entries(row)[:2]
    direction = ranking.direction
    length = float(matrix.lengths[row])
    each = direction.words[columns]
    return weights * (each + direction.meaning[columns] / length if length > 0 else each)
