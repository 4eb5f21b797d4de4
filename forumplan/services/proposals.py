"""A week without planning it: what was done, what the user decided, and the plan as it was last computed. Light."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forumplan.domain.errors import UsageError
from forumplan.domain.records import PRIVATE_KINDS, Away, Contribution, Dismissal, FollowUp, PlanItem
from forumplan.domain.spread import Spread, spread
from forumplan.domain.text import plural
from forumplan.domain.times import local_date
from forumplan.domain.week import Week
from forumplan.services import budget
from forumplan.services.home import Home

KEPT = ("accepted", "pinned")
"""States of what the user has taken into the week and not done yet."""
UNANSWERED = "no answer yet"
"""What is said of a contribution that nothing came of so far."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that fits but is not in the plan, and why. `thread` is its thread, or `n:` and the id of an idea."""

    thread: str
    venue: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The planner's own numbers. `worth`: points of help, reach and tie by item id.

    `settled`: the search has ended; a plan may be the one that was looked for and yet not the one worth most.
    """

    value: float = 0.0
    bound: float = 0.0
    gap: float = 0.0
    proven: bool = False
    settled: bool = False
    worth: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeenWeek:
    """A week as it stands. `budget`, `left`: minutes by day; `items`: by day, within it those done first.

    `today` is 0 Monday .. 6, negative before the week, above 6 after it. `planned`: whether it was ever computed.
    """

    week: Week
    today: int
    budget: Mapping[int, int]
    left: Mapping[int, int]
    items: tuple[PlanItem, ...]
    planned: bool = False
    unmet: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    figures: Figures = Figures()

    @property
    def minutes(self) -> int:
        return sum(self.budget.values())

    @property
    def minutes_done(self) -> int:
        return sum(one.minutes for one in self.items if one.state == "done")

    @property
    def minutes_planned(self) -> int:
        return sum(one.minutes for one in self.items if one.state != "done")

    @property
    def minutes_free(self) -> int:
        """Minutes of the days that are left for which nothing is planned; negative if too much is."""
        return sum(self.left.values()) - self.minutes_planned

    def beyond(self, day: int) -> int:
        """By how many minutes a day is too full; negative if it is not full."""
        return sum(one.minutes for one in self.items if one.day == day and one.state != "done") - self.left.get(day, 0)

    @property
    def spread(self) -> Spread:
        """Over what was posted and what is planned in venues."""
        return spread(one.venue for one in self.items if one.kind not in PRIVATE_KINDS)


def item(home: Home, item_id: str, week: Week | None = None) -> PlanItem:
    """An item that is still to do, by its id or the beginning of it. UsageError if none or several begin so, or it is
    done.

    Also one that was accepted and gave way: it may have been done all the same.
    """
    found = [one for one in items(home, week, given_way=True) if one.id.startswith(item_id)]
    if len(found) != 1:
        what = "no item of this week begins so" if not found else "several items begin so; give more letters"
        raise UsageError(f"{item_id}: {what}; forumplan plan shows them")
    if found[0].state == "done":
        raise UsageError(f"{item_id}: this is done; forumplan log edit changes it, forumplan undo takes it back")
    return found[0]


def items(home: Home, week: Week | None = None, *, given_way: bool = False) -> list[PlanItem]:
    """The items of a week as last seen, without those dropped; what the user decided stands over what was proposed.

    Of what was accepted the day is the one that the plan gave it since; what was pinned stays where it is. What is
    told of both is as of the last plan.
    What was accepted and gave way to something else is only among them where `given_way` asks for it.
    """
    name = str(week or home.week())
    proposal = home.threads.proposal(name) or {}
    found: dict[str, PlanItem] = {}
    for kept in proposal.get("items", []):
        one = PlanItem.load(kept["id"], kept)
        if one.state != "done":
            found[one.id] = replace(one, state="proposed")  # the ledger alone says what was accepted
    records = home.ledger.where(PlanItem, week=name)
    gone = set() if given_way else gave_way(home, name, records)
    for one in records:
        if one.id not in gone:
            found[one.id] = _as_planned(one, found.get(one.id))
    return [one for one in found.values() if one.state != "dropped"]


def _as_planned(record: PlanItem, planned: PlanItem | None) -> PlanItem:
    """What was decided, as the last plan tells of it and, unless it is pinned, has its day."""
    if planned is None or record.state not in KEPT:
        return record
    day = planned.day if record.state == "accepted" else record.day
    return replace(record, day=day, why=planned.why, title=planned.title, copy=planned.copy)


def gave_way(home: Home, week: str, records: Iterable[PlanItem]) -> set[str]:
    """The ids of those that the user took into the week, that its last plan has no place for, and of which nothing
    was decided since."""
    gone = (home.threads.proposal(week) or {}).get("gave_way", {})
    taken = (one for one in records if one.state in KEPT and one.id in gone)
    return {one.id for one in taken if gone[one.id] == home.ledger.changed_at(one)}


def seen(home: Home, week: Week | None = None) -> SeenWeek:
    """The week as it can be shown at once."""
    week = week or home.week()
    made = made_in(home, week)
    today = (home.today() - week.monday).days
    kept = home.threads.proposal(str(week))
    done = done_items(home, made, week)
    planned = [_not_past(one, today) for one in open_items(home, week)]
    days = budget.sittings(home.settings.week, week, home.ledger.all(Away))
    shown = tuple(sorted([*done, *planned], key=lambda one: (one.day, one.state != "done")))
    data = kept or {}
    figures = dict(data.get("figures", {}))
    figures["worth"] = {name: tuple(points) for name, points in figures.get("worth", {}).items()}
    return SeenWeek(
        week,
        today,
        days,
        budget.left(days, week, today, made, home.zone),
        shown,
        planned=kept is not None,
        unmet=tuple(data.get("unmet", ())),
        skipped=_outside([Skipped(**one) for one in data.get("skipped", ())], shown),
        figures=Figures(**figures),
    )


def _not_past(item: PlanItem, today: int) -> PlanItem:
    """An item that is still to do, today where its day is over."""
    return replace(item, day=min(6, max(item.day, today, 0)))


def _outside(skipped: Iterable[Skipped], shown: Iterable[PlanItem]) -> tuple[Skipped, ...]:
    """What a plan left out and nobody put in since."""
    inside = {name for one in shown for name in (one.thread, one.candidate)}
    return tuple(one for one in skipped if one.thread not in inside)


def as_decided(home: Home, now: SeenWeek, shown: Iterable[PlanItem]) -> list[PlanItem]:
    """Items where they are shown, each accepted or, where that was never said or was taken back, proposed."""
    accepted = {one.id for one in home.ledger.where(PlanItem, week=str(now.week)) if one.state == "accepted"}
    states = [replace(one, state="accepted" if one.id in accepted else "proposed") for one in shown]
    return [_not_past(one, now.today) for one in states]


def with_items(now: SeenWeek, shown: Iterable[PlanItem], old: SeenWeek) -> SeenWeek:
    """The present week with the items shown of an older plan of it, and what that plan said."""
    items = tuple(shown)
    return replace(now, items=items, unmet=old.unmet, skipped=_outside(old.skipped, items), figures=old.figures)


def done_items(home: Home, made: Iterable[Contribution], week: Week) -> list[PlanItem]:
    """What was contributed in a week, planned or not, as items that are done, in order of time.

    Their candidate is `c:` and the id of the contribution, their `why` what came of it.
    """
    replies = [one for one in home.ledger.since(FollowUp, week.bounds(home.zone)[0]) if one.reason == "reply"]
    done = []
    for one in sorted(made, key=lambda c: c.at):
        day = (local_date(one.at, home.zone) - week.monday).days
        if 0 <= day <= 6:
            values: dict[str, Any] = one.dump() | {"week": str(week), "day": day, "state": "done"}
            values |= {"candidate": f"c:{one.id}", "why": one.outcome or _answered(one, replies)}
            done.append(PlanItem.load(one.item or one.id, values))
    return done


def _answered(made: Contribution, replies: Iterable[FollowUp]) -> str:
    """How many answered a contribution of which no outcome was noted, in words."""
    count = sum(one.thread == made.thread and one.at >= made.at for one in replies) if made.thread else 0
    return plural(count, "reply", "replies") if count else UNANSWERED


def open_items(home: Home, week: Week) -> list[PlanItem]:
    """What is still to do: proposals that what happened since has not made pointless, and what was accepted.

    An answer that is no longer owed is not to be given, accepted or not.
    """
    found = [one for one in items(home, week) if one.state in ("proposed", "accepted", "pinned")]
    given, over = _given(home, found), _over(home, found)
    return [one for one in found if one.id not in given and (one.state != "proposed" or one.id not in over)]


def settled(home: Home, shown: Iterable[PlanItem]) -> set[str]:
    """The ids of those of these items that what happened since made pointless."""
    found = list(shown)
    return _given(home, found) | _over(home, found)


def _given(home: Home, shown: Iterable[PlanItem]) -> set[str]:
    """Answers that are no longer owed."""
    followups = {one.id: home.ledger.get(FollowUp, one.candidate[2:]) for one in shown if one.candidate[:2] == "f:"}
    return {name for name, owed in followups.items() if owed is not None and owed.state != "owed"}


def _over(home: Home, shown: list[PlanItem]) -> set[str]:
    """Items in whose discussion, wherever it is told, something was contributed, or that were dismissed."""
    told = home.threads.told_also(one.thread for one in shown if one.thread)
    tellings = {one.id: {one.thread, *told.get(one.thread, ())} for one in shown if one.thread}
    over = home.ledger.deeds.threads(thread for threads in tellings.values() for thread in threads)
    over |= {one.id for one in home.ledger.all(Dismissal)}
    public = {one.id for one in shown if one.kind not in PRIVATE_KINDS}
    return {name for name, threads in tellings.items() if name in public and not over.isdisjoint(threads)}


def made_in(home: Home, week: Week) -> list[Contribution]:
    """The contributions of a week and after it."""
    return home.ledger.since(Contribution, week.bounds(home.zone)[0], whole=True)
