"""What fits into a day together: minutes come in few lengths, so the fillings of a day can be written down.

A day of 45 minutes holds at most one item of 25; minutes alone would let a relaxation take 1.8 of them. Prices of the
lengths instead of the minutes bound a plan by the best filling of each day, found by dynamic programming (the convex
hull of the knapsack over the counts of each length; Gilmore and Gomory, 1961).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np

from forumplan.plan.rows import Rows
from forumplan.plan.tableau import Floats, Ints, Tableau

MOST_FILLINGS = 250
"""A day with more fillings is left to its row of minutes."""
MOST_STEPS = 400
"""A day of more steps (minutes over their common divisor) too."""


@dataclass(frozen=True, slots=True)
class Days:
    """`lengths` [n] distinct minutes, ascending; `length` [pairs] index of each pair's; `room` [7] minutes that can be
    used; `step` their common divisor; `fillings` [7] of [m, n] how many of each length, None where there are too many.
    """

    lengths: Ints
    length: Ints
    room: Ints
    step: int
    fillings: tuple[Ints | None, ...]

    def best(self, day: int, price: Floats) -> Floats:
        """The best value of 0, 1, .. steps of a day at these prices of the lengths."""
        steps = int(self.room[day]) // self.step
        value = np.zeros(steps + 1)
        pays = [(int(n) // self.step, float(p)) for n, p in zip(self.lengths, price, strict=True) if p > 0]
        for here in range(1, steps + 1):
            value[here] = max([value[here - 1], *(value[here - n] + p for n, p in pays if n <= here)])
        return value

    def completed(self, day: int, price: Floats, known: np.ndarray) -> Floats:
        """Prices of the lengths of a day, those that are not `known` by what fits into them: no filling costs more."""
        return np.asarray(np.where(known, price, self.best(day, np.where(known, price, 0.0))[self._steps(day)]))

    def _steps(self, day: int) -> Ints:
        """Each length in steps, at most the whole day."""
        return np.asarray(np.minimum(self.lengths, self.room[day]) // self.step)


def days(t: Tableau, rows: Rows) -> Days:
    """The lengths and fillings of the days of a problem."""
    lengths, of_item = np.unique(t.minutes, return_inverse=True)
    room = rows.limit[rows.minutes].astype(np.int64)
    step = gcd(*lengths.tolist()) if len(lengths) else 1
    known: dict[int, Ints | None] = {}
    for minutes in sorted(set(room.tolist())):
        known[minutes] = _fillings(minutes, lengths.tolist()) if minutes // step <= MOST_STEPS else None
    return Days(lengths, of_item[rows.item], room, step, tuple(known[minutes] for minutes in room.tolist()))


def _fillings(room: int, lengths: list[int]) -> Ints | None:
    """Every choice of lengths into which nothing more fits, None if there are too many."""
    if not lengths:
        return None
    shortest, longer = lengths[0], lengths[:0:-1]
    found: list[tuple[int, ...]] = []
    begun: list[tuple[int, tuple[int, ...]]] = [(room, ())]
    while begun and len(found) <= MOST_FILLINGS:
        left, counts = begun.pop()
        if len(counts) == len(longer):
            found.append((*counts, left // shortest))
        else:
            length = longer[len(counts)]
            begun += [(left - n * length, (*counts, n)) for n in range(left // length + 1)]
    return None if len(found) > MOST_FILLINGS else np.array(found, dtype=np.int64)[:, ::-1]
