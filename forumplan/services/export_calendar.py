"""The week's accepted items as a calendar (RFC 5545). Nobody is named in it, and no tie is spoken of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from forumplan import __version__
from forumplan.domain.identity import mask_url
from forumplan.domain.records import PRIVATE_KINDS, PlanItem
from forumplan.domain.text import clean
from forumplan.services import proposals
from forumplan.services.home import Home

FOLD_BYTES = 75
STATES = ("accepted", "pinned")
PRIVATE_WORDS = {"touch": "a word to somebody you know", "follow-up": "an answer to somebody who waits"}


def calendar(home: Home) -> Iterator[str]:
    """Each accepted item of this week as an event of its day; an item keeps its UID for as long as it lives."""
    week = home.week()
    yield from _lines("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//forumplan//forumplan {__version__}//EN")
    yield from _lines("CALSCALE:GREGORIAN")
    for item in proposals.items(home, week):
        if item.state in STATES:
            day = week.day(item.day)
            stamp = datetime.fromtimestamp(home.ledger.changed_at(item), UTC)  # so the same week is the same file
            yield from _lines("BEGIN:VEVENT", f"UID:{item.id}@forumplan", f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}")
            yield from _lines(f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}")
            yield from _lines(f"SUMMARY:{_escaped(_summary(home, item))}", "TRANSP:TRANSPARENT")
            if item.url.startswith(("http://", "https://")):
                yield from _lines(f"URL:{clean(mask_url(item.url), 2000)}")
            yield from _lines("END:VEVENT")
    yield from _lines("END:VCALENDAR")


def _summary(home: Home, item: PlanItem) -> str:
    """What to do, where and for how long; what is between two people is only called by its kind."""
    venue = home.settings.venue(item.venue)
    where = f" in {venue.title if venue else item.venue}" if item.venue else ""
    private = item.kind in PRIVATE_KINDS
    what = PRIVATE_WORDS.get(item.kind, item.kind) if private else f"{item.kind}: {item.title}"
    if item.person_name and not private:
        what = what.replace(item.person_name, "somebody")
    return f"{what}{where} ({item.minutes} min)"


def _escaped(text: str) -> str:
    text = clean(text, 500)
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _lines(*lines: str) -> Iterator[str]:
    for line in lines:
        yield _folded(line) + "\r\n"


def _folded(line: str) -> str:
    """A line in pieces of at most 75 bytes, none cut inside a character."""
    parts, part, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > FOLD_BYTES:
            parts.append(part)
            part, size = " ", 1
        part, size = part + char, size + width
    return "\r\n".join([*parts, part])
