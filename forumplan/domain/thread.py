"""Threads and posts as they are kept in the cache, and the copy of a thread that goes into the ledger."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thread:
    """A discussion. `number` orders threads by first sight within this cache; `id` is stable over caches and machines.

    Times are seconds since the epoch (UTC); `replies` None where no feed says.
    """

    number: int
    id: str
    venue: str
    platform: str
    title: str
    url: str
    author: str
    text: str
    started_at: int
    active_at: int
    replies: int | None
    first_seen_at: int
    closed: bool = False
    language: str = ""

    def copy(self) -> ThreadCopy:
        """What the ledger keeps of it."""
        return ThreadCopy(self.id, self.venue, self.title, self.url, self.author, self.text[:2000], self.started_at)


@dataclass(frozen=True, slots=True)
class ThreadCopy:
    """What an act keeps of the thread it is about, so that the cache may vanish. `text`: at most 2,000 characters."""

    id: str
    venue: str = ""
    title: str = ""
    url: str = ""
    author: str = ""
    text: str = ""
    started_at: int = 0


@dataclass(frozen=True, slots=True)
class Post:
    """One message of a thread, as a feed gave it. `thread` is the thread's id, `key` the feed's name for the post.

    `reply_to` is the key of the post that it answers, "" if unknown; `starts`: it begins the thread.
    """

    id: str
    thread: str
    key: str
    venue: str
    author: str
    url: str
    title: str
    text: str
    posted_at: int
    reply_to: str = ""
    starts: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A thread's place for one goal. `score` orders; `relevance` is its probability 0..1; `reasons` at most 3 words.

    `also`: the other venues in which the same discussion is told.
    """

    thread: Thread
    goal: str
    score: float
    relevance: float
    band: str
    reasons: tuple[str, ...] = ()
    label: str = ""
    also: tuple[str, ...] = ()
