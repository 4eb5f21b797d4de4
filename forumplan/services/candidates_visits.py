"""Candidates that no thread stands behind yet: visits, answers picked on the day, and what the user wants to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from statistics import median

from forumplan.domain.goal import Goal
from forumplan.domain.planning import Candidate
from forumplan.domain.records import Idea, PlanItem
from forumplan.domain.text import plural
from forumplan.domain.times import DAY
from forumplan.domain.venue import Venue
from forumplan.plan.constants import REPLIES_HALF
from forumplan.services.candidates import LEAST_RELEVANCE, Known, Proposal
from forumplan.services.home import Home
from forumplan.services.venue_facts import LEAST_OWN_ANSWERS, VenueFacts

FAST_HALF_LIFE_HOURS = 9.0
"""Venues whose threads live no longer get a slot, filled on the day."""
DAYS_LOOKED_BACK = 14
FRESH_ON_THE_DAY = 2**-0.5
"""Who looks on the day finds threads that began within one half-life, half of that old on average, and answers at once.

By then 29 % of their replies have come.
"""
LIVES_SHORT = "threads live for hours there"
SHOWN = 5
"""So many of the threads that fit a visit now are named with it."""


def slots(home: Home, known: Known, goals: list[Goal], found: Iterable[Proposal]) -> Iterator[Proposal]:
    """One visit to each manual venue, and one answer picked on the day in each fast venue.

    `found`: the threads proposed now.
    """
    now: dict[str, dict[str, str]] = {}
    for one in found:
        if one.thread is not None:
            now.setdefault(one.candidate.venue, {}).setdefault(one.candidate.thread, one.title)
    for venue in home.settings.venues:
        fitting = [goal for goal in goals if not venue.goals or goal.id in venue.goals]
        minutes = known.minutes.full(venue.id, "slot")
        if venue.manual and fitting:
            candidate = Candidate(f"s:{venue.id}", venue.id, "slot", fitting[0].id, 0.5, minutes)
            yield Proposal(candidate, "one visit, no feed there", venue.url, why="a regular visit")
        elif fitting and known.half_life(venue.id) <= FAST_HALF_LIFE_HOURS:
            yield from _picked_on_the_day(home, known, venue, fitting, list(now.get(venue.id, {}).values()), minutes)


def _picked_on_the_day(
    home: Home, known: Known, venue: Venue, goals: list[Goal], titles: list[str], minutes: int
) -> Iterator[Proposal]:
    """The slot of a fast venue for the goal whose best threads of the last two weeks were worth most, if any was."""
    begun = home.threads.begun_in(venue.id, home.clock() - DAYS_LOOKED_BACK * DAY)
    worth = [(*_worth(home.clock(), begun, known, goal.id), goal.id) for goal in goals]
    relevance, replies, goal = max(worth, key=lambda one: one[0], default=(0.0, 0.0, ""))
    if relevance < LEAST_RELEVANCE:
        return
    # See-chance of section 1 for such a thread; a slot does not decay, so its whole loss is told as replies before it.
    seen = FRESH_ON_THE_DAY / (1 + (1 - FRESH_ON_THE_DAY) * replies / REPLIES_HALF)
    candidate = Candidate(
        f"s:{venue.id}", venue.id, "slot", goal, relevance, minutes, replies=round(REPLIES_HALF * (1 / seen - 1))
    )
    fit = f"{len(titles) or 'none'} {'fits' if len(titles) < 2 else 'fit'} now"
    note = "\n".join(f"· {title}" for title in titles[:SHOWN])
    yield Proposal(candidate, f"one answer, picked on the day ({fit})", venue.url, why=LIVES_SHORT, note=note)


def _worth(now: int, begun: list[tuple[int, int, int]], known: Known, goal: str) -> tuple[float, float]:
    """Mean relevance of the best thread of each day since the venue is followed, and the median of their replies."""
    ranking = known.rankings.get(goal)
    if ranking is None or not begun:
        return 0.0, 0.0
    wanted = {number for number, _, _ in begun}
    relevance = {n: r for n, r in zip(ranking.numbers, ranking.relevance, strict=True) if n in wanted}
    best: dict[int, tuple[float, int]] = {}
    for number, at, replies in begun:
        day = (now - at) // DAY
        best[day] = max(best.get(day, (0.0, 0)), (relevance.get(number, 0.0), replies))
    days = min(DAYS_LOOKED_BACK, max(best) + 1)
    fitting = [replies for value, replies in best.values() if value >= LEAST_RELEVANCE]
    values = [value for value, _ in best.values() if value >= LEAST_RELEVANCE]
    return sum(values) / days, float(median(fitting)) if fitting else 0.0


def ideas(home: Home, known: Known, goals: list[Goal], facts: Mapping[str, VenueFacts]) -> Iterator[Proposal]:
    """New topics and placements that the user noted and that are not done; new topics only where one has answered."""
    for idea in open_ideas(home):
        goal = next((one for one in goals if one.id == idea.goal), goals[0] if goals else None)
        if goal is None or home.settings.venue(idea.venue) is None or waits(idea, facts):
            continue
        candidate = Candidate(
            f"n:{idea.id}",
            idea.venue,
            idea.kind,
            goal.id,
            1.0,
            idea.minutes or known.minutes.full(idea.venue, idea.kind),
            promo=idea.promo,
        )
        yield Proposal(candidate, idea.title, idea.url, why="you want to write this")


def open_ideas(home: Home) -> list[Idea]:
    """What the user wants to write and has not written, in the order it was noted."""
    done = {one.candidate for one in home.ledger.all(PlanItem) if one.state == "done"}
    return sorted((one for one in home.ledger.all(Idea) if f"n:{one.id}" not in done), key=lambda one: (one.at, one.id))


def waits(idea: Idea, facts: Mapping[str, VenueFacts]) -> str:
    """Why an idea is for later, in words; "" if it is not: who begins topics or promotes has answered there before."""
    if idea.venue not in facts or not (idea.promo or idea.kind == "new-topic"):
        return ""
    own = facts[idea.venue].own_answers
    if own >= LEAST_OWN_ANSWERS:
        return ""
    return f"{LEAST_OWN_ANSWERS} answers there come first, you have {plural(own, 'post') if own else 'none'}"
