"""The hard constraints, all of one shape: what a set of (candidate, day) pairs uses of a row is at most its limit.

Locks stand first: a limit that they break is raised to what they use, so that a plan always exists.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from forumplan.plan import constants as k
from forumplan.plan.tableau import Bools, Floats, Ints, Tableau


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs are in the order (candidate, day). `uses`, `amounts` [pairs, w] rows and what is used of them, padded
    with the last row, which has no limit; `limit` [rows]; `asked` [rows] the limit before locks raised it;
    `names` of the rows, such as "minutes:3"; `minutes` [7] the rows of the days; `locked` the pairs that stand.
    """

    item: Ints
    day: Ints
    uses: Ints
    amounts: Floats
    limit: Floats
    asked: Floats
    names: tuple[str, ...]
    minutes: Ints
    locked: tuple[int, ...]

    def only(self, pairs: Ints) -> Rows:
        """The same rows over some of the pairs (ascending numbers that hold every locked one)."""
        locked = np.searchsorted(pairs, np.array(self.locked, dtype=np.int64))
        return replace(
            self,
            item=self.item[pairs],
            day=self.day[pairs],
            uses=self.uses[pairs],
            amounts=self.amounts[pairs],
            locked=tuple(int(p) for p in locked),
        )

    def allow(self, plan: list[tuple[int, int]]) -> bool:
        """Whether a plan of (candidate, day) pairs keeps every limit."""
        place = np.searchsorted(self.item * k.DAYS + self.day, [i * k.DAYS + d for i, d in plan])
        used = np.zeros(len(self.limit))
        np.add.at(used, self.uses[place], self.amounts[place])
        return bool((used <= self.limit + k.TINY).all())

    def fits(self, slack: Floats) -> Bools:
        """Which pairs [pairs] fit into what is left of the rows."""
        return np.asarray((self.amounts <= slack[self.uses] + k.TINY).all(axis=1))

    def cost(self, prices: Floats) -> Floats:
        """What each pair [pairs] uses, at these prices of the rows."""
        return np.asarray((self.amounts * prices[self.uses]).sum(axis=1))

    def use(self, slack: Floats, pair: int, sign: float = 1.0) -> None:
        """Take a pair's use off `slack` in place (or give it back with sign -1)."""
        np.subtract.at(slack, self.uses[pair], sign * self.amounts[pair])


class _Build:
    """Collects rows and which pairs use them."""

    def __init__(self, pairs: int) -> None:
        self.names: list[str] = []
        self.limits: list[float] = []
        self.layers: list[tuple[Ints, Floats]] = []
        self.pairs = pairs

    def row(self, name: str, limit: float) -> int:
        self.names.append(name)
        self.limits.append(max(0.0, float(limit)))
        return len(self.names) - 1

    def layer(self, rows: Ints, amounts: Floats | None = None) -> None:
        """One row for each pair, -1 for none; an amount of 1 each unless given."""
        if (rows >= 0).any():
            self.layers.append((rows, np.ones(self.pairs) if amounts is None else amounts))


def rows(t: Tableau) -> Rows:
    """Every open pair and every constraint of design, planning, section 2."""
    wanted = t.worth.open.copy()
    for lock in t.locks:
        wanted[lock] = True
    item, day = np.nonzero(wanted)
    places = np.searchsorted(item * k.DAYS + day, [i * k.DAYS + d for i, d in t.locks])
    locked = tuple(int(place) for place in places)
    build = _Build(len(item))
    _threads(build, t, item)
    minutes = _minutes(build, t, item, day, locked)
    _manners(build, t, item, day)
    _promotion(build, t, item)
    if t.new.any():
        build.layer(np.where(t.new[item], build.row("growth", t.growth_cap), -1))
    return _finish(build, item, day, minutes, locked)


def _finish(build: _Build, item: Ints, day: Ints, minutes: Ints, locked: tuple[int, ...]) -> Rows:
    free = build.row("free", np.inf)
    if build.layers:
        uses = np.stack([layer for layer, _ in build.layers], axis=1)
        amounts = np.stack([amount for _, amount in build.layers], axis=1)
    else:
        uses, amounts = np.full((len(item), 1), -1, dtype=np.int64), np.zeros((len(item), 1))
    amounts = np.where(uses < 0, 0.0, amounts)
    uses = np.where(uses < 0, free, uses)
    asked = np.array(build.limits)
    used = np.zeros(len(asked))
    for pair in locked:
        np.add.at(used, uses[pair], amounts[pair])
    return Rows(item, day, uses, amounts, np.maximum(asked, used), asked, tuple(build.names), minutes, locked)


def _threads(build: _Build, t: Tableau, item: Ints) -> None:
    count = int(t.thread.max()) + 1 if len(t.thread) else 0
    offset = len(build.names)
    build.names += [f"thread:{thread}" for thread in range(count)]
    build.limits += [1.0] * count
    build.layer(t.thread[item] + offset)


def _minutes(build: _Build, t: Tableau, item: Ints, day: Ints, locked: tuple[int, ...]) -> Ints:
    """Days, and the week: it says something of its own only where locks overrun a day. The rows of the days."""
    of_day = np.array([build.row(f"minutes:{d}", t.budget[d]) for d in range(k.DAYS)], dtype=np.int64)
    minutes = t.minutes[item].astype(float)
    build.layer(of_day[day], minutes)
    taken = np.zeros(k.DAYS)
    for pair in locked:
        taken[day[pair]] += minutes[pair]
    if (taken > t.budget).any():
        build.layer(np.full(len(item), build.row("minutes:week", int(t.budget.sum())), dtype=np.int64), minutes)
    return of_day


def _manners(build: _Build, t: Tableau, item: Ints, day: Ints) -> None:
    """Caps over the seven days up to each day, and cool-downs to own posts and between items.

    All open days lie within one window of a cap, so a row counts the items up to its day; one whose limit is no
    lower than the next day's says nothing new.
    """
    public = t.capped[item]
    venue = np.where(public, t.venue[item], -1)
    used = np.unique(venue[venue >= 0])
    caps = np.full((len(t.venues) + 1, k.DAYS), -1, dtype=np.int64)
    cools = caps.copy()
    near = np.full(len(t.venues) + 1, -1, dtype=np.int64)
    blocked = np.zeros((len(t.venues) + 1, k.DAYS), dtype=bool)
    for v in used.tolist():
        place = t.venues[v]
        posted = [t.today - age for age in place.posted_days_ago]
        left = [max(0, place.cap_per_week - sum(d - k.DAYS < p for p in posted)) for d in range(k.DAYS)]
        for d in range(t.first_day, k.DAYS):
            if d == k.DAYS - 1 or left[d] < left[d + 1]:
                caps[v, d] = build.row(f"cap:{place.id}:{d}", left[d])
        if place.cooldown_days <= 0:
            continue
        for start in range(t.first_day, max(t.first_day, k.DAYS - place.cooldown_days) + 1):
            cools[v, start] = build.row(f"cooldown:{place.id}:{start}", 1) if start < k.DAYS else -1
        blocked[v] = [any(abs(d - p) < place.cooldown_days for p in posted) for d in range(k.DAYS)]
        if blocked[v].any():
            near[v] = build.row(f"near:{place.id}", 0)
    length = np.array([place.cooldown_days for place in t.venues] + [0], dtype=np.int64)
    for d in range(k.DAYS):
        build.layer(np.where(day <= d, caps[venue, d], -1))
    for ago in range(min(k.DAYS, int(length.max()))):
        begun = day - ago
        build.layer(np.where((begun >= 0) & (ago < length[venue]), cools[venue, begun], -1))
    build.layer(np.where(blocked[venue, day], near[venue], -1))


def _promotion(build: _Build, t: Tableau, item: Ints) -> None:
    row = np.full(len(t.venues), -1, dtype=np.int64)
    for v in np.unique(t.venue[t.promo]).tolist():
        left = t.venues[v].promo_left
        if left is not None:
            row[v] = build.row(f"promotion:{t.venues[v].id}", left)
    build.layer(np.where(t.promo[item], row[t.venue[item]], -1))
