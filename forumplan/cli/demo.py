"""`forumplan demo`: the program on a sample of its own; nothing outside this machine is contacted."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from forumplan.cli.output import ObjectWriter, json_option, put, say
from forumplan.cli.plan import plan_json, put_plan
from forumplan.cli.refresh import feed_json, feed_line
from forumplan.cli.threads import put_threads, thread_json
from forumplan.config.paths import Paths
from forumplan.demo.server import DemoServer
from forumplan.domain.text import plural
from forumplan.services import demo, listing, planning, ranking
from forumplan.services.home import Home
from forumplan.services.people import owed_answers
from forumplan.services.refresh import Summary

TOP = 8


@click.command(help="Try the program on a sample: feeds served on this machine, fetched, ranked and planned.")
@json_option
def command(as_json: bool) -> int:
    if not as_json and sys.stdin.isatty() and sys.stdout.isatty():
        return open_sample()
    with _sample() as (home, server):
        report(home, server, as_json=as_json)
    return 0


def open_sample(*, mouse: bool = True) -> int:
    """Run the screens on the sample until the user leaves; returns the exit status. Nothing of it stays."""
    with _sample() as (home, server):
        say("a sample of eight venues, served on this machine alone ...")
        asyncio.run(_fill(home, server))
        from forumplan.tui.app import run

        return run(home, mouse=mouse)


@contextmanager
def _sample() -> Iterator[tuple[Home, DemoServer]]:
    """A home of its own that vanishes afterwards, with the server of the venues it names."""
    with tempfile.TemporaryDirectory(prefix="forumplan-demo-") as folder, DemoServer(int(time.time())) as server:
        home = Home(Paths.find(str(Path(folder) / "home"), None, {}))
        demo.write_settings(home.paths, server)
        with home:
            yield home, server


def report(home: Home, server: DemoServer, *, as_json: bool) -> None:
    """One whole run: feeds with their states, the top threads with reasons, the week with reasons, the spread."""
    put_object = ObjectWriter() if as_json else None
    if put_object is None:
        put("Feeds")
    asyncio.run(_fill(home, server, put_object, show=True))
    ranking.refresh_rankings(home)
    rows = listing.ranked_threads(home, limit=TOP)
    plan = planning.plan_week(home)
    if put_object is not None:
        for row in rows:
            put_object({"thread": thread_json(row)})
        put_object({"plan": plan_json(home, plan)})
        return
    put()
    put("Threads that fit best")
    put_threads(rows, home.clock())
    put()
    put(f"{plural(len({owed.person for owed in owed_answers(home)}), 'person waits', 'people wait')} for you")
    put()
    put_plan(home, plan)
    put()
    put(f"Spread: as even as {plan.spread.effective:.1f} venues with one post each")


async def _fill(home: Home, server: DemoServer, put_object: ObjectWriter | None = None, *, show: bool = False) -> None:
    names = {venue.id: venue.title for venue in home.settings.venues}
    async for visit in demo.visits(home, Summary(), server):
        if put_object is not None:
            put_object({"feed": feed_json(visit)})
        elif show:
            put(feed_line(names[visit.outcome.job.venue], visit))
