"""A body that came is compared with the last one, and read as far as it is new."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urljoin

from forumplan.domain.feed import FeedJob, FeedOutcome
from forumplan.feeds.cache import FeedCache, Visit
from forumplan.feeds.exchange import Answer
from forumplan.feeds.parse import bind_and_fold, read_body
from forumplan.feeds.states import was_read, was_same

_FIRST_ITEM = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_OWN_DATES = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(lastBuildDate|pubDate|updated|modified|date)(?:\s[^<>]{0,200})?>[^<]{0,100}</[^<>]{1,60}>|"
    rb"<!--.{0,500}?-->",
    re.IGNORECASE | re.DOTALL,
)


def body_hash(body: bytes) -> str:
    """A hash of a body without the dates and comments that many programs put before the first item of each answer."""
    first = _FIRST_ITEM.search(body)
    head, rest = (body[: first.start()], body[first.start() :]) if first else (body, b"")
    digest = hashlib.blake2b(_OWN_DATES.sub(b"", head), digest_size=16)
    digest.update(rest)
    return digest.hexdigest()


def read_answer(job: FeedJob, answer: Answer, cache: FeedCache, *, now: int, whole: bool) -> FeedOutcome:
    """The outcome of a 200. Unless `whole`, a body that says what the last one said is not read again.

    Raises as `parse` does.
    """
    known, same_hash = cache.visit(job.url), body_hash(answer.body)
    if not whole and known.body_hash == same_hash:
        cache.remember(job.url, _visit(answer, same_hash, known.entries, known.threads, now))
        return was_same(job, answer, now)
    headers = answer.headers
    channel, items = read_body(
        answer.body,
        content_type=headers.get("content-type", ""),
        content_location=urljoin(answer.url, headers.get("content-location", "")),
        now=now,
    )
    platform = job.platform or (job.memory.platform if job.memory else "")
    parsed = bind_and_fold(channel, items, job.url, platform)
    cache.remember(job.url, _visit(answer, same_hash, parsed.count, parsed.threads, now))
    return was_read(job, answer, parsed, new=known.body_hash != same_hash, ttl_seconds=channel.ttl_seconds, now=now)


def _visit(answer: Answer, same_hash: str, entries: int, threads: int, now: int) -> Visit:
    headers = answer.headers
    return Visit(headers.get("etag", ""), headers.get("last-modified", ""), now, same_hash, entries, threads)
