"""The way to the network: connections go to the address that was checked, never to one that a name turns into later."""

from __future__ import annotations

import asyncio
import select
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpcore2
import httpx2

from forumplan.domain.errors import ForumplanError
from forumplan.domain.text import clean
from forumplan.feeds.address import Origin, RefusedAddress, is_private_name, is_public

Resolver = Callable[[str, int], Awaitable[list[str]]]
"""Numeric addresses of a host and port. Raises OSError if there are none."""

MOST_CONNECTIONS, MOST_IDLE, IDLE_SECONDS = 8, 2, 5.0
"""Of a pool: connections, those of them that wait for a next request, and how long one waits."""

_AT_ONCE, _IN_PEACE = struct.pack("ii", 1, 0), struct.pack("ii", 0, 0)
"""How a connection is closed (SO_LINGER): with word to the other side that nobody listens any more, or as usual."""


class BadProxy(ForumplanError):
    """A proxy of a kind that is not spoken."""


async def system_resolver(host: str, port: int) -> list[str]:
    """Asks the system, in a thread that ends with the program: a name server may keep one waiting for very long."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def tell(found: list[str] | OSError) -> None:
        if not answer.done():
            answer.set_exception(found) if isinstance(found, OSError) else answer.set_result(found)

    def look_up() -> None:
        found: list[str] | OSError
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
        except UnicodeError:
            found = socket.gaierror(socket.EAI_NONAME, "no such name")
        except OSError as error:
            found = error
        with suppress(RuntimeError):  # nobody waits any more
            loop.call_soon_threadsafe(tell, found)

    threading.Thread(target=look_up, daemon=True).start()
    return await answer


class _Reader(asyncio.StreamReader):
    """What arrives on a connection. `unread`: bytes of it that nobody took yet."""

    unread = 0

    def feed_data(self, data: Any) -> None:
        self.unread += len(data)
        super().feed_data(data)


class _Stream(httpcore2.AsyncNetworkStream):
    """A connection, on asyncio's own streams: the ones that come with the pool take half as much time again."""

    def __init__(self, reader: _Reader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout  # each exchange has one for all of it
        try:
            data = await self._reader.read(max_bytes)
        except OSError as error:
            raise httpcore2.ReadError(str(error)) from error
        self._reader.unread -= len(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        try:
            self._writer.write(buffer)
            await self._writer.drain()
        except OSError as error:
            raise httpcore2.WriteError(str(error)) from error

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.AsyncNetworkStream:
        with _named_errors():
            async with asyncio.timeout(timeout):
                await self._writer.start_tls(ssl_context, server_hostname=server_hostname)
        return self

    async def aclose(self) -> None:
        self._writer.transport.abort()
        await asyncio.sleep(0)  # the socket is closed by the next turn of the loop

    def get_extra_info(self, info: str) -> Any:
        if info != "is_readable":
            return self._writer.get_extra_info(info)
        # An idle connection on which something came, be it its end, is not used again.
        if self._reader.unread or self._reader.at_eof() or self._writer.is_closing():
            return True
        waiting = select.poll()
        waiting.register(self._writer.get_extra_info("socket"), select.POLLIN)
        return bool(waiting.poll(0))


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise httpcore2.ConnectTimeout(str(error)) from error
    except OSError as error:
        raise httpcore2.ConnectError(str(error)) from error


class _CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Resolves by itself and connects to what it resolved; `public_only` refuses private addresses."""

    def __init__(self, resolver: Resolver, public_only: bool) -> None:
        self._resolver, self._public_only = resolver, public_only
        self._sockets: list[Any] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        del local_address, socket_options
        addresses = await self._look_up(host, port, timeout)
        if self._public_only:
            addresses = [address for address in addresses if is_public(address)]
            if not addresses:
                raise RefusedAddress(
                    f"{host} is a private address; set allow_private = true for its venue if that is meant"
                )
        problem: Exception = httpcore2.ConnectError(f"{host} has no address")
        # Each has its share of the time: one that swallows everything must not take that of the others.
        share = timeout / len(addresses[:4]) if timeout and addresses else timeout
        for address in addresses[:4]:
            try:
                return await self._connect(address, port, share)
            except httpcore2.ConnectError as error:
                problem = error
        raise problem

    async def _look_up(self, host: str, port: int, timeout: float | None) -> list[str]:
        """The addresses of a host; a name server that lets nearly all the time pass counts as knowing none."""
        try:
            async with asyncio.timeout(0.9 * timeout if timeout else None):
                return await self._resolver(host, port)
        except TimeoutError as error:
            raise socket.gaierror(socket.EAI_AGAIN, "the name server does not answer") from error

    async def _connect(self, address: str, port: int, timeout: float | None) -> _Stream:
        loop, reader = asyncio.get_running_loop(), _Reader()
        protocol = asyncio.StreamReaderProtocol(reader)
        with _named_errors():
            async with asyncio.timeout(timeout):
                transport, _ = await loop.create_connection(lambda: protocol, address, port)
        # A server that still sends when it is given up must not be left to find out by itself.
        self._sockets.append(transport.get_extra_info("socket"))
        self._sockets[-1].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        return _Stream(reader, asyncio.StreamWriter(transport, protocol, reader, loop))

    def part_in_peace(self) -> None:
        """All exchanges are over: connections that are still open may be closed as usual."""
        for connection in self._sockets:
            with suppress(OSError):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _IN_PEACE)


class Network:
    """All connections of one refresh. Where private addresses are allowed no connection is shared with other venues.

    Certificates are the system's; proxies come from the venue, else from the environment. Close it with `aclose`.
    """

    def __init__(self, resolver: Resolver = system_resolver) -> None:
        self._resolver = resolver
        self._pools: dict[tuple[str, Origin | str], httpcore2.AsyncConnectionPool] = {}
        self._backends: list[_CheckedBackend] = []
        self._proxies: dict[tuple[Origin, bool], str] = {}
        self._context: ssl.SSLContext | None = None

    def pool(self, origin: Origin, private_allowed: bool, proxy: str) -> httpcore2.AsyncConnectionPool:
        """The connections for one request.

        Raises RefusedAddress where a proxy would reach a private target, BadProxy for one of another kind.
        """
        scheme, host, _ = origin
        if not proxy:
            if (origin, private_allowed) not in self._proxies:
                self._proxies[origin, private_allowed] = _environment_proxy(scheme, host, private_allowed)
            proxy = self._proxies[origin, private_allowed]
        if proxy and not private_allowed and is_private_name(host):
            raise RefusedAddress(
                f"{host} is a private address; set allow_private = true for its venue if that is meant"
            )
        # A pool of its own for each origin: in one pool every request would look through the connections of all.
        key = (proxy, scheme) if proxy else ("private" if private_allowed else "public", origin)
        if key not in self._pools:
            self._pools[key] = (
                self._make_pool("https", _CheckedBackend(system_resolver, public_only=False), _proxy(proxy))
                if proxy
                else self._make_pool(scheme, _CheckedBackend(self._resolver, public_only=not private_allowed))
            )
        return self._pools[key]

    def _make_pool(
        self, scheme: str, backend: _CheckedBackend, proxy: httpcore2.Proxy | None = None
    ) -> httpcore2.AsyncConnectionPool:
        self._backends.append(backend)
        return httpcore2.AsyncConnectionPool(
            ssl_context=self._certificates(scheme),
            proxy=proxy,
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=MOST_IDLE,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=backend,
        )

    async def aclose(self) -> None:
        """Closes every connection."""
        for backend in self._backends:
            backend.part_in_peace()
        for pool in self._pools.values():
            await pool.aclose()
        self._pools.clear()

    def _certificates(self, scheme: str) -> ssl.SSLContext:
        if scheme == "http":
            # Reading the system's certificates takes longer than a whole plain request.
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self._context is None:
            self._context = httpx2.create_ssl_context()
        return self._context


def _proxy(address: str) -> httpcore2.Proxy:
    scheme = address.partition("://")[0].lower()
    if scheme not in ("http", "https"):
        raise BadProxy(f"its proxy is of the kind {clean(scheme, 20)}:, which is not spoken; http: and https: are")
    try:
        said = httpx2.Proxy(address)
    except (httpx2.InvalidURL, ValueError) as error:
        raise BadProxy("the address of its proxy cannot be read; check it for a slip") from error
    url = httpcore2.URL(
        scheme=said.url.raw_scheme, host=said.url.raw_host, port=said.url.port, target=said.url.raw_path
    )
    return httpcore2.Proxy(url, said.raw_auth, said.headers.raw, said.ssl_context)


def _environment_proxy(scheme: str, host: str, private_allowed: bool) -> str:
    import urllib.request

    proxies = urllib.request.getproxies_environment()
    proxy = proxies.get(scheme) or proxies.get("all") or ""
    if not proxy or urllib.request.proxy_bypass_environment(host, proxies):  # type: ignore[attr-defined]  # missing in the stubs
        return ""
    if private_allowed and (host == "localhost" or host.startswith("127.") or host == "::1"):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"
