"""When a feed is asked next. Times are seconds since the epoch."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from email.utils import parsedate_to_datetime

from forumplan.domain.feed import Entry, FeedMemory

MINUTE, HOUR, DAY = 60, 3600, 86_400
SHORTEST, LONGEST = 15 * MINUTE, DAY
MAX_AGE_CAP = 5 * HOUR
RETRY_DEFAULT = 10 * MINUTE
RETRY_CAP = 7 * DAY
VALIDATORS_LAST = 8 * DAY
"""A server that is stuck on 304 is read in full after so long."""
DEAD_AFTER, DEAD_TRIES = 14 * DAY, 5
MOVED_AFTER, MOVED_SIGHTINGS = 48 * HOUR, 3
QUIET_FACTOR = 4

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def rhythm(entries: Sequence[Entry]) -> int:
    """The mean gap between the newest 25 dated entries, at least 15 minutes; 0 with fewer than two dates."""
    moments = sorted((e.updated_at or e.published_at or 0 for e in entries), reverse=True)
    dated = [moment for moment in moments if moment][:25]
    if len(dated) < 2:
        return 0
    return max(SHORTEST, (dated[0] - dated[-1]) // (len(dated) - 1))


def next_visit(now: int, rhythm_seconds: int, ttl_seconds: int, cache_control: str) -> int:
    """The longest of the feed's rhythm (15 min to 24 h), the ttl it names, and max-age (at most 5 h)."""
    own = min(max(rhythm_seconds or HOUR, SHORTEST), LONGEST)
    match = _MAX_AGE.search(cache_control)
    age = min(int(match[1]), MAX_AGE_CAP) if match else 0
    return now + max(own, min(ttl_seconds, LONGEST), age)


def back_off(now: int, url: str, failures: int) -> int:
    """After the n-th failure in a row: 1 h, 2 h, 4 h .. 24 h, each a little earlier or later by the address."""
    seconds = min(HOUR << min(max(failures - 1, 0), 5), DAY)
    spread = hashlib.blake2b(f"{url}\x00{failures}".encode("utf-8", "surrogatepass"), digest_size=2).digest()
    return now + int(seconds * (0.9 + 0.2 * int.from_bytes(spread, "big") / 65_535))


def retry_at(now: int, header: str) -> int:
    """What Retry-After means, given in seconds or as a date; 10 minutes where it says nothing readable."""
    header = header.strip()
    if header.isdecimal():
        return now + min(int(header[:9]), RETRY_CAP)
    try:
        moment = int(parsedate_to_datetime(header).timestamp())
    except (ValueError, TypeError, OverflowError):
        return now + RETRY_DEFAULT
    return min(max(moment, now), now + RETRY_CAP)


def is_due(memory: FeedMemory | None, now: int, *, everything: bool = False, named: bool = False) -> bool:
    """Whether a feed is asked in this refresh.

    `everything`: all that is neither dead nor inside a Retry-After. `named`: the user asked for this very venue, so
    that a dead feed is tried again.
    """
    if memory is None:
        return True
    # A visit that lies ahead was made by a clock that was wrong: nothing it said about later holds.
    clock_was_wrong = memory.checked_at > now + HOUR or memory.next_at > max(now, memory.checked_at) + RETRY_CAP + DAY
    if memory.state == "dead":
        return named
    if memory.state == "waiting":
        return clock_was_wrong or memory.next_at <= now
    return everything or named or clock_was_wrong or memory.next_at <= now


def is_quiet(memory: FeedMemory, now: int) -> bool:
    """Whether nothing new came for four times the feed's own rhythm."""
    return bool(
        memory.interval_seconds
        and memory.changed_at
        and now - memory.changed_at > QUIET_FACTOR * memory.interval_seconds
    )
