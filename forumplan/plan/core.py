"""The best plan over a core of pairs, by branch and cut (HiGHS inside scipy), within a limit of nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forumplan.plan.program import program
from forumplan.plan.rows import Rows
from forumplan.plan.tableau import Ints, Tableau


@dataclass(frozen=True, slots=True)
class Core:
    """`plan`: (candidate, day) pairs, None if nothing was found; `bound`: no plan over the core is worth more;
    `closed`: the search ended by itself; `nodes` it took.
    """

    plan: list[tuple[int, int]] | None
    bound: float
    closed: bool
    nodes: int


def search(t: Tableau, rows: Rows, pairs: Ints, *, nodes: int, gap: float = 0.0, seconds: float | None = None) -> Core:
    """Search the plans over `pairs` (ascending, all locked ones among them), to a relative `gap` of the objective."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    p = program(t, rows, pairs)
    finite = np.isfinite(p.limit)
    matrix = csr_array((p.coefficient, (p.row, p.column)), shape=(len(p.limit), len(p.objective)))[finite]
    options = {"mip_rel_gap": gap, "node_limit": max(1, nodes)}
    if seconds is not None:
        options["time_limit"] = max(0.0, seconds)
    found = milp(
        -p.objective,
        constraints=LinearConstraint(matrix, -np.inf, p.limit[finite]),
        bounds=Bounds(p.least, p.most),
        integrality=(np.arange(len(p.objective)) < len(pairs)).astype(np.int64),
        options=options,
    )
    bound = np.inf if found.mip_dual_bound is None else -float(found.mip_dual_bound)
    plan = None
    if found.x is not None:
        taken = pairs[np.asarray(found.x[: len(pairs)]) > 0.5]
        plan = list(zip(rows.item[taken].tolist(), rows.day[taken].tolist(), strict=True))
    return Core(plan, bound, found.status == 0, max(1, int(found.mip_node_count or 0)))
