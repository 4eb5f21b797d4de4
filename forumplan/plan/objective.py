"""The value of a plan, from scratch: the one definition that every solver is held against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from forumplan.plan import constants as k
from forumplan.plan.tableau import Tableau
from forumplan.plan.venue_reach import shape_at


@dataclass(frozen=True, slots=True)
class Value:
    """Points by source; `kept`: stickiness; `shortfall`: what unmet wishes cost.

    The answers that items will bring are taken off the reach that brings them.
    """

    help: float
    reach: float
    tie: float
    contacts: float
    maintenance: float
    kept: float
    shortfall: float

    @property
    def total(self) -> float:
        """What the plan is worth to the user."""
        return self.help + self.reach + self.tie + self.contacts + self.maintenance

    @property
    def objective(self) -> float:
        """What is maximised."""
        return self.total + self.kept - self.shortfall


def value(t: Tableau, plan: Iterable[tuple[int, int]]) -> Value:
    """The value of a plan of (candidate, day) pairs, in any order (design: planning, section 2)."""
    chosen = sorted(plan)
    item = np.array([i for i, _ in chosen], dtype=np.int64)
    day = np.array([d for _, d in chosen], dtype=np.int64)
    count = np.zeros(len(t.people))
    np.add.at(count, t.person[item][t.person[item] >= 0], 1.0)
    done = np.zeros(len(t.venues))
    np.add.at(done, t.venue[item][t.capped[item]], 1.0)
    minutes = t.minutes[item]
    brought = float(t.brought[item, day].sum())
    return Value(
        help=float(t.worth.help[item, day].sum()),
        reach=_reach(t, item, day) - brought,
        tie=float(t.worth.tie[item, day].sum()) + brought,
        contacts=float((t.gain[:, 0] * np.minimum(count, 1) + t.gain[:, 1] * np.clip(count - 1, 0, 1)).sum()),
        maintenance=maintenance(t, float(minutes[t.owed[item]].sum()), float(minutes[t.due_touch[item]].sum())),
        kept=float(t.sticky[item, day].sum()),
        shortfall=float(k.WISH_PRICE * t.price * np.maximum(0.0, t.wish - done).sum()),
    )


def _reach(t: Tableau, item: np.ndarray, day: np.ndarray) -> float:
    group = t.group[item]
    inside = group >= 0
    added = np.zeros(len(t.scale))
    np.add.at(added, group[inside], t.worth.exposure[item[inside], day[inside]])
    return float((t.scale * shape_at(t.shape, added)).sum())


def maintenance(t: Tableau, owed: float, touch: float) -> float:
    """The reward of so many minutes of owed answers and of due touches; concave, exact for any amounts.

    Within the share of the week a minute earns its full price; an owed one beyond it earns a part. The share goes
    first to the minutes that lose more without it.
    """
    beyond = k.OWED_BEYOND * t.owed_price
    saved = t.owed_price - beyond
    if saved >= t.touch_price:
        full = min(owed, t.share_minutes)
        touched = min(touch, t.share_minutes - full)
    else:
        touched = min(touch, t.share_minutes)
        full = min(owed, t.share_minutes - touched)
    return t.owed_price * full + beyond * (owed - full) + t.touch_price * touched
