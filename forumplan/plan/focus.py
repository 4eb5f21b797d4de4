"""Focus people: whom a depth goal keeps close, and when a touch is due (design: planning, section 3)."""

from __future__ import annotations

import math
from collections.abc import Mapping

from forumplan.domain.planning import Candidate, PlanGoal, PlanPerson, Problem
from forumplan.domain.ties import capacity, hold_days, target_strength
from forumplan.plan import constants as k

Focus = Mapping[str, frozenset[str]]
"""Ids of the focus people, by goal."""


def focus_size(theta: float, contacts_per_week: float = k.CONTACTS_A_WEEK) -> int:
    """How many people a goal of this strength keeps: part of what the capacity law allows, none below depth."""
    if theta < k.DEPTH_THETA:
        return 0
    return min(k.FOCUS_MOST, math.floor(k.FOCUS_FILL * capacity(target_strength(theta), contacts_per_week)))


def focus_people(problem: Problem) -> Focus:
    """The focus lists that people carry; if nobody carries one, those that the planner chooses."""
    if any(p.focus is not None for p in problem.people):
        return {g.id: frozenset(p.id for p in problem.people if g.id in (p.focus or ())) for g in problem.goals}
    return {g.id: _chosen(g, problem.people) for g in problem.goals}


def _chosen(goal: PlanGoal, people: tuple[PlanPerson, ...]) -> frozenset[str]:
    """The best by relevance and by how far the tie has come towards the goal's strength."""
    size = focus_size(goal.theta)
    if not size:
        return frozenset()
    target = target_strength(goal.theta)

    def rank(person: PlanPerson) -> tuple[float, str]:
        return (-person.relevance * (0.5 + min(1.0, person.strength / target)), person.id)

    return frozenset(p.id for p in sorted(people, key=rank)[:size])


def need(person: PlanPerson | None, theta: float) -> float:
    """How much a contact is needed, 0..1: wholly below the goal's strength, above it as the wait it bears goes by."""
    target = target_strength(theta)
    if person is None or person.strength < target:
        return 1.0
    return min(1.0, person.last_contact_days / hold_days(target, person.tau_days or k.DEFAULT_TAU_DAYS))


def is_due(candidate: Candidate, person: PlanPerson | None, focus: Focus, theta: float) -> bool:
    """Whether a touch is due: its day comes this week, or its person has waited longer than the tie can bear."""
    if candidate.kind != k.TOUCH_KIND:
        return False
    if candidate.due_day is not None and candidate.due_day < k.DAYS:
        return True
    if person is None or person.id not in focus[candidate.goal]:
        return False
    tau = person.tau_days or k.DEFAULT_TAU_DAYS
    return person.last_contact_days >= hold_days(target_strength(theta), tau)
