"""The demo: a home of its own filled from the made venues, by the same code as real use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict

from forumplan.config import starter
from forumplan.config.paths import Paths
from forumplan.demo import setup
from forumplan.demo.sample import shown_name
from forumplan.demo.server import DemoServer
from forumplan.domain.events import Change
from forumplan.domain.identity import alias, person_id, split_host
from forumplan.domain.records import Contribution, Person
from forumplan.domain.times import DAY
from forumplan.services import record
from forumplan.services.home import Home
from forumplan.services.refresh import Summary, Visit, refresh


def write_settings(paths: Paths, server: DemoServer) -> None:
    """The demo's feeds.toml into its home."""
    starter.write(paths.config_file, setup.feeds_toml(server))


async def visits(home: Home, summary: Summary, server: DemoServer) -> AsyncIterator[Visit]:
    """The first refresh of the demo; when it is over, the user's small past is in the ledger."""
    async for visit in refresh(home, summary, everything=True):
        yield visit
    _past(home, server)


def _past(home: Home, server: DemoServer) -> None:
    """What the demo user did before: people met, contributions, labels. One act each, as if by hand."""
    for person in setup.PEOPLE:
        record_of = _person(server, person)
        home.ledger.act("person", f"met {record_of.name}", [Change("person", record_of.id, record_of.dump())])
    for made in setup.PAST:
        record.log(home, _contribution(home, server, made))
    for label in setup.LABELS:
        thread = home.threads.by_alias(alias(server.thread_url(label.venue, label.thread)))
        if thread is not None:
            record.label(home, thread, label.goal, int(label.yes))


def _contribution(home: Home, server: DemoServer, made: setup.DemoContribution) -> Contribution:
    url = server.thread_url(made.venue, made.thread) if made.thread else ""
    thread = home.threads.by_alias(alias(url)) if url else None
    return Contribution(
        "",
        at=home.clock() - round(made.days_ago * DAY),
        kind=made.kind,
        venue=made.venue,
        thread=thread.id if thread else "",
        title=made.title,
        url=url,
        goal=made.goal,
        minutes=made.minutes,
        promo=made.promo,
        outcome=made.outcome,
        person=_person_id(server, made.venue, made.person) if made.person else "",
        person_name=_shown(server, made.venue, made.person) if made.person else "",
        copy=asdict(thread.copy()) if thread else {},
    )


def _person(server: DemoServer, person: setup.DemoPerson) -> Person:
    home_venue = person.venues[0]
    return Person(
        _person_id(server, home_venue, person.handle),
        name=_shown(server, home_venue, person.handle),
        handles=tuple(f"{venue}/{_shown(server, venue, person.handle)}" for venue in person.venues),
        relevant=dict(person.relevant),
        note=person.note,
        needs=person.needs,
        offers=person.offers,
    )


def _person_id(server: DemoServer, venue: str, handle: str) -> str:
    return person_id(split_host(server.url(venue)) or venue, _shown(server, venue, handle))


def _shown(server: DemoServer, venue: str, handle: str) -> str:
    return shown_name(server.sample, server.sample.venue(venue).platform, handle)
