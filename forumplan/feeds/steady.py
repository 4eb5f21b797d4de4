"""Reads only what is new in a body: most refreshes bring back what is known already.

A byte scanner splits the body; items whose bytes were read before come from the cache, and feedparser gets the head,
the other items and the tail. Wherever that could differ from reading the whole body, the whole body is read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, fields
from operator import attrgetter
from typing import Any

from forumplan.feeds.item import MAX_ITEMS, Channel, Item
from forumplan.feeds.parse import mend_encoding, read_body
from forumplan.feeds.scan import Split, split
from forumplan.feeds.sniff import kind_of, unpack
from forumplan.feeds.xmlfeed import read_xml

_to_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
_item_fields = attrgetter(*(field.name for field in fields(Item)))
_OWN_DATES = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(?:lastBuildDate|pubDate|updated|modified|date)(?:\s[^<>]{0,200})?>[^<]{0,100}</[^<>]{1,60}>",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"<!--[^-]{0,500}-->")
_DATE_TAG = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(?:\w{0,20}date|published|updated|issued|modified|created)\b", re.IGNORECASE
)
_FIRST_ITEM = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>]", re.IGNORECASE)


def body_hash(body: bytes) -> str:
    """A hash of a body without the dates and comments that many programs put before the first item of each answer."""
    first = _FIRST_ITEM.search(body)
    head, rest = (body[: first.start()], body[first.start() :]) if first else (body, b"")
    digest = hashlib.blake2b(_without_dates(head), digest_size=16)
    digest.update(rest)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _Known:
    """What was kept of the last body: its channel, and by the hash of their bytes the items and how they are kept."""

    channel: Channel = field(default_factory=Channel)
    items: Mapping[str, tuple[Item, bytes]] = field(default_factory=dict)


def read_steadily(
    body: bytes, kept: bytes, *, content_type: str, content_location: str, now: int
) -> tuple[Channel, list[Item], bytes]:
    """The channel and items as `read_body` gives them, and what to keep for the next time; b"" for nothing.

    `kept`: what the reading of the last body gave to be kept, b"" if there is none. Raises as `read_body` does.
    """
    data = unpack(body)
    parts = split(data) if kind_of(data) == "xml" else None
    if parts is None or len(parts.items) > MAX_ITEMS or mend_encoding(data, content_type) is not data:
        return *read_body(body, content_type=content_type, content_location=content_location, now=now), b""
    context = _hash(
        _without_dates(parts.head), _without_dates(parts.tail), f"{content_type} {content_location}".encode()
    )
    known = _known(kept, context)
    hashes = [hashlib.blake2b(item, digest_size=12).hexdigest() for item in parts.items]
    fresh = [position for position, name in enumerate(hashes) if name not in known.items]
    if not fresh:
        return known.channel, [known.items[name][0] for name in hashes], kept
    if len(fresh) < len(hashes):
        reading = _read_some(parts, fresh, content_type=content_type, content_location=content_location, now=now)
        if reading is not None:
            channel, items = reading
            new = dict(zip(fresh, items, strict=True))
            merged = [new[n] if n in new else known.items[name][0] for n, name in enumerate(hashes)]
            return channel, merged, _to_keep(context, channel, parts, hashes, new, known)
    read = read_xml(data, content_type=content_type, content_location=content_location, now=now)
    if not read.clean or len(read.items) != len(hashes):
        return *read_body(body, content_type=content_type, content_location=content_location, now=now), b""
    new = dict(enumerate(read.items))
    return read.channel, read.items, _to_keep(context, read.channel, parts, hashes, new, _Known())


def has_news(kept_before: bytes, kept_now: bytes) -> bool:
    """Whether a reading had items that the last one had not, by what was kept of both; where that is nothing, yes."""
    before, now = _names(kept_before), _names(kept_now)
    return not before or not now or not now <= before


def _names(kept: bytes) -> set[bytes]:
    """The hashes of the items that were kept."""
    lines = kept.split(b"\n", 3)
    return set(lines[2].split()) if len(lines) > 2 else set()


def _read_some(
    parts: Split, positions: list[int], *, content_type: str, content_location: str, now: int
) -> tuple[Channel, list[Item]] | None:
    """The channel and the items at these positions; None where the shortened body does not read as it should."""
    body = b"".join((parts.head, *(parts.items[position] for position in positions), parts.tail))
    read = read_xml(body, content_type=content_type, content_location=content_location, now=now)
    if not read.clean or len(read.items) != len(positions):
        return None
    return read.channel, read.items


def _known(kept: bytes, context: str) -> _Known:
    """What was kept of a body with this head and tail; nothing of any other, or where it is damaged."""
    if not kept.startswith(context.encode()):
        return _Known()
    try:
        _, channel, names, *lines = kept.split(b"\n")
        hashes = names.decode("ascii").split()
        items = [Item(*values) for values in json.loads(b"[%s]" % b",".join(lines))]
        by_hash = dict(zip(hashes, zip(items, lines, strict=True), strict=True))
        return _Known(Channel(*json.loads(channel)), by_hash)
    except (ValueError, TypeError, RecursionError):
        return _Known()


def _to_keep(
    context: str, channel: Channel, parts: Split, hashes: list[str], new: dict[int, Item], known: _Known
) -> bytes:
    """What to keep, in lines: context, channel, hashes of the items, and each item; old ones as they were kept."""
    lines = {name: known.items[name][1] for name in hashes if name in known.items}
    for position, item in new.items():
        # A date that was refused may be good later, when it no longer lies ahead.
        if item.published_at or item.updated_at or not _DATE_TAG.search(parts.items[position]):
            lines[hashes[position]] = _line(_item_fields(item))
    return b"\n".join((context.encode(), _line(astuple(channel)), " ".join(lines).encode(), *lines.values()))


def _line(values: tuple[Any, ...]) -> bytes:
    return _to_json(values).encode("utf-8", "surrogatepass")


def _without_dates(head: bytes) -> bytes:
    return _COMMENT.sub(b"", _OWN_DATES.sub(b"", head))


def _hash(*parts: bytes) -> str:
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
