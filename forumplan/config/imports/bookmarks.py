"""Bookmarks as browsers export them (the Netscape format): links in folders, live bookmarks among them."""

from __future__ import annotations

import html
import re

from forumplan.config.imports.place import Place, Reading, cleaned_tags
from forumplan.domain.text import clean

_MARK = re.compile(r"<(/?)(dl|h3|a)\b([^<>]*)>([^<]*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'\b(href|feedurl|tags)\s*=\s*"([^"]*)"', re.IGNORECASE)
_DEEPEST = 100


def read_bookmarks(text: str) -> Reading:
    """Every link to the web; its folders and tags become tags."""
    reading = Reading("bookmarks")
    folders: list[str] = []
    title = ""
    for match in _MARK.finditer(text):
        closing, tag, attributes, inner = match.groups()
        tag = tag.lower()
        if tag == "h3" and not closing:
            title = clean(html.unescape(inner), 60)
        elif tag == "dl" and closing:
            del folders[-1:]
        elif tag == "dl" and len(folders) < _DEEPEST:
            folders.append(title)
            title = ""
        elif tag == "a" and not closing:
            _keep(reading, folders, attributes, inner)
    return reading


def _keep(reading: Reading, folders: list[str], attributes: str, inner: str) -> None:
    found = {name.lower(): html.unescape(value).strip() for name, value in _ATTRIBUTE.findall(attributes)}
    name = clean(html.unescape(inner), 80)
    address = found.get("feedurl") or found.get("href", "")
    if not address.lower().startswith(("http://", "https://", "feed:")):
        reading.refuse(name or "a bookmark without a name", "it leads to no address on the web")
        return
    tags = cleaned_tags([*folders, *found.get("tags", "").split(",")])
    if "feedurl" in found:
        reading.add(Place("feed", address, name, found.get("href", ""), tags))
    else:
        reading.add(Place("address", address, name, "", tags))
