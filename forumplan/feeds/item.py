"""One item of a feed of any format, before anything is known of the forum behind it."""

from __future__ import annotations

from dataclasses import dataclass

from forumplan.domain.errors import ParseError

MAX_BODY_BYTES = 10 * 1024 * 1024
"""Decoded bytes of one body."""
MAX_ITEMS = 2_000
"""Items kept of one body, the newest."""


class BlockedBody(ParseError):
    """A challenge or login page stands where the feed should be."""


class NotAFeed(ParseError):
    """The body is something else than a feed, or nothing."""


class TooLarge(ParseError):
    """The body is larger than the cap."""


@dataclass(frozen=True, slots=True)
class Item:
    """Fields as the feed gives them, cleaned; links absolute. Times: seconds since the epoch, None if unusable.

    `tail`: the last line of the text, before it was cut: forums count replies there. `replies`: as the feed's own
    counters say, not the tail.
    """

    guid: str = ""
    link: str = ""
    comments: str = ""
    title: str = ""
    author: str = ""
    text: str = ""
    tail: str = ""
    category: str = ""
    published_at: int | None = None
    updated_at: int | None = None
    replies: int | None = None
    in_reply_to: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself. `ttl_seconds`: how long it asks to be left alone, 0 where it does not say."""

    title: str = ""
    link: str = ""
    self_link: str = ""
    generator: str = ""
    language: str = ""
    ttl_seconds: int = 0
