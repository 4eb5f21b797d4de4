"""The best plan over a core of pairs, by branch and cut (HiGHS inside scipy), within a limit of nodes."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from forumplan.plan.program import program
from forumplan.plan.rows import Rows
from forumplan.plan.tableau import Ints, Tableau

CUTOFF = 1e-7
"""A plan that is not better than the known one by this part of it is not looked for."""
SEARCHES = ("root_reduced_cost", "rins", "rens", "feasibility_jump")
"""What HiGHS does on the way to find good plans, each a whole search of its own, is left out: cores that grow find
them sooner.
"""
INFEASIBLE = 2


@dataclass(frozen=True, slots=True)
class Core:
    """`plan`: (candidate, day) pairs, None if nothing was found; `bound`: no plan over the core is worth more than it
    and the known one; `closed`: the search ended by itself; `nodes` it took.
    """

    plan: list[tuple[int, int]] | None
    bound: float
    closed: bool
    nodes: int


def search(
    t: Tableau,
    rows: Rows,
    pairs: Ints,
    *,
    nodes: int,
    known: float = -np.inf,
    searched: Ints | None = None,
    seconds: float | None = None,
) -> Core:
    """Search the plans over `pairs` (ascending, all locked ones among them) that are worth more than a `known` one.

    Plans over pairs that are all `searched` are left out.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, vstack

    p = program(t, rows, pairs)
    finite = np.isfinite(p.limit)
    matrix = csr_array((p.coefficient, (p.row, p.column)), shape=(len(p.limit), len(p.objective)))[finite]
    limit = p.limit[finite]
    if searched is not None and len(searched):
        other = np.flatnonzero(~np.isin(pairs, searched))
        one_new = csr_array((np.full(len(other), -1.0), (np.zeros(len(other), dtype=int), other)), (1, matrix.shape[1]))
        matrix, limit = vstack([matrix, one_new]).tocsr(), np.append(limit, -1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # scipy names the options that it hands on as they are
        found = milp(
            -p.objective,
            constraints=LinearConstraint(matrix, -np.inf, limit),
            bounds=Bounds(p.least, p.most),
            integrality=(np.arange(len(p.objective)) < len(pairs)).astype(np.int64),
            options=_options(nodes, known, seconds),
        )
    bound = np.inf if found.mip_dual_bound is None else -float(found.mip_dual_bound)
    closed = found.status in (0, INFEASIBLE)
    if found.status == INFEASIBLE:  # nothing is better than the known plan
        bound = known
    plan = None
    if found.x is not None:
        taken = pairs[np.asarray(found.x[: len(pairs)]) > 0.5]
        plan = list(zip(rows.item[taken].tolist(), rows.day[taken].tolist(), strict=True))
    return Core(plan, bound, closed, max(1, int(found.mip_node_count or 0)))


def _options(nodes: int, known: float, seconds: float | None) -> dict[str, float | bool]:
    """What HiGHS is told of the work allowed and of the plan that is known."""
    options: dict[str, float | bool] = {f"mip_heuristic_run_{name}": False for name in SEARCHES}
    options |= {"mip_rel_gap": 0.0, "node_limit": max(1, nodes)}
    if seconds is not None:
        options["time_limit"] = max(0.0, seconds)
    if np.isfinite(known):
        options["objective_bound"] = -known - CUTOFF * max(1.0, abs(known))
    return options
