"""What a platform is to the feed engine: one row of data, bound to a feed and then used alone.

The rows are in `catalogue`. A row says how to know the platform, which thread an item belongs to, and where the
platform keeps its feeds. All patterns run in linear time on the short fields they are meant for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal
from urllib.parse import urlsplit

from forumplan.domain.identity import split_host
from forumplan.feeds.item import Channel, Item

FeedUse = Literal["site", "section", "thread", "own"]


@dataclass(frozen=True, slots=True)
class Template:
    """Where a platform keeps a feed. `path` follows the site's root; `{section}`, `{thread}` and `{user}` are filled.

    `{number}` is a user as well, of a platform that knows its users by number alone.

    `use`: the whole site, one category or tag, one thread, or what one user wrote.
    """

    use: FeedUse
    path: str


@dataclass(frozen=True, slots=True)
class Platform:
    """One row. Patterns are regular expressions, "" where there is none.

    `keys`: (field, pattern) tried in order; the groups together name the thread within its site.
    `sites`: addresses of feeds on the platform. `generators`: what its feeds call their maker.
    `items`: addresses that most items of its feeds have (that of the comments once more after `comments:`).
    `posts`: feed addresses whose items are posts. `reply`, `starts`: item addresses of later and of first posts.
    `subjects`: item addresses whose thread is only known by the subject.
    `before_title`: an item address, and what its title has before the title of the discussion.
    `byline`: names the author in a title or in the last line of a text, where the feed has no field for it.
    `replies`: a number in the last lines of a text, or behind `^` in its first; `replies_offset` is added to it.
    `footer`: lines that are not the author's. `root`: where in a feed's path the forum's own part ends.
    `last_post`: lists of threads (their addresses are those of `starts`) show author, text or date of the last post.
    `scope`: the one site that all feeds share. `same_post`: an item address, and what names it in every feed.
    `host_seconds`: between two requests to a public host. `order`: by what a feed is sorted.
    """

    name: str
    keys: tuple[tuple[str, str], ...] = ()
    sites: str = ""
    generators: str = ""
    items: str = ""
    posts: str = ""
    reply: str = ""
    starts: str = ""
    subjects: str = ""
    replies: str = ""
    replies_offset: int = 0
    author: str = ""
    before_title: tuple[str, str] = ("", "")
    byline: str = ""
    footer: str = ""
    root: str = ""
    scope: str = ""
    same_post: tuple[str, str] = ("", "")
    last_post: bool = False
    discussions: bool = True
    host_seconds: float = 1.0
    order: Literal["bumped", "created", "posted", "mixed"] = "created"
    feeds: tuple[Template, ...] = field(default=())

    def thread_key(self, item: Item, channel: Channel) -> str:
        """What names the item's thread on its site; "" if nothing does."""
        if not self.keys:
            return ""
        values = {
            "comments": item.comments,
            "guid": item.guid,
            "link": item.link,
            "channel": channel.link,
            "self": channel.self_link,
        }
        for name, pattern in self.keys:
            if (text := values[name]) and (match := compiled(pattern).search(text)):
                return ":".join(part for part in match.groups() if part)
        return ""

    def site_of(self, url: str) -> str:
        """The site that thread keys of the feed at `url` are unique in."""
        if self.scope:
            return self.scope
        path = urlsplit(url).path
        cut = compiled(self.root).search(path) if self.root else None
        return split_host(url) + (path[: cut.start()] if cut else "")


GENERIC = Platform("feed", discussions=False)
"""Any other feed: every item is a thread of its own, unless the items answer one another."""


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern of a row, compiled once."""
    return re.compile(pattern, re.IGNORECASE)


def matches(pattern: str, *texts: str) -> bool:
    """Whether the pattern is found in one of the texts."""
    return bool(pattern) and any(text and compiled(pattern).search(text) for text in texts)


def by_name(name: str) -> Platform | None:
    """The row called so."""
    from forumplan.feeds.catalogue import PLATFORMS

    return next((row for row in (*PLATFORMS, GENERIC) if row.name == name), None)


def platform_of_address(url: str) -> str:
    """The platform that a feed's address alone shows; "" if it shows none."""
    from forumplan.feeds.catalogue import PLATFORMS

    return next((row.name for row in PLATFORMS if matches(row.sites, url)), "")


def detect(url: str, channel: Channel, items: Sequence[Item]) -> Platform:
    """The row that a feed belongs to: by its maker or its address, else by the addresses of most of its items.

    An address alone may deceive: several programs keep a feed at `/top.rss`. So it must not be at odds with the items.
    """
    from forumplan.feeds.catalogue import PLATFORMS

    addresses = (url, channel.self_link, channel.link)
    for row in PLATFORMS:
        if matches(row.generators, channel.generator):
            return row
        if matches(row.sites, *addresses) and (not items or _knows_any(row, items, channel)):
            return row
    looked_at = [_addresses(item) for item in items[:40]]
    return next((row for row in PLATFORMS if _fits_most(row, looked_at)), GENERIC)


def _knows_any(row: Platform, items: Sequence[Item], channel: Channel) -> bool:
    if not row.keys:
        return True
    return any(row.thread_key(item, channel) or matches(row.subjects, item.link, item.guid) for item in items[:40])


def _addresses(item: Item) -> list[str]:
    """Those that an item has, each once."""
    comments = (f"comments:{item.comments}", item.comments) if item.comments else ()
    return [*dict.fromkeys(filter(None, (*comments, item.guid, item.link)))]


def _fits_most(row: Platform, items: Sequence[list[str]]) -> bool:
    """Whether three of five items have addresses of the row; no more are looked at than that takes."""
    if not row.items or not items:
        return False
    search, misses = compiled(row.items).search, 0
    for addresses in items:
        if not any(map(search, addresses)):
            misses += 1
            if misses * 5 > len(items) * 2:
                return False
    return True


def feed_templates(**paths: tuple[str, ...]) -> tuple[Template, ...]:
    """Templates by use: `site`, `section`, `thread`, `own`."""
    uses: tuple[FeedUse, ...] = ("site", "section", "thread", "own")
    return tuple(Template(use, path) for use in uses for path in paths.get(use, ()))
