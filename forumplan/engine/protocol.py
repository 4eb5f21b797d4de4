"""What passes between the screens and a child process: one JSON object a line, in both directions."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from forumplan.domain.errors import ParseError

Kind = Literal["progress", "done", "failed", "cancelled", "lost"]
"""`lost` is made by the client: the child ended before it answered."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The first line to a child: where the home is."""

    config_file: str
    data: str
    state: str
    cache: str


@dataclass(frozen=True, slots=True)
class Request:
    """A job to do. `job` "cancel" stops the running one."""

    id: int
    job: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """What became of a request. `data` of `failed` and `lost` has `error`: one line for the user."""

    id: int
    job: str
    kind: Kind
    data: dict[str, Any] = field(default_factory=dict)


def encode(message: Opening | Request | Event) -> bytes:
    """One line."""
    return json.dumps(asdict(message), separators=(",", ":"), default=str).encode() + b"\n"


def decode_request(line: bytes) -> Request:
    """ParseError if the line is no request."""
    return Request(**_fields(line, {"id", "job", "arguments"}))


def decode_event(line: bytes) -> Event:
    """ParseError if the line is no event."""
    return Event(**_fields(line, {"id", "job", "kind", "data"}))


def decode_opening(line: bytes) -> Opening:
    """ParseError if the line does not say where the home is."""
    return Opening(**_fields(line, {"config_file", "data", "state", "cache"}))


def _fields(line: bytes, names: set[str]) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise ParseError(f"a child process wrote something that is not JSON: {line[:80]!r}") from error
    if not isinstance(found, dict) or set(found) != names:
        raise ParseError(f"a child process wrote an unknown message: {line[:80]!r}")
    return found
