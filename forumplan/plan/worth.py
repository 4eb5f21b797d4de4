"""What one candidate is worth alone on each day (design: planning, section 1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forumplan.domain.planning import Candidate, PlanVenue, Problem
from forumplan.plan import constants as k
from forumplan.plan.venue_reach import readers


@dataclass(frozen=True, slots=True)
class Worth:
    """`open` [n, 7] bool; `help`, `tie` [n, 7] points; `exposure` [n, 7] units, and `answers` [n, 7] minutes of the
    answers that it is expected to bring (both 0 outside public kinds).
    """

    open: NDArray[np.bool_]
    help: NDArray[np.float64]
    tie: NDArray[np.float64]
    exposure: NDArray[np.float64]
    answers: NDArray[np.float64]


def worth(problem: Problem, candidates: list[Candidate], capped: NDArray[np.bool_]) -> Worth:
    """Help, tie and exposure of the candidates on each day of the week, and the days on which they are open.

    A person who is not known counts as a stranger as relevant as the venue.
    """
    goals = {g.id: g for g in problem.goals}
    venues = {v.id: v for v in problem.venues}
    people = {p.id: p for p in problem.people}
    known = [people.get(c.person) for c in candidates]

    theta = _column([goals[c.goal].theta for c in candidates])
    weight = _column([goals[c.goal].weight for c in candidates])
    relevance = _column([c.relevance for c in candidates])
    strength = _column([p.strength if p else 0.0 for p in known])
    matters = _column([p.relevance if p else venues[c.venue].quality for p, c in zip(known, candidates, strict=True)])
    effort = (_column([c.minutes for c in candidates]) / k.EFFORT_MINUTES) ** k.EFFORT_POWER
    fresh, opened = _freshness(problem, candidates, venues)
    seen = fresh / (1.0 + _column([c.replies for c in candidates]) / k.REPLIES_HALF)
    notice, fit = 0.3 + 0.7 * seen, 0.3 + 0.7 * relevance

    size = dict(zip([v.id for v in problem.venues], readers(problem.venues).tolist(), strict=True))
    room = _column([size[c.venue] for c in candidates])
    quality = _column([venues[c.venue].quality for c in candidates])
    part = np.maximum(k.REACH_LEAST, 1.0 - theta) ** k.REACH_POWER
    read = k.READ * part * quality * room * effort * seen * fit
    asked = k.TIE * k.ASKER_GROWTH * np.sqrt(effort) * (0.5 + theta) * fit
    tie = asked * notice * matters * (1.0 - strength) * (1.0 + 3.0 * theta * strength)
    helped = k.HELP * effort * relevance * notice
    owed = _column([c.kind == k.OWED_KIND for c in candidates]) > 0
    touch = _column([c.kind == k.TOUCH_KIND for c in candidates]) > 0
    growth = np.where(owed, k.OWED_GROWTH, k.TOUCH_GROWTH)
    kept = k.TIE * (growth * (1.0 - strength) + k.TOUCH_GROWTH * strength) * (0.5 + 2.5 * theta) * matters
    private = owed | touch
    own = _column([c.kind in k.OWN_KINDS for c in candidates]) > 0
    public = capped[:, None]
    return Worth(
        open=opened,
        help=weight * np.where(private, np.where(owed, k.OWED_BASE, 0.0), helped),
        tie=weight * np.where(private, kept, tie + read),
        exposure=np.where(public, np.where(own, effort, 1.0) * seen * fit, 0.0),
        answers=np.where(public, k.ANSWERS_ASKED + k.ANSWERS_READ * room * seen, 0.0),
    )


def _column(values: list[float]) -> NDArray[np.float64]:
    """The values as [n, 1]."""
    return np.array(values, dtype=float).reshape(-1, 1)


def _freshness(
    problem: Problem, candidates: list[Candidate], venues: dict[str, PlanVenue]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Freshness [n, 7] and open days [n, 7]. Only replies fade; owed answers close behind their due day."""
    n, today = len(candidates), problem.today
    days = np.arange(k.DAYS)
    fresh = np.ones((n, k.DAYS))
    opened = np.tile(days >= today, (n, 1))
    reply = np.array([c.kind == "reply" for c in candidates], dtype=bool)
    age = np.array([c.age_hours for c in candidates], dtype=float).reshape(n, 1)
    half = np.array([venues[c.venue].half_life_hours for c in candidates], dtype=float).reshape(n, 1)
    # A day that is over is as fresh as today: fresher would be beyond all numbers where threads live for minutes.
    with np.errstate(over="ignore"):
        lives = (age + k.HOURS_A_DAY * np.maximum(0, days - today) + k.WRITING_HOURS) / half
    faded = 2.0**-lives
    fresh[reply] = faded[reply]
    opened &= ~(reply[:, None] & (fresh < k.CLOSED_BELOW))
    for i, c in enumerate(candidates):
        if c.kind == k.OWED_KIND and c.due_day is not None and c.due_day >= today:
            opened[i] &= days <= c.due_day
    return fresh, opened
