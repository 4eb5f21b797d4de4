"""What an item costs later: the answers that it will bring, and what is lost by putting off whoever waits."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forumplan.plan import constants as k
from forumplan.plan.maintenance import pace
from forumplan.plan.worth import Worth


@dataclass(frozen=True, slots=True)
class Later:
    """`points` with what comes later taken off the ties; `brought` [n, 7] the part of it that is for answers to come;
    `owed_price`, `touch_price` of a minute of maintenance.
    """

    points: Worth
    brought: NDArray[np.float64]
    owed_price: float
    touch_price: float


def later(
    points: Worth,
    *,
    public: NDArray[np.float64],
    owed: NDArray[np.bool_],
    overdue: NDArray[np.bool_],
    touched: NDArray[np.float64],
    minutes: NDArray[np.int64],
    venue: NDArray[np.int64],
    budget: NDArray[np.int64],
    today: int,
) -> Later:
    """Prices from what minutes are worth in this problem, and what they take off its items.

    `public` [n, 7] worth alone of a public item on its open days, -inf elsewhere; `overdue` [n] among the `owed`;
    `touched` [n] worth of a touch, 0 for others; `budget` [7] minutes. The price of an answer to come falls with the
    minutes of the week, so that more of them never make a plan worse.
    """
    rate = pace((public / (minutes[:, None] + points.answers)).max(axis=1, initial=-np.inf), venue)
    owed_price = max(k.OWED_PRICE * rate, float((touched / minutes).max(initial=0.0)))
    load = min(k.LOAD_MOST, float(minutes[owed].sum()) / max(1.0, float(budget.sum())))
    answer_price = rate * (k.ANSWER_PRICE + k.ANSWER_LOAD * load)
    days = np.maximum(0.0, np.arange(k.DAYS) - max(0, today))
    waits = np.where(overdue[:, None], k.LATE_OVERDUE * (1.0 - 0.25**days), k.LATE_OWED * days)
    late = np.where(owed[:, None], waits * (owed_price * minutes)[:, None], k.LATE_TOUCH * touched[:, None] * days)
    most = np.where(public > 0, k.ANSWERS_MOST * public, 0.0)
    brought = np.minimum(answer_price * points.answers, most)
    tie = points.tie - brought - late
    return Later(replace(points, tie=tie), brought, owed_price, k.TOUCH_PRICE * rate)
