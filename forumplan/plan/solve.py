"""The weekly plan of a problem: feasible, deterministic, and with a bound that says how far from best it can be."""

from __future__ import annotations

from forumplan.domain.planning import Answer, Problem
import numpy as np

from forumplan.plan.answer import answer
from forumplan.plan.columns import relax
from forumplan.plan.draft import Draft
from forumplan.plan.greedy import density, fill, improve
from forumplan.plan.objective import value
from forumplan.plan.rows import rows
from forumplan.plan.tableau import tableau
from forumplan.plan.validate import validate

ROUNDS = 3


def solve(problem: Problem, *, fast: bool = False, effort: int = 200, seconds: float | None = None) -> Answer:
    """The best plan found within the work that `effort` allows; `fast`: the first plan only.

    `seconds` is a safety net on the clock. Raises PlanError if the problem is not one.
    """
    validate(problem)
    t = tableau(problem)
    r = rows(t)
    if not len(r.item):
        return answer(t, r, [], 0.0, "proven")
    cost = density(t, r)
    first = Draft(t, r)
    fill(first, cost=cost)
    relaxed = relax(t, r, np.array(sorted(first.pairs), dtype=np.int64))
    guided = Draft(t, r)
    price = r.cost(relaxed.prices.rows)
    fill(guided, price=price)
    fill(guided, cost=cost)
    plans = [first, guided]
    for draft in plans:
        improve(draft, price, ROUNDS)
    best = max((draft.plan() for draft in plans), key=lambda plan: value(t, plan).objective)
    return answer(t, r, best, relaxed.certificate.bound, "effort")
