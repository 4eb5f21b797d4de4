"""From a link in a text to the place of discussion that it lies in, as an address that `venue add` takes. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from forumplan.feeds.catalogue import PLATFORMS
from forumplan.feeds.item import Channel, Item
from forumplan.feeds.platforms import compiled
from forumplan.feeds.spellings import site_root

_LINK = re.compile(r"https?://[^\s<>\"'`|\\^{}]{4,500}", re.IGNORECASE)
_SUBREDDIT = re.compile(r"(?<![\w/.])/?r/([A-Za-z]\w{2,20})(?![\w/])")
_LAST = ".,;:!?)]}*_"
_NAMED: tuple[tuple[str, str], ...] = (
    (r"^https?://(?:[\w-]+\.)?reddit\.com/r/(\w{2,40})(?:/|$)", "r/{0}"),
    (r"^https?://github\.com/([\w.-]+/[\w.-]+)/(?:discussions|issues|pull)(?:[/.]|$)", "gh:{0}"),
    (r"^https?://gitlab\.com/([\w.-]+(?:/[\w.-]+)+?)/-/issues(?:/|$)", "gl:{0}"),
    (r"^https?://stackoverflow\.com/questions/tagged/([^/?#]+)", "SO [{0}]"),
    (r"^(https?://[\w-]+\.stackexchange\.com)/questions(?:/|$)", "{0}"),
    (r"^(https?://(?:serverfault|superuser|askubuntu)\.com)/questions(?:/|$)", "{0}"),
    (r"^(https?://(?:[\w-]+\.)?groups\.io/g/[\w.+-]+)(?:/|$)", "{0}"),
    (r"^(https?://[^/]+(?:/[\w-]+)*/archives/list/[^/?#]+)(?:/|$)", "{0}"),
    (r"^(https?://lore\.kernel\.org/[\w.-]+)(?:/|$)", "{0}"),
    (r"^https?://lobste\.rs/", "lobsters"),
    (r"^https?://(?:news\.ycombinator\.com|hnrss\.org)/", "hn"),
)
_ELSEWHERE = ("github.com", "gitlab.com", "stackoverflow.com", "reddit.com", "youtube.com", "medium.com", "dev.to")
"""Sites where only the parts named above are places of discussion."""
_OF_PEOPLE = ("mastodon", "bluesky")
"""Platforms whose addresses lead to somebody's posts and not to a place."""


def links(text: str) -> list[str]:
    """The addresses that stand in a text, and subreddits that it names as `r/NAME`."""
    found = [link.rstrip(_LAST) for link in _LINK.findall(text)]
    return found + [f"https://www.reddit.com/r/{name}/" for name in _SUBREDDIT.findall(text)]


def place_of(url: str) -> str:
    """The place of discussion that an address lies in, "" where it looks like none."""
    for pattern, shape in _NAMED:
        if match := compiled(pattern).match(url):
            return shape.format(*(unquote(group) for group in match.groups()))
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if "." not in host or any(host == site or host.endswith(f".{site}") for site in _ELSEWHERE):
        return ""
    item = Item(link=url)
    for row in PLATFORMS:
        if row.name in _OF_PEOPLE or row.scope or not (row.discussions and row.items):
            continue
        if row.thread_key(item, Channel()):
            root = site_root(row, url)
            return root if root != url.rstrip("/") else f"{parts.scheme}://{parts.netloc}"
    return ""


def shares_site(place: str) -> bool:
    """Whether other places lie on the same site, so that following one of them says nothing of the others."""
    return not place.startswith("http") or any(compiled(pattern).match(place) for pattern, _ in _NAMED)
