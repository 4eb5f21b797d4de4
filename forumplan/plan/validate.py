"""Is it a problem? Everything that the arrays rest on, checked once, with the name of the field."""

from __future__ import annotations

import math
from collections.abc import Iterable

from forumplan.domain.errors import PlanError
from forumplan.domain.planning import Candidate, PlanGoal, PlanPerson, PlanVenue, Problem
from forumplan.plan import constants as k

LARGEST_WEIGHT = 1e6
"""HiGHS refuses objectives beyond 1e15, and a venue may be many times the mean one."""


def validate(problem: Problem) -> None:
    """Raises PlanError naming the field of the first thing that is wrong."""
    if problem.today > k.DAYS - 1:
        raise PlanError(f"today: {problem.today} is after Sunday; give 0 (Monday) to 6, negative for a coming week")
    for day, minutes in problem.minutes.items():
        _check(0 <= day < k.DAYS, f"days: there is no day {day}; days are 0 (Monday) to 6")
        _check(minutes >= 0, f"days[{day}].minutes: {minutes} is below 0")
    for name, things in (
        ("goals", problem.goals),
        ("venues", problem.venues),
        ("people", problem.people),
        ("candidates", problem.candidates),
    ):
        _unique(name, [thing.id for thing in things])
    for goal in problem.goals:
        _goal(goal)
    for venue in problem.venues:
        _venue(venue)
    for person in problem.people:
        _person(person)
    goals, venues = {g.id for g in problem.goals}, {v.id for v in problem.venues}
    for candidate in problem.candidates:
        _candidate(candidate, goals, venues)
    share = problem.maintenance_share
    _check(share is None or 0 <= share <= 1, f"maintenance_share: {share} is not within 0 and 1")
    cap = problem.growth_cap
    _check(cap is None or cap >= 0, f"growth_cap: {cap} is below 0")
    if problem.stickiness is not None:
        _finite("problem", [("stickiness", problem.stickiness)])


def _check(right: bool, message: str) -> None:
    if not right:
        raise PlanError(message)


def _unique(name: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for key in ids:
        _check(key != "", f"{name}: an id is empty; it would be that of everything without one")
        _check(key not in seen, f"{name}: {key!r} is there twice; ids are unique")
        seen.add(key)


def _finite(where: str, values: Iterable[tuple[str, float]], most: float = math.inf) -> None:
    for name, number in values:
        _check(math.isfinite(number) and 0 <= number <= most, f"{where}.{name}: {number} is not " + _range(most))


def _range(most: float) -> str:
    return "a number of at least 0" if math.isinf(most) else f"within 0 and {most:g}"


def _goal(goal: PlanGoal) -> None:
    where = f"goals[{goal.id}]"
    _finite(where, [("weight", goal.weight)], LARGEST_WEIGHT)
    _finite(where, [("theta", goal.theta)], 1.0)


def _venue(venue: PlanVenue) -> None:
    where = f"venues[{venue.id}]"
    _finite(where, [("quality", venue.quality)], 1.0)
    _finite(where, [("audience", venue.audience), ("cap_per_week", venue.cap_per_week)])
    _finite(where, [("cooldown_days", venue.cooldown_days), ("wish", venue.wish)])
    half = venue.half_life_hours
    _check(math.isfinite(half) and half > 0, f"{where}.half_life_h: {half} is not above 0")
    _finite(where, [("posted_days_ago", age) for age in venue.posted_days_ago])
    _check(venue.promo_left is None or venue.promo_left >= 0, f"{where}.promo_left: {venue.promo_left} is below 0")


def _person(person: PlanPerson) -> None:
    where = f"people[{person.id}]"
    _finite(where, [("strength", person.strength), ("relevance", person.relevance)], 1.0)
    _finite(where, [("last_contact_days", person.last_contact_days)])
    tau = person.tau_days
    _check(tau is None or (math.isfinite(tau) and tau > 0), f"{where}.tau_days: {tau} is not above 0")


def _candidate(candidate: Candidate, goals: set[str], venues: set[str]) -> None:
    c = candidate
    known = c.kind in k.KINDS and c.venue in venues and c.goal in goals
    # One comparison for the thousands that are right, words only for the one that is not.
    if known and c.minutes > 0 and 0 <= c.relevance <= 1 and 0 <= c.age_hours < math.inf and c.replies >= 0:
        return
    where = f"candidates[{c.id}]"
    _check(c.kind in k.KINDS, f"{where}.kind: {c.kind!r} is not one of {', '.join(sorted(k.KINDS))}")
    _check(c.venue in venues, f"{where}.venue: {c.venue!r} is not among the venues")
    _check(c.goal in goals, f"{where}.goal: {c.goal!r} is not among the goals")
    _check(c.minutes > 0, f"{where}.minutes: {c.minutes} is not above 0")
    _finite(where, [("relevance", c.relevance)], 1.0)
    _finite(where, [("age_h", c.age_hours), ("replies", c.replies)])
