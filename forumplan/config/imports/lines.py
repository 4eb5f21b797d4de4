"""One address a line: newsboat's `urls` with its tags and titles, and plain lists of addresses.

A line of newsboat is an address and words behind it, each in quotes if it has spaces: tags, `~title`, `!` for hidden.
Lines that start a program there (`exec:`, `filter:`) or are no feed (`query:`) are refused one by one.
"""

from __future__ import annotations

import re
from dataclasses import replace

from forumplan.config.imports.place import Place, Reading, cleaned_tags
from forumplan.domain.text import clean

NEWSBOAT = "newsboat urls"
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_STARTS_PROGRAM = "it starts a program; nothing that an import names is ever started"
_REFUSED: tuple[tuple[str, str], ...] = (
    ("exec:", _STARTS_PROGRAM),
    ("filter:", _STARTS_PROGRAM),
    ("|", _STARTS_PROGRAM),
    ("query:", "it is a search over other feeds, not a feed"),
    ("file:", "it is a file, not an address"),
)
_WEB = ("http://", "https://", "feed:")


def read_lines(text: str) -> Reading:
    """Every line that is neither empty nor a comment. In a file of newsboat every web address is that of a feed."""
    reading = Reading("addresses")
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            _read_line(reading, stripped, number)
    if reading.form == NEWSBOAT:
        reading.places = [
            replace(place, kind="feed") if place.address.lower().startswith(_WEB) else place for place in reading.places
        ]
    return reading


def _read_line(reading: Reading, line: str, number: int) -> None:
    words = [_unquoted(match) for match in _WORD.finditer(line)]
    first, rest = words[0].strip(), words[1:]
    for mark, why in _REFUSED:
        if first.lower().startswith(mark):
            # What follows the mark may hold a password; the number of the line says which it is.
            reading.refuse(f"{mark} …", why, number)
            reading.form = NEWSBOAT
            return
    if not first.lower().startswith(_WEB):
        reading.add(Place("address", line, line=number))
        return
    if rest:
        reading.form = NEWSBOAT
    name = next((word[1:] for word in rest if word.startswith("~")), "")
    tags = [word for word in rest if not word.startswith(("~", "!"))]
    reading.add(Place("address", first, clean(name, 80), "", cleaned_tags(tags), number))


def _unquoted(match: re.Match[str]) -> str:
    quoted, plain = match.groups()
    return plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
