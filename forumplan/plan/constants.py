"""Every number that says what a plan is worth, in one place, each with where it comes from. How far and how long is
searched stands where it is searched (`solve`, `columns`, `core`, `days`): it changes no plan that is proven.

"Trial" means weeks simulated against worlds whose truth is not this objective; they fix scales, not taste.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

DAYS: Final = 7
HOURS_A_DAY: Final = 24.0

CAPPED_KINDS: Final = frozenset({"reply", "new-topic", "slot", "placement"})
"""Kinds that stand in public for everyone: they use caps and cool-downs and are seen by the venue."""
OWN_KINDS: Final = frozenset({"new-topic", "placement"})
"""Kinds that stand for themselves: their effort is seen. An answer is noticed as often whether it is short or long."""
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

READ: Final = 36.0
"""Worth of what one fresh, fitting answer of 20 minutes does for the ties to those who read it, in a venue of mean
audience and full quality, at strength 0.

Who reads an answer grows by its effort and fit, however often they read of one before: so it is no curve, and longer
answers earn it. At 36, 45: 564, 596 held at .05, 2,264, 2,217 reached in a year, .89 of what is owed answered (trials).
"""
REACH: Final = 200.0
"""Worth of one unit of exposure in a venue of mean audience and full quality, at strength 0.

At 80 help to single askers chose more of the week: 2,155 reached and 486 held instead of 2,247 and 533 (trials).
"""
REACH_POWER: Final = 2
REACH_LEAST: Final = 0.2
"""Reach and readers count (1 - strength)^2 of that, 1 - strength being at least .2: who wants to be close to few gains
little from being read by many, and every reader who answers is one more person that waits (trials: owed answers .47
to .64).
"""
DEFAULT_AUDIENCE: Final = 100.0
"""The audience of a venue of which none is known (0)."""
PAST_DAYS: Final = 28
PAST_UNITS: Final = 2.0
"""An own post fills its venue with so many units of exposure, for 28 days: who posted lately has posted before.

With two of them instead of one, 2,156 instead of 2,068 were reached in weeks of two hours (trials).

Whom it reached stays reached: halved every 5 days for 21 the same people were reached again and again (2,108 instead
of 2,294 over 52 weeks); halved every 30 days instead of not at all 2,302 instead of 2,337 (trials).
"""
CROWD, CROWD_POWER = 0.5, 1.7
"""A venue's members look in with very different frequency: after an exposure a, a moment more adds (1 + CROWD a) to the
power of -CROWD_POWER of what the first moment added to who has noticed.

That is an exponential in each one's frequency, mixed over a gamma distribution of frequencies (negative binomial;
Ehrenberg 1959), and within 2 % that over a lognormal one of sigma .9. The first post takes those who look in every
day, and after many there is always somebody new.
"""
DIAL_LEAST: Final = 0.03
"""The strength-against-number dial, (1 - strength)^2, is kept above this."""
CHORDS: Final = (0.0, 0.05, 0.1, 0.15, 0.25, 0.5, 0.75, 1.0, 1.5, 2.5, 4.0, 7.0, 12.0, 20.0)
"""Exposures of this week, beyond that of earlier posts, between which the reach of a venue is a straight line; flat
behind the last.

On one straight line a second post is worth as much as a first elsewhere: so the first ones are shorter than what an
answer late in the week, or late in its thread, is seen.
"""

ANSWERS_ASKED, ANSWERS_READ = 3.0, 4.0
"""Minutes of answers that a post is expected to bring: from its asker, and from readers for each unit of exposure in a
venue of mean audience. One of four askers answers, and every answer takes 10 minutes and may bring another (trial).

A post costs these minutes as surely as its own. Without them half of the week went into answers, and the plan wrote
short ones in great venues because those look cheap: 429 held and 2,123 reached instead of 677 and 2,082 (trials with a
greedy plan of the day, everything owed answered).
"""
ANSWER_PRICE: Final = 0.8
ANSWER_LOAD, LOAD_MOST = 1.2, 2.0
"""Such a minute costs this part of the pace, and as much more as owed answers already wait for the week's minutes, at
most twice: with much to answer, what brings less to answer is taken. With it .81 instead of .57 of what is owed is
answered in weeks of two hours (trials).
"""
ANSWERS_MOST: Final = 0.95
"""At most this part of what an item is worth alone is taken off it: where there is room, nothing is left undone."""

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

OWED_PRICE: Final = 3.5
TOUCH_PRICE: Final = 1.0
"""Reward for a minute of maintenance, in units of the pace of public items; for an owed answer no less than what the
minutes of the best touch are worth, since a tie suffers more from silence than it gains from a greeting.
"""
LATE_OWED, LATE_TOUCH = 0.08, 0.08
"""Part of its reward, or of its worth, that an owed answer or a touch loses with every day it is put off.

New threads and new answers come every day. Where putting off cost nothing, what can wait was put off behind what
fades, and at the end of the week there were no minutes for it: at strength .8 12 people held at .5 and .59 of what is
owed answered, instead of 13 and .85 (trials). In six days it is less than half, so that nothing is left undone for it.
"""
LATE_OVERDUE: Final = 0.48
"""Part of its reward that an answer loses by waiting on when it is overdue, three quarters of it on the first day: who
should have had it yesterday comes before strangers, even those of whose threads little is left tomorrow. It stays below
what an answer beyond the share of maintenance earns, so that late is better than never.
"""
PACE_QUANTILE: Final = 0.8
"""The pace is the points a minute of the best candidate of a good venue: the venue that four fifths do not surpass.

Minutes of the answers that it brings included. About so many venues get a post in a week of four hours. Measured by
what the minutes are worth elsewhere, an owed answer holds its place where hours are few and only the best threads are
taken (trials).
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


def reach_shape(theta: float, past: float) -> tuple[float, ...]:
    """What each of `CHORDS` adds to the reach after a `past` exposure, as a part of the reach of the first unit of
    exposure: the strength-against-number dial.
    """
    crowd = CROWD * max(DIAL_LEAST, (1.0 - theta) ** 2)
    first, before, *after = (
        1.0 - (1.0 + crowd * a) ** (1.0 - CROWD_POWER) for a in (1.0, past, *(past + chord for chord in CHORDS))
    )
    return tuple((noticed - before) / first for noticed in after)
