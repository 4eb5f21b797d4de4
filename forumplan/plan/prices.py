"""Prices of everything that is scarce, and the bound that any prices certify.

For prices u >= 0 of the rows, no plan is worth more than: the limits at their prices, plus the best filling of each day
at the prices of its lengths, plus what is left of the concave parts above their prices, plus every pair whose profit at
these prices is positive (weak Lagrangian duality).
The bound is computed here from the prices alone, so it does not rest on a solver's arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forumplan.plan import constants as k
from forumplan.plan.days import Days
from forumplan.plan.program import segments
from forumplan.plan.rows import Rows
from forumplan.plan.tableau import Floats, Tableau


@dataclass(frozen=True, slots=True)
class Prices:
    """`rows` [rows] of the hard constraints; `reach` [groups] of a unit of exposure; `alone` [groups] of a point of
    reach that items would have alone, at most 1; `contact` [people]; `owed`, `touch` of a minute; `share` of a minute
    of the maintenance share; `wish` [v]; `lengths` [7, lengths] of an item of that many minutes on that day, beside
    the row of the day. All at least 0.
    """

    rows: Floats
    reach: Floats
    alone: Floats
    contact: Floats
    owed: float
    touch: float
    share: float
    wish: Floats
    lengths: Floats


@dataclass(frozen=True, slots=True)
class Certificate:
    """`bound`: no plan has a higher objective; `profit` [pairs] of each pair at the prices."""

    bound: float
    profit: Floats


def certify(t: Tableau, rows: Rows, days: Days, prices: Prices) -> Certificate:
    """The bound over all pairs that `prices` give; too low maintenance prices are lifted until they are valid."""
    item, day = rows.item, rows.day
    share = prices.share
    owed = max(prices.owed, k.OWED_BEYOND * t.owed_price, t.owed_price - share)
    touch = max(prices.touch, t.touch_price - share)
    wish = np.minimum(prices.wish, k.WISH_PRICE * t.price)
    profit = (t.worth.help + t.worth.tie + t.sticky)[item, day]
    profit -= rows.cost(prices.rows) + prices.lengths[day, days.length]
    minutes = t.minutes[item]
    profit += np.where(t.owed[item], owed * minutes, 0.0) + np.where(t.due_touch[item], touch * minutes, 0.0)
    public = t.capped[item]
    profit[public] += wish[t.venue[item[public]]]
    group, in_item, in_day = t.group[item[public]], item[public], day[public]
    profit[public] += prices.reach[group] * t.worth.exposure[in_item, in_day]
    profit[public] += prices.alone[group] * t.alone[in_item, in_day]
    named = t.person[item] >= 0
    profit[named] += prices.contact[t.person[item[named]]]

    length, slope = segments(t)
    left = slope * (1.0 - prices.alone[:, None]) - prices.reach[:, None]
    bound = float((rows.limit[:-1] * prices.rows[:-1]).sum())
    bound += float((length * np.maximum(0.0, left)).sum())
    bound += sum(float(days.best(d, prices.lengths[d])[-1]) for d in range(k.DAYS) if prices.lengths[d].any())
    bound += float(np.maximum(0.0, t.gain - prices.contact[:, None]).sum())
    bound += share * t.share_minutes - float((wish * t.wish).sum())
    earned = np.maximum(profit, 0.0)
    standing = list(rows.locked)
    earned[standing] = profit[standing]
    return Certificate(bound + float(earned.sum()), profit)


def optimistic(t: Tableau, rows: Rows, days: Days) -> Prices:
    """Prices before anything is scarce: every concave part at its best, every row free."""
    return Prices(
        rows=np.zeros(len(rows.limit)),
        reach=np.zeros(len(t.scale)),
        alone=np.ones(len(t.scale)),
        contact=t.gain[:, 0].copy(),
        owed=t.owed_price,
        touch=t.touch_price,
        share=0.0,
        wish=np.where(t.wish > 0, k.WISH_PRICE * t.price, 0.0),
        lengths=np.zeros((k.DAYS, len(days.lengths))),
    )
