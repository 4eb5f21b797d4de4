"""Ranking a pool of texts for a goal with labels, from nothing and leaving nothing behind."""

from __future__ import annotations

from collections.abc import Sequence

from forumplan.rank.document import Document, LabelledText
from forumplan.rank.matrix import TextMatrix
from forumplan.rank.model import rank_goal


def rank_pool(pool: Sequence[Document], goal: str, labels: Sequence[LabelledText]) -> list[tuple[str, float]]:
    """(id, score) of every id of the pool once, best first.

    Labelled texts that are not in the pool help to learn the vocabulary, and are not in the result.
    """
    ids = {one.id for one in pool}
    others = {one.id: one for one in labels if one.id not in ids}
    first = 1 + max((one.number for one in pool), default=0)
    extra = [
        Document(number, one.id, one.title, one.text, one.language)
        for number, one in enumerate(others.values(), start=first)
    ]
    matrix = TextMatrix.build([*pool, *extra])
    ranking = rank_goal(matrix, goal, labels)
    scores = ranking.scores.tolist()
    return [(matrix.ids[row], scores[row]) for row in ranking.order.tolist() if matrix.ids[row] in ids]
