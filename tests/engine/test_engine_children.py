"""The engine with real child processes: jobs, the latest of those that wait, cancelling, a child that dies."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import homes
import pytest
from fakes import entry, parsed

from forumplan.domain.errors import ParseError
from forumplan.engine import protocol
from forumplan.engine.client import Engine
from forumplan.engine.protocol import Event, Opening, Request
from forumplan.services.home import Home, system_clock

SECONDS = 60.0
"""Longer than any child needs; only a test that fails waits so long."""


class Heard:
    """What the children said, and a way to wait for more of it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._more = asyncio.Event()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self._more.set()

    async def until(self, wanted: Callable[[Event], bool]) -> Event:
        async with asyncio.timeout(SECONDS):
            while not (found := next((event for event in self.events if wanted(event)), None)):
                self._more.clear()
                await self._more.wait()
        return found

    async def end_of(self, number: int) -> Event:
        return await self.until(lambda event: event.id == number and event.kind != "progress")


@asynccontextmanager
async def engine(home: Home) -> AsyncIterator[tuple[Engine, Heard]]:
    heard = Heard()
    paths = home.paths
    opening = Opening(*(str(p) for p in (paths.config_file, paths.data, paths.state, paths.cache)))
    paths.state.mkdir(parents=True, exist_ok=True)
    made = Engine(opening, paths.state / "engine.log", heard)
    try:
        yield made, heard
    finally:
        made.stop()
        await asyncio.sleep(0)  # the cancelled listeners end


def small_home(folder: Path) -> Home:
    home = homes.made(folder, homes.WEEK + homes.GOAL + homes.venue("forum"))
    home.clock = system_clock
    words = ("slow SQL index", "kitchen table", "SQL join order", "holiday photos", "index bloat")
    made = [entry(n, title=f"{words[n % 5]} {n}", alias=f"forum.example/t/{n}") for n in range(1, 31)]
    homes.fold(home, [("forum", parsed(*made))])
    return home


async def test_ranking_is_done_by_the_child_and_read_from_the_store(tmp_path: Path) -> None:
    with small_home(tmp_path) as home:
        assert home.threads.ranking("sql") is None
        async with engine(home) as (children, heard):
            done = await heard.end_of(children.ask("rank", goals=None))
        assert (done.kind, done.data) == ("done", {"goals": ["sql"]})
        ranking = home.threads.ranking("sql")
        assert ranking is not None
        best = home.threads.threads(ranking.numbers[:5])
        assert all("SQL" in thread.title or "index" in thread.title for thread in best)


async def test_why_says_the_terms_of_a_thread(tmp_path: Path) -> None:
    with small_home(tmp_path) as home:
        thread = home.threads.since(0)[0]
        async with engine(home) as (children, heard):
            done = await heard.end_of(children.ask("why", thread=thread.id, goal="sql"))
        assert done.data["title"] == thread.title
        assert done.data["of"] == 30
        assert all(isinstance(word, str) and isinstance(weight, float) for word, weight in done.data["terms"])


async def test_of_the_jobs_that_wait_only_the_latest_is_done(tmp_path: Path) -> None:
    with small_home(tmp_path) as home:
        async with engine(home) as (children, heard):
            numbers = [children.ask("rank", goals=["sql"]) for _ in range(20)]
            assert children.busy("rank")
            await heard.end_of(numbers[-1])
        assert [event.id for event in heard.events] == [numbers[0], numbers[-1]]
        assert not children.busy("rank")


async def test_a_child_that_is_killed_is_said_once_and_starts_again(tmp_path: Path) -> None:
    with small_home(tmp_path) as home:
        async with engine(home) as (children, heard):
            await heard.end_of(children.ask("rank", goals=None))
            (first,) = children.pids()
            number = children.ask("rank", goals=None)
            os.kill(first, signal.SIGKILL)
            lost = await heard.end_of(number)
            assert lost.kind in ("lost", "done")  # the answer may have been quicker than the signal
            if lost.kind == "lost":
                assert "signal 9" in lost.data["error"]
                assert "nothing is lost" in lost.data["error"]
            done = await heard.end_of(children.ask("rank", goals=None))
            while done.kind == "lost":
                done = await heard.end_of(children.ask("rank", goals=None))
            assert done.kind == "done"
            (second,) = children.pids()
            assert second != first


async def test_thinking_can_be_cancelled(tmp_path: Path) -> None:
    with small_home(tmp_path) as home:
        async with engine(home) as (children, heard):
            number = children.ask("rank", goals=None)
            assert children.cancel("rank")
            assert (await heard.end_of(number)).kind == "cancelled"
            assert not children.cancel("rank")
            assert (await heard.end_of(children.ask("rank", goals=None))).kind == "done"


async def test_an_error_of_ours_is_one_line(tmp_path: Path) -> None:
    with small_home(tmp_path) as home:
        async with engine(home) as (children, heard):
            failed = await heard.end_of(children.ask("why", thread="t-none", goal="sql"))
        assert failed.kind == "failed"
        assert failed.data["error"] == "the thread is gone from the cache; R fetches"


async def test_a_refresh_reports_each_feed(tmp_path: Path) -> None:
    text = (
        homes.WEEK + homes.GOAL + homes.venue("nowhere").replace("https://nowhere.example/feed", "http://127.0.0.1:1/x")
    )
    with homes.made(tmp_path, text) as home:
        async with engine(home) as (children, heard):
            number = children.ask("refresh")
            done = await heard.end_of(number)
        assert done.kind == "done"
        progress = [event.data for event in heard.events if event.kind == "progress"]
        assert [row["venue"] for row in progress] == ["nowhere"]
        assert sum(done.data["states"].values()) == done.data["feeds"] == 1


async def test_stopping_leaves_no_process(tmp_path: Path) -> None:
    with small_home(tmp_path) as home:
        async with engine(home) as (children, _):
            children.warm()
            pids = children.pids()
            assert len(pids) == 2
        for pid in pids:
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)


def test_lines_that_are_no_messages_are_refused() -> None:
    for line in (b"HiGHS 1.7 running\n", b"[]\n", b'{"id": 1}\n', b"\xff\n"):
        with pytest.raises(ParseError):
            protocol.decode_event(line)
    event = Event(3, "rank", "done", {"goals": ["é\n"]})
    line = protocol.encode(event)
    assert line.count(b"\n") == 1
    assert protocol.decode_event(line) == event
    request = Request(1, "plan", {"week": None})
    assert protocol.decode_request(protocol.encode(request)) == request
