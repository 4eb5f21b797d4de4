"""Logging a contribution from what the user gives: an address is enough, the rest is looked up or learned."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from forumplan.domain.errors import UsageError
from forumplan.domain.identity import alias, person_id, short_id, split_host
from forumplan.domain.records import Contribution, ContributionKind, Person
from forumplan.domain.text import clean
from forumplan.domain.thread import Thread
from forumplan.domain.venue import Venue
from forumplan.services import record, timer
from forumplan.services.home import Home
from forumplan.services.minutes import minutes_for, talk_minutes
from forumplan.services.people import person_of

TALKS = frozenset({"call", "meeting", "mail"})


def log(home: Home, **what: Any) -> Contribution:
    """Record a contribution and return it; takes and raises what `prepare` does."""
    return record.log(home, prepare(home, **what))


def prepare(
    home: Home,
    *,
    address: str = "",
    venue: str = "",
    thread: str = "",
    minutes: int | None = None,
    promo: bool = False,
    person: str = "",
    kind: ContributionKind | None = None,
    note: str = "",
) -> Contribution:
    """The contribution that is meant, not yet recorded. UsageError if nothing says what it was, or a name is none.

    Minutes that are not given are those of the timer, else learned ones.
    """
    if not (address or venue or thread or person):
        raise UsageError("log what? Give an address, --venue, --thread or --with")
    found = _thread(home, address, thread)
    place = _venue(home, venue, address, found, needed=not person)
    who, name = _person(home, person, found)
    spent = timer.taken(home) if minutes is None else minutes
    what: ContributionKind = kind or ("mail" if person and not (found or place) else "reply")
    made = Contribution(
        "",
        at=home.clock(),
        kind=what,
        venue=place.id if place else "",
        thread=found.id if found else "",
        title=found.title if found else clean(note or address or name, 200),
        url=address or (found.url if found else ""),
        goal=_goal(home, found, place),
        promo=promo,
        person=who,
        person_name=name,
        note=note,
        copy=asdict(found.copy()) if found else {},
    )
    planned = record.item_of(home, made)
    usual = planned.minutes if planned is not None else _minutes(home, place, what)
    return replace(made, minutes=usual if spent is None else spent)


def _thread(home: Home, address: str, thread: str) -> Thread | None:
    if thread:
        found = home.threads.find(thread)
        if found is None:
            raise UsageError(f"{thread}: no thread has this id, or several begin so; forumplan threads shows them")
        return found
    return home.threads.by_alias(alias(address)) if address else None


def _venue(home: Home, named: str, address: str, thread: Thread | None, *, needed: bool) -> Venue | None:
    """The venue named, else the thread's, else the one on whose site the address lies."""
    if named or thread is not None:
        wanted = named or (thread.venue if thread else "")
        found = home.settings.venue(wanted)
        if found is None and named:
            raise UsageError(f"{named}: no venue has this id; forumplan venue list shows them")
        return found
    guesses = _guesses(home, address)
    if guesses:
        return guesses[0]
    if needed:
        raise UsageError(f"{address}: no venue of yours lies there; name it with --venue")
    return None


def _guesses(home: Home, address: str) -> list[Venue]:
    """Venues on the site of an address, the one with the longest common path first."""
    name = alias(address)
    host = split_host(address)

    def common(venue: Venue) -> int:
        return max(
            (_common_length(alias(url), name) for url in (venue.url, *venue.feeds) if url and split_host(url) == host),
            default=0,
        )

    return sorted((v for v in home.settings.venues if host and common(v)), key=lambda v: (-common(v), v.id))


def _common_length(first: str, second: str) -> int:
    length = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        length += 1
    return length


def _person(home: Home, person: str, thread: Thread | None) -> tuple[str, str]:
    """Id and name of whom it was with: the one named, else the thread's asker."""
    if not person:
        return (person_of(thread), thread.author) if thread else ("", "")
    known = home.ledger.get(Person, person) or next(iter(home.ledger.where(Person, name=person)), None)
    if known is not None:
        return known.id, known.name
    for field in ("person", "person_name"):
        for made in home.ledger.where(Contribution, **{field: person}):
            if made.person:
                return made.person, made.person_name
    if thread and person.casefold() == thread.author.casefold():
        return person_of(thread), thread.author
    site = split_host(thread.url) if thread else ""
    return (person_id(site, person) if site else short_id("p", "by hand", person.casefold())), clean(person, 80)


def _goal(home: Home, thread: Thread | None, venue: Venue | None) -> str:
    """The goal whose ranking puts the thread highest, else the venue's first, else the first."""
    goals = [g.id for g in home.settings.goals if venue is None or not venue.goals or g.id in venue.goals]
    if thread is not None and len(goals) > 1:
        return max(goals, key=lambda goal: home.threads.relevance(goal, thread.number))
    return goals[0] if goals else ""


def _minutes(home: Home, venue: Venue | None, kind: ContributionKind) -> int:
    place = venue.id if venue else ""
    if kind in TALKS:
        return talk_minutes(home, kind)
    return minutes_for(home, place, kind, venue.platform if venue else "")
