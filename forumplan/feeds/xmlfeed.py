"""RSS, Atom and RDF through feedparser. It only ever gets a stream: handed text it would open files and addresses."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from forumplan.domain.text import clean, clean_block
from forumplan.feeds.dates import read_date
from forumplan.feeds.feedparser_setup import prepared
from forumplan.feeds.item import MAX_ITEMS, Channel, Item, NotAFeed, TooLarge
from forumplan.feeds.markup import looks_like_markup, to_text

MAX_ELEMENTS = 150_000
"""A body of two thousand items has some thirty thousand; nesting for its own sake costs seconds a megabyte."""
MAX_OPENED = 200_000
"""Those that nobody closes count too: empty ones, line breaks in texts, and tags that are there to be many."""
T = TypeVar("T")
_PUBLISHED, _UPDATED = ("published", "created", "issued"), ("updated", "modified")
_WHOLE_LINK = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[!-\"$-:<->@-~]*)?(?:\?[!-\"$-:<-~]+)?")
"""A link that no page can change: it names its host and has nothing that joining would take away."""
_ROOT = re.compile(rb"<[A-Za-z]")
_ENTITY = re.compile(rb"<!ENTITY[^>]{0,20000}>")
_PLAIN_ENTITY = re.compile(rb"<!ENTITY\s+\w{1,40}\s+([\"'])(?:&#\w{1,8};|[^&%<>\"']{0,32})\1\s*>")
_ADDRESS_AND_NAME = re.compile(r"^\S+(?:[@＠]| at )\S+\s+\((.{1,200})\)$")


@dataclass(frozen=True, slots=True)
class XmlReading:
    """A body as feedparser reads it. `version`: its format ("" for none). `clean`: it was well-formed XML.

    `items` stand as in the body, at most 2,000 of them.
    """

    channel: Channel
    items: list[Item]
    version: str
    clean: bool


def read_xml(body: bytes, *, content_type: str = "", content_location: str = "", now: int) -> XmlReading:
    """Reads a body; links are relative to its channel's page, else to `content_location`.

    Raises NotAFeed, or TooLarge where it has more elements than any feed of its size would.
    """
    closed = body.count(b"</")
    if closed > MAX_ELEMENTS or body.count(b"<") - closed > MAX_OPENED:
        raise TooLarge(f"the feed has more than {MAX_ELEMENTS:,} elements")
    try:
        parsed = parse_stream(body, content_type=content_type)
        channel = read_channel(dict.get(parsed, "feed") or {}, content_location)
        home = channel.link or content_location
        entries = newest(dict.get(parsed, "entries") or [], lambda entry: _date(entry, (*_PUBLISHED, *_UPDATED), now))
        items = [read_item(entry, home, now) for entry in entries]
    except Exception as error:
        raise NotAFeed(f"the answer cannot be read as a feed ({type(error).__name__}); check the address") from error
    return XmlReading(channel, items, str(dict.get(parsed, "version") or ""), _is_clean(parsed))


def newest(entries: list[T], date_of: Callable[[T], int | None]) -> list[T]:
    """At most MAX_ITEMS of these, in their order: the newest by date, of those without one the first."""
    if len(entries) <= MAX_ITEMS:
        return entries
    dates = [date_of(entry) or 0 for entry in entries]
    kept = sorted(range(len(entries)), key=lambda place: -dates[place])[:MAX_ITEMS]
    return [entries[place] for place in sorted(kept)]


def without_entities(body: bytes) -> bytes:
    """The body without the entities that it defines, but for short plain ones: they only serve to explode or to read.

    feedparser drops such definitions only where each begins a line.
    """
    root = _ROOT.search(body)
    head = body[: root.start()] if root else body
    if b"<!ENTITY" not in head:
        return body
    return _ENTITY.sub(lambda match: match[0] if _PLAIN_ENTITY.fullmatch(match[0]) else b"", head) + body[len(head) :]


def _is_clean(parsed: Any) -> bool:
    """Whether the strict parser read it to the end; that the declared encoding or type is wrong does no harm."""
    import feedparser

    harmless = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
    return not dict.get(parsed, "bozo") or isinstance(dict.get(parsed, "bozo_exception"), harmless)


def parse_stream(body: bytes, *, content_type: str = "") -> Any:
    """feedparser's own result of a body.

    It is not told where the body came from: it would join ids, too, to that address, and an id would change with it.
    """
    headers = {"content-type": content_type or "application/xml"}
    return prepared().parse(
        io.BytesIO(without_entities(body)), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def read_channel(feed: Any, base: str) -> Channel:
    """What a feed says of itself. feedparser's own lookup of keys is avoided: it falls back and warns."""
    self_link = next((str(link.get("href", "")) for link in _parts(feed, "links") if link.get("rel") == "self"), "")
    generator, detail = dict.get(feed, "generator") or "", _part(feed, "generator_detail")
    return Channel(
        title=clean(_plain(feed, "title")),
        link=absolute(str(dict.get(feed, "link") or ""), base),
        self_link=absolute(self_link, base),
        generator=clean(f"{generator} {detail.get('href') or ''}"),
        language=clean(str(dict.get(feed, "language") or ""), 20),
        ttl_seconds=_ttl(dict.get(feed, "ttl")),
    )


def read_item(entry: Any, base: str, now: int) -> Item:
    """One entry of feedparser as an Item; `base` is what its links are relative to."""
    markup = _markup(entry)
    text, tail = read_text(markup)
    answered = _part(entry, "thr_in-reply-to") or _part(entry, "in-reply-to")
    tags = _parts(entry, "tags")
    return Item(
        guid=clean(str(dict.get(entry, "id") or ""), 1000),
        link=absolute(_link(entry), base),
        comments=absolute(str(dict.get(entry, "comments") or ""), base),
        title=clean(_plain(entry, "title")),
        author=read_author(_author(entry)),
        text=text,
        tail=tail,
        category=clean(str(tags[0].get("label") or tags[0].get("term") or ""), 100) if tags else "",
        published_at=_date(entry, _PUBLISHED, now),
        updated_at=_date(entry, _UPDATED, now),
        replies=_count(dict.get(entry, "slash_comments"), dict.get(entry, "thr_total")),
        in_reply_to=clean(str(answered.get("ref") or answered.get("href") or ""), 1000),
        closed=_says_yes(entry, "topicclosed") or _says_yes(entry, "topicarchived"),
    )


def read_text(markup: str) -> tuple[str, str]:
    """The plain text of a body and its last 400 characters in one line, before cutting: forums count replies there."""
    plain = to_text(markup)
    ending = plain if len(markup) <= len(plain) + 200_000 else to_text(markup[-2000:])
    return clean_block(plain), clean(ending[-600:], 600)


def read_author(author: str) -> str:
    """A name without markup and without the mail address that stands before it."""
    if looks_like_markup(author):
        author = to_text(author)
    match = _ADDRESS_AND_NAME.match(author.strip()[:400])
    return clean(match[1] if match else author, 100)


def absolute(link: str, base: str) -> str:
    """The address that `link` means on the page `base`; "" unless it is http or https (or an id such as tag:)."""
    link = link.strip()[:2000]
    if not link or _WHOLE_LINK.fullmatch(link):
        return link
    try:
        joined = urljoin(base, link) if base else link
        scheme = urlsplit(joined).scheme
    except ValueError:
        return ""
    return clean(joined, 2000) if scheme in ("http", "https") else ""


def _part(holder: Any, name: str) -> dict[str, Any]:
    """What feedparser made of a part of its own; a feed's own element of that name is text."""
    found = dict.get(holder, name)
    return found if isinstance(found, dict) else {}


def _parts(holder: Any, name: str) -> list[dict[str, Any]]:
    """Several of them."""
    found = dict.get(holder, name)
    return [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []


def _link(entry: Any) -> str:
    for link in _parts(entry, "links"):
        if link.get("rel") == "alternate" and link.get("href"):
            return str(link["href"])
    return str(dict.get(entry, "link") or "")


def _author(entry: Any) -> str:
    return str(_part(entry, "author_detail").get("name") or dict.get(entry, "author") or "")


def _plain(holder: Any, name: str) -> str:
    text = str(dict.get(holder, name) or "")
    if _part(holder, f"{name}_detail").get("type") == "text/plain" or not ("<" in text or "&" in text):
        return text
    return to_text(text).strip() or text


def _markup(entry: Any) -> str:
    contents = [str(part.get("value") or "") for part in _parts(entry, "content")]
    return max([str(dict.get(entry, "summary") or ""), *contents], key=len)


def _date(entry: Any, names: tuple[str, ...], now: int) -> int | None:
    for name in names:
        if text := dict.get(entry, name):
            return read_date(str(text), now)
    return None


def _count(*values: Any) -> int | None:
    for value in values:
        if value is not None and str(value).strip().isdecimal():
            return min(int(str(value).strip()[:9]), 10_000_000)
    return None


def _says_yes(entry: Any, name: str) -> bool:
    return any(str(dict.get(entry, key) or "").strip() == "Yes" for key in (name, f"discourse_{name}"))


def _ttl(value: Any) -> int:
    text = str(value or "").strip()
    return min(int(text[:6]) * 60, 7 * 86_400) if text.isdecimal() else 0
