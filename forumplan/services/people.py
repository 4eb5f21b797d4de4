"""People and ties: who was met where, how strong each tie is today, who waits."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from forumplan.domain import ties
from forumplan.domain.identity import person_id, split_host
from forumplan.domain.records import FollowUp, Person
from forumplan.domain.thread import Thread
from forumplan.domain.times import DAY
from forumplan.services.clocks import Clocks
from forumplan.services.home import Home
from forumplan.services.kept import kept
from forumplan.store.deeds import Heard, Met

PRIOR_RELEVANCE = 0.5
MISSED_AFTER_DAYS = 7
"""An answer that is still owed so long after its day counts as missed, until it is given after all."""
GIVEN_BACK = frozenset({"thanks", "lead", "reply"})
"""Outcomes by which something came back."""
BOTH_SPEAK = frozenset({"call", "meeting", "mail", "follow-up"})
"""Kinds of contact in which the other side says something too."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Somebody and the tie to them today. `relevant`: rating 1..5 by goal; `last_days` inf without a contact.

    `given`: what the user did for or with them; `received`: their answers to the user, and what thanks or leads came;
    `contacts_by_goal` counts contributions; `silent_days`: since anything was heard of them. Days away are no days.
    `heard_of`: what they last answered, asked or were talked with about.
    """

    person: str
    name: str
    strength: float
    last_days: float
    contacts: int
    venues: tuple[str, ...] = ()
    owed: int = 0
    relevant: dict[str, int] = field(default_factory=dict)
    note: str = ""
    cadence_days: float | None = None
    snoozed_until: int = 0
    last_title: str = ""
    needs: str = ""
    offers: str = ""
    focus: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    given: int = 0
    received: int = 0
    contacts_by_goal: dict[str, int] = field(default_factory=dict)
    silent_days: float = math.inf
    heard_of: str = ""

    @property
    def tau_days(self) -> float:
        return ties.tau_days(self.contacts)

    @property
    def word(self) -> str:
        """The strength in words; `new` without any contact."""
        return ties.band(self.strength) if self.contacts or self.strength else "new"

    def relevance(self) -> float:
        """rel_p in 0..1: the best rating over 5, else the prior."""
        return max(self.relevant.values()) / 5 if self.relevant else PRIOR_RELEVANCE


def person_of(thread: Thread) -> str:
    """The id of a thread's asker, "" if the feed names nobody."""
    return person_id(split_host(thread.url) or thread.venue, thread.author) if thread.author else ""


@kept
def all_ties(home: Home) -> dict[str, Tie]:
    """Every tracked person that was met, added or waits, by id."""
    return _ties(home, {person.id: person for person in home.ledger.all(Person)}, _gathered(home))


def ties_of(home: Home, persons: Iterable[str]) -> dict[str, Tie]:
    """As all_ties has them, the ties to these people and whom they were merged into: not everybody is read for it."""
    people: dict[str, Person] = {}
    ids: set[str] = set()
    waiting = [person for person in persons if person]
    while waiting:
        who = waiting.pop()
        if who in ids:
            continue
        ids.add(who)
        one = home.ledger.get(Person, who)
        if one is not None:
            people[who] = one
        waiting += [one.merged_into] if one is not None and one.merged_into else []
        waiting += [other.id for other in home.ledger.where(Person, merged_into=who)]
    return _ties(home, people, _gather(home, people, ids)) if ids else {}


def _ties(home: Home, people: Mapping[str, Person], known: Mapping[str, _Known]) -> dict[str, Tie]:
    clocks = Clocks.of(home)
    today = clocks.day(home.clock())
    return {
        who: _tie(who, known.get(who) or _Known(), people.get(who) or Person(who), clocks, today)
        for who in sorted({*known, *people} - {""})
        if _tracked(who, people)
    }


@kept
def contacts(home: Home) -> dict[str, list[tuple[float, str]]]:
    """The contacts with everybody who is tracked, as (day, kind) for domain.ties; days as Clocks counts them."""
    people = {person.id: person for person in home.ledger.all(Person)}
    known = _gathered(home)
    return {who: one.contacts for who, one in known.items() if who and _tracked(who, people)}


def _tracked(who: str, people: Mapping[str, Person]) -> bool:
    return who not in people or (people[who].tracked and not people[who].merged_into)


@kept
def _gathered(home: Home) -> dict[str, _Known]:
    return _gather(home, {person.id: person for person in home.ledger.all(Person)}, None)


def _gather(home: Home, people: Mapping[str, Person], ids: set[str] | None) -> dict[str, _Known]:
    """What the ledger says of everybody, or of these ids."""
    clocks = Clocks.of(home)
    known: dict[str, _Known] = defaultdict(_Known)
    for met in home.ledger.deeds.met(GIVEN_BACK, BOTH_SPEAK, ids):
        known[merged_into(met.person, people)].met(met, clocks)
    for heard in home.ledger.deeds.heard(ids):
        known[merged_into(heard.person, people)].wrote(heard, clocks)
    for followup in home.ledger.where(FollowUp, state="owed"):
        if ids is None or followup.person in ids:
            known[merged_into(followup.person, people)].waits(followup, clocks, home.clock())
    return dict(known)


@dataclass(slots=True)
class _Known:
    """What the ledger says of somebody, gathered. `contacts`: (day, kind) for domain.ties; `heard`: day, -inf never."""

    contacts: list[tuple[float, str]] = field(default_factory=list)
    name: str = ""
    venues: set[str] = field(default_factory=set)
    last_title: str = ""
    owed: int = 0
    given: int = 0
    received: int = 0
    by_goal: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    heard: float = -math.inf
    heard_of: tuple[float, str] = (-math.inf, "")
    _last_at: int = -1

    def met(self, met: Met, clocks: Clocks) -> None:
        """What the user did with or for them."""
        self.contacts += [(clocks.day(at), kind) for at, kind in met.contacts]
        self.venues.update(met.venues)
        self.given += len(met.contacts)
        self.received += met.given_back
        self.by_goal[met.goal] += len(met.contacts)
        last = max(at for at, _ in met.contacts)
        if last > self._last_at:
            self._last_at, self.name, self.last_title = last, met.name or self.name, met.title
        self.heard = max(self.heard, clocks.day(last))
        if met.spoke_at is not None:
            self.heard_of = max(self.heard_of, (clocks.day(met.spoke_at), met.spoke_of))

    def wrote(self, heard: Heard, clocks: Clocks) -> None:
        """What they wrote to the user."""
        self.name = self.name or heard.name
        self.venues.update(heard.venues)
        self.received += heard.replies
        self.heard = max(self.heard, clocks.day(heard.last_at))
        self.heard_of = max(self.heard_of, (clocks.day(heard.last_at), heard.title))
        self.contacts += [(clocks.day(at), "follow-up") for at in heard.answered]
        self.given += len(heard.answered)

    def waits(self, followup: FollowUp, clocks: Clocks, now: int) -> None:
        """An answer they are owed."""
        self.owed += 1
        if not followup.answered_at and now > clocks.later(due(followup, clocks), MISSED_AFTER_DAYS * DAY):
            self.contacts.append((clocks.day(due(followup, clocks)), ties.MISSED))


def _tie(who: str, known: _Known, person: Person, clocks: Clocks, today: float) -> Tie:
    strength, last_day, count = ties.strength(known.contacts, today)
    heard = max(known.heard, clocks.day(person.added_at) if person.added_at else -math.inf)
    return Tie(
        who,
        person.name or known.name or who,
        strength,
        today - last_day,
        count,
        tuple(sorted(known.venues - {""})),
        known.owed,
        dict(person.relevant),
        person.note,
        person.cadence_days,
        person.snoozed_until,
        known.last_title,
        person.needs,
        person.offers,
        person.focus,
        person.left_out,
        known.given,
        known.received,
        dict(known.by_goal),
        today - heard,
        known.heard_of[1],
    )


def due(followup: FollowUp, clocks: Clocks) -> int:
    """When an answer is due, days away not counted."""
    return clocks.later(followup.at, followup.due_at - followup.at)


def met_in(home: Home, venue: str) -> int:
    """How many tracked people the user had to do with in a venue."""
    people = {person.id: person for person in home.ledger.all(Person)}
    return sum(
        _tracked(who, people) for who in {merged_into(who, people) for who in home.ledger.deeds.people_in(venue)}
    )


def owed_answers(home: Home) -> list[FollowUp]:
    """Answers still owed, the one due first first; untracked people and snoozed ones left out.

    `due_at` is put off by days away; `person` is the one they were merged into.
    """
    clocks, now = Clocks.of(home), home.clock()

    def counts(followup: FollowUp) -> bool:
        person = home.ledger.get(Person, followup.person)
        return person is None or (person.tracked and person.snoozed_until <= now)

    owed = home.ledger.where(FollowUp, state="owed")
    owed = [replace(one, due_at=due(one, clocks), person=merged(home, one.person)) for one in owed]
    return sorted(filter(counts, owed), key=lambda f: (f.due_at, f.id))


def merged(home: Home, person: str) -> str:
    """As `merged_into`, for one of many: not everybody is read for it."""
    seen = {person}
    while (one := home.ledger.get(Person, person)) and one.merged_into and one.merged_into not in seen:
        person = one.merged_into
        seen.add(person)
    return person


def merged_into(person: str, people: Mapping[str, Person]) -> str:
    """The person that this one was merged into, through any number of merges."""
    seen = {person}
    while person in people and people[person].merged_into and people[person].merged_into not in seen:
        person = people[person].merged_into
        seen.add(person)
    return person


def ids_of(home: Home, person: str) -> set[str]:
    """Every id under which somebody was met: their own, and those merged into it."""
    found: set[str] = set()
    waiting = [person]
    while waiting:
        who = waiting.pop()
        if who not in found:
            found.add(who)
            waiting += [one.id for one in home.ledger.where(Person, merged_into=who)]
    return {who for who in found if merged(home, who) == person}
