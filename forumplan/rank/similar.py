"""What one has written before that is near to a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forumplan.rank.document import LabelledText
from forumplan.rank.matrix import Doubles, TextMatrix

NEAR = 0.45
"""Least nearness to speak of: below, two texts share a subject at most."""


@dataclass(frozen=True, slots=True)
class Near:
    """A contribution near to a thread: `id` as given, `nearness` 0..1, `words` that both say, the weightiest first."""

    id: str
    nearness: float
    words: tuple[str, ...]


def similar(
    matrix: TextMatrix, number: int, contributions: Sequence[LabelledText], *, count: int = 3, least: float = NEAR
) -> list[Near]:
    """The nearest of one's own contributions to a thread, nearest first; only those at least `least` near.

    Nearness: the mean of the cosines by words and on the axes of meaning, of texts that share at least one word.
    ModelError if the matrix does not know the number.
    """
    row = matrix.row_of_number(number)
    columns, weights, written = matrix.entries(row)
    if not contributions or not len(columns):
        return []
    vectors = matrix.vectors([(one.title, one.text, one.language) for one in contributions])
    thread = matrix.csr[[row]]
    shared: Doubles = vectors @ thread.toarray()[0]
    meaning = matrix.meaning(vectors) @ matrix.meaning(thread)[0]
    nearness = np.where(shared > 0, (shared + meaning) / 2, 0.0)
    found = []
    for place in sorted(range(len(contributions)), key=lambda i: (-nearness[i], contributions[i].id))[:count]:
        if nearness[place] < least:
            break
        common = vectors[[place]].toarray()[0][columns] * weights
        words = [written[i] for i in np.argsort(-common, kind="stable").tolist() if common[i] > 0]
        found.append(Near(contributions[place].id, float(nearness[place]), tuple(words[:3])))
    return found
