"""The child that fetches: one refresh at a time, reported feed by feed, stopped between two feeds when asked."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import asdict
from typing import Any, cast

from forumplan.domain.errors import FetchError, ForumplanError, UsageError
from forumplan.engine.protocol import Event, Request, decode_request, encode
from forumplan.services.home import Home


def serve(home: Home, connection: socket.socket, lines: Iterable[bytes]) -> None:
    """Answer requests until the other side hangs up; a refresh that runs then is given up."""
    asyncio.run(_serve(home, connection, lines))


async def _serve(home: Home, connection: socket.socket, lines: Iterable[bytes]) -> None:
    """Requests are read in a thread, so that `cancel` is heard while a refresh runs."""
    rows = iter(lines)
    running: asyncio.Task[None] | None = None
    while line := await asyncio.to_thread(next, rows, b""):
        request = decode_request(line)
        if request.job == "cancel":
            if running is not None:
                running.cancel()
            continue
        if running is not None:
            await asyncio.wait([running])
        running = asyncio.create_task(_answer(home, connection, request))
    if running is not None:
        running.cancel()
        await asyncio.wait([running])


async def _answer(home: Home, connection: socket.socket, request: Request) -> None:
    def say(event: Event) -> None:
        connection.sendall(encode(event))

    try:
        data = await _discover(home, request) if request.job == "discover" else await _refresh(home, request, say)
        say(Event(request.id, request.job, "done", data))
    except asyncio.CancelledError:
        say(Event(request.id, request.job, "cancelled"))
    except ForumplanError as error:
        say(Event(request.id, request.job, "failed", {"error": str(error)}))


async def _refresh(home: Home, request: Request, say: Callable[[Event], None]) -> dict[str, Any]:
    from forumplan.services import refresh

    home.reload()
    summary, done = refresh.Summary(), 0
    visits = cast("AsyncGenerator[refresh.Visit, None]", refresh.refresh(home, summary, **request.arguments))
    async with aclosing(visits):  # the lock and the cache are closed at once when the refresh is given up
        async for visit in visits:
            done += 1
            outcome = visit.outcome
            row = {"venue": outcome.job.venue, "state": outcome.state, "error": outcome.error, "new": visit.new}
            say(Event(request.id, request.job, "progress", {"done": done, **row}))
    counts = {"new": summary.new_threads, "owed": summary.owed, "offline": summary.offline, "resting": summary.resting}
    return {"states": summary.states, "feeds": done, **counts}


async def _discover(home: Home, request: Request) -> dict[str, Any]:
    """The feeds that can be read behind an address, the best first; `problem` says why there is none."""
    from forumplan.services import subscribe

    address, allow_private = request.arguments["address"], request.arguments.get("allow_private", False)
    feeds, problem = [], ""
    try:
        feeds = await subscribe.find_feeds(home, address, allow_private=allow_private)
    except (UsageError, FetchError) as error:
        problem = str(error)
    return {"address": address, "feeds": [asdict(feed) for feed in feeds], "problem": problem}
