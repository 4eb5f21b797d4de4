"""A table of venues (CSV, separated by commas, semicolons or tabs): its first line names the columns.

A column may be any key of a venue, or one of the names that other programs use for it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from io import StringIO

from forumplan.config.imports.place import LONGEST_ADDRESS, Kind, NotImportable, Place, Reading, cleaned_tags
from forumplan.config.schema import keys_of
from forumplan.domain.text import clean

_ALIASES = {
    "title": "name",
    "venue": "name",
    "feed": "feeds",
    "feed_url": "feeds",
    "feedurl": "feeds",
    "xmlurl": "feeds",
    "rss": "feeds",
    "link": "address",
    "site": "url",
    "home": "url",
    "homepage": "url",
    "htmlurl": "url",
    "tag": "tags",
    "category": "tags",
    "folder": "tags",
}
_BETWEEN = re.compile(r"[\s;|]+|,(?=https?://)")
_PLACE = frozenset({"address", "feeds", "url"})
_OWN = frozenset({"address", "feeds", "url", "name", "tags"})
"""Columns that are taken apart here; the others go to the venue as they are typed."""


def looks_like_table(text: str) -> bool:
    """Whether the first line names columns of venues."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    columns = _columns(next(csv.reader([first[:LONGEST_ADDRESS]], delimiter=_separator(first)), []))
    return len(columns) > 1 and bool(_PLACE & set(columns) or "name" in columns)


def read_table(text: str) -> Reading:
    """Every row of the table. NotImportable where a row is longer than any venue."""
    reading = Reading("table")
    first = next((line for line in text.splitlines() if line.strip()), "")
    # A cell longer than the reader's own limit is refused by it as an error.
    rows = csv.reader(StringIO(text), delimiter=_separator(first))
    columns: list[str] = []
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if columns:
                _keep(reading, dict(zip(columns, row, strict=False)), rows.line_num)
            else:
                columns = _columns(row)
                _refuse_columns(reading, columns)
    except csv.Error as error:
        raise NotImportable(f"line {rows.line_num}: this is not a table any more ({error}); mend it") from None
    return reading


def _refuse_columns(reading: Reading, columns: Sequence[str]) -> None:
    keys = keys_of("venue")
    for column in columns:
        if column in keys and keys[column].guarded:
            reading.refuse(f"column {column}", "only you can set it; write it into feeds.toml by hand", 1)
        elif column not in keys and column not in _OWN:
            reading.refuse(f"column {column or '(no name)'}", "no key of a venue is called so", 1)


def _keep(reading: Reading, row: dict[str, str], line: int) -> None:
    row = {column: cell.strip() for column, cell in row.items()}
    feeds = [one for one in _BETWEEN.split(row.get("feeds", "")) if one]
    kind: Kind = "feed" if feeds else "address" if row.get("address") else "none"
    address = feeds[0] if feeds else row.get("address", "")
    name, keys = clean(row.get("name", ""), 80), keys_of("venue")
    others = {
        column: cell
        for column, cell in row.items()
        if cell and column in keys and column not in _OWN and not keys[column].guarded
    }
    if not (address or name or row.get("url")):
        reading.refuse(others.get("id", "a row"), "it has neither an address nor a name", line)
        return
    tags = cleaned_tags(row.get("tags", "").replace(";", ",").split(","))
    reading.add(Place(kind, address, name, row.get("url", ""), tags, line, others, more=tuple(feeds[1:])))


def _columns(row: Sequence[str]) -> list[str]:
    names = [clean(cell, 60).lower().replace(" ", "_").replace("-", "_") for cell in row]
    return [_ALIASES.get(name, name) for name in names]


def _separator(line: str) -> str:
    return max(",;\t", key=line.count)
