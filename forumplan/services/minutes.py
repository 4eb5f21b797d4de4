"""How many minutes an act takes: learned from what was logged, else a first guess (design: planning, section 1)."""

from __future__ import annotations

from statistics import median

from forumplan.services.home import Home

MINUTES = {"reply": 15, "new-topic": 40, "follow-up": 10, "touch": 10, "slot": 15, "placement": 60}
STACK_EXCHANGE_MINUTES = 25
LEARNT_FROM = 10
TALK_MINUTES = 20
"""A call, meeting or mail, until one was logged."""


def minutes_for(home: Home, venue: str, kind: str, platform: str) -> int:
    """Minutes that a kind of act takes in a venue: the median of the last ten logged, else the first guess."""
    logged = home.ledger.deeds.last_minutes(kind, venue, LEARNT_FROM)
    if logged:
        return max(5, 5 * round(median(logged) / 5))
    if kind == "reply" and platform == "stackexchange":
        return STACK_EXCHANGE_MINUTES
    return MINUTES[kind]


def talk_minutes(home: Home, kind: str) -> int:
    """Minutes of a call, meeting, mail or touch: those of the last one of its kind."""
    last = home.ledger.deeds.last_minutes(kind, None, 1)
    return last[0] if last else MINUTES.get(kind, TALK_MINUTES)
