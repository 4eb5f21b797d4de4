"""What the Week screen shows: a week as last planned, and what the ledger knows around it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from forumplan.domain.records import PRIVATE_KINDS, Contribution, FollowUp, PlanItem
from forumplan.domain.text import plural
from forumplan.domain.times import DAY
from forumplan.domain.venue import Venue
from forumplan.domain.week import Week
from forumplan.services import etiquette, people, proposals, venue_facts
from forumplan.services.home import Home
from forumplan.services.people import Tie
from forumplan.services.proposals import SeenWeek, Skipped

PROMO_LOOKED_AT = 10
"""Of so many last posts in a venue the pane says how many were promotion."""


@dataclass(frozen=True, slots=True)
class Change:
    """How another plan differs: candidates that are new, gone, or on another day; how many gone were accepted."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    gave_way: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.moved)

    def words(self) -> str:
        """`2 new, 3 gone (1 of them accepted)`."""
        gone = "gone" + (f" ({self.gave_way} of them accepted)" if self.gave_way else "")
        parts = ((len(self.new), "new"), (len(self.gone), gone), (len(self.moved), "on another day"))
        return ", ".join(f"{count} {word}" for count, word in parts if count)

    @classmethod
    def between(cls, old: Iterable[PlanItem], new: Iterable[PlanItem]) -> Change:
        before = {one.candidate: one for one in old if one.state != "done"}
        after = {one.candidate: one.day for one in new if one.state != "done"}
        gone = tuple(name for name in before if name not in after)
        return cls(
            tuple(name for name in after if name not in before),
            gone,
            tuple(name for name in after if name in before and before[name].day != after[name]),
            sum(before[name].state != "proposed" for name in gone),
        )


class WeekView:
    """One week in memory. `take` shows what is stored now; `refresh` brings what is shown up to date in its place."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._ties: dict[str, Tie | None] = {}
        self.seen = proposals.seen(home)
        self._taken = self._stored()
        self.earlier: dict[str, dict[str, str | int]] = {}
        """What was answered before that is near, by thread: title, venue, url, at."""
        self.free: list[PlanItem] = []
        """What there is room for already."""
        self.more: list[PlanItem] = []
        """What half an hour more would add."""
        self.room_of: tuple[object, ...] = ()
        """The minutes that both were asked of; empty if neither was."""

    # -- what is shown -----------------------------------------------------------------------------------------------

    def take(self) -> None:
        """Show the week as it is stored now."""
        self._forget()
        self.seen = proposals.seen(self.home)
        self._taken = self._stored()

    def refresh(self) -> Change:
        """Bring the states of the items shown up to date, keeping which they are; returns what the stored plan has
        otherwise. What the user put in is taken in at once."""
        self._forget()
        now = proposals.seen(self.home)
        if now.week != self.seen.week or not self.seen.planned or self._stored() == self._taken:
            self.seen, self._taken = now, self._stored()
            return Change()
        shown = self._still_there()
        known = {one.candidate for one in shown}
        own = {
            one.candidate
            for one in now.items
            if one.state in ("done", "pinned") or (one.state == "accepted" and one.candidate not in known)
        }
        change = Change.between(shown, now.items)
        waiting = Change(
            tuple(name for name in change.new if name not in own),
            change.gone,
            tuple(name for name in change.moved if name not in own),
            change.gave_way,
        )
        self.seen = self._merged(now, own, shown) if waiting else now
        return waiting

    def _stored(self) -> tuple[tuple[str, int], ...]:
        """What the stored plan proposes, in short, and what gave way in it (day -1)."""
        kept = self.home.threads.proposal(str(self.home.week())) or {}
        items = [(one["candidate"], one["day"]) for one in kept.get("items", ()) if one["state"] != "done"]
        return (*items, *((name, -1) for name in kept.get("gave_way", ())))

    def _still_there(self) -> list[PlanItem]:
        """The items shown that the user has not settled meanwhile."""
        decided = self.home.ledger.where(PlanItem, week=str(self.seen.week))
        dropped = {one.id for one in decided if one.state in ("dropped", "done")}
        shown = [one for one in self.seen.items if one.state != "done" and one.id not in dropped]
        settled = proposals.settled(self.home, shown)
        return [one for one in shown if one.id not in settled]

    def _merged(self, now: SeenWeek, own: set[str], shown: list[PlanItem]) -> SeenWeek:
        """What is shown where it is, beside everything that is done, pinned or new by the user's acts."""
        decided = [one for one in now.items if one.candidate in own]
        kept = proposals.as_decided(self.home, now, [one for one in shown if one.candidate not in own])
        places = {one.candidate: place for place, one in enumerate(self.seen.items)}
        items = sorted(
            [*decided, *kept],
            key=lambda one: (one.day, one.state != "done", places.get(one.candidate, len(places))),
        )
        return proposals.with_items(now, items, self.seen)

    def asked_for_room(self) -> None:
        """What there is room for is asked of the minutes as they are now."""
        self.room_of = self._minutes()

    def forget_room(self) -> bool:
        """Let go of what there was room for where the minutes are others than those it was asked of; whether so."""
        if not self.room_of or self.room_of == self._minutes():
            return False
        self.free, self.more, self.room_of = [], [], ()
        return True

    def _minutes(self) -> tuple[object, ...]:
        to_do = ((one.candidate, one.day, one.minutes) for one in self.seen.items if one.state != "done")
        return (*self.seen.left.items(), *to_do)

    def _forget(self) -> None:
        self._ties = {}
        for name in ("owed", "venues"):
            self.__dict__.pop(name, None)

    # -- what is known -----------------------------------------------------------------------------------------------

    def tie(self, person: str) -> Tie | None:
        """The tie to somebody, read when it is first looked at."""
        if person and person not in self._ties:
            self._ties[person] = people.ties_of(self.home, [person]).get(person)
        return self._ties.get(person)

    @cached_property
    def owed(self) -> dict[str, FollowUp]:
        """Answers owed, by the candidate they give."""
        return {f"f:{one.id}": one for one in people.owed_answers(self.home)}

    @cached_property
    def venues(self) -> dict[str, Venue]:
        return {venue.id: venue for venue in self.home.settings.venues}

    def place(self, item: PlanItem) -> str:
        """Where an item is: the person of a private contact, else the venue's name."""
        if item.kind in PRIVATE_KINDS and item.person_name:
            return item.person_name
        return self.venue_title(item.venue)

    def venue_title(self, venue: str) -> str:
        found = self.venues.get(venue)
        return found.title if found else "in private" if venue == "direct" else venue

    def item(self, key: str) -> PlanItem | None:
        """The item of a row's key."""
        return next((one for one in self.seen.items if one.id == key), None)

    def skipped(self, key: str) -> Skipped | None:
        """What was left out, of a row's key."""
        return next((one for one in self.seen.skipped if f"out:{one.thread}" == key), None)

    def promotion(self, venue: str) -> str:
        """How many of the last posts there were promotion, in words; "" without any post."""
        year = self.home.clock() - venue_facts.YEAR_DAYS * DAY
        made = self.home.ledger.since(Contribution, year, venue=venue)
        posts = [one for one in made if one.venue == venue and one.kind not in PRIVATE_KINDS]
        last = sorted(posts, key=lambda one: one.at)[-PROMO_LOOKED_AT:]
        if not last:
            return ""
        return f"promotion: {sum(one.promo for one in last)} of your last {plural(len(last), 'post')}"

    def warnings(self, item: PlanItem) -> list[str]:
        """What to think of before posting an item."""
        if item.kind in PRIVATE_KINDS:
            return []
        return etiquette.warnings(self.home, item.venue, promo=item.promo, texts=(item.title,), thread=item.thread)

    def last_week(self) -> tuple[int, int, int]:
        """Of the week before: posts, venues, people who thanked."""
        week: Week = self.seen.week.previous
        made = proposals.made_in(self.home, week)
        done = proposals.done_items(self.home, made, week)
        outcomes = {f"c:{one.id}": one.outcome for one in made}
        thanked = sum(outcomes.get(one.candidate) in ("thanks", "helped") for one in done)
        return len(done), len({one.venue for one in done if one.venue and one.kind not in PRIVATE_KINDS}), thanked
