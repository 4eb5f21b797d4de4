"""The strength of a tie, its decay, and how many people can be held (design: planning, section 3).

Strength is 0..1. A contact adds gamma (1 - s); between contacts s decays as exp(-days / tau), and tau grows with
the number of contacts: old friends fade slowly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

GROWTH: dict[str, float] = {
    "seen": 0.05,
    "reply": 0.22,
    "new-topic": 0.22,
    "slot": 0.22,
    "placement": 0.22,
    "touch": 0.15,
    "mail": 0.15,
    "follow-up": 0.25,
    "call": 0.4,
    "meeting": 0.4,
}
"""gamma by kind of contact; `reply` is the asker of a thread that the user answered."""

MISSED = "missed"
MISSED_FACTOR = 0.85
"""What is left of a tie after an answer that was owed and never came; not a contact."""

BANDS = ((0.2, "met"), (0.4, "knows me a little"), (0.6, "in touch"), (1.01, "close"))


def tau_days(contacts: int) -> float:
    """The decay time of a tie after so many contacts."""
    return 60.0 + 300.0 * (1.0 - math.exp(-contacts / 12.0))


def strength(contacts: Iterable[tuple[float, str]], today: float) -> tuple[float, float, int]:
    """(strength today, day of the last contact, number of contacts) from (day, kind) pairs in any order.

    Days are numbers on one scale, such as seconds since the epoch / 86,400. Without a contact: (0, -inf, 0).
    A contact that lies after `today` counts as today's, so a clock set back never gives a negative age. The kind
    MISSED is no contact: it takes its part of the tie and lets the wait go on.
    """
    s, since, last, count = 0.0, -math.inf, -math.inf, 0
    for day, kind in sorted((min(day, today), kind) for day, kind in contacts):
        if count:
            s *= math.exp(-(day - since) / tau_days(count))
        since = day
        if kind == MISSED:
            s *= MISSED_FACTOR
            continue
        s = _grown(s, kind)
        last, count = day, count + 1
    if count:
        s *= math.exp(-(today - since) / tau_days(count))
    return s, last, count


def course(contacts: Iterable[tuple[float, str]], moments: Sequence[float]) -> list[float]:
    """The strength at each of these days, given in ascending order, as `strength` would say it on that day."""
    waiting = sorted(contacts)
    s, since, count, place = 0.0, -math.inf, 0, 0
    found = []
    for moment in moments:
        while place < len(waiting) and waiting[place][0] <= moment:
            day, kind = waiting[place]
            s = s * math.exp(-(day - since) / tau_days(count)) if count else s
            s, count = (s * MISSED_FACTOR, count) if kind == MISSED else (_grown(s, kind), count + 1)
            since, place = day, place + 1
        found.append(s * math.exp(-(moment - since) / tau_days(count)) if count else 0.0)
    return found


def _grown(s: float, kind: str) -> float:
    return s + GROWTH.get(kind, GROWTH["seen"]) * (1.0 - s)


def hold_days(target: float, tau: float = 60.0, gamma: float = 0.25) -> float:
    """D(s): the longest wait between contacts that holds a tie at `target`; infinite at 0."""
    return math.inf if target <= 0 else tau * math.log((gamma + (1.0 - gamma) * target) / target)


def capacity(target: float, contacts_per_week: float, tau: float = 60.0, gamma: float = 0.25) -> float:
    """N(s) = c D(s) / 7: people that can be held at `target` with so many contacts a week."""
    return contacts_per_week * hold_days(target, tau, gamma) / 7.0


def target_strength(theta: float) -> float:
    """s*: the tie strength that a goal of strength `theta` (0 reach .. 1 depth) asks for."""
    return 0.05 + 0.55 * theta


def band(s: float) -> str:
    """The word for a strength."""
    return next(word for limit, word in BANDS if s < limit)
