"""OPML 1 and 2: outlines with the address of a feed; the outlines around them become tags.

Read as a stream without a tree, so that neither depth nor number costs memory. No DTD, no entities.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from forumplan.config.imports.place import Kind, NotImportable, Place, Reading, cleaned_tags
from forumplan.domain.text import clean

DEEPEST = 100
MOST_OUTLINES = 100_000
_STRAY_AMPERSAND = re.compile(rb"&(?!(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_COMMANDS = ("filtercmd", "filter", "command", "exec", "cmd")
_LEFT_OUT = "its command was left out"


def read_opml(data: bytes) -> Reading:
    """Every outline with an address; one with a name alone is a place without a feed. Raises NotImportable."""
    try:
        return _Outlines().read(data)
    except expat.ExpatError as error:
        mended = _STRAY_AMPERSAND.sub(b"&amp;", data)
        if mended == data:
            raise _broken(error) from None
    try:
        return _Outlines().read(mended)
    except expat.ExpatError as error:
        raise _broken(error) from None


def _broken(error: expat.ExpatError) -> NotImportable:
    return NotImportable(f"line {error.lineno}: this is not OPML any more ({expat.ErrorString(error.code)}); mend it")


class _Outlines:
    """What the reader knows at one moment: the names of the open outlines, and which of them have others inside."""

    def __init__(self) -> None:
        self.reading = Reading("OPML")
        self._open: list[tuple[dict[str, str], int, bool]] = []
        self._count = self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = False
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def read(self, data: bytes) -> Reading:
        self._parser.Parse(data, True)
        # Where nothing is a feed, names alone are notes of an outliner and not places.
        if not any(place.kind == "feed" for place in self.reading.places):
            self.reading.places = [place for place in self.reading.places if place.home]
        return self.reading

    def _doctype(self, *_: object) -> None:
        raise NotImportable("it declares a DTD, which an OPML file has no need of; delete its <!DOCTYPE ...> part")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotImportable(f"its outlines are nested more than {DEEPEST} deep; no list of feeds is")
        if tag.lower() != "outline":
            return
        self._count += 1
        if self._count > MOST_OUTLINES:
            raise NotImportable(
                f"it has more than {MOST_OUTLINES} outlines; split it, or leave out what you do not read"
            )
        if self._open:
            parent, line, _ = self._open[-1]
            self._open[-1] = (parent, line, True)
        found = {name.lower(): value for name, value in attributes.items()}
        self._open.append((found, self._parser.CurrentLineNumber, False))
        if found.get("xmlurl", "").strip():
            self._keep("feed", found, self._parser.CurrentLineNumber)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if tag.lower() != "outline":
            return
        found, line, has_children = self._open[-1]
        if not has_children and not found.get("xmlurl", "").strip() and (_name(found) or _home(found)):
            self._keep("none", found, line)
        self._open.pop()

    def _keep(self, kind: Kind, found: dict[str, str], line: int) -> None:
        tags = [_name(one) for one, _, _ in self._open[:-1]]
        tags += [part for path in found.get("category", "").split(",") for part in path.split("/")]
        command = any(found.get(name, "").strip() for name in _COMMANDS)
        self.reading.add(
            Place(
                kind,
                found.get("xmlurl", "").strip(),
                _name(found),
                _home(found),
                cleaned_tags(tags),
                line,
                note=_LEFT_OUT if command else "",
            )
        )


def _name(found: dict[str, str]) -> str:
    return clean(found.get("title", "") or found.get("text", ""), 80)


def _home(found: dict[str, str]) -> str:
    return (found.get("htmlurl", "") or found.get("url", "")).strip()
