"""What the user has taught for a goal, counted from the labels alone. Light: no model is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from forumplan.domain.records import Label

LAST = 10
"""Labels that the hit rate looks back on."""


@dataclass(frozen=True, slots=True)
class Taught:
    """Labels of a goal; `hits` of the last `shown` (at most ten) labelled suggestions were relevant.

    Each was judged before the model learnt it. Labels that came with a file were no suggestions.
    """

    labels: int
    relevant: int
    off_topic: int
    shown: int
    hits: int


def taught(labels: Iterable[Label], goal: str) -> Taught:
    """Count the labels of one goal."""
    mine = [one for one in labels if one.goal == goal]
    relevant = sum(one.value for one in mine)
    last = judged(mine, goal)[-LAST:]
    return Taught(len(mine), relevant, len(mine) - relevant, len(last), sum(last))


def judged(labels: Iterable[Label], goal: str) -> list[int]:
    """1 or 0 for each suggestion of a goal that was labelled, oldest first."""
    mine = (one for one in labels if one.goal == goal and not one.imported)
    return [one.value for one in sorted(mine, key=lambda one: (one.at, one.id))]
