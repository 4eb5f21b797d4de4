"""How many minutes an act takes: learned from what was logged, else a first guess (design: planning, section 1)."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from forumplan.domain.records import Contribution

MINUTES = {"reply": 15, "new-topic": 40, "follow-up": 10, "touch": 10, "slot": 15, "placement": 60}
STACK_EXCHANGE_MINUTES = 25
SHORT_SHARE = 2 / 3
"""A short reply takes this part of a full one: 10 minutes of 15."""
LEARNT_FROM = 10
TALK_MINUTES = 20
"""A call, meeting or mail, until one was logged."""


def minutes_for(made: Iterable[Contribution], venue: str, kind: str, platform: str) -> int:
    """Minutes that a kind of act takes in a venue: the median of the last ten logged, else the first guess.

    Replies that were planned as short ones do not count: full ones would shrink with them.
    """
    learnt = _median(one for one in made if one.venue == venue and one.kind == kind and not one.short)
    if learnt:
        return learnt
    if kind == "reply" and platform == "stackexchange":
        return STACK_EXCHANGE_MINUTES
    return MINUTES[kind]


def short_minutes(made: Iterable[Contribution], venue: str, full: int) -> int:
    """Minutes of a short reply where a full one takes `full`; as many as that where there is no shorter one."""
    learnt = _median(one for one in made if one.venue == venue and one.kind == "reply" and one.short)
    return min(full, learnt or _in_fives(full * SHORT_SHARE))


def talk_minutes(made: Iterable[Contribution], kind: str) -> int:
    """Minutes of a call, meeting, mail or touch: those of the last one of its kind."""
    last = max((one for one in made if one.kind == kind), key=lambda one: one.at, default=None)
    return last.minutes if last else MINUTES.get(kind, TALK_MINUTES)


def _median(made: Iterable[Contribution]) -> int:
    """The median minutes of the last ten, in fives; 0 without any."""
    logged = sorted((one.at, one.minutes) for one in made if one.minutes)
    return _in_fives(median(minutes for _, minutes in logged[-LEARNT_FROM:])) if logged else 0


def _in_fives(minutes: float) -> int:
    return max(5, 5 * round(minutes / 5))
