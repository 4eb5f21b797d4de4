"""What a feed gave, and how it fared: the values that pass between fetching and storing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FeedState = Literal[
    "ok",
    "unchanged",
    "quiet",
    "moved",
    "waiting",
    "failing",
    "blocked",
    "not-a-feed",
    "too-large",
    "refused",
    "dead",
]
PARTIAL_STATES = frozenset({"waiting", "failing", "blocked", "not-a-feed", "too-large", "refused"})
"""States that make a refresh end with exit status 3."""
READ_STATES = frozenset({"ok", "unchanged", "quiet", "moved"})
"""States of a feed that answered as it should."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, cleaned. Times are seconds since the epoch (UTC), None where the feed gives no usable one.

    `key`: guid, else canonical link, else a hash; unique within its feed.
    `alias`: what else the item is known by over feeds and schemes ("" if nothing).
    `thread_key`: names the discussion within `Parsed.scope`; "" means the entry is a thread of its own.
    `is_reply`: known to be a later post of its thread (False: known to start it; None: unknown).
    `replies`: how many replies the thread has, where the feed says so.
    `last_post`: author and text may be those of the thread's last post, as this platform shows them in lists.
    """

    key: str
    alias: str
    thread_key: str
    title: str
    url: str
    author: str
    text: str
    published_at: int | None
    updated_at: int | None
    replies: int | None = None
    is_reply: bool | None = None
    in_reply_to: str = ""
    category: str = ""
    closed: bool = False
    thread_url: str = ""
    last_post: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A body, read. `scope`: the site that thread keys are unique in. `entries` newest first as the feed gives them.

    `count` and `threads`: entries and distinct threads in this body, before any merging. `own_site`: the feed is one of
    the platform's own, where all of the platform is one site.
    """

    platform: str
    scope: str
    title: str
    home_url: str
    language: str
    entries: tuple[Entry, ...]
    count: int
    threads: int
    item_kind: Literal["thread", "post"] = "thread"
    own_site: bool = False


@dataclass(frozen=True, slots=True)
class FeedMemory:
    """What is remembered of a feed between visits. Kept in threads.db; losing it costs one full fetch.

    `interval_seconds`: the feed's own rhythm, 0 while unknown. `answer_ms`: what its last answers took, the latest
    weighing most, in milliseconds. `moved_seen`: sightings of `moved_to`. `ttl_seconds`: how long the feed asks to be
    left alone, 0 where it does not say.
    `checked_at`, `changed_at`, `next_at`, `failing_since`, `moved_since`: seconds since the epoch, 0 never.
    """

    url: str
    venue: str
    state: FeedState = "ok"
    status: int = 0
    error: str = ""
    platform: str = ""
    item_kind: str = "thread"
    title: str = ""
    checked_at: int = 0
    changed_at: int = 0
    next_at: int = 0
    failures: int = 0
    failing_since: int = 0
    interval_seconds: int = 0
    moved_to: str = ""
    moved_seen: int = 0
    moved_since: int = 0
    entries: int = 0
    threads: int = 0
    answer_ms: int = 0
    ttl_seconds: int = 0


SLOW_MS = 5_000
"""Answers that usually take so long are named slow."""


@dataclass(frozen=True, slots=True)
class FeedJob:
    """One feed to fetch. `allowed_origins`: (scheme, host, port) that may be private addresses.

    `url` names the feed everywhere and holds no secret; `asked` is the address with its token or password, "" where it
    has none. `secret`: "user:password" or a token, found outside feeds.toml; "" for none. `trouble`: why it cannot be
    asked at all, in words; "" if it can.
    """

    venue: str
    url: str
    memory: FeedMemory | None = None
    platform: str = ""
    allowed_origins: frozenset[tuple[str, str, int]] = frozenset()
    proxy: str = ""
    timeout_seconds: float = 20.0
    secret: str = ""
    asked: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """What one visit gave. `parsed` is None where nothing was to be read (304, same body, a failure).

    `entries` and `threads` are counted in this body: 0 on failure, None on 304 or an unchanged body.
    `memory` is what to remember; `milliseconds` the whole visit. `unsent`: no request left this machine.
    """

    job: FeedJob
    state: FeedState
    status: int
    error: str
    memory: FeedMemory
    milliseconds: int
    entries: int | None = None
    threads: int | None = None
    parsed: Parsed | None = None
    unsent: bool = False


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed found behind an address. `error` "" if it could be read."""

    url: str
    title: str
    platform: str
    entries: int
    threads: int
    item_kind: str = "thread"
    error: str = ""
