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
PAST_HALVING_DAYS: Final = 14.0
PAST_DAYS: Final = 28
"""An own post still fills its venue with .8 of a unit of exposure, halved every 14 days, for 28 days.

Halved every 5 days for 21 the same people were reached again and again (2,108 instead of 2,294 over 52 weeks; trials).
"""
REACH: Final = 160.0
"""Worth of one unit of exposure in a venue of mean audience and full quality, at strength 0.

At 80 help to single askers chose more of the week: 2,155 reached and 486 held instead of 2,247 and 533 (trials).
"""
REACH_POWER: Final = 2
REACH_LEAST: Final = 0.2
"""Reach counts (1 - strength)^2 of that, 1 - strength being at least .2: who wants to be close to few gains little from
being read by many, and every reader who answers is one more person that waits (trials: owed answers .47 to .64).
"""
AUDIENCE_POWER: Final = 1.0
"""Reach grows in proportion to the audience: as many reached and held, 7 % more owed answers than at .9 (trials)."""
DEFAULT_AUDIENCE: Final = 100.0
ETA_MIN, ETA_MAX = 0.1, 3.0
"""The strength-against-number dial is kept between these."""
ETA_SLOW: Final = 0.3
NOTICED: Final = 0.6
"""Part of a venue's reach that is being noticed, and fills with the first post; the rest is being remembered.

Who is held at a weak strength has read two or three posts within weeks, so a large fitting venue is worth coming back
to, while a venue that was never spoken in offers people who were never reached. One curve alone has to choose: over 52
weeks it reached 2,247 and held 533 with .73 of what was owed answered, two of them 2,236, 580 and .75 (trials).
"""
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
TOUCH_PRICE: Final = 1.0
"""Reward for a minute of maintenance, in units of the pace of public items."""
PACE_QUANTILE: Final = 0.8
"""The pace is the points a minute of the best candidate of a good venue: the venue that four fifths do not surpass.

About so many venues get a post in a week of four hours. Measured by what the minutes are worth elsewhere, an owed
answer holds its place where hours are few and only the best threads are taken (trials).
"""
OWED_BEYOND: Final = 0.5
"""Owed answers beyond the share of the week kept for maintenance earn this part of the reward."""
SHARE_POINTS: Final = ((0.0, 0.3), (0.5, 0.4), (0.8, 0.6))
"""(strength, share of the week's minutes that maintenance may take at the full reward)."""

WISH_PRICE: Final = 1.0
STICKY_PRICE: Final = 0.1
STICKY_DAY: Final = 0.25
"""Prices in units of the median value of a venue's best candidate; the day counts a quarter of the item.

Without any, 10 % of noise on the relevance drops 1 % of what was accepted. At .35 yesterday's plan held its place
against better threads of today, and 20 to 40 people fewer were held (trials).
"""

TINY: Final = 1e-9
"""Below this a difference of values is rounding."""


def eta(theta: float) -> float:
    """The strength-against-number dial: how soon further posts in a venue stop adding to who noticed."""
    return min(ETA_MAX, max(ETA_MIN, ETA_MAX * (1.0 - theta) ** 2))


def maintenance_share(theta: float) -> float:
    """Share of the week's minutes that maintenance may take, by strength; straight lines between the points."""
    points = SHARE_POINTS
    if theta <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if theta <= x1:
            return y0 + (y1 - y0) * (theta - x0) / (x1 - x0)
    return points[-1][1]


def reach_part(theta: float) -> float:
    """The part of reach that counts for a goal of this strength."""
    return float(max(REACH_LEAST, 1.0 - theta) ** REACH_POWER)


def reach_shape(theta: float) -> tuple[float, ...]:
    """Reach at each of `CHORDS`, as a part of the reach of one unit of exposure."""
    fast = eta(theta)
    slow = min(fast, ETA_SLOW)
    return tuple(NOTICED * _filled(fast, a) + (1.0 - NOTICED) * _filled(slow, a) for a in CHORDS)


def _filled(e: float, exposure: float) -> float:
    return -math.expm1(-e * exposure) / -math.expm1(-e)
