"""Manners towards a host: one request at a time, a pause between two, and none after it asked to be left alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from forumplan.feeds.address import Origin
from forumplan.feeds.catalogue import PLATFORMS

PAUSE_SECONDS = 1.0
"""Between two requests to one public host."""
GIVEN_UP_SECONDS = 0.6
"""After an answer that was given up: so long some servers take to notice, and would have two requests in flight."""
HOSTS_AT_ONCE = 16
_SLOW_HOSTS = {row.scope: row.host_seconds for row in PLATFORMS if row.scope and row.host_seconds > PAUSE_SECONDS}
_OWN_TOKEN = ("feed=", "user=")


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    last_end: float = float("-inf")
    given_up: bool = False
    refusals: int = 0


class Hosts:
    """The state of every host during one refresh. `monotonic` and `sleep` are passed in so that tests need not wait."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._monotonic, self._sleep = monotonic, sleep
        self._hosts: dict[str, _Host] = {}
        self._flight = asyncio.Semaphore(HOSTS_AT_ONCE)

    @asynccontextmanager
    async def turn(self, origin: Origin, url: str, private_allowed: bool) -> AsyncIterator[None]:
        """Waits for this host's turn and pause; the block inside is the one request in flight."""
        host = self._hosts.setdefault(slot_of(origin, private_allowed), _Host())
        async with host.lock:
            pause = GIVEN_UP_SECONDS * host.given_up if private_allowed else pause_of(origin, url)
            wait = host.last_end + pause - self._monotonic()
            if wait > 0:
                await self._sleep(wait)
            async with self._flight:
                host.given_up = True
                try:
                    yield
                    host.given_up = False
                finally:
                    host.last_end = self._monotonic()

    def refused(self, origin: Origin) -> None:
        """Notes a 429 of an origin."""
        self._hosts.setdefault(_name(origin), _Host()).refusals += 1

    def asks_for_rest(self, origin: Origin) -> bool:
        """Whether an origin answered 429 twice in this refresh."""
        host = self._hosts.get(_name(origin))
        return host is not None and host.refusals >= 2


def slot_of(origin: Origin, private_allowed: bool) -> str:
    """What may have one request in flight: a public host by name, a private one by its port as well."""
    return _name(origin) if private_allowed else site_of(origin[1])


def site_of(host: str) -> str:
    """The host without `www.` and the like where all names are one machine in its rules."""
    for site in _SLOW_HOSTS:
        if host == site or host.endswith(f".{site}"):
            return site
    return host


def pause_of(origin: Origin, url: str) -> float:
    """Seconds between two requests to a public host."""
    slow = _SLOW_HOSTS.get(site_of(origin[1]))
    return slow if slow and not all(part in url for part in _OWN_TOKEN) else PAUSE_SECONDS


def _name(origin: Origin) -> str:
    return f"{origin[0]}://{origin[1]}:{origin[2]}"
