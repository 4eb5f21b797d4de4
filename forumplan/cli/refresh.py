"""`forumplan refresh`: fetch what is due, a line a feed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import click

from forumplan.cli.output import ObjectWriter, home_of, json_option, put, say
from forumplan.domain.identity import mask_url
from forumplan.domain.text import plural
from forumplan.domain.times import iso
from forumplan.services.home import Home
from forumplan.services.refresh import AlreadyRunningError, Summary, Visit, refresh

PARTIAL = 3


@click.command(help="Fetch the feeds that are due and fold what is new into threads.")
@click.option("--all", "everything", is_flag=True, help="Everything that is not dead or told to wait.")
@click.option("--venue", metavar="V", default="", help="Only this venue.")
@click.option("--deadline", type=click.FloatRange(min=1), default=120.0, show_default=True, help="Seconds for it all.")
@json_option
@click.pass_context
def command(ctx: click.Context, everything: bool, venue: str, deadline: float, as_json: bool) -> int:
    home = home_of(ctx)
    summary = Summary()
    put_objects = ObjectWriter() if as_json else None
    visits = refresh(home, summary, venue=venue, everything=everything, deadline_seconds=deadline)
    try:
        asyncio.run(_show(home, visits, put_objects))
    except AlreadyRunningError as error:
        say(str(error))
        return 0
    if not home.settings.venues:
        say("no venues yet: forumplan venue add ADDRESS, or edit feeds.toml")
    if put_objects is not None:
        put_objects({"summary": _summary(summary)})
    else:
        put(_summary_words(summary))
    return PARTIAL if summary.partial else 0


async def _show(home: Home, visits: AsyncIterator[Visit], put_objects: ObjectWriter | None) -> None:
    async for visit in visits:
        if put_objects is not None:
            put_objects({"feed": feed_json(visit)})
        else:
            put(feed_line(_name(home, visit), visit))


def _name(home: Home, visit: Visit) -> str:
    """The venue's name; a feed that feeds.toml does not name is one of one's own posts there."""
    job = visit.outcome.job
    venue = home.settings.venue(job.venue)
    if venue is None:
        return job.venue
    return venue.title if job.url in venue.feeds else f"{venue.title}, your posts"


def feed_json(visit: Visit) -> dict[str, Any]:
    """One feed as an object: its state, what its body held, what is new, when it is tried next."""
    outcome = visit.outcome
    return {
        "venue": outcome.job.venue,
        "feed": mask_url(outcome.job.url),
        "state": outcome.state,
        "status": outcome.status,
        "entries": outcome.entries,
        "threads": outcome.threads,
        "new": visit.new,
        "ms": outcome.milliseconds,
        "next_at": iso(outcome.memory.next_at or None),
        "error": outcome.error or None,
    }


def feed_line(name: str, visit: Visit) -> str:
    """One feed in words."""
    outcome = visit.outcome
    what = outcome.error or (
        f"{plural(outcome.entries, 'entry', 'entries')}, {plural(visit.new, 'new thread')}"
        if outcome.entries is not None
        else "nothing changed"
    )
    later = outcome.memory.next_at > outcome.memory.checked_at  # without a network it is due at once
    again = iso(outcome.memory.next_at) if outcome.error and later else None
    return f"{outcome.state:<10} {name:<28} {what}{f'; next try {again}' if again else ''}"


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "feeds": sum(summary.states.values()),
        "states": dict(sorted(summary.states.items())),
        "new": summary.new_threads,
        "owed": summary.owed,
        "offline": summary.offline,
    }


def _summary_words(summary: Summary) -> str:
    states = ", ".join(f"{n} {state}" for state, n in sorted(summary.states.items()))
    feeds = plural(sum(summary.states.values()), "feed")
    words = [f"{feeds}{f': {states}' if states else ' were due'}", plural(summary.new_threads, "new thread")]
    if summary.offline:
        words.insert(0, f"no network: {plural(summary.offline, 'feed')} will be asked again at the next refresh")
    if summary.resting and not summary.states:
        words.insert(0, f"{plural(summary.resting, 'feed')} failed before and left alone for now; --all asks all")
    if summary.owed:
        words.append(f"{plural(summary.owed, 'person waits', 'people wait')} for an answer")
    return "; ".join(words)
