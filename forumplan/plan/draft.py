"""A plan in the making: what a pair would add to it, and what still fits. All pairs at once, in numpy."""

from __future__ import annotations

import numpy as np

from forumplan.plan import constants as k
from forumplan.plan.objective import maintenance
from forumplan.plan.rows import Rows
from forumplan.plan.tableau import Bools, Floats, Tableau
from forumplan.plan.venue_reach import shape_at


class Draft:
    """Pairs chosen so far. Begins with the locks; `gains` are real marginal values of the whole objective."""

    def __init__(self, t: Tableau, rows: Rows) -> None:
        self.t, self.rows = t, rows
        self.pairs: set[int] = set()
        self.slack = rows.limit.copy()
        self.exposure = np.zeros(len(t.scale))
        self.contacts = np.zeros(len(t.people) + 1, dtype=np.int64)
        self.done = np.zeros(len(t.venues), dtype=np.int64)
        self.owed = self.touch = 0.0
        item, day = rows.item, rows.day
        self._fixed = (t.worth.help + t.worth.tie + t.sticky)[item, day]
        self._exposure = t.worth.exposure[item, day]
        self._group = t.group[item]
        self._public = np.flatnonzero(self._group >= 0)
        self._shape = t.shape[self._group[self._public]]
        self._person = t.person[item]
        self._gain = np.vstack([np.hstack([t.gain, np.zeros((len(t.people), 1))]), np.zeros((1, 3))])
        self._private = np.flatnonzero(t.owed[item] | t.due_touch[item])
        self._blocked = np.zeros(len(item), dtype=bool)
        for pair in rows.locked:
            self.add(pair)
            self._blocked[pair] = True

    def add(self, pair: int, sign: int = 1) -> None:
        """Take a pair in; with sign -1, out again."""
        t, i, d = self.t, int(self.rows.item[pair]), int(self.rows.day[pair])
        if sign > 0:
            self.pairs.add(pair)
        else:
            self.pairs.remove(pair)
        self.rows.use(self.slack, pair, sign)
        if t.group[i] >= 0:
            self.exposure[t.group[i]] += sign * t.worth.exposure[i, d]
        self.contacts[t.person[i]] += sign
        if t.capped[i]:
            self.done[t.venue[i]] += sign
        self.owed += sign * float(t.minutes[i]) * bool(t.owed[i])
        self.touch += sign * float(t.minutes[i]) * bool(t.due_touch[i])

    def fits(self) -> Bools:
        """Pairs [pairs] that could be added now."""
        fits = self.rows.fits(self.slack)
        if self.pairs:
            fits[list(self.pairs)] = False
        return fits & ~self._blocked

    def gains(self) -> Floats:
        """What each pair [pairs] would add to the objective now."""
        t, public = self.t, self._public
        gains = self._fixed.copy()
        group = self._group[public]
        now = self.exposure[group]
        added = shape_at(self._shape, now + self._exposure[public]) - shape_at(self._shape, now)
        gains[public] += t.scale[group] * added
        gains += self._gain[self._person, np.minimum(self.contacts[self._person], 2)]
        if len(self._private):
            gains[self._private] += self._maintenance()
        if t.wish.any():
            short = self.done < t.wish
            item = self.rows.item
            gains += np.where(t.capped[item] & short[t.venue[item]], k.WISH_PRICE * t.price, 0.0)
        return gains

    def _maintenance(self) -> Floats:
        t, item = self.t, self.rows.item[self._private]
        now = maintenance(t, self.owed, self.touch)
        more: dict[tuple[bool, int], float] = {}
        for owed, minutes in {(bool(t.owed[i]), int(t.minutes[i])) for i in item.tolist()}:
            grown = (self.owed + minutes, self.touch) if owed else (self.owed, self.touch + minutes)
            more[owed, minutes] = maintenance(t, *grown) - now
        return np.array([more[bool(t.owed[i]), int(t.minutes[i])] for i in item.tolist()])

    def plan(self) -> list[tuple[int, int]]:
        """The chosen (candidate, day) pairs in the order of their ids."""
        return [(int(self.rows.item[p]), int(self.rows.day[p])) for p in sorted(self.pairs)]
