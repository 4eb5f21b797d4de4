"""People and ties: who was met where, how strong each tie is today, who waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from forumplan.domain import ties
from forumplan.domain.identity import person_id, split_host
from forumplan.domain.records import Contribution, FollowUp, Person
from forumplan.domain.thread import Thread
from forumplan.domain.times import DAY
from forumplan.services.home import Home

PRIOR_RELEVANCE = 0.5
PRIOR_WEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class Tie:
    """Somebody and the tie to them today. `relevant`: rating 1..5 by goal; `last_days` inf without a contact."""

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


def all_ties(home: Home) -> dict[str, Tie]:
    """Every tracked person that was met, added or waits, by id."""
    people = {person.id: person for person in home.ledger.all(Person)}
    contacts, names, venues, last = _contacts(home.ledger.all(Contribution), people)
    owed: dict[str, int] = defaultdict(int)
    for followup in home.ledger.all(FollowUp):
        who = _merged(followup.person, people)
        names.setdefault(who, followup.person_name)
        venues[who].add(followup.venue)
        owed[who] += followup.state == "owed"
    today = home.clock() / DAY
    found: dict[str, Tie] = {}
    for who in sorted({*contacts, *owed, *people} - {""}):
        person = people.get(who)
        if person is not None and (not person.tracked or person.merged_into):
            continue
        strength, last_day, count = ties.strength(contacts[who], today)
        found[who] = Tie(
            who,
            (person.name if person and person.name else names.get(who, who)),
            strength,
            today - last_day,
            count,
            tuple(sorted(venues[who] - {""})),
            owed[who],
            dict(person.relevant) if person else {},
            person.note if person else "",
            person.cadence_days if person else None,
            person.snoozed_until if person else 0,
            last.get(who, ""),
        )
    return found


def owed_answers(home: Home) -> list[FollowUp]:
    """Answers still owed, the longest waiting first; untracked people and snoozed ones left out."""
    people = {person.id: person for person in home.ledger.all(Person)}
    now = home.clock()

    def counts(followup: FollowUp) -> bool:
        person = people.get(_merged(followup.person, people))
        return followup.state == "owed" and (person is None or (person.tracked and person.snoozed_until <= now))

    return sorted((f for f in home.ledger.all(FollowUp) if counts(f)), key=lambda f: (f.due_at, f.id))


def _contacts(
    made: Iterable[Contribution], people: dict[str, Person]
) -> tuple[dict[str, list[tuple[float, str]]], dict[str, str], dict[str, set[str]], dict[str, str]]:
    """Contacts as (day, kind), names, venues and the last title, by person."""
    contacts: dict[str, list[tuple[float, str]]] = defaultdict(list)
    names: dict[str, str] = {}
    venues: dict[str, set[str]] = defaultdict(set)
    last: dict[str, str] = {}
    for one in sorted(made, key=lambda c: c.at):
        if one.person:
            who = _merged(one.person, people)
            contacts[who].append((one.at / DAY, one.kind))
            names[who] = one.person_name or names.get(who, "")
            venues[who].add(one.venue)
            last[who] = one.title
    return contacts, names, venues, last


def _merged(person: str, people: dict[str, Person]) -> str:
    """The person that this one was merged into, through any number of merges."""
    seen = {person}
    while person in people and people[person].merged_into and people[person].merged_into not in seen:
        person = people[person].merged_into
        seen.add(person)
    return person
