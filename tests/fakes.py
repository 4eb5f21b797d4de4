"""Stand-ins that tests share: a clock that is set by hand, things made by number."""

from __future__ import annotations

from forumplan.domain.feed import Entry, Parsed
from forumplan.domain.thread import Thread

NOON = 1_795_003_200
"""2026-11-18 12:00:00 UTC, a Wednesday."""


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: int = NOON) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


def thread(n: int, venue: str = "v", **values: object) -> Thread:
    """Thread number n; its id and texts name the number."""
    fields: dict[str, object] = {
        "number": n,
        "id": f"t{n:04}",
        "venue": venue,
        "platform": "discourse",
        "title": f"Thread {n}",
        "url": f"https://forum.example/t/{n}",
        "author": f"author{n % 7}",
        "text": f"Text of thread {n}.",
        "started_at": NOON - n * 3600,
        "active_at": NOON - n * 3600,
        "replies": n % 3,
        "first_seen_at": NOON,
    }
    return Thread(**{**fields, **values})  # type: ignore[arg-type]


def entry(n: int, **values: object) -> Entry:
    """Entry number n of a feed of threads."""
    fields: dict[str, object] = {
        "key": f"guid-{n}",
        "alias": f"forum.example/t/{n}",
        "thread_key": str(n),
        "title": f"Thread {n}",
        "url": f"https://forum.example/t/{n}",
        "author": f"author{n % 7}",
        "text": f"Text of thread {n}.",
        "published_at": NOON - n * 3600,
        "updated_at": None,
    }
    return Entry(**{**fields, **values})  # type: ignore[arg-type]


def parsed(*entries: Entry, scope: str = "forum.example", **values: object) -> Parsed:
    """A body with these entries."""
    fields: dict[str, object] = {
        "platform": "discourse",
        "scope": scope,
        "title": "Forum",
        "home_url": "https://forum.example/",
        "language": "en",
        "entries": entries,
        "count": len(entries),
        "threads": len({e.thread_key or e.key for e in entries}),
    }
    return Parsed(**{**fields, **values})  # type: ignore[arg-type]
