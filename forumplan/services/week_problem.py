"""A week as the planner's problem: candidates, and every bound that the settings and the ledger put on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from forumplan.domain.errors import UsageError
from forumplan.domain.goal import Goal
from forumplan.domain.planning import DIRECT, PlanGoal, PlanPerson, PlanVenue, PreviousItem, Problem
from forumplan.domain.records import PRIVATE_KINDS, Away, PlanItem
from forumplan.domain.times import local_date
from forumplan.domain.venue import manners
from forumplan.domain.week import Week
from forumplan.services import budget, candidates, candidates_people, candidates_visits, people, proposals, venue_facts
from forumplan.services.candidates import Known, Proposal
from forumplan.services.home import Home
from forumplan.services.venue_facts import VenueFacts

UNREAD = frozenset({"failing", "blocked", "not-a-feed", "too-large", "refused", "dead"})
"""States of feeds of which nothing comes until somebody or something mends them."""
STICKINESS = 0.75
"""What the user accepted is a decision: it gives way only where the week gains most of a good thread by it."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Another week to look at: strengths by goal, minutes of the week, venues left out."""

    strengths: Mapping[str, float] | None = None
    minutes: int | None = None
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Drafted:
    """A problem with the proposals behind its candidates, before it is solved.

    `notes`: what cannot be planned, in words: venues that are not read, ideas for later; `without`: venues that the
    user asked to leave out; `titles`: what venues are called, by id.
    """

    week: Week
    problem: Problem
    proposals: Mapping[str, Proposal]
    known: Known
    facts: Mapping[str, VenueFacts]
    budget: Mapping[int, int]
    notes: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)

    def is_public(self, candidate: str) -> bool:
        """Whether it would be a post in a venue."""
        return self.proposals[candidate].candidate.kind not in PRIVATE_KINDS


def draft(home: Home, week: Week, what_if: WhatIf | None = None) -> Drafted:
    """Everything that the planner needs for a week. UsageError if the week is over."""
    if week < home.week():
        raise UsageError(f"{week} is over; plans are for this week and the coming ones")
    asked = what_if or WhatIf()
    goals = [_with_strength(goal, asked) for goal in candidates.open_goals(home)]
    known = Known.read(home, people.all_ties(home), week, goals)
    standing = goals or [_with_strength(goal, asked) for goal in home.settings.goals[:1]]
    found, facts = _proposals(home, known, goals, standing, week)
    out = {one.candidate for one in known.items if one.state in ("dropped", "done")}
    accepted = {one.candidate: one.minutes for one in known.items if one.state in ("accepted", "pinned")}
    by_id = {
        one.candidate.id: _taking(one, accepted.get(one.candidate.id, 0))
        for one in found
        if one.candidate.id not in out and one.candidate.venue not in asked.without
    }
    today = (home.today() - week.monday).days
    days = budget.sittings(home.settings.week, week, home.ledger.all(Away), asked.minutes)
    left = budget.left(days, week, today, known.made, home.zone)
    by_id |= candidates_people.late(by_id.values(), left, today)
    gone = proposals.gave_way(home, str(week), known.items)  # what holds their places now is not thrown out for them
    kept = [one for one in known.items if one.id not in gone]
    problem = Problem(
        week=str(week),
        today=today,
        minutes=left,
        goals=tuple(PlanGoal(goal.id, goal.weight, goal.strength) for goal in standing),
        venues=(*_venues(home, known, facts, asked), PlanVenue(DIRECT, DIRECT, 1.0, 1.0, 1e6, 999, 0)),
        people=tuple(_people(known)),
        previous=tuple(_previous(kept, by_id, today)),
        candidates=tuple(one.candidate for one in by_id.values()),
        maintenance_share=home.settings.week.maintenance_share,
        growth_cap=_growth_cap(known, by_id.values(), sum(left.values())),
        stickiness=STICKINESS,
    )
    notes = (*_unread(home, {one.candidate.venue for one in by_id.values()}), *_waiting(home, facts))
    titles = {venue.id: venue.title for venue in home.settings.venues}
    return Drafted(week, problem, by_id, known, facts, days, notes, asked.without, titles)


def _taking(proposal: Proposal, minutes: int) -> Proposal:
    """What was accepted keeps its minutes, whatever was learned since; 0: it was not."""
    return replace(proposal, candidate=replace(proposal.candidate, minutes=minutes)) if minutes else proposal


def with_more_today(drafted: Drafted, minutes: int) -> Drafted:
    """The same with so many more minutes today."""
    problem = drafted.problem
    left = {**problem.minutes, problem.today: problem.minutes.get(problem.today, 0) + minutes}
    cap = _growth_cap(drafted.known, drafted.proposals.values(), sum(left.values()))
    return replace(drafted, problem=replace(problem, minutes=left, growth_cap=cap))


def _proposals(
    home: Home, known: Known, goals: list[Goal], standing: list[Goal], week: Week
) -> tuple[list[Proposal], Mapping[str, VenueFacts]]:
    """All that could be done, and the facts of the venues, which rest on the threads that fit there.

    `standing`: the goals, or one that has ended: who waits and what was accepted outlive the last of them.
    """
    found = list(candidates.threads(home, known, goals))
    fits: dict[str, list[float]] = defaultdict(list)
    for one in found:
        if not one.short:
            fits[one.candidate.venue].append(one.candidate.relevance)
    facts = venue_facts.facts(home, fits)
    found += candidates_visits.slots(home, known, goals, found)
    found += candidates_visits.ideas(home, known, goals, facts)
    found += candidates_people.owed(home, known, people.owed_answers(home), week, standing)
    found += candidates_people.touches(home, known, goals, week)
    found += candidates.kept(home, known, standing, {one.candidate.id for one in found})
    return found, facts


def _with_strength(goal: Goal, asked: WhatIf) -> Goal:
    strengths = asked.strengths or {}
    return replace(goal, strength=strengths[goal.id]) if goal.id in strengths else goal


def _venues(home: Home, known: Known, facts: Mapping[str, VenueFacts], asked: WhatIf) -> Iterable[PlanVenue]:
    for venue in home.settings.venues:
        if venue.id in asked.without:
            continue
        pace, fact = known.paces[venue.id], facts[venue.id]
        manner = manners(pace.kind)
        yield PlanVenue(
            venue.id,
            pace.kind,
            fact.quality,
            fact.audience,
            pace.half_life_hours,
            manner.cap_per_week if venue.cap_per_week is None else venue.cap_per_week,
            manner.cooldown_days if venue.cooldown_days is None else venue.cooldown_days,
            fact.posted_days_ago,
            fact.promo_left,
            venue.target_per_week or 0,
        )


def _people(known: Known) -> Iterable[PlanPerson]:
    for tie in known.ties.values():
        focus = tuple(one.goal.id for one in known.lists if tie.person in one.people)
        yield PlanPerson(
            tie.person,
            tie.strength,
            min(tie.last_days, 1e9),
            tie.relevance(),
            tie.tau_days,
            focus,
        )


def _previous(records: Iterable[PlanItem], found: Mapping[str, Proposal], today: int) -> Iterable[PreviousItem]:
    for record in records:
        if record.state in proposals.KEPT and record.candidate in found:
            locked = record.state == "pinned" and record.day >= today
            yield PreviousItem(record.candidate, max(record.day, today, 0), True, locked)


def _growth_cap(known: Known, found: Iterable[Proposal], left: int) -> int:
    """New people that the minutes which are left have room for beside answers owed and due touches."""
    kept = sum(one.candidate.minutes for one in found if one.candidate.kind in ("follow-up", "touch"))
    return max(0, (left - kept) // known.minutes.short("", known.minutes.full("", "reply")))


def _unread(home: Home, planned: set[str]) -> Iterable[str]:
    """Venues without anything to plan of which no feed can be read."""
    memories = home.threads.memories()
    for venue in home.settings.venues:
        found = [memories[url] for url in venue.feeds if url in memories]
        if venue.id not in planned and found and all(one.state in UNREAD for one in found):
            worst = found[0]
            day = local_date(worst.failing_since, home.zone) if worst.failing_since else None
            since = f" since {day.day} {day:%b}" if day else ""
            why = worst.status if worst.status >= 400 else worst.state  # 200 is no answer to why a page is no feed
            yield f"{venue.title} has not been read{since} ({why}): nothing planned there"


def _waiting(home: Home, facts: Mapping[str, VenueFacts]) -> Iterable[str]:
    for idea in candidates_visits.open_ideas(home):
        words = candidates_visits.waits(idea, facts)
        if words:
            yield f"“{idea.title}” waits: {words}"
