"""Which addresses may be asked: only http and https, and no private network unless the venue names its origin."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from forumplan.domain.errors import ForumplanError

Origin = tuple[str, str, int]
"""Scheme, host in small letters, port."""

_PORTS = {"http": 80, "https": 443}
_PRIVATE_NAMES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".localdomain")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")
_NOT_GLOBAL = tuple(ipaddress.ip_network(one) for one in ("192.0.0.0/24", "fec0::/10", "3fff::/20"))
"""Protocol assignments, the former site-local, documentation: some releases of Python take these for global."""


class RefusedAddress(ForumplanError):
    """An address that is not asked: another scheme, or a private network that no venue names."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart. `url` has neither user nor fragment; `credentials` is "user:password" or ""."""

    url: str
    origin: Origin
    credentials: str


@lru_cache(maxsize=4_096)
def target_of(url: str) -> Target:
    """The parts of an http or https address. Raises RefusedAddress for any other."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise RefusedAddress("the address cannot be read; check it for a slip") from error
    if parts.scheme not in _PORTS:
        raise RefusedAddress(
            f"only http and https are fetched, not {parts.scheme[:20] or 'an address without a scheme'}"
        )
    if not host or any(char.isspace() or char in '<>"\\^`{|}' for char in host):
        raise RefusedAddress("the address names no host; check it for a slip")
    credentials = f"{parts.username or ''}:{parts.password or ''}" if parts.username or parts.password else ""
    name = f"[{host}]" if ":" in host else host
    netloc = f"{name}:{port}" if port and port != _PORTS[parts.scheme] else name
    clean = parts._replace(netloc=netloc, fragment="", path=parts.path or "/").geturl()
    return Target(clean, (parts.scheme, host.lower(), port or _PORTS[parts.scheme]), credentials)


def allowed_origins(addresses: Iterable[str]) -> frozenset[Origin]:
    """The origins written in a venue that allows private addresses; addresses that cannot be read are left out."""
    found = set()
    for address in addresses:
        try:
            found.add(target_of(address).origin)
        except RefusedAddress:
            continue
    return frozenset(found)


def is_public(address: str) -> bool:
    """Whether a numeric address belongs to the public internet, also when it is wrapped in an IPv6 one."""
    try:
        found = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and (found in _NAT64 or found in _COMPATIBLE):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return _is_global(inner)
    return _is_global(found)


def _is_global(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    special = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not special and not any(address in network for network in _NOT_GLOBAL)


def is_private_name(host: str) -> bool:
    """Whether a host is private by its name or spelling alone: what can be told of a target behind a proxy."""
    host = host.lower().strip("[]").rstrip(".")
    if ":" in host:
        return not is_public(host)
    if number := _number(host):
        return not is_public(number)
    return "." not in host or host.endswith(_PRIVATE_NAMES)


def _number(host: str) -> str:
    """The dotted form of decimal, octal and hexadecimal spellings; "" for a name."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return ""
