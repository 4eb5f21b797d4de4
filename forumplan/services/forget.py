"""Forgetting a person: out of the ledger, its backups and this machine's journals, and never brought back.

What stays are tombstones (domain.forgetting). The public threads in the cache stay as their feeds give them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from forumplan.domain.errors import ForumplanError, UsageError
from forumplan.domain.events import RETRACTION, Event, retracted_acts
from forumplan.domain.forgetting import Forgotten, Tombstone
from forumplan.domain.identity import person_id, split_host
from forumplan.domain.text import nearest
from forumplan.services import journals
from forumplan.services.home import Home


@dataclass(slots=True)
class Traces:
    """What the ledger holds of people: names and aliases by id, and the follow-ups about each."""

    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    linked: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    followups: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def all_of(self, people: Iterable[str]) -> set[str]:
        """These ids and every other id of the same people."""
        found: set[str] = set()
        waiting = list(people)
        while waiting:
            person = waiting.pop()
            if person not in found:
                found.add(person)
                waiting += self.linked[person]
        return found


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person with every id and name that the ledger knows them by."""

    name: str
    people: frozenset[str]
    names: frozenset[str]
    followups: frozenset[str]


def find(home: Home, wanted: str) -> Somebody:
    """Somebody by id or name, tracked or not. UsageError if nobody, or more than one, is called so."""
    traces = _traces(home)
    name = wanted.strip().casefold()
    ids = [wanted] if wanted in traces.names else []
    ids = ids or [one for one, names in traces.names.items() if name in {known.casefold() for known in names}]
    groups = {frozenset(traces.all_of([one])) for one in ids}
    if len(groups) > 1:
        raise UsageError(f"{wanted}: more than one is called so: {', '.join(sorted(ids))}; give the id")
    if not groups:
        near = nearest(wanted, [known for names in traces.names.values() for known in names])
        hint = f"did you mean {near}?" if near else "forumplan people shows whom you know"
        raise UsageError(f"{wanted}: nobody is called so; {hint}")
    return _somebody(traces, next(iter(groups)))


def forget(home: Home, somebody: Somebody) -> list[str]:
    """Forget a person for good; returns what is left to say. LedgerError where a file cannot be written."""
    home.ledger.merge([], [_tombstone(home, somebody)])
    return finish(home)


def widened(home: Home, tombstones: list[Tombstone]) -> list[Tombstone]:
    """More tombstones, for ids and names under which this ledger knows people whom another machine forgot."""
    if not tombstones:
        return []
    traces, forgotten = _traces(home), Forgotten(tombstones)
    meant = [one for one in traces.names if forgotten.person(one)]
    groups = {frozenset(traces.all_of([one])) for one in meant}
    found = []
    for group in groups:
        somebody = _somebody(traces, group)
        known = all(forgotten.person(one) for one in group) and all(forgotten.name(one) for one in somebody.names)
        dropped = all(forgotten.entity("followup", one) for one in somebody.followups)
        if not (known and dropped):
            found.append(_tombstone(home, somebody))
    return found


def finish(home: Home) -> list[str]:
    """What is still to be done after a person was forgotten, here or by a crash: free pages, backups, journals, cache.

    Returns lines that the user should know; nothing is done where nothing is due.
    """
    if not home.ledger.finish_forgetting():
        return []
    said = []
    with home.threads.transaction():
        home.threads.db.execute("PRAGMA secure_delete=ON")
        home.threads.db.execute("DELETE FROM proposals")
    home.threads.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _scrub_logs(home)
    for folder in journals.folders(home.paths):
        try:
            journals.publish(home, folder)
        except ForumplanError as error:
            said.append(f"{error}; forumplan sync {folder} does it when the folder is back")
    return said


def _traces(home: Home) -> Traces:
    traces = Traces()
    venues = home.settings.venues if home.paths.config_file.exists() else ()
    sites = {venue.id: _sites(venue.url, *venue.feeds) for venue in venues}
    events = home.ledger.events()
    undone = retracted_acts(event for event in events if event.kind == RETRACTION)
    for event in events:
        for person, name in _named(event):
            traces.names[person].add(name)
        patch = event.patch or {}
        if event.kind == "followup" and patch.get("person"):
            traces.followups[patch["person"]].add(event.entity)
        if event.kind == "person":
            traces.names[event.entity].add(str(patch.get("name", "")))
            others = {str(patch["merged_into"])} if patch.get("merged_into") else set()
            for handle in patch.get("handles", ()):
                place, _, name = str(handle).partition("/")
                traces.names[event.entity].add(name)
                others |= {person_id(site, name) for site in {place, *sites.get(place, ())}}
            for other in others if event.act not in undone else ():
                traces.linked[event.entity].add(other)
                traces.linked[other].add(event.entity)
    return traces


def _named(event: Event) -> Iterator[tuple[str, str]]:
    """(id, name) of everybody that an event names."""
    patch: dict[str, Any] = event.patch or {}
    if patch.get("person"):
        yield str(patch["person"]), str(patch.get("person_name") or "")
    copied = patch.get("copy") or {}
    if copied.get("author"):
        site = split_host(str(copied.get("url", ""))) or str(copied.get("venue", ""))
        yield person_id(site, str(copied["author"])), str(copied["author"])


def _sites(*urls: str) -> set[str]:
    return {site for url in urls if (site := split_host(url))}


def _somebody(traces: Traces, people: frozenset[str]) -> Somebody:
    names = {name for one in people for name in traces.names[one]} - {""}
    followups = {one for person in people for one in traces.followups[person]}
    return Somebody(max(sorted(names), key=len, default=min(people)), people, frozenset(names), frozenset(followups))


def _tombstone(home: Home, somebody: Somebody) -> Tombstone:
    entities = [f"followup/{one}" for one in somebody.followups]
    return Tombstone.make(home.clock(), somebody.people, somebody.names, entities)


def _scrub_logs(home: Home) -> None:
    """Names in the program's own notes about its work."""
    forgotten = Forgotten(home.ledger.tombstones())
    for path in home.paths.state.glob("*.log"):
        text = path.read_text(errors="replace")
        kept = forgotten.text(text)
        if kept != text:
            path.write_text(kept)
