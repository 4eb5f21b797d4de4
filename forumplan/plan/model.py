"""The mixed-integer program of a problem, as JSON, so that anybody can solve it again."""

from __future__ import annotations

from typing import Any

import numpy as np

from forumplan.domain.planning import Answer, Problem
from forumplan.plan.objective import value
from forumplan.plan.program import program
from forumplan.plan.rows import rows
from forumplan.plan.tableau import tableau


def stated(problem: Problem, answer: Answer) -> dict[str, Any]:
    """The program over every candidate and open day, maximised, and `stated`, what the answer is worth in it.

    Its value holds stickiness and the shortfall of wishes too. Rows and columns count from 0; None is no bound.
    """
    t = tableau(problem)
    r = rows(t)
    p = program(t, r, np.arange(len(r.item)))
    index = {name: i for i, name in enumerate(t.ids)}
    names = [f"{t.ids[i]}@{d}" for i, d in zip(r.item.tolist(), r.day.tolist(), strict=True)]
    names += [f"part:{n}" for n in range(len(p.objective) - len(names))]
    limits = [float(limit) if np.isfinite(limit) else None for limit in p.limit]
    return {
        "columns": names,
        "objective": p.objective.tolist(),
        "rows": [list(entry) for entry in zip(p.row.tolist(), p.column.tolist(), p.coefficient.tolist(), strict=True)],
        "upper": limits,
        "lower": [None] * len(limits),
        "bounds": [
            [low, high if np.isfinite(high) else None]
            for low, high in zip(p.least.tolist(), p.most.tolist(), strict=True)
        ],
        "integer": list(range(len(p.pairs))),
        "offset": 0.0,
        "stated": value(t, [(index[item.candidate], item.day) for item in answer.items]).objective,
    }
