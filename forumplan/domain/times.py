"""Points in time: whole seconds since the epoch (UTC) inside, ISO 8601 at the edges. No clock here."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

HOUR = 3600
DAY = 24 * HOUR


def iso(seconds: int | None) -> str | None:
    """`2026-11-18T07:12:00Z`, or None."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local_date(seconds: int, zone: tzinfo) -> date:
    """The calendar day on which that second falls in `zone`."""
    return datetime.fromtimestamp(seconds, zone).date()


def age_words(seconds: int) -> str:
    """An age in one short word: `now`, `5m`, `3h`, `2d`, `7w`, `2y`. Negative ages are `now`."""
    if seconds < 60:
        return "now"
    for unit, size in (("y", 365 * DAY), ("w", 14 * DAY), ("d", DAY), ("h", HOUR)):
        if seconds >= size:
            return f"{seconds // (7 * DAY) if unit == 'w' else seconds // size}{unit}"
    return f"{seconds // 60}m"


def duration_words(seconds: int) -> str:
    """A length of time in words: `40 min`, `5 h`, `9 days`."""
    if seconds < HOUR:
        return f"{max(0, seconds // 60)} min"
    if seconds < 2 * DAY:
        return f"{seconds // HOUR} h"
    return f"{seconds // DAY} days"
