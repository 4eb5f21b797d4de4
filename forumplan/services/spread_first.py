"""How a week is solved: every venue once before any venue twice, unless doubling one is worth a good deal more."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from forumplan.domain.planning import Answer, Candidate, PreviousItem, Problem
from forumplan.plan import solve
from forumplan.plan.solve import PROOF
from forumplan.services.week_problem import Drafted

PREMIUM = 0.1
"""A venue is doubled while another waits only if the week is worth this share more for it."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The plan of a week. `settled`: the search for it has ended, so no work would make it another.

    The answer's bound and `proven` are those of any week, also of weeks that go somewhere twice. `twice`: venues that
    have two posts and more although others wait, because that is worth a good deal more.
    """

    answer: Answer
    settled: bool
    twice: frozenset[str] = frozenset()


def solve_week(drafted: Drafted, *, fast: bool = False) -> Solved:
    """The best week; one that goes everywhere once first, if at most the premium is lost by it."""
    free = solve.solve(drafted.problem, fast=fast)
    twice = doubled(drafted, free)
    if not twice:
        return Solved(free, free.proven)
    once = solve.solve(_one_each(drafted, free), fast=fast)
    filled = solve.solve(_standing(drafted.problem, once), fast=fast)
    if filled.value < (1 - PREMIUM) * free.value:
        return Solved(free, free.proven, twice)
    bound = max(free.bound, filled.value)
    gap = (bound - filled.value) / max(1.0, abs(filled.value))
    proven = gap <= PROOF
    return Solved(
        replace(filled, bound=filled.value if proven else bound, gap=0.0 if proven else gap, proven=proven),
        free.proven and once.proven and filled.proven,
    )


def doubled(drafted: Drafted, answer: Answer) -> frozenset[str]:
    """The venues in which an answer has two posts and more."""
    posts = [one.candidate for one in answer.items if drafted.is_public(one.candidate)]
    counted = Counter(drafted.proposals[name].candidate.venue for name in posts)
    return frozenset(venue for venue, count in counted.items() if count > 1)


def _standing(problem: Problem, answer: Answer) -> Problem:
    """The problem with everything of an answer locked where it is."""
    locks = {one.candidate: PreviousItem(one.candidate, one.day, locked=True) for one in answer.items}
    rest = tuple(one for one in problem.previous if one.candidate not in locks)
    return replace(problem, previous=(*locks.values(), *rest))


def _one_each(drafted: Drafted, free: Answer) -> Problem:
    """The problem in which all that is merely proposed in a venue is one choice; venues with accepted posts get none.

    Of a discussion told in several venues only one telling is there, since the choice of its venue takes the place of
    the choice among tellings: the one that the free week took, else the one that fits best.
    """
    decided = {one.candidate for one in drafted.problem.previous}
    taken = {drafted.proposals[name].candidate.venue for name in decided if drafted.is_public(name)}
    chosen = {one.candidate for one in free.items}
    where: dict[str, tuple[bool, float, str]] = {}

    def rank(one: Candidate) -> tuple[bool, float, str]:
        return (one.id in chosen, one.relevance, one.venue)

    for one in drafted.problem.candidates:
        if one.thread and drafted.is_public(one.id):
            where[one.thread] = max(where.get(one.thread, (False, -1.0, "")), rank(one))

    def once(one: Candidate) -> Candidate | None:
        if one.id in decided or not drafted.is_public(one.id):
            return one
        if one.venue in taken or (one.thread and where[one.thread][2] != one.venue):
            return None
        return replace(one, thread=f"venue:{one.venue}")

    kept = (once(one) for one in drafted.problem.candidates)
    return replace(drafted.problem, candidates=tuple(one for one in kept if one is not None))
