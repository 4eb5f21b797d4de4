"""What the user has taught for a goal, counted from the labels alone. Light: no model is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from forumplan.domain.records import Label

LAST = 10
"""Labels that the hit rate looks back on."""


@dataclass(frozen=True, slots=True)
class Taught:
    """Labels of a goal; `hits` of the last `shown` (at most ten) labelled suggestions were relevant."""

    labels: int
    relevant: int
    off_topic: int
    shown: int
    hits: int


def taught(labels: Iterable[Label], goal: str) -> Taught:
    """Count the labels of one goal."""
    values = [one.value for one in sorted(labels, key=lambda one: (one.at, one.id)) if one.goal == goal]
    last = values[-LAST:]
    return Taught(len(values), sum(values), len(values) - sum(values), len(last), sum(last))
