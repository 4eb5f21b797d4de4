"""Reads only what is new in a body: most refreshes bring back what is known already.

A byte scanner splits the body; items whose bytes were read before come from the cache, and feedparser gets the head,
the other items and the tail. Wherever that could differ from reading the whole body, the whole body is read.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import astuple, fields
from operator import attrgetter
from typing import Any

from forumplan.feeds.item import MAX_ITEMS, Channel, Item
from forumplan.feeds.parse import mend_encoding, read_body
from forumplan.feeds.scan import Split, split
from forumplan.feeds.sniff import kind_of, unpack
from forumplan.feeds.xmlfeed import read_xml

Known = dict[str, Any]
"""What `read_steadily` gives back to be kept: `context`, `channel`, and `items` by the hash of their bytes."""

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


def read_steadily(
    body: bytes, known: Known, *, content_type: str, content_location: str, now: int
) -> tuple[Channel, list[Item], Known]:
    """The channel and items as `read_body` gives them, and what to keep for the next time ({} for nothing).

    Raises as `read_body` does.
    """
    data = unpack(body)
    parts = split(data) if kind_of(data) == "xml" else None
    if parts is None or len(parts.items) > MAX_ITEMS or mend_encoding(data) is not data:
        return *read_body(body, content_type=content_type, content_location=content_location, now=now), {}
    context = _hash(
        _without_dates(parts.head), _without_dates(parts.tail), f"{content_type} {content_location}".encode()
    )
    hashes = [_hash(item) for item in parts.items]
    old = known.get("items", {}) if known.get("context") == context else {}
    fresh = [position for position, name in enumerate(hashes) if name not in old]
    if old and not fresh:
        return Channel(*known["channel"]), [Item(*old[name]) for name in hashes], known
    if len(fresh) < len(hashes):
        reading = _read_some(parts, fresh, content_type=content_type, content_location=content_location, now=now)
        if reading is not None:
            channel, items = reading
            new = dict(zip(fresh, items, strict=True))
            merged = [new[n] if n in new else Item(*old[name]) for n, name in enumerate(hashes)]
            return channel, merged, _to_keep(context, channel, parts, hashes, new, old)
    read = read_xml(data, content_type=content_type, content_location=content_location, now=now)
    if not read.clean or len(read.items) != len(hashes):
        return *read_body(body, content_type=content_type, content_location=content_location, now=now), {}
    return read.channel, read.items, _to_keep(context, read.channel, parts, hashes, dict(enumerate(read.items)), {})


def _read_some(
    parts: Split, positions: list[int], *, content_type: str, content_location: str, now: int
) -> tuple[Channel, list[Item]] | None:
    """The channel and the items at these positions; None where the shortened body does not read as it should."""
    body = b"".join((parts.head, *(parts.items[position] for position in positions), parts.tail))
    read = read_xml(body, content_type=content_type, content_location=content_location, now=now)
    if not read.clean or len(read.items) != len(positions):
        return None
    return read.channel, read.items


def _to_keep(
    context: str, channel: Channel, parts: Split, hashes: list[str], new: dict[int, Item], old: dict[str, Any]
) -> Known:
    """What to keep: the fields of the new items by their place in the body, and of the others as they were kept."""
    kept = {name: old[name] for name in hashes if name in old}
    for position, item in new.items():
        # A date that was refused may be good later, when it no longer lies ahead.
        if item.published_at or item.updated_at or not _DATE_TAG.search(parts.items[position]):
            kept[hashes[position]] = _item_fields(item)
    return {"context": context, "channel": astuple(channel), "items": kept}


def _without_dates(head: bytes) -> bytes:
    return _COMMENT.sub(b"", _OWN_DATES.sub(b"", head))


def _hash(*parts: bytes) -> str:
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
