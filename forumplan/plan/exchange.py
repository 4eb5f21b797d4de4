"""What a plan would have to give up to take one more item in (design: planning, section 5)."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from forumplan.domain.planning import Answer, Problem
from forumplan.plan import constants as k
from forumplan.plan.draft import Draft
from forumplan.plan.objective import value
from forumplan.plan.rows import Rows, rows
from forumplan.plan.tableau import Floats, Ints, Tableau, tableau

MOST_OUT = 2
TRIED = 5
"""So many candidates of a venue, the best alone, are tried for one more there."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """`candidate` comes in on `day`, `out` go (at most two), and the objective falls by `loss` points."""

    candidate: str
    day: int
    out: tuple[str, ...]
    loss: float


class Board:
    """A plan laid out so that single items can be tried in it."""

    def __init__(self, t: Tableau, rows: Rows, plan: Iterable[tuple[int, int]]) -> None:
        self.t, self.rows = t, rows
        self.index = {name: i for i, name in enumerate(t.ids)}
        self.days = dict(plan)
        number = {pair: p for p, pair in enumerate(zip(self.rows.item.tolist(), self.rows.day.tolist(), strict=True))}
        self.planned = [number[pair] for pair in sorted(self.days.items())]
        self.locked = set(self.rows.locked)
        self.slack = self.rows.limit.copy()
        self._users: dict[int, list[int]] = {}
        for pair in self.planned:
            self.rows.use(self.slack, pair)
            for row in np.unique(self.rows.uses[pair]).tolist():
                self._users.setdefault(row, []).append(pair)
        self._draft: Draft | None = None
        self._tried: dict[tuple[int, ...], tuple[float, Floats]] = {}

    @classmethod
    def of(cls, problem: Problem, answer: Answer) -> Board:
        """The board of an answer that is there already."""
        t = tableau(problem)
        index = {name: i for i, name in enumerate(t.ids)}
        return cls(t, rows(t), [(index[item.candidate], item.day) for item in answer.items])

    def pairs(self, candidate: str) -> Ints:
        """The open pairs of a candidate."""
        return np.flatnonzero(self.rows.item == self.index[candidate])

    def short(self, pair: int) -> Ints:
        """The rows in which there is no room for the pair."""
        used = self.rows.uses[pair]
        return np.unique(used[self.rows.amounts[pair] > self.slack[used] + k.TINY])

    def users(self, row: int) -> list[int]:
        """Planned pairs that use a row."""
        return self._users.get(row, [])

    def best_exchange(self, candidate: str, spared: frozenset[int] = frozenset()) -> Exchange | None:
        """The exchange that loses least, over its open days and every one or two items that make room for it.

        Planned pairs that are `spared` do not go.
        """
        best: Exchange | None = None
        for pair in self.pairs(candidate).tolist():
            for out in self._rooms(pair, spared):
                loss = self._loss(pair, out)
                if best is None or loss < best.loss - k.TINY:
                    names = tuple(self.t.ids[int(self.rows.item[p])] for p in out)
                    best = Exchange(candidate, int(self.rows.day[pair]), names, loss)
        return best

    def _rooms(self, pair: int, spared: frozenset[int]) -> list[tuple[int, ...]]:
        """The smallest sets of planned pairs that make room for a pair."""
        short = self.short(pair)
        if not len(short):
            return [()]
        concerned = sorted({p for row in short.tolist() for p in self.users(row)} - self.locked - spared)
        missing = self._amounts(pair, short) - self.slack[short] - k.TINY
        freed = {p: self._amounts(p, short) for p in concerned}
        for count in range(1, MOST_OUT + 1):
            found = [out for out in combinations(concerned, count) if (sum(freed[p] for p in out) >= missing).all()]
            if found:
                return found
        return []

    def _amounts(self, pair: int, some: Ints) -> np.ndarray:
        """What a pair uses of each of some rows."""
        same = self.rows.uses[pair][None, :] == some[:, None]
        return np.asarray((same * self.rows.amounts[pair][None, :]).sum(axis=1))

    def _loss(self, pair: int, out: tuple[int, ...]) -> float:
        """What the objective loses when `out` go and the pair comes in."""
        if out not in self._tried:
            self._tried[out] = self._without(out)
        lost, gains = self._tried[out]
        return lost - float(gains[pair])

    def _without(self, out: tuple[int, ...]) -> tuple[float, Floats]:
        """What the objective loses when `out` go, and what each pair [pairs] would then add."""
        if self._draft is None:
            self._draft = Draft(self.t, self.rows)
            for p in self.planned:
                if p not in self.locked:
                    self._draft.add(p)
        gone = {int(self.rows.item[p]) for p in out}
        lost = self._worth(frozenset()) - self._worth(gone)
        for p in out:
            self._draft.add(p, -1)
        gains = self._draft.gains()
        for p in out:
            self._draft.add(p)
        return lost, gains

    def _worth(self, gone: Set[int]) -> float:
        return value(self.t, [pair for pair in self.days.items() if pair[0] not in gone]).objective


def cheapest(t: Tableau, rows: Rows, plan: list[tuple[int, int]], venues: Ints) -> dict[int, Exchange | None]:
    """For each of `venues` the exchange that loses least for one post more there, over its best public candidates that
    are not planned; None where nothing fits in.
    """
    alone = (t.worth.help + t.worth.tie + t.alone).max(axis=1, initial=0.0, where=t.worth.open)
    planned = np.array([i for i, _ in plan], dtype=np.int64)
    free = t.capped.copy()
    free[planned] = False
    tried = {}
    for v in venues.tolist():
        public = np.flatnonzero(free & (t.venue == v))
        tried[v] = public[np.argsort(-alone[public], kind="stable")[:TRIED]]
    shown = np.flatnonzero(np.isin(rows.item, np.concatenate([planned, *tried.values()])))
    board = Board(t, rows.only(shown), plan)
    found: dict[int, Exchange | None] = {}
    for v, items in tried.items():
        there = frozenset(p for p in board.planned if t.capped[i := board.rows.item[p]] and t.venue[i] == v)
        exchanges = (board.best_exchange(t.ids[i], there) for i in items.tolist())
        some = (one for one in exchanges if one is not None)
        found[v] = min(some, key=lambda one: (one.loss, one.candidate), default=None)
    return found
