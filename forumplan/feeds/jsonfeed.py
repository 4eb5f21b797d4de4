"""JSON Feed 1 and 1.1 (jsonfeed.org): feedparser reads none of it."""

from __future__ import annotations

import json
from typing import Any

from forumplan.domain.text import clean
from forumplan.feeds.dates import read_date
from forumplan.feeds.item import Channel, Item, NotAFeed
from forumplan.feeds.xmlfeed import absolute, newest, read_text


def read_json(body: bytes, *, content_location: str = "", now: int) -> tuple[Channel, list[Item]]:
    """The channel and the items of a JSON Feed. Raises NotAFeed where the JSON is broken or something else."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("the answer is broken JSON, not a feed; check the address") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise NotAFeed("the answer is JSON but not a JSON Feed; check the address")
    channel = Channel(
        title=clean(_text(feed, "title")),
        link=absolute(_text(feed, "home_page_url"), content_location),
        self_link=absolute(_text(feed, "feed_url"), content_location),
        language=clean(_text(feed, "language"), 20),
    )
    base = channel.self_link or channel.link or content_location
    objects = [item for item in feed["items"] if isinstance(item, dict)]
    return channel, [_item(item, base, now) for item in newest(objects, lambda item: _newest_date(item, now))]


def _newest_date(item: dict[str, Any], now: int) -> int | None:
    return read_date(_text(item, "date_published"), now) or read_date(_text(item, "date_modified"), now)


def _item(item: dict[str, Any], base: str, now: int) -> Item:
    text, tail = read_text(_text(item, "content_html") or _text(item, "content_text") or _text(item, "summary"))
    authors = item.get("authors")
    author = authors[0] if isinstance(authors, list) and authors else item.get("author")
    tags = item.get("tags")
    return Item(
        guid=clean(_text(item, "id"), 1000),
        link=absolute(_text(item, "url") or _text(item, "external_url"), base),
        title=clean(_text(item, "title")),
        author=clean(_text(author, "name") if isinstance(author, dict) else "", 100),
        text=text,
        tail=tail,
        category=clean(str(tags[0]), 100) if isinstance(tags, list) and tags else "",
        published_at=read_date(_text(item, "date_published"), now),
        updated_at=read_date(_text(item, "date_modified"), now),
    )


def _text(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
