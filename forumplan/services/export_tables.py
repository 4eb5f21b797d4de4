"""Contributions as a table, feeds as OPML, the week and the ledger as a page to read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from forumplan.domain.event_lines import masked
from forumplan.domain.identity import mask_url
from forumplan.domain.records import Contribution
from forumplan.domain.text import as_cell, harmless, hours_minutes, plural
from forumplan.domain.times import local_date
from forumplan.domain.week import Week
from forumplan.services import proposals
from forumplan.services.home import Home

COLUMNS = (
    "id",
    "date",
    "venue",
    "kind",
    "goal",
    "title",
    "url",
    "minutes",
    "promo",
    "person",
    "outcome",
    "note",
)
_MARKS = re.compile(r"([\\`*_{}\[\]<>|#~])")


def contributions(home: Home) -> Iterator[str]:
    """Every contribution as CSV, oldest first; no cell is taken for a formula by a spreadsheet."""
    yield _row(COLUMNS)
    for one in _made(home):
        day = str(local_date(one.at, home.zone))
        texts = (one.id, day, one.venue, one.kind, one.goal, one.title, masked(one.url))
        last = (one.person_name, one.outcome, masked(one.note))
        yield _row((*texts, one.minutes, "yes" if one.promo else "", *last))


def opml(home: Home, *, with_secrets: bool = False) -> Iterator[str]:
    """Venues and their feeds as OPML 2.0."""
    venues = home.settings.venues  # what cannot be read is said before a line is out
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
    yield "<head><title>forumplan</title></head>\n<body>\n"
    for venue in venues:
        home_page = f" htmlUrl={_attribute(venue.url)}" if venue.url else ""
        yield f"<outline text={_attribute(venue.title)}{home_page}>\n"
        for feed in venue.feeds:
            address = home.secrets.whole(feed) if with_secrets else mask_url(feed)
            yield f'  <outline type="rss" text={_attribute(venue.title)} xmlUrl={_attribute(address)}/>\n'
        yield "</outline>\n"
    yield "</body>\n</opml>\n"


def markdown(home: Home) -> Iterator[str]:
    """This week's plan and every contribution, newest week first, as Markdown."""
    seen = proposals.seen(home)
    yield f"# Week {seen.week}\n\n{hours_minutes(seen.minutes)} · {plural(len(seen.items), 'item')}\n"
    for item in seen.items:
        state = "x" if item.state == "done" else " "
        date = seen.week.day(item.day).strftime("%a %d %b")
        where = f" — {_plain(item.venue)}" if item.venue else ""
        yield f"- [{state}] {date}, {item.minutes} min, {item.kind}: {_link(item.title, item.url)}{where}\n"
    week = None
    for one in reversed(_made(home)):
        day = local_date(one.at, home.zone)
        if Week.of(day) != week:
            week = Week.of(day)
            yield f"\n## Done in {week}\n\n"
        parts = [f"{day}, {one.minutes} min, {one.kind}: {_link(one.title or one.url, one.url)}"]
        parts += [_plain(part) for part in (one.venue, one.person_name, one.outcome, one.note) if part]
        yield f"- {' — '.join(parts)}\n"


def _made(home: Home) -> list[Contribution]:
    return sorted(home.ledger.all(Contribution), key=lambda one: (one.at, one.id))


def _row(cells: tuple[object, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([_cell(cell) for cell in cells])
    return text.getvalue()


def _cell(value: object) -> object:
    return harmless(as_cell(value)) if isinstance(value, str) else value


def _attribute(text: str) -> str:
    return quoteattr(harmless(text))


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\1", masked(harmless(" ".join(text.split()))))


def _link(title: str, url: str) -> str:
    address = mask_url(url) if url.startswith(("http://", "https://")) else ""
    if not address or any(one in address for one in " ()<>\\\n"):
        return _plain(title)
    return f"[{_plain(title)}]({address})"
