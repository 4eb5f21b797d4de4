"""OPML 1 and 2: outlines with the address of a feed; the outlines around them become tags.

Read as a stream without a tree, so that neither depth nor number costs memory. No DTD, no entities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from xml.parsers import expat

from forumplan.config.imports.place import Kind, NotImportable, Place, Reading, cleaned_tags
from forumplan.domain.identity import split_host
from forumplan.domain.text import clean

DEEPEST = 100
MOST_OUTLINES = 100_000
MOST_MORE = 19
"""Feeds of one place beside its first."""
_STRAY_AMPERSAND = re.compile(rb"&(?!(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_COMMANDS = ("filtercmd", "filter", "command", "exec", "cmd")
_LEFT_OUT = "its command was left out"


def read_opml(data: bytes) -> Reading:
    """Every outline with an address; one with a name alone is a place without a feed, a page with feeds a place.

    Raises NotImportable.
    """
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


@dataclass(slots=True)
class _Open:
    """An outline that is not closed yet. `place`: where its feeds are kept, if it is a site with several; -1 none."""

    found: dict[str, str]
    line: int
    has_children: bool = False
    place: int = -1

    def is_site_of(self, feed: str) -> bool:
        """Whether it is the page of a site without a feed of its own, and the feed one of that site."""
        host = split_host(_home(self.found))
        return bool(host) and host == split_host(feed) and not self.found.get("xmlurl", "").strip()


class _Outlines:
    """What the reader knows at one moment: the outlines that are open."""

    def __init__(self) -> None:
        self.reading = Reading("OPML")
        self._open: list[_Open] = []
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
            self._open[-1].has_children = True
        found = {name.lower(): value for name, value in attributes.items()}
        self._open.append(_Open(found, self._parser.CurrentLineNumber))
        if found.get("xmlurl", "").strip():
            self._keep("feed", self._open[-1])

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if tag.lower() != "outline":
            return
        one = self._open[-1]
        named = _name(one.found) or _home(one.found)
        if not one.has_children and not one.found.get("xmlurl", "").strip() and named:
            self._keep("none", one)
        self._open.pop()

    def _keep(self, kind: Kind, one: _Open) -> None:
        address = one.found.get("xmlurl", "").strip()
        site = self._open[-2] if len(self._open) > 1 and self._open[-2].is_site_of(address) else None
        if site is not None and site.place >= 0:
            first = self.reading.places[site.place]
            if len(first.more) < MOST_MORE:
                self.reading.places[site.place] = replace(first, more=(*first.more, address))
                return
        above = self._open[:-2] if site else self._open[:-1]
        tags = [_name(outline.found) for outline in above]
        tags += [part for path in one.found.get("category", "").split(",") for part in path.split("/")]
        command = any(one.found.get(name, "").strip() for name in _COMMANDS)
        name, home = (_name(site.found), _home(site.found)) if site else ("", "")
        if site is not None:
            site.place = len(self.reading.places)
        self.reading.add(
            Place(
                kind,
                address,
                name or _name(one.found),
                home or _home(one.found),
                cleaned_tags(tags),
                one.line,
                note=_LEFT_OUT if command else "",
            )
        )


def _name(found: dict[str, str]) -> str:
    return clean(found.get("title", "") or found.get("text", ""), 80)


def _home(found: dict[str, str]) -> str:
    return (found.get("htmlurl", "") or found.get("url", "")).strip()
