"""A body that came is compared with the last one, and read as far as it is new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urljoin

from forumplan.domain.feed import FeedJob, FeedOutcome, Parsed
from forumplan.feeds.cache import FeedCache, Visit
from forumplan.feeds.exchange import Answer
from forumplan.feeds.parse import bind_and_fold
from forumplan.feeds.states import was_read, was_same
from forumplan.feeds.steady import body_hash, has_news, read_steadily


@dataclass(frozen=True, slots=True)
class Body:
    """A body to be read, and what reading it depends on. `now`: seconds since the epoch."""

    data: bytes
    url: str
    platform: str
    content_type: str
    content_location: str
    now: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A body, read. `kept`: what to keep of its items for the next time; b"" for nothing."""

    parsed: Parsed
    ttl_seconds: int
    kept: bytes


class BodyReader(Protocol):
    """Where bodies of which nothing is known yet are read."""

    async def read(self, body: Body) -> Reading:
        """The reading. Raises as `parse` does."""
        ...


def read(body: Body, kept: bytes) -> Reading:
    """Reads a body, with the help of what was kept of the last one (b"": nothing). Raises as `parse` does."""
    channel, items, to_keep = read_steadily(
        body.data, kept, content_type=body.content_type, content_location=body.content_location, now=body.now
    )
    parsed = bind_and_fold(channel, items, body.url, body.platform)
    return Reading(parsed, channel.ttl_seconds, to_keep)


async def read_answer(
    job: FeedJob, answer: Answer, cache: FeedCache, reader: BodyReader, *, visit: Visit, now: int, whole: bool
) -> FeedOutcome:
    """The outcome of a 200. Unless `whole`, a body that says what the last one (`visit`) said is not read again.

    Raises as `parse` does.
    """
    same_hash = body_hash(answer.body)
    if not whole and visit.body_hash == same_hash:
        cache.remember(job.url, _visit(answer, same_hash, visit.entries, visit.threads, now))
        return was_same(job, answer, now)
    headers = answer.headers
    body = Body(
        answer.body,
        job.url,
        _bound(job),
        headers.get("content-type", ""),
        _location(answer),
        now,
    )
    kept = cache.items(job.url)
    reading = read(body, kept) if kept else await reader.read(body)
    parsed = reading.parsed
    cache.keep(job.url, reading.kept, _visit(answer, same_hash, parsed.count, parsed.threads, now))
    new = visit.body_hash != same_hash and has_news(kept, reading.kept)
    return was_read(job, answer, parsed, new=new, ttl_seconds=reading.ttl_seconds, now=now)


def _location(answer: Answer) -> str:
    """What links are relative to: as the site says, where that can be read."""
    try:
        return urljoin(answer.url, answer.headers.get("content-location", ""))
    except ValueError:
        return answer.url


def _bound(job: FeedJob) -> str:
    """The platform that the feed was bound to; a feed that had no items yet shows it only now."""
    if job.platform or job.memory is None:
        return job.platform
    return job.memory.platform if job.memory.entries else ""


def _visit(answer: Answer, same_hash: str, entries: int, threads: int, now: int) -> Visit:
    headers = answer.headers
    return Visit(headers.get("etag", ""), headers.get("last-modified", ""), now, same_hash, entries, threads)
