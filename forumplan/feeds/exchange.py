"""One address asked once: headers, redirects by our own rules, the body within its caps, failures by name."""

from __future__ import annotations

import asyncio
import base64
import errno
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urljoin

import httpcore2
import httpx2

from forumplan.domain.errors import ForumplanError, ParseError
from forumplan.domain.text import clean
from forumplan.feeds.address import Origin, RefusedAddress, Target, target_of
from forumplan.feeds.decode import ACCEPTED, Body
from forumplan.feeds.hosts import Hosts
from forumplan.feeds.transport import Network

MAX_REDIRECTS = 5
FIRST_BYTE_SECONDS = 10.0
_PURPOSE = "forum planner of one person; reads feeds, never posts"
USER_AGENT = f"forumplan/0.1 ({_PURPOSE})"
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_PERMANENT, _TEMPORARY = (301, 308), (302, 303, 307)
_TROUBLES = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.UnsupportedProtocol,
)
"""What goes wrong on the way, by the names of the pool of connections."""
_NO_WAY = (errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH)


class FailedExchange(ForumplanError):
    """No whole answer came. The text says why and is fit to be shown."""


class Unreachable(FailedExchange):
    """Nothing was reached at all: not the name, not the network, or no answer in time. To ask more there is idle."""


class Unsent(Unreachable):
    """No request left this machine: the name was not found, or there is no way to the network."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `moved_to`: where permanent redirects alone led, "" if nowhere else. `url`: the last hop.

    `headers` have names in small letters. `body` is b"" unless the status is 200. `milliseconds`: from asking to the
    end of the answer over all hops, without the time that good manners waited before.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    moved_to: str
    origin: Origin
    milliseconds: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask. `secret`: "user:password" or a token, for the first origin only. `validators`: header pairs."""

    url: str
    allowed_origins: frozenset[Origin]
    proxy: str = ""
    timeout_seconds: float = 20.0
    secret: str = ""
    validators: tuple[tuple[str, str], ...] = ()
    user_agent: str = USER_AGENT


def user_agent(contact: str) -> str:
    """What a site is told of who asks; `contact` is a page or mail address of the user's, "" for none."""
    said = "".join(char for char in contact if " " <= char <= "~" and char not in "()\\")[:200].strip()
    return f"forumplan/0.1 (+{said}; {_PURPOSE})" if said else USER_AGENT


async def ask(request: Request, network: Network, hosts: Hosts) -> Answer:
    """Follows at most five redirects. Raises RefusedAddress, FailedExchange, TooLarge or BrokenPacking."""
    target = target_of(request.url)
    first, secret = target.origin, request.secret or target.credentials
    moved_to, permanent, asked_securely, seconds = "", True, first[0] == "https", 0.0
    for _ in range(MAX_REDIRECTS + 1):
        headers = _headers(request, secret if target.origin == first else "")
        async with hosts.turn(target.origin, target.url, target.origin in request.allowed_origins):
            began = time.monotonic()
            answer = await _one_hop(target, headers, request, network, request.timeout_seconds - seconds)
            seconds += time.monotonic() - began
        location = answer.headers.get("location", "")
        if answer.status not in _PERMANENT + _TEMPORARY or not location:
            return replace(answer, moved_to=moved_to, milliseconds=round(seconds * 1000))
        next_target = _next_target(target, location)
        if secret and asked_securely and next_target.origin[0] == "http":
            raise RefusedAddress("the site sends an address with a password from https to http; that is not followed")
        permanent = permanent and answer.status in _PERMANENT
        if permanent:
            moved_to = next_target.url
        target = Target(next_target.url, next_target.origin, "")
    raise FailedExchange(f"more than {MAX_REDIRECTS} redirects; check the address")


def _next_target(target: Target, location: str) -> Target:
    try:
        return target_of(urljoin(target.url, location))
    except ValueError as error:
        raise RefusedAddress("the site sends on to an address that cannot be read") from error


def _headers(request: Request, secret: str) -> list[tuple[str, str]]:
    headers = [("User-Agent", request.user_agent), ("Accept", _ACCEPT), ("Accept-Encoding", ACCEPTED)]
    headers += request.validators
    if secret:
        if ":" in secret:
            headers.append(("Authorization", "Basic " + base64.b64encode(secret.encode()).decode("ascii")))
        else:
            headers.append(("Authorization", f"Bearer {secret}"))
    return headers


async def _one_hop(
    target: Target, headers: list[tuple[str, str]], request: Request, network: Network, seconds_left: float
) -> Answer:
    try:
        async with asyncio.timeout(seconds_left):
            return await _receive(target, headers, request, network)
    except TimeoutError as error:
        words = f"no whole answer within {request.timeout_seconds:g} seconds; it is tried again later"
        raise FailedExchange(words) from error
    except (*_TROUBLES, OSError, UnicodeError) as error:
        raise _failure(error, target) from error
    except httpx2.InvalidURL as error:
        raise RefusedAddress("the address cannot be read; check it for a slip") from error


async def _receive(target: Target, headers: list[tuple[str, str]], request: Request, network: Network) -> Answer:
    allowed = target.origin in request.allowed_origins
    pool = network.pool(target.origin, allowed, request.proxy)
    first_byte = min(FIRST_BYTE_SECONDS, request.timeout_seconds)
    timeouts = {"connect": first_byte, "pool": request.timeout_seconds}
    message = _message(target.url, headers, timeouts)
    try:
        async with asyncio.timeout(first_byte):
            response = await _response(pool, message)
    except TimeoutError as error:
        raise Unreachable(f"no answer within {first_byte:g} seconds; it is tried again later") from error
    try:
        fields = _fields(response.headers)
        body = await _body(response, fields) if response.status == 200 else await _short_body(response, fields)
        return Answer(response.status, fields, body, target.url, "", target.origin)
    finally:
        await response.aclose()


async def _response(pool: httpcore2.AsyncConnectionPool, message: httpcore2.Request) -> httpcore2.Response:
    """The beginning of an answer. Where a kept connection was just closed by the site, it is asked on a new one."""
    kept = any(connection.is_idle() for connection in pool.connections)
    try:
        return await pool.handle_async_request(message)
    except (httpcore2.ReadError, httpcore2.WriteError, httpcore2.RemoteProtocolError):
        if not kept:
            raise
        return await pool.handle_async_request(message)


def _message(address: str, headers: list[tuple[str, str]], timeouts: Mapping[str, float]) -> httpcore2.Request:
    # The address as it goes over the wire: host by its ASCII name, all else quoted.
    wire = httpx2.URL(address)
    url = httpcore2.URL(scheme=wire.raw_scheme, host=wire.raw_host, port=wire.port, target=wire.raw_path)
    lines = [(b"Host", wire.netloc), *((name.encode(), value.encode()) for name, value in headers)]
    return httpcore2.Request("GET", url, headers=lines, extensions={"timeout": timeouts})


def _fields(lines: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Header fields by their name in small letters; what comes several times is one, with commas."""
    fields: dict[str, str] = {}
    for raw, value in lines:
        name = raw.decode("latin-1").lower()
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        fields[name] = f"{fields[name]}, {text}" if name in fields else text
    return fields


async def _body(response: httpcore2.Response, fields: Mapping[str, str]) -> bytes:
    body = Body(fields.get("content-encoding", ""))
    async for part in response.aiter_stream():
        body.add(part)
    return body.data()


async def _short_body(response: httpcore2.Response, fields: Mapping[str, str]) -> bytes:
    """Drains a small answer so that the connection can be used again; the rest of a large one is not read."""
    kept = b""
    async for part in response.aiter_stream():
        kept += part
        if len(kept) > 65_536:
            break
    try:
        body = Body(fields.get("content-encoding", ""))
        body.add(kept)
        return body.data()
    except ParseError:
        return kept


def _failure(error: BaseException, target: Target) -> FailedExchange:
    host = target.origin[1]
    cause: BaseException | None = error
    while cause is not None:
        if words := _words_of_unsent(cause, host):
            return Unsent(words)
        if words := _words_of_cause(cause, host):
            return FailedExchange(words)
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpcore2.ProxyError):
        return FailedExchange(f"the proxy refuses ({clean(str(error), 60)}); check its address and password")
    if isinstance(error, httpcore2.ConnectTimeout):
        return Unreachable(f"{host} cannot be reached in time; it is tried again later")
    if isinstance(error, httpcore2.ConnectError):
        return Unreachable(f"{host} cannot be reached; it is tried again later")
    return FailedExchange(f"the answer of {host} breaks off or is not HTTP; it is tried again later")


def _words_of_unsent(cause: BaseException, host: str) -> str:
    if isinstance(cause, socket.gaierror):
        return f"the name {host} is not found; check the address or the network"
    if isinstance(cause, OSError) and cause.errno in _NO_WAY:
        return f"there is no way to {host}; check the network"
    return ""


def _words_of_cause(cause: BaseException, host: str) -> str:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"the certificate of {host} is not valid ({cause.verify_message}); it is tried again later"
    if isinstance(cause, ssl.SSLError):
        return f"no secure connection to {host}; it is tried again later"
    if isinstance(cause, ConnectionRefusedError):
        return f"{host} refuses connections; it is tried again later"
    return ""
