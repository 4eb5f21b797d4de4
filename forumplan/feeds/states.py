"""What a visit means: the state of the feed, what to remember of it, and when to ask again. Pure decisions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from forumplan.domain.feed import FeedJob, FeedMemory, FeedOutcome, FeedState, Parsed
from forumplan.domain.identity import is_mail_folder, mask_url, split_host
from forumplan.feeds.exchange import Answer
from forumplan.feeds.schedule import (
    DEAD_AFTER,
    DEAD_TRIES,
    MOVED_AFTER,
    MOVED_SIGHTINGS,
    back_off,
    is_quiet,
    next_visit,
    retry_at,
    rhythm,
)

_CHALLENGE = re.compile(rb"just a moment|cf-chl|challenge-platform|captcha|checking your browser", re.IGNORECASE)
_BLOCKED = {
    401: "the site asks for a password (401); set secret_command for its venue",
    403: "the site refuses this program (403); open the address in a browser, or set secret_command",
    407: "the proxy asks for a password (407); put it into the proxy's address",
}


def memory_of(job: FeedJob) -> FeedMemory:
    """What is known of the job's feed, or the memory of a feed never visited."""
    return job.memory or FeedMemory(url=job.url, venue=job.venue, platform=job.platform)


def was_read(job: FeedJob, answer: Answer, parsed: Parsed, *, new: bool, ttl_seconds: int, now: int) -> FeedOutcome:
    """A body was read. `new`: an item in it was not there, or not so, at the last visit."""
    old = memory_of(job)
    pace = rhythm(parsed.entries)
    memory = replace(
        old,
        **_sighted(old, answer, now),
        state="ok",
        status=answer.status,
        error="",
        platform=parsed.platform,
        item_kind=parsed.item_kind,
        title=parsed.title,
        checked_at=now,
        changed_at=now if new else old.changed_at,
        next_at=next_visit(now, pace, ttl_seconds, answer.headers.get("cache-control", "")),
        failures=0,
        failing_since=0,
        interval_seconds=pace,
        ttl_seconds=ttl_seconds,
        entries=parsed.count,
        threads=parsed.threads,
    )
    memory = _in_good_state(memory, now)
    return FeedOutcome(job, memory.state, answer.status, "", memory, 0, parsed.count, parsed.threads, parsed)


def was_same(job: FeedJob, answer: Answer, now: int) -> FeedOutcome:
    """304, or the same body again: nothing to read."""
    old = memory_of(job)
    memory = replace(
        old,
        **_sighted(old, answer, now),
        state="unchanged",
        status=answer.status,
        error="",
        checked_at=now,
        next_at=next_visit(now, old.interval_seconds, old.ttl_seconds, answer.headers.get("cache-control", "")),
        failures=0,
        failing_since=0,
    )
    memory = _in_good_state(memory, now)
    return FeedOutcome(job, memory.state, answer.status, "", memory, 0)


def had_status(job: FeedJob, answer: Answer, now: int) -> FeedOutcome:
    """Any answer that is neither 200 nor 304."""
    status = answer.status
    if status == 410:
        return failed(job, "dead", "the site says that this feed is gone for good (410); remove it", now, status)
    if status == 404:
        return _not_found(job, now)
    if status == 429 or (status == 503 and "retry-after" in answer.headers):
        later = retry_at(now, answer.headers.get("retry-after", ""))
        return waits(job, f"the site asks to be left alone for a while ({status})", later, now, status)
    if answer.headers.get("cf-mitigated") == "challenge" or (status in (403, 503) and _CHALLENGE.search(answer.body)):
        text = f"a challenge page answers instead of the feed ({status}); open the address in a browser"
        return failed(job, "blocked", text, now, status)
    if status in _BLOCKED:
        return failed(job, "blocked", _BLOCKED[status], now, status)
    text = "the site has trouble" if status >= 500 else "the site answers with something unexpected"
    return failed(job, "failing", f"{text} ({status}); it is tried again later", now, status)


def failed(
    job: FeedJob, state: FeedState, error: str, now: int, status: int = 0, *, old: FeedMemory | None = None
) -> FeedOutcome:
    """No feed came. The last good items stay; the next try is 1 h to 24 h away, a dead feed is not tried again.

    `old`: what was known before, where it is not the job's own memory.
    """
    old = old or memory_of(job)
    failures = old.failures + 1
    memory = replace(
        old,
        state=state,
        status=status,
        error=error,
        checked_at=now,
        next_at=0 if state == "dead" else back_off(now, job.url, failures),
        failures=failures,
        failing_since=old.failing_since or now,
    )
    return FeedOutcome(job, state, status, error, memory, 0, 0, 0)


def waits(job: FeedJob, error: str, next_at: int, now: int, status: int) -> FeedOutcome:
    """The site asked for a pause: the feed counts as neither read nor broken."""
    memory = replace(
        memory_of(job), state="waiting", status=status, error=error, checked_at=now, next_at=max(next_at, now)
    )
    return FeedOutcome(job, "waiting", status, error, memory, 0, 0, 0)


def out_of_time(job: FeedJob, deadline_seconds: float, now: int) -> FeedOutcome:
    """The refresh ended before this feed was done: what is known of it stays, and it is due at once."""
    error = f"not reached within the {deadline_seconds:.3g} seconds of this refresh; the next one asks it"
    memory = replace(memory_of(job), state="waiting", error=error, next_at=now)
    return FeedOutcome(job, "waiting", 0, error, memory, 0, 0, 0)


def no_network(outcomes: Sequence[FeedOutcome]) -> bool:
    """Whether all that was asked in one refresh says that the network is missing.

    No request left this machine, to two sites or more: a single site may be one whose name is gone.
    """
    asked = [one for one in outcomes if one.unsent or one.status or (one.state == "failing" and not one.job.trouble)]
    remote = [one for one in asked if not is_mail_folder(one.job.url)]
    return all(one.unsent for one in remote) and len({split_host(one.job.url) for one in remote}) > 1


def not_counted(outcome: FeedOutcome, now: int) -> FeedOutcome:
    """A failure that says nothing about the feed: what was known of its failures stays, and it is due at once."""
    old = memory_of(outcome.job)
    memory = replace(outcome.memory, next_at=now, failures=old.failures, failing_since=old.failing_since)
    return replace(outcome, memory=memory)


def _not_found(job: FeedJob, now: int) -> FeedOutcome:
    old = memory_of(job)
    if old.status != 404:
        # Other troubles before do not count: a feed is dead after 14 days and 5 tries of 404.
        old = replace(old, failures=0, failing_since=now)
    if old.failures + 1 >= DEAD_TRIES and now - old.failing_since >= DEAD_AFTER:
        text = "there has been no feed at this address for 14 days (404); remove it"
        return failed(job, "dead", text, now, 404, old=old)
    text = "there is no feed at this address (404); it is tried for 14 days"
    return failed(job, "failing", text, now, 404, old=old)


def _sighted(old: FeedMemory, answer: Answer, now: int) -> dict[str, Any]:
    """What to remember of this answer's time, and of this sighting of a permanent redirect or of none."""
    usual = old.answer_ms or answer.milliseconds
    moved_to = mask_url(answer.moved_to) if answer.moved_to else ""
    if not moved_to or moved_to == old.url:
        moved_to, seen, since = "", 0, 0
    elif moved_to != old.moved_to:
        seen, since = 1, now
    else:
        seen, since = old.moved_seen + 1, old.moved_since
    answer_ms = (usual + answer.milliseconds) // 2
    return {"answer_ms": answer_ms, "moved_to": moved_to, "moved_seen": seen, "moved_since": since}


def _in_good_state(memory: FeedMemory, now: int) -> FeedMemory:
    """The memory of a feed that answered well: as it is, or of one that moved or fell quiet."""
    if memory.moved_seen >= MOVED_SIGHTINGS and now - memory.moved_since >= MOVED_AFTER:
        return replace(memory, state="moved")
    return replace(memory, state="quiet") if is_quiet(memory, now) else memory
