"""A body that came is compared with the last one, and read as far as it is new."""

from __future__ import annotations

from urllib.parse import urljoin

from forumplan.domain.feed import FeedJob, FeedOutcome
from forumplan.feeds.cache import FeedCache, Visit
from forumplan.feeds.exchange import Answer
from forumplan.feeds.parse import bind_and_fold
from forumplan.feeds.states import was_read, was_same
from forumplan.feeds.steady import body_hash, read_steadily


def read_answer(job: FeedJob, answer: Answer, cache: FeedCache, *, now: int, whole: bool) -> FeedOutcome:
    """The outcome of a 200. Unless `whole`, a body that says what the last one said is not read again.

    Raises as `parse` does.
    """
    known, same_hash = cache.visit(job.url), body_hash(answer.body)
    if not whole and known.body_hash == same_hash:
        cache.remember(job.url, _visit(answer, same_hash, known.entries, known.threads, now))
        return was_same(job, answer, now)
    headers = answer.headers
    channel, items, to_keep = read_steadily(
        answer.body,
        cache.items(job.url),
        content_type=headers.get("content-type", ""),
        content_location=urljoin(answer.url, headers.get("content-location", "")),
        now=now,
    )
    parsed = bind_and_fold(channel, items, job.url, _bound(job))
    cache.keep_items(job.url, to_keep)
    cache.remember(job.url, _visit(answer, same_hash, parsed.count, parsed.threads, now))
    return was_read(job, answer, parsed, new=known.body_hash != same_hash, ttl_seconds=channel.ttl_seconds, now=now)


def _bound(job: FeedJob) -> str:
    """The platform that the feed was bound to; a feed that had no items yet shows it only now."""
    if job.platform or job.memory is None:
        return job.platform
    return job.memory.platform if job.memory.entries else ""


def _visit(answer: Answer, same_hash: str, entries: int, threads: int, now: int) -> Visit:
    headers = answer.headers
    return Visit(headers.get("etag", ""), headers.get("last-modified", ""), now, same_hash, entries, threads)
