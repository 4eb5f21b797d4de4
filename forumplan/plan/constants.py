"""Every number of the planner, in one place, each with where it comes from.

"Trial" means weeks simulated against worlds whose truth is not this objective; they fix scales, not taste.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

DAYS: Final = 7
HOURS_A_DAY: Final = 24.0

CAPPED_KINDS: Final = frozenset({"reply", "new-topic", "slot", "placement"})
"""Kinds that stand in public for everyone: they use caps and cool-downs and are seen by the venue."""
OWED_KIND: Final = "follow-up"
TOUCH_KIND: Final = "touch"
KINDS: Final = CAPPED_KINDS | {OWED_KIND, TOUCH_KIND}

EFFORT_MINUTES: Final = 20.0
"""A contribution of so many minutes is one unit of effort."""
EFFORT_POWER: Final = 0.75
"""Twice the minutes are worth 1.7 times: long answers gain, but less than in proportion (trial)."""

WRITING_HOURS: Final = 8.0
"""A thread is on average so much older when the answer stands as when the day begins."""
CLOSED_BELOW: Final = 0.06
"""A reply whose freshness is below this is read by nobody: its day is closed."""
REPLIES_HALF: Final = 6.0
"""With so many replies before it, an answer is seen half as often."""

HELP: Final = 3.5
"""Worth of one fresh, relevant answer of 20 minutes to its asker and to those who search later (trial)."""
TIE: Final = 25.0
"""Worth of a whole unit of tie strength with a fully relevant person (trial)."""
ASKER_GROWTH: Final = 0.22
"""Growth of the tie to the asker of a thread that is answered (domain.ties)."""
OWED_BASE: Final = 5.0
OWED_GROWTH: Final = 0.25
"""Growth of a tie by an owed answer (domain.ties)."""
TOUCH_GROWTH: Final = 0.15
"""Growth of a tie by a touch (domain.ties); also what a kept conversation saves of an existing tie."""

PAST_WEIGHT: Final = 0.8
PAST_HALVING_DAYS: Final = 5.0
PAST_DAYS: Final = 21
"""An own post still fills its venue with .8 of a unit of exposure, halved every 5 days, for 21 days.

A longer memory reached more people and left more room for owed answers, a shorter one held more weakly (trials
of 30 weeks, 3.5 to 14 days).
"""
REACH: Final = 40.0
"""Worth of one unit of exposure in a venue of mean audience and full quality; higher, fewer owed answers (trials)."""
AUDIENCE_POWER: Final = 1.0
"""Reach grows in proportion to the audience: as many reached and held, 7 % more owed answers than at .9 (trials)."""
DEFAULT_AUDIENCE: Final = 100.0
ETA_MIN, ETA_MAX = 0.1, 1.0
"""The strength-against-number dial is kept between these. At a limit of 2 a weak goal held fewer people (trials)."""
CHORDS: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0)
"""Exposures between which the reach of a venue is a straight line; flat behind the last."""

CONTACT_GAINS: Final = (45.0, 18.0)
"""Worth of the first and of the second contact of a week with a focus person, times the goal's weight.

At 8, 25, 45, 90 for the first, a goal of strength .8 held 3, 5, 11, 12 people at .5 (trials).
"""
DEPTH_THETA: Final = 0.4
"""From this strength on a goal keeps a focus list."""
FOCUS_MOST: Final = 30
FOCUS_FILL: Final = 0.7
"""The capacity law is an upper bound (20 by the law, 13 reached in trials): the list takes this part of it."""
CONTACTS_A_WEEK: Final = 10.0
"""Contacts a week that the focus list counts on where the user has not said otherwise."""
DEFAULT_TAU_DAYS: Final = 60.0

OWED_PRICE: Final = 3.0
TOUCH_PRICE: Final = 1.5
"""Reward for a minute of maintenance, times the median points a minute of those candidates."""
OWED_BEYOND: Final = 0.5
"""Owed answers beyond the share of the week kept for maintenance earn this part of the reward."""
SHARE_POINTS: Final = ((0.0, 0.3), (0.5, 0.4), (0.8, 0.6))
"""(strength, share of the week's minutes that maintenance may take at the full reward)."""

WISH_PRICE: Final = 1.0
STICKY_PRICE: Final = 0.35
STICKY_DAY: Final = 0.25
"""Prices in units of the median value of a venue's best candidate; the day counts a quarter of the item."""

TINY: Final = 1e-9
"""Below this a difference of values is rounding."""


def eta(theta: float) -> float:
    """The strength-against-number dial: how soon further posts in a venue stop adding reach."""
    return min(ETA_MAX, max(ETA_MIN, 2.0 * (1.0 - theta) ** 2))


def maintenance_share(theta: float) -> float:
    """Share of the week's minutes that maintenance may take, by strength; straight lines between the points."""
    points = SHARE_POINTS
    if theta <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if theta <= x1:
            return y0 + (y1 - y0) * (theta - x0) / (x1 - x0)
    return points[-1][1]


def reach_shape(theta: float) -> tuple[float, ...]:
    """Reach at each of `CHORDS`, as a part of the reach of one unit of exposure."""
    e = eta(theta)
    return tuple(-math.expm1(-e * a) / -math.expm1(-e) for a in CHORDS)
