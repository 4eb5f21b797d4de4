"""What kind of place each venue is, and how long its threads live, learned from when they get their replies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from forumplan.domain.times import HOUR
from forumplan.domain.venue import Venue, manners
from forumplan.services.home import Home
from forumplan.services.kept import kept

REPLIES_READ = 200
PRIOR_REPLIES = 20
"""The half-life of the venue's kind counts as much as so many replies that were seen."""
FURTHEST = 4.0
"""A learned half-life is at most so many times longer or shorter than that of its kind."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`kind`: the platform, `manual` or "" where nothing tells it; `half_life_hours` of a thread."""

    kind: str
    half_life_hours: float


@kept
def paces(home: Home) -> Mapping[str, Pace]:
    """The pace of every venue, by its id."""
    memories = home.threads.memories()
    found = {}
    for venue in home.settings.venues:
        seen = (memories[url].platform for url in venue.feeds if url in memories and memories[url].platform)
        kind = "manual" if venue.manual else venue.platform or next(seen, "")
        found[venue.id] = Pace(kind, _half_life(home, venue, manners(kind).half_life_hours))
    return found


def _half_life(home: Home, venue: Venue, usual: float) -> float:
    """Hours after which half of a thread's replies have come, between what was seen here and what is usual.

    Attention that halves every H hours brings half of its replies within H. Ratios are averaged, not differences.
    """
    delays = [] if venue.manual else home.threads.reply_delays(venue.id, REPLIES_READ)
    if not delays:
        return usual
    seen = min(FURTHEST, max(1 / FURTHEST, median(delays) / HOUR / usual))
    return usual * math.exp(math.log(seen) * len(delays) / (len(delays) + PRIOR_REPLIES))
