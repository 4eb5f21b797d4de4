"""The way to the network: connections go to the address that was checked, never to one that a name turns into later."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any

import httpcore2
import httpx2

from forumplan.feeds.address import Origin, RefusedAddress, is_private_name, is_public

Resolver = Callable[[str, int], Awaitable[list[str]]]
"""Numeric addresses of a host and port. Raises OSError if there are none."""

_LIMITS = httpx2.Limits(max_connections=8, max_keepalive_connections=2, keepalive_expiry=5.0)

_AT_ONCE, _IN_PEACE = struct.pack("ii", 1, 0), struct.pack("ii", 0, 0)
"""How a connection is closed (SO_LINGER): with word to the other side that nobody listens any more, or as usual."""


async def system_resolver(host: str, port: int) -> list[str]:
    """Asks the system."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Resolves by itself and connects to what it resolved; `public_only` refuses private addresses."""

    def __init__(self, resolver: Resolver, public_only: bool) -> None:
        self._resolver, self._public_only = resolver, public_only
        self._inner = httpcore2.AnyIOBackend()
        self._sockets: list[Any] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await self._resolver(host, port)
        if self._public_only:
            addresses = [address for address in addresses if is_public(address)]
            if not addresses:
                raise RefusedAddress(
                    f"{host} is a private address; set allow_private = true for its venue if that is meant"
                )
        problem: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in addresses[:4]:
            try:
                stream = await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
                # A server that still sends when it is given up must not be left to find out by itself.
                self._sockets.append(stream.get_extra_info("socket"))
                self._sockets[-1].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                return stream
            except httpcore2.ConnectError as error:
                problem = error
        raise problem

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def part_in_peace(self) -> None:
        """All exchanges are over: connections that are still open may be closed as usual."""
        for connection in self._sockets:
            with suppress(OSError):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _IN_PEACE)


class _CheckedTransport(httpx2.AsyncHTTPTransport):
    """httpx2's transport with a pool whose connections are checked."""

    def __init__(self, context: ssl.SSLContext, resolver: Resolver, public_only: bool) -> None:
        super().__init__(verify=context, limits=_LIMITS)
        self._backend = _CheckedBackend(resolver, public_only)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=context,
            max_connections=_LIMITS.max_connections,
            max_keepalive_connections=_LIMITS.max_keepalive_connections,
            keepalive_expiry=_LIMITS.keepalive_expiry,
            network_backend=self._backend,
        )

    async def aclose(self) -> None:
        """Closes every connection."""
        self._backend.part_in_peace()
        await super().aclose()


class Network:
    """All connections of one refresh. Where private addresses are allowed no connection is shared with other venues.

    Certificates are the system's; proxies come from the venue, else from the environment. Close it with `aclose`.
    """

    def __init__(self, resolver: Resolver = system_resolver) -> None:
        self._resolver = resolver
        self._transports: dict[tuple[str, Origin | str], httpx2.AsyncHTTPTransport] = {}
        self._proxies: dict[tuple[Origin, bool], str] = {}
        self._context: ssl.SSLContext | None = None

    def transport(self, origin: Origin, private_allowed: bool, proxy: str) -> httpx2.AsyncHTTPTransport:
        """The transport for one request. Raises RefusedAddress where a proxy would reach a private target."""
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
        if key not in self._transports:
            context = self._certificates(scheme if not proxy else "https")
            self._transports[key] = (
                httpx2.AsyncHTTPTransport(verify=context, limits=_LIMITS, proxy=proxy)
                if proxy
                else _CheckedTransport(context, self._resolver, public_only=not private_allowed)
            )
        return self._transports[key]

    async def aclose(self) -> None:
        """Closes every connection."""
        for transport in self._transports.values():
            await transport.aclose()
        self._transports.clear()

    def _certificates(self, scheme: str) -> ssl.SSLContext:
        if scheme == "http":
            # Reading the system's certificates takes longer than a whole plain request.
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self._context is None:
            self._context = httpx2.create_ssl_context()
        return self._context


def _environment_proxy(scheme: str, host: str, private_allowed: bool) -> str:
    import urllib.request

    proxies = urllib.request.getproxies_environment()
    proxy = proxies.get(scheme) or proxies.get("all") or ""
    if not proxy or urllib.request.proxy_bypass_environment(host, proxies):  # type: ignore[attr-defined]  # missing in the stubs
        return ""
    if private_allowed and (host == "localhost" or host.startswith("127.") or host == "::1"):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"
