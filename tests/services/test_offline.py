"""A machine without a network: no feed is to blame, so all are asked again; a name that is gone is."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import homes
import pytest
import worlds
from click.testing import CliRunner
from fakes import NOON, Clock

from forumplan.cli.main import cli
from forumplan.domain.feed import FeedMemory
from forumplan.services.home import Home
from forumplan.services.refresh import Summary, refresh

DAY = 86_400
NAMES = ("one", "two", "three")


def unknown(*_: Any, **__: Any) -> list[Any]:
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def refreshed(home: Home) -> tuple[Summary, dict[str, FeedMemory]]:
    summary = Summary()

    async def run() -> None:
        async for _ in refresh(home, summary):
            pass

    asyncio.run(run())
    return summary, home.threads.memories()


def text(*names: str) -> str:
    return homes.WEEK + "".join(homes.venue(name) for name in names)


def test_offline_every_feed_is_asked_again_at_the_next_refresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    clock = Clock()
    with homes.made(tmp_path, text(*NAMES), clock) as home:
        for _ in range(8):
            summary, memories = refreshed(home)
            assert summary.states == {"failing": 3} and summary.offline == 3
            assert {(one.failures, one.failing_since) for one in memories.values()} == {(0, 0)}
            assert all("the name " in one.error for one in memories.values())
            clock.now += 900


def test_no_way_to_the_network_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lies_there(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 443))]

    async def no_way(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(socket, "getaddrinfo", lies_there)
    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", no_way)
    with homes.made(tmp_path, text(*NAMES), Clock()) as home:
        summary, memories = refreshed(home)
    assert summary.offline == 3
    assert {one.error.split(";")[0].rpartition(" ")[0] for one in memories.values()} == {"there is no way to"}


@pytest.mark.parametrize("others", [(), ("open",)])
def test_a_name_that_is_gone_is_asked_less_and_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, others: tuple[str, ...]
) -> None:
    look_up: Callable[..., Any] = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: unknown() if "example" in str(host) else look_up(host, *a, **k)
    )
    clock, waits = Clock(), []
    with worlds.serving({"open": worlds.make_threads(3, 1, {})}, NOON) as forum:
        own = [f'[[venue]]\nid = "{name}"\nfeeds = ["{forum.url}/{name}/latest.rss"]\n' for name in others]
        kept = "".join(one + "allow_private = true\n\n" for one in own)
        names = ("gone", "also-gone") if others else ("gone",)
        with homes.made(tmp_path, text(*names) + kept, clock) as home:
            for _ in range(7):
                summary, memories = refreshed(home)
                assert summary.offline == 0
                waits.append(memories["https://gone.example/feed"].next_at - clock.now)
                clock.now += 2 * DAY
    assert waits == sorted(waits) and waits[0] > 0 and waits[-1] > 0.9 * DAY


def test_one_who_is_offline_is_told_so_and_what_is_left_alone_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with homes.made(tmp_path, text(*NAMES)) as home:
        file = home.paths.config_file

    def said() -> str:
        result = CliRunner().invoke(cli, ["--home", str(tmp_path), "refresh"])
        return result.output.splitlines()[-1]

    assert said() == "no network: 3 feeds will be asked again at the next refresh; 3 feeds: 3 failing; 0 new threads"
    file.write_text(text("gone"))
    said()
    assert said().startswith("1 feed failed before and left alone for now; --all asks all; 0 feeds were due")
