"""The weekly plan of a problem: feasible, deterministic, and with a bound that says how far from best it can be."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from forumplan.domain.planning import Answer, Problem
from forumplan.plan import constants as k
from forumplan.plan.answer import answer
from forumplan.plan.columns import Relaxed, in_turn, relax
from forumplan.plan.core import search
from forumplan.plan.dominance import undominated
from forumplan.plan.draft import Draft
from forumplan.plan.greedy import fill, improve
from forumplan.plan.objective import value
from forumplan.plan.rows import Rows, rows
from forumplan.plan.silence import silence
from forumplan.plan.tableau import Floats, Ints, Tableau, tableau
from forumplan.plan.validate import validate

POOL = 300
"""Pairs, best by profit at the prices, among which the first plan is looked for."""
FIRST_CORES = ((50, 0.005), (150, 0.025))
"""Cores beside the first plan, each where the plan is farther than this share from the bound."""
FIRST_NODES = 20
CLOSE = 0.02
"""A plan so near the bound is good enough to begin with."""
GROWTH, ENOUGH = 3, 1.5
"""Each core is so many times larger than the one before; one that all others would hardly enlarge takes them in."""
MOST_CORE = 12000
"""More pairs are not searched at once; the answer then says how far from best it can be."""
NODES = 8
"""Nodes of the search that one unit of effort allows: some milliseconds each, since each is no search of its own."""
EXCHANGES = 2
PROOF = 1e-6
"""Relative difference of value and bound that is rounding of the solver."""


def solve(problem: Problem, *, fast: bool = False, effort: int = 200, seconds: float | None = None) -> Answer:
    """The best plan found within the work of `effort` (`NODES` of the search each); `fast`: the first plan only.

    `seconds` is a safety net on the clock: where it cuts the search short, the answer says "time" and may differ
    from run to run. Raises PlanError if the problem is not one.
    """
    validate(problem)
    t = tableau(problem)
    r = rows(t)
    if not len(r.item):
        return answer(t, r, [], -np.inf, "proven")
    deadline = None if seconds is None else time.monotonic() + seconds
    with silence():
        search_state = _Search(t, r, relax(t, r), effort * NODES, deadline)
        search_state.first()
        if not fast and effort > 0:
            search_state.prove()
    return answer(t, r, search_state.plan, search_state.bound, search_state.stopped)


@dataclass(slots=True)
class _Search:
    """The best plan so far and the bound on every plan; both only ever get better. No plan over the pairs `searched` is
    better.
    """

    t: Tableau
    rows: Rows
    relaxed: Relaxed
    nodes: int
    deadline: float | None
    plan: list[tuple[int, int]] = field(default_factory=list)
    objective: float = -np.inf
    bound: float = np.inf
    late: bool = False
    kept: Ints = field(init=False)
    searched: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __post_init__(self) -> None:
        sticky = self.t.sticky[self.rows.item, self.rows.day]
        self.kept = np.flatnonzero((sticky > 0) & (sticky == self.t.sticky.max(axis=1)[self.rows.item]))

    @property
    def stopped(self) -> str:
        """Why the search ended."""
        if self.bound - self.objective <= PROOF * max(1.0, abs(self.objective)):
            return "proven"
        return "time" if self.late else "effort"

    def first(self) -> None:
        """A plan led by the prices of the relaxation, exchanged, and the best over small cores beside it.

        Where much was accepted before, the plan begins with that.
        """
        self.bound = self.relaxed.certificate.bound
        if len(self.kept):
            self._draft(self.kept)
        if self._gap() > CLOSE:
            self._draft(self.kept[:0])
        for size, gap in FIRST_CORES:
            if self._gap() > gap and self.nodes > 0:
                self._search(self._grown(size), min(self.nodes, FIRST_NODES))

    def _gap(self) -> float:
        return (self.bound - self.objective) / max(1.0, abs(self.objective)) if self.plan else np.inf

    def _draft(self, begin: Ints) -> None:
        """A plan that begins with some pairs, as far as they fit, goes on by price, and is exchanged."""
        pool = self._best(POOL)
        draft = Draft(self.t, self.rows.only(pool))
        for pair in np.searchsorted(pool, begin).tolist():
            if draft.fits()[pair]:
                draft.add(pair)
        fill(draft, price=self._cost()[pool])
        improve(draft, EXCHANGES)
        self._take(draft.plan())

    def prove(self) -> None:
        """Search cores that grow until one holds every better plan.

        A plan that uses a pair of profit p < 0 is worth at most the relaxation's bound + p: pairs below the
        difference of bound and best plan cannot be part of a better one. Each core leaves out the plans over the
        pairs of the one before.
        """
        size = FIRST_CORES[0][0]
        while self.stopped == "effort" and self.nodes > 0 and size < MOST_CORE:
            size *= GROWTH
            pairs = self._candidates()
            if len(pairs) > ENOUGH * size or len(pairs) > MOST_CORE:
                pairs = self._grown(min(size, MOST_CORE))
            if len(np.setdiff1d(pairs, self.searched)):
                self._search(pairs, self.nodes)

    def _grown(self, size: int) -> Ints:
        """The best pairs, and those searched already that can be part of a better plan."""
        return np.union1d(self._best(size), np.intersect1d(self.searched, self._candidates()))

    def _cost(self) -> Floats:
        """What each pair uses, at the prices of the relaxation."""
        prices = self.relaxed.prices
        return self.rows.cost(prices.rows) + prices.lengths[self.rows.day, self.relaxed.days.length]

    def _outside(self, pairs: Ints) -> float:
        """What a plan can be worth at most that uses a pair outside of `pairs`."""
        rest = np.delete(self.relaxed.certificate.profit, pairs)
        return self.relaxed.certificate.bound + float(rest.max(initial=-np.inf))

    def _candidates(self) -> Ints:
        """Pairs that can be part of a plan better than the best so far, and the locked ones."""
        wanted = self.relaxed.certificate.profit >= self.objective - self.relaxed.certificate.bound
        wanted[list(self.rows.locked)] = True
        return np.flatnonzero(wanted)

    def _best(self, count: int) -> Ints:
        """What the relaxation takes, the best pairs by profit, the accepted and the locked ones, ascending."""
        best = in_turn(self.relaxed.certificate.profit, self.t.venue[self.rows.item])[:count]
        wanted = np.concatenate(
            [best, np.flatnonzero(self.relaxed.part > k.TINY), self.kept, np.array(self.rows.locked, dtype=int)]
        )
        return np.unique(wanted)

    def _search(self, pairs: Ints, nodes: int) -> None:
        """Search a core, without the plans over pairs that are all searched, for a better plan and a lower bound."""
        left = None if self.deadline is None else self.deadline - time.monotonic()
        if left is not None and left <= 0:
            self.late = True
            return
        worthwhile = undominated(self.t, self.rows, pairs)
        core = search(
            self.t, self.rows, worthwhile, nodes=nodes, known=self.objective, searched=self.searched, seconds=left
        )
        self.nodes -= core.nodes
        taken = core.plan is None or self._take(core.plan)
        self.bound = min(self.bound, max(core.bound, self._outside(pairs), self.objective))
        if core.closed and taken:
            self.searched = pairs
        elif self.deadline is not None and time.monotonic() >= self.deadline:
            self.late = True

    def _take(self, plan: list[tuple[int, int]]) -> bool:
        """Keep a plan if it is the best so far; whether it keeps every limit, as a solver's arithmetic may not."""
        if not self.rows.allow(plan):
            return False
        found = value(self.t, plan).objective
        if found > self.objective:
            self.plan, self.objective = plan, found
        return True
