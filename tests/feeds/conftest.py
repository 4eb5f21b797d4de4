"""A real web site on loopback whose pages are made by each test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest


@dataclass
class Asked:
    """A request as it came in."""

    path: str
    headers: dict[str, str]


@dataclass
class Site:
    """Routes are functions of the request that give (status, headers, body), or that write to the socket themselves."""

    port: int = 0
    routes: dict[str, Callable[[Asked], tuple[int, dict[str, str], bytes]]] = field(default_factory=dict)
    raw: dict[str, Callable[[asyncio.StreamWriter], Awaitable[None]]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    in_flight: int = 0
    most_in_flight: int = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def serve(self, path: str, body: bytes, status: int = 200, **headers: str) -> str:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.routes[path] = lambda _: (status, given, body)
        return self.url(path)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    async def client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while line := await reader.readline():
                path, headers = line.split()[1].decode(), {}
                while (line := await reader.readline()).strip():
                    name, _, value = line.decode("latin-1").partition(":")
                    headers[name.strip().lower()] = value.strip()
                asked = Asked(path, headers)
                self.asked.append(asked)
                self.in_flight += 1
                self.most_in_flight = max(self.most_in_flight, self.in_flight)
                try:
                    if path in self.raw:
                        await self.raw[path](writer)
                        return
                    await self._answer(asked, writer)
                finally:
                    self.in_flight -= 1
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        path = asked.path.split("?")[0]
        route = self.routes.get(asked.path) or self.routes.get(path) or (lambda _: (404, {}, b"not here"))
        status, headers, body = route(asked)
        # One turn of the loop, so that requests sent together would be seen together.
        await asyncio.sleep(0)
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(head.encode() + b"\r\n" + body)
        await writer.drain()


async def _open() -> tuple[Site, asyncio.Server]:
    site = Site()
    server = await asyncio.start_server(site.client, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    return site, server


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """An empty site."""
    made, server = await _open()
    yield made
    server.close()


@pytest.fixture
async def other_site() -> AsyncIterator[Site]:
    """A second site, which no venue names."""
    made, server = await _open()
    yield made
    server.close()
