"""A body becomes threads and posts: sniffed, read, bound to its platform, folded."""

from __future__ import annotations

import re

from forumplan.domain.feed import Parsed
from forumplan.feeds.fold import fold
from forumplan.feeds.item import Channel, Item, NotAFeed
from forumplan.feeds.jsonfeed import read_json
from forumplan.feeds.platforms import by_name, detect
from forumplan.feeds.sniff import kind_of, unpack
from forumplan.feeds.xmlfeed import read_xml

_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{1,40})")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w.-]{1,40})", re.IGNORECASE)
_PREFIXED_ITEM = re.compile(rb"<(/?)rss:(?=[a-z])", re.IGNORECASE)


def parse(
    body: bytes, *, url: str, content_type: str = "", content_location: str = "", platform: str = "", now: int
) -> Parsed:
    """The entries of a body and the threads they belong to.

    `url` is the feed's address, `content_location` where its links are relative to (default: `url`), `platform` the
    row it was bound to before ("": found now), `now` seconds since the epoch.
    Raises BlockedBody (a challenge or login page), NotAFeed or TooLarge, all of them ParseErrors.
    """
    channel, items = read_body(body, content_type=content_type, content_location=content_location or url, now=now)
    return bind_and_fold(channel, items, url, platform)


def bind_and_fold(channel: Channel, items: list[Item], url: str, platform: str) -> Parsed:
    """Items folded by the row called `platform`, or by the one that they show."""
    row = by_name(platform) or detect(url, channel, items)
    return fold(items, channel, row, url)


def read_body(body: bytes, *, content_type: str, content_location: str, now: int) -> tuple[Channel, list[Item]]:
    """The channel and the items of a body of any format. Raises as `parse` does."""
    data = unpack(body)
    if kind_of(data) == "json":
        return read_json(data, content_location=content_location, now=now)
    read = read_xml(
        mend_encoding(data, content_type), content_type=content_type, content_location=content_location, now=now
    )
    if not read.items and (mended := _PREFIXED_ITEM.sub(rb"<\1", data)) != data:
        read = read_xml(mended, content_type=content_type, content_location=content_location, now=now)
    if not read.items and not read.version and not read.channel.title:
        raise NotAFeed("the answer is not a feed; check the address")
    return read.channel, read.items


def mend_encoding(data: bytes, content_type: str = "") -> bytes:
    """UTF-16 that neither has a mark nor is declared, and UTF-8 with a few broken letters, as UTF-8; else as it is."""
    head = data[:4]
    for pattern, encoding in ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be")):
        if head.startswith(pattern) and head[2:4] != b"\x00\x00":
            return data.decode(encoding, "replace").encode("utf-8", "replace")
    if data.isascii():
        return data
    declared = _DECLARED.match(data) or _CHARSET.search(content_type.encode("utf-8", "replace"))
    if declared and declared[1].lower().replace(b"_", b"-") not in (b"utf-8", b"utf8"):
        return data
    try:
        data.decode()
    except UnicodeDecodeError:
        # An excerpt that was cut inside a letter must not make another encoding of all the others.
        text = data.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        if sum(not char.isascii() for char in text) > 2 * broken:
            return text.encode()
    return data
