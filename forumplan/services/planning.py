"""The week: candidates and facts into a problem, the planner's answer into items with reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from forumplan.domain.errors import UsageError
from forumplan.domain.goal import Goal
from forumplan.domain.identity import short_id
from forumplan.domain.planning import (
    DIRECT,
    Answer,
    PlanGoal,
    PlanPerson,
    PlanVenue,
    PreviousItem,
    Problem,
)
from forumplan.domain.records import PRIVATE_KINDS, Away, PlanItem
from forumplan.domain.spread import Spread, spread
from forumplan.domain.text import shorten
from forumplan.domain.venue import manners
from forumplan.domain.week import Week
from forumplan.plan import reasons, solve
from forumplan.services import budget, candidates, people, ranking, venue_facts, wording
from forumplan.services.candidates import Known, Proposal
from forumplan.services.home import Home
from forumplan.services.proposals import Skipped, done_items, made_in
from forumplan.services.venue_facts import VenueFacts

SKIPPED_SHOWN = 5
DOUBLING_PREMIUM = 0.1
"""A venue is doubled while another waits only if the week is worth this share more for it."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Another week to look at: strengths by goal, minutes of the week, venues left out."""

    strengths: Mapping[str, float] | None = None
    minutes: int | None = None
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """A week as shown. `budget` and `left`: minutes by day (0 Monday); `items`: done ones first, then by day.

    `spread` counts what was posted and what is planned in venues; `worth`: points of help, reach and tie by item id.
    """

    week: Week
    today: int
    budget: Mapping[int, int]
    left: Mapping[int, int]
    items: tuple[PlanItem, ...]
    spread: Spread
    value: float
    bound: float
    gap: float
    proven: bool
    unmet: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    worth: Mapping[str, tuple[float, float, float]]

    @property
    def minutes(self) -> int:
        """Minutes of the week for contributions, triage taken off."""
        return sum(self.budget.values())

    @property
    def minutes_done(self) -> int:
        return sum(item.minutes for item in self.items if item.state == "done")

    @property
    def minutes_planned(self) -> int:
        return sum(item.minutes for item in self.items if item.state != "done")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A problem with the proposals behind its candidates, before it is solved."""

    week: Week
    problem: Problem
    proposals: Mapping[str, Proposal]
    known: Known
    facts: Mapping[str, VenueFacts]
    budget: Mapping[int, int]


def plan_week(home: Home, week: Week | None = None, what_if: WhatIf | None = None, *, fast: bool = False) -> WeekPlan:
    """Compute the week. Nothing is kept but the proposal, so that its items can be accepted by id.

    Raises UsageError for a week that is over, and what ranking raises.
    """
    ranking.refresh_rankings(home)
    drafted = draft(home, week or home.week(), what_if or WhatIf())
    answer = _spread_first(drafted, fast=fast)
    made = _week_plan(home, drafted, answer)
    if what_if is None:
        home.threads.keep_proposal(str(made.week), _kept(made))
    return made


def with_more(home: Home, minutes: int) -> list[PlanItem]:
    """What so many minutes more today would add to this week, all that is planned staying where it is."""
    drafted = draft(home, home.week(), WhatIf())
    planned = _spread_first(drafted, fast=True).items
    days = dict(drafted.problem.minutes)
    days[drafted.problem.today] = days.get(drafted.problem.today, 0) + minutes
    kept = tuple(PreviousItem(one.candidate, one.day, locked=True) for one in planned)
    wider = replace(drafted, problem=replace(drafted.problem, minutes=days, previous=kept))
    now = {one.candidate for one in planned}
    return [
        _item(home, wider, wider.proposals[one.candidate], one.day, None)
        for one in _spread_first(wider, fast=True).items
        if one.candidate not in now
    ]


def _kept(made: WeekPlan) -> dict[str, Any]:
    """What proposals.seen reads."""
    return {
        "items": [{"id": i.id, **i.dump()} for i in made.items],
        "unmet": list(made.unmet),
        "skipped": [asdict(one) for one in made.skipped],
        "figures": {
            "value": made.value,
            "bound": made.bound,
            "gap": made.gap,
            "proven": made.proven,
            "worth": made.worth,
        },
    }


def _spread_first(drafted: Drafted, *, fast: bool) -> Answer:
    """The best week with one post a venue, and what still fits; unless doubling some venue is worth the premium.

    The bound is that of any week.
    """
    free = solve.solve(drafted.problem, fast=fast)
    venues = [drafted.proposals[c.candidate].candidate.venue for c in free.items if _is_public(drafted, c.candidate)]
    if len(venues) == len(set(venues)):
        return free
    spread_out = solve.solve(_one_each(drafted), fast=fast)
    if spread_out.value < (1 - DOUBLING_PREMIUM) * free.value:
        return free
    locked = tuple(PreviousItem(c.candidate, c.day, True, True) for c in spread_out.items)
    filled = solve.solve(replace(drafted.problem, previous=locked), fast=fast)
    gap = max(0.0, free.bound - filled.value) / max(1.0, abs(filled.value))
    return replace(filled, bound=max(free.bound, filled.value), gap=gap, proven=False)


def _one_each(drafted: Drafted) -> Problem:
    """The problem in which all that is merely proposed in a venue is one choice, so that each gets one item at most.

    Venues where something is accepted get nothing more.
    """
    kept = {item.candidate for item in drafted.problem.previous}
    taken = {drafted.proposals[name].candidate.venue for name in kept if _is_public(drafted, name)}
    chosen = tuple(
        replace(c, thread=f"venue:{c.venue}") if _is_public(drafted, c.id) and c.id not in kept else c
        for c in drafted.problem.candidates
        if c.id in kept or not _is_public(drafted, c.id) or c.venue not in taken
    )
    return replace(drafted.problem, candidates=chosen)


def _namer(drafted: Drafted) -> Callable[[str], str]:
    """What a candidate is called in a reason."""
    return lambda candidate: f"“{shorten(drafted.proposals[candidate].title, 50)}”"


def _is_public(drafted: Drafted, candidate: str) -> bool:
    return drafted.proposals[candidate].candidate.kind not in PRIVATE_KINDS


def draft(home: Home, week: Week, what_if: WhatIf) -> Drafted:
    """Everything that the planner needs for a week. UsageError if the week is over."""
    if week < home.week():
        raise UsageError(f"{week} is over; plans are for this week and the coming ones")
    goals = [_with_strength(goal, what_if) for goal in candidates.open_goals(home)]
    known = Known.read(home, people.all_ties(home), week, goals)
    proposals = [p for p in _proposals(home, known, goals, week) if p.candidate.venue not in what_if.without]
    dropped = {i.candidate for i in known.items if i.state in ("dropped", "done")}
    by_id = {p.candidate.id: p for p in proposals if p.candidate.id not in dropped}
    fits = _fits(proposals)
    facts = venue_facts.facts(home, fits)
    today = (home.today() - week.monday).days
    days = budget.sittings(home.settings.week, week, home.ledger.all(Away), what_if.minutes)
    problem = Problem(
        week=str(week),
        today=today,
        minutes=budget.left(days, week, today, made_in(home, week), home.zone),
        goals=tuple(PlanGoal(goal.id, goal.weight, goal.strength) for goal in goals),
        venues=(*_venues(home, facts, what_if), PlanVenue(DIRECT, DIRECT, 1.0, 1.0, 1e6, 999, 0)),
        people=tuple(_people(known)),
        previous=tuple(_previous(known.items, by_id, today)),
        candidates=tuple(p.candidate for p in by_id.values()),
        maintenance_share=home.settings.week.maintenance_share,
    )
    return Drafted(week, problem, by_id, known, facts, days)


def _proposals(home: Home, known: Known, goals: list[Goal], week: Week) -> list[Proposal]:
    found = list(candidates.threads(home, known, goals))
    found += candidates.owed(home, known, people.owed_answers(home), week, goals)
    found += candidates.touches(home, known, goals, week)
    found += candidates.slots(home, known, goals, _fits(found))
    found += candidates.kept(known, {p.candidate.id for p in found})
    return found


def _fits(proposals: Iterable[Proposal]) -> dict[str, list[float]]:
    """Relevances of the open threads of each venue."""
    found: dict[str, list[float]] = defaultdict(list)
    for proposal in proposals:
        if proposal.thread is not None:
            found[proposal.candidate.venue].append(proposal.candidate.relevance)
    return found


def _with_strength(goal: Goal, what_if: WhatIf) -> Goal:
    strengths = what_if.strengths or {}
    return replace(goal, strength=strengths[goal.id]) if goal.id in strengths else goal


def _venues(home: Home, facts: Mapping[str, VenueFacts], what_if: WhatIf) -> Iterable[PlanVenue]:
    for venue in home.settings.venues:
        if venue.id in what_if.without:
            continue
        platform = "manual" if venue.manual else venue.platform or _platform(home, venue.feeds)
        manner, fact = manners(platform), facts[venue.id]
        yield PlanVenue(
            venue.id,
            platform,
            fact.quality,
            fact.audience,
            manner.half_life_hours,
            manner.cap_per_week if venue.cap_per_week is None else venue.cap_per_week,
            manner.cooldown_days if venue.cooldown_days is None else venue.cooldown_days,
            fact.posted_days_ago,
            fact.promo_left,
            venue.target_per_week or 0,
        )


def _platform(home: Home, feeds: Iterable[str]) -> str:
    memories = home.threads.memories()
    return next((memories[url].platform for url in feeds if url in memories and memories[url].platform), "")


def _people(known: Known) -> Iterable[PlanPerson]:
    for tie in known.ties.values():
        focus = tuple(one.goal.id for one in known.lists if tie.person in one.people)
        yield PlanPerson(
            tie.person,
            tie.strength,
            min(tie.last_days, 1e9),
            tie.relevance(),
            tie.tau_days,
            focus or None,
        )


def _previous(records: Iterable[PlanItem], proposals: Mapping[str, Proposal], today: int) -> Iterable[PreviousItem]:
    for record in records:
        if record.state in ("accepted", "pinned") and record.candidate in proposals:
            locked = record.state == "pinned" and record.day >= today
            yield PreviousItem(record.candidate, max(record.day, today, 0), True, locked)


def _week_plan(home: Home, drafted: Drafted, answer: Answer) -> WeekPlan:
    records = {i.candidate: i for i in drafted.known.items}
    planned = [
        _item(home, drafted, drafted.proposals[chosen.candidate], chosen.day, records.get(chosen.candidate))
        for chosen in answer.items
    ]
    worth = {
        item.id: (chosen.parts.help, chosen.parts.reach, chosen.parts.tie)
        for item, chosen in zip(planned, answer.items, strict=True)
    }
    done = done_items(made_in(home, drafted.week), drafted.week, home.zone)
    planned.sort(key=lambda i: i.day)
    public = [i.venue for i in (*done, *planned) if i.kind not in PRIVATE_KINDS]
    return WeekPlan(
        week=drafted.week,
        today=drafted.problem.today,
        budget=drafted.budget,
        left=drafted.problem.minutes,
        items=(*done, *planned),
        spread=spread(public),
        value=answer.value,
        bound=answer.bound,
        gap=answer.gap,
        proven=answer.proven,
        unmet=tuple(answer.unmet),
        skipped=tuple(_skipped(drafted, answer)),
        worth=worth,
    )


def _item(home: Home, drafted: Drafted, proposal: Proposal, day: int, record: PlanItem | None) -> PlanItem:
    candidate = proposal.candidate
    facts = drafted.facts.get(candidate.venue)
    reason = wording.why(proposal, facts, drafted.known.ties.get(candidate.person), home.clock())
    if record is not None:
        return replace(record, day=day, why=record.why or reason)
    return PlanItem.load(
        short_id("i", str(drafted.week), candidate.id),
        {
            "week": str(drafted.week),
            "day": day,
            "candidate": candidate.id,
            "venue": candidate.venue,
            "kind": candidate.kind,
            "goal": candidate.goal,
            "thread": proposal.thread.id if proposal.thread else proposal.followup.thread if proposal.followup else "",
            "title": proposal.title,
            "url": proposal.url,
            "person": candidate.person,
            "person_name": proposal.person_name,
            "minutes": candidate.minutes,
            "promo": candidate.promo,
            "due_day": candidate.due_day,
            "why": reason,
            "copy": _copy(proposal),
        },
    )


def _copy(proposal: Proposal) -> dict[str, Any]:
    return asdict(proposal.thread.copy()) if proposal.thread else {}


def _skipped(drafted: Drafted, answer: Answer) -> Iterable[Skipped]:
    """The best that did not come in, each with its reason."""
    chosen = {c.candidate for c in answer.items}
    threads = {drafted.proposals[c].candidate.thread for c in chosen}
    out = [
        p
        for p in drafted.proposals.values()
        if p.thread is not None and p.candidate.id not in chosen and p.candidate.thread not in threads
    ]
    out.sort(key=lambda p: (-p.candidate.relevance, p.candidate.id))
    for proposal in out[:SKIPPED_SHOWN]:
        reason = reasons.why_out(drafted.problem, answer, proposal.candidate.id, _namer(drafted))
        yield Skipped(proposal.candidate.thread, proposal.candidate.venue, proposal.title, reason)


def why_not(home: Home, thread: str) -> str:
    """Why a thread is not in this week's plan, in words."""
    drafted = draft(home, home.week(), WhatIf())
    names = [p.candidate.id for p in drafted.proposals.values() if p.candidate.thread == thread]
    if not names:
        return "out: closed, answered, dismissed, off topic or too weak a fit to be proposed"
    answer = solve.solve(drafted.problem, fast=True)
    if any(chosen.candidate in names for chosen in answer.items):
        return "in, proposed"
    return f"out: {reasons.why_out(drafted.problem, answer, names[0], _namer(drafted))}"
