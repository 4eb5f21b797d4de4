"""Dates of feeds, read strictly: a wrong date would put a thread on top for years."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

EARLIEST = 631_152_000
"""1990-01-01, seconds since the epoch: before it no feed existed."""
FUTURE_SECONDS = 2 * 86_400
"""A clock may be wrong by so much; what lies further ahead is no date."""

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[Tt ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?\s*([Zz]|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_WEEK = re.compile(r"(\d{4})-?W(\d{2})(?:-?([1-7]))?")
_STAMP = re.compile(r"\d{9,13}")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def read_date(text: str, now: int) -> int | None:
    """Seconds since the epoch, or None if the text is no date between 1990 and two days after `now`.

    Reads RFC 822, ISO 8601 (dates, compact, weeks) and Unix stamps in seconds or milliseconds.
    """
    text = text.strip()[:64]
    if not text:
        return None
    try:
        seconds = _read(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return seconds if seconds is not None and EARLIEST <= seconds <= now + FUTURE_SECONDS else None


def _read(text: str) -> int | None:
    if match := _ISO.fullmatch(text):
        year, month, day, hour, minute, second = (int(group or 0) for group in match.groups()[:6])
        # A leap second is the one before it.
        moment = datetime(year, month, day, hour, minute, min(59, second), tzinfo=UTC)
        return int(moment.timestamp()) - _zone_seconds(match[7])
    if match := _WEEK.fullmatch(text):
        return _midnight(date.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1)))
    if match := _MONTH.fullmatch(text):
        return _midnight(date(int(match[1]), int(match[2]), 1))
    if _STAMP.fullmatch(text):
        return int(text) if len(text) <= 10 else int(text) // 1000
    moment = parsedate_to_datetime(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp()) if abs(moment.utcoffset() or timedelta()) <= timedelta(hours=14) else None


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _zone_seconds(zone: str | None) -> int:
    if not zone or zone in "Zz":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:
        raise ValueError(zone)
    seconds = hours * 3600 + minutes * 60
    return -seconds if zone[0] == "-" else seconds
