"""The week as it is computed: the planner's answer as items with reasons, and what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from forumplan.domain.identity import short_id
from forumplan.domain.planning import PreviousItem, Shortfall
from forumplan.domain.records import PRIVATE_KINDS, PlanItem
from forumplan.domain.spread import Spread, spread
from forumplan.domain.week import Week
from forumplan.services import proposals, ranking, wording
from forumplan.services.candidates import Proposal
from forumplan.services.changes import Change, changes
from forumplan.services.home import Home
from forumplan.services.left_out import LeftOut
from forumplan.services.proposals import KEPT, Skipped, done_items
from forumplan.services.spread_first import Solved, solve_week
from forumplan.services.week_problem import Drafted, draft, with_more_today

NAMED = 3
"""Of more than so many that gave way only these are named."""


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """A week as shown. `budget` and `left`: minutes by day (0 Monday); `items`: done ones first, then by day.

    `spread` counts what was posted and what is planned in venues; `worth`: points of help, reach and tie by item id;
    `settled` as in spread_first; `gave_way`: what was accepted and has no place in it, for now.
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
    settled: bool
    unmet: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    worth: Mapping[str, tuple[float, float, float]]
    gave_way: tuple[PlanItem, ...] = ()

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


def plan_week(home: Home, week: Week | None = None, *, fast: bool = False) -> WeekPlan:
    """Compute the week. Nothing is kept but the proposal, so that its items can be accepted by id.

    `fast`: the first plan only. Raises UsageError for a week that is over, and what ranking raises.
    """
    ranking.refresh_rankings(home)
    drafted = draft(home, week or home.week())
    made = as_shown(home, drafted, solve_week(drafted, fast=fast))
    _keep(home, made)
    return made


def replan(home: Home) -> tuple[WeekPlan, list[Change]]:
    """Compute this week again; the new week, and what is otherwise than when it was last seen, with reasons."""
    before = proposals.open_items(home, home.week())
    ranking.refresh_rankings(home)
    drafted = draft(home, home.week())
    solved = solve_week(drafted)
    made = as_shown(home, drafted, solved)
    _keep(home, made)
    after = [one for one in made.items if one.state != "done"]
    return made, changes(home, drafted, LeftOut(drafted, solved.answer), before, after)


def with_more(home: Home, *asked: int) -> list[list[PlanItem]]:
    """For each number of minutes: what so many more today would add to this week, all that is shown staying in place.

    0 minutes: what there is room for already. Solved anew, not estimated by prices.
    """
    drafted = draft(home, home.week())
    shown = proposals.seen(home).items
    return [_added(home, drafted, shown, minutes) for minutes in asked]


def _added(home: Home, drafted: Drafted, shown: Iterable[PlanItem], minutes: int) -> list[PlanItem]:
    wider = with_more_today(drafted, minutes)
    kept = {
        one.candidate: PreviousItem(one.candidate, one.day, locked=True)
        for one in shown
        if one.candidate in drafted.proposals
    }
    wider = replace(wider, problem=replace(wider.problem, previous=tuple(kept.values())))
    added = [one for one in solve_week(wider).answer.items if one.candidate not in kept]
    return [_item(home, wider, wider.proposals[one.candidate], one.day, None) for one in added]


def why_not(home: Home, thread: str) -> str:
    """Why a thread is not in this week's plan, in words."""
    drafted = draft(home, home.week())
    found = [one.candidate for one in drafted.proposals.values() if one.thread and one.thread.id == thread]
    if not found:
        return "out: closed, answered, dismissed, off topic or too weak a fit to be proposed"
    answer = solve_week(drafted).answer
    if {one.id for one in found} & {one.candidate for one in answer.items}:
        return "in, proposed"
    return f"out: {LeftOut(drafted, answer).why(found[0].id)}"


def _keep(home: Home, made: WeekPlan) -> None:
    """What proposals.seen reads."""
    figures = ("value", "bound", "gap", "proven", "settled", "worth")
    kept: dict[str, Any] = {
        "items": [{"id": one.id, **one.dump()} for one in made.items],
        "unmet": list(made.unmet),
        "skipped": [asdict(one) for one in made.skipped],
        "figures": {name: getattr(made, name) for name in figures},
        "gave_way": {one.id: home.ledger.changed_at(one) for one in made.gave_way},
    }
    home.threads.keep_proposal(str(made.week), kept)


def as_shown(home: Home, drafted: Drafted, solved: Solved) -> WeekPlan:
    """The week of a solved problem, with what was done in it."""
    answer = solved.answer
    planned = _items(home, drafted, solved)
    worth = {
        item.id: (chosen.parts.help, chosen.parts.reach, chosen.parts.tie)
        for item, chosen in zip(planned, answer.items, strict=True)
    }
    done = done_items(home, drafted.known.made, drafted.week)
    planned.sort(key=lambda one: one.day)
    left_out = LeftOut(drafted, answer)
    inside = {one.candidate for one in answer.items}
    gave_way = [one for one in drafted.known.items if one.state in KEPT and one.candidate not in inside]
    gone = [one.candidate for one in gave_way if one.candidate in drafted.proposals]
    return WeekPlan(
        week=drafted.week,
        today=drafted.problem.today,
        budget=drafted.budget,
        left=drafted.problem.minutes,
        items=(*done, *planned),
        spread=spread_of((*done, *planned)),
        value=answer.value,
        bound=answer.bound,
        gap=answer.gap,
        proven=answer.proven,
        settled=solved.settled,
        unmet=(
            *answer.unmet,
            *_unanswered(drafted, left_out, gone),
            *_gave_way(gone, left_out),
            *(_wished(home, left_out, one) for one in answer.short),
            *drafted.notes,
            *filter(None, (one.sentence() for one in drafted.known.lists if one.crowded)),
        ),
        skipped=tuple(left_out.best()),
        worth=worth,
        gave_way=tuple(gave_way),
    )


def _gave_way(candidates: list[str], left_out: LeftOut) -> list[str]:
    """What was accepted and has no place, each with its reason; of many only some by name."""
    if len(candidates) <= NAMED:
        return [f"{left_out.name(one)}, which you accepted, gave way: {left_out.why(one)}" for one in candidates]
    names = ", ".join(map(left_out.name, candidates[:NAMED]))
    return [f"{len(candidates)} that you accepted gave way: {names} and {len(candidates) - NAMED} more"]


def _unanswered(drafted: Drafted, left_out: LeftOut, told: list[str]) -> list[str]:
    """How many of the answers owed, those `told` of apart, are not in the week."""
    owed = [one.candidate for one in drafted.proposals.values() if one.followup is not None]
    owed = [one for one in owed if not drafted.problem.today <= (one.due_day or 0) < 0]  # due before the week begins
    out = [one.id for one in owed if not left_out.is_in(one.id) and one.id not in told]
    if len(out) < 2:
        return [f"{left_out.name(name)} found no place: {left_out.why(name)}" for name in out]
    return [f"{len(out)} of the {len(owed)} answers you owe found no place"]


def _wished(home: Home, left_out: LeftOut, short: Shortfall) -> str:
    """A wish that is not met, and what one more would push out."""
    venue = home.settings.venue(short.venue)
    said = f"{short.missing} of the {short.wished} you still want in {venue.title if venue else short.venue}"
    if short.cost is None:
        return f"{said} found no place: nothing open there fits in"
    if not short.out:
        return f"{said} found no place: what is open there would cost the week more than it gives"
    return f"{said} found no place: one more would push out {' and '.join(map(left_out.name, short.out))}"


def spread_of(items: Iterable[PlanItem]) -> Spread:
    """How evenly posts lie over venues."""
    return spread(one.venue for one in items if one.kind not in PRIVATE_KINDS)


def _items(home: Home, drafted: Drafted, solved: Solved) -> list[PlanItem]:
    """The items of an answer in its order; a second post in a venue says why it is not one elsewhere."""
    records = {one.candidate: one for one in drafted.known.items}
    made = done_items(home, drafted.known.made, drafted.week)
    seen = Counter(one.venue for one in made if one.kind not in PRIVATE_KINDS)
    planned: Counter[str] = Counter()
    found = []
    for chosen in solved.answer.items:
        proposal = drafted.proposals[chosen.candidate]
        venue = proposal.candidate.venue
        planned[venue] += drafted.is_public(chosen.candidate)
        nth = seen[venue] + planned[venue]
        item = _item(home, drafted, proposal, chosen.day, records.get(chosen.candidate), nth)
        if venue in solved.twice and planned[venue] > 1 and drafted.is_public(chosen.candidate):
            item = replace(item, why=f"{item.why}, worth more than a first elsewhere")
        found.append(item)
    return found


def _item(
    home: Home, drafted: Drafted, proposal: Proposal, day: int, record: PlanItem | None, nth: int = 1
) -> PlanItem:
    """A proposal as an item; of one that the user decided on, the record, with what is true today."""
    candidate = proposal.candidate
    facts = drafted.facts.get(candidate.venue)
    reason = wording.why(proposal, facts, drafted.known.ties.get(candidate.person), home.clock(), nth)
    if record is not None:
        if proposal.item is not None:
            return replace(record, day=day)
        if candidate.kind == "slot":
            record = replace(record, title=proposal.title, copy=_copy(proposal))
        return replace(record, day=day, why=reason)
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
            "short": proposal.short,
            "copy": _copy(proposal),
        },
    )


def _copy(proposal: Proposal) -> dict[str, Any]:
    if proposal.thread is not None:
        return asdict(proposal.thread.copy())
    return {"text": proposal.note} if proposal.note else {}
