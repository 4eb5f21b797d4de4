"""How bodies and readings pass between this program and the process that reads for it: a JSON head, then raw bytes."""

from __future__ import annotations

import json
import struct
from dataclasses import fields
from operator import attrgetter
from typing import Any, BinaryIO

from forumplan.domain.errors import ParseError
from forumplan.domain.feed import Entry, Parsed
from forumplan.feeds.item import BlockedBody, NotAFeed, TooLarge
from forumplan.feeds.reading import Body, Reading

LENGTHS = struct.Struct(">II")
"""Length of the head and of the bytes after it, in bytes."""
_ERRORS: dict[str, type[ParseError]] = {kind.__name__: kind for kind in (BlockedBody, NotAFeed, TooLarge, ParseError)}
_entry_fields = attrgetter(*(field.name for field in fields(Entry)))
_parsed_names = [field.name for field in fields(Parsed) if field.name != "entries"]


def exactly(stream: BinaryIO, length: int) -> bytes:
    """So many bytes of a stream. EOFError where it ends before."""
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def frame(head: dict[str, Any], data: bytes) -> bytes:
    """One message."""
    text = json.dumps(head, separators=(",", ":")).encode()
    return b"".join((LENGTHS.pack(len(text), len(data)), text, data))


def body_frame(body: Body) -> bytes:
    """A body on its way to be read."""
    names = ("url", "platform", "content_type", "content_location", "now")
    return frame({name: getattr(body, name) for name in names}, body.data)


def body_of(head: bytes, data: bytes) -> Body:
    """The body of a message."""
    return Body(data, **json.loads(head))


def reading_frame(reading: Reading) -> bytes:
    """A reading on its way back."""
    parsed = {name: getattr(reading.parsed, name) for name in _parsed_names}
    entries = [_entry_fields(entry) for entry in reading.parsed.entries]
    return frame({"parsed": parsed, "entries": entries, "ttl": reading.ttl_seconds}, reading.kept)


def error_frame(error: ParseError) -> bytes:
    """A body that is no feed, on its way back."""
    name = type(error).__name__
    return frame({"error": name if name in _ERRORS else ParseError.__name__, "words": str(error)}, b"")


def reading_of(head: bytes, data: bytes) -> Reading:
    """The reading of a message. Raises the error that it carries."""
    said = json.loads(head)
    if "error" in said:
        raise _ERRORS[said["error"]](said["words"])
    entries = tuple(Entry(*values) for values in said["entries"])
    return Reading(Parsed(entries=entries, **said["parsed"]), said["ttl"], data)
