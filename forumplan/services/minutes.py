"""How many minutes an act takes: learned from what was logged, else a first guess (design: planning, section 1)."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from forumplan.domain.records import Contribution

MINUTES = {"reply": 15, "new-topic": 40, "follow-up": 10, "touch": 10, "slot": 15, "placement": 60}
STACK_EXCHANGE_MINUTES = 25
LEARNT_FROM = 10
TALK_MINUTES = 20
"""A call, meeting or mail, until one was logged."""


def minutes_for(made: Iterable[Contribution], venue: str, kind: str, platform: str) -> int:
    """Minutes that a kind of act takes in a venue: the median of the last ten logged, else the first guess."""
    logged = sorted((one.at, one.minutes) for one in made if one.venue == venue and one.kind == kind and one.minutes)
    if logged:
        return max(5, 5 * round(median(minutes for _, minutes in logged[-LEARNT_FROM:]) / 5))
    if kind == "reply" and platform == "stackexchange":
        return STACK_EXCHANGE_MINUTES
    return MINUTES[kind]


def talk_minutes(made: Iterable[Contribution], kind: str) -> int:
    """Minutes of a call, meeting, mail or touch: those of the last one of its kind."""
    last = max((one for one in made if one.kind == kind), key=lambda one: one.at, default=None)
    return last.minutes if last else MINUTES.get(kind, TALK_MINUTES)
