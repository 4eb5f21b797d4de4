"""What keeping relationships earns, and what it leaves for new ones (design: planning, section 2, points 7 and 10)."""

from __future__ import annotations

from statistics import median

import numpy as np
from numpy.typing import NDArray

from forumplan.domain.planning import PlanGoal
from forumplan.plan import constants as k


def mean_share(goals: tuple[PlanGoal, ...]) -> float:
    """Share of the week for maintenance: that of the goals' mean strength by weight."""
    total = sum(g.weight for g in goals)
    theta = sum(g.weight * g.theta for g in goals) / total if total else 0.0
    return k.maintenance_share(theta)


def pace(rate: NDArray[np.float64], venue: NDArray[np.int64]) -> float:
    """Points a minute of a good public item: a high quantile over the venues of their best candidate's; 0 without any.

    `rate` [n] alone on the best open day, -inf for what is not public or not open. Whatever the budget: a price that
    rose with the minutes could make a plan with more of them worse.
    """
    best = np.full(int(venue.max(initial=-1)) + 1, -np.inf)
    np.maximum.at(best, venue, rate)
    found = best[best > 0]
    return float(np.quantile(found, k.PACE_QUANTILE)) if len(found) else 0.0


def growth_cap(
    budget: int,
    minutes: NDArray[np.int64],
    thread: NDArray[np.int64],
    maintenance: NDArray[np.bool_],
    new: NDArray[np.bool_],
) -> int:
    """New contacts of the week: what maintenance leaves of `budget` minutes, over the minutes of a first contact.

    Alternatives of one thread count once, with the shortest.
    """
    if not new.any():
        return 0
    owed: dict[int, int] = {}
    for t, m in zip(thread[maintenance].tolist(), minutes[maintenance].tolist(), strict=True):
        owed[t] = min(m, owed.get(t, m))
    return max(0, int((budget - sum(owed.values())) // median(minutes[new].tolist())))
