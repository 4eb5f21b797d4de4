"""An address that turns out to be a page at its first visit: the feed behind it is looked for and followed instead."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from forumplan.config import edit
from forumplan.domain.errors import ForumplanError
from forumplan.domain.feed import FeedOutcome, FoundFeed
from forumplan.domain.identity import alias, bare_address, mask_url
from forumplan.domain.text import plural
from forumplan.feeds.hosts import PAUSE_SECONDS
from forumplan.feeds.platforms import GENERIC, by_name
from forumplan.services import subscribe
from forumplan.services.history import change_settings
from forumplan.services.home import Home

SITES_AT_ONCE = 8


def is_page(outcome: FeedOutcome) -> bool:
    """Whether a page was found where a feed was thought to be, for the first time: no visit before got so far."""
    memory = outcome.job.memory
    never = memory is None or (not memory.changed_at and memory.state != "not-a-feed")
    return outcome.state == "not-a-feed" and never


async def look_behind(home: Home, pages: Iterable[FeedOutcome], seconds: float) -> dict[str, FoundFeed | None]:
    """By the address of each page that could be looked at in this time: the best feed behind it, None for none."""
    sites: dict[str, list[FeedOutcome]] = {}
    for page in pages:
        sites.setdefault(urlsplit(page.job.url).hostname or "", []).append(page)
    found: dict[str, FoundFeed | None] = {}
    turns = asyncio.Semaphore(SITES_AT_ONCE)

    async def look(group: list[FeedOutcome]) -> None:
        async with turns:
            for page in group:
                allowed = bool(page.job.allowed_origins)
                # The page itself was asked a moment ago.
                await asyncio.sleep(0 if allowed else PAUSE_SECONDS)
                feeds: list[FoundFeed] = []
                with suppress(ForumplanError):
                    feeds = await subscribe.find_feeds(home, page.job.url, allow_private=allowed, required=False)
                found[page.job.url] = feeds[0] if feeds else None

    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.gather(*(look(group) for group in sites.values()))
    return found


def follow(home: Home, pages: Iterable[FeedOutcome], found: Mapping[str, FoundFeed | None]) -> dict[str, str]:
    """Write the feeds found into feeds.toml in place of the pages, as one act; returns feed by page.

    A venue that was called by its address alone gets the feed's title. A feed that another venue follows already is not
    taken twice.
    """
    taken = {alias(mask_url(url)) for venue in home.settings.venues for url in venue.feeds}
    changes: dict[str, dict[str, Any]] = {}
    new: dict[str, str] = {}
    for page in pages:
        feed, venue = found.get(page.job.url), home.settings.venue(page.job.venue)
        if feed is None or venue is None or page.job.url not in venue.feeds or alias(mask_url(feed.url)) in taken:
            continue
        taken.add(alias(mask_url(feed.url)))
        change = changes.setdefault(venue.id, {"feeds": list(venue.feeds)})
        change["feeds"] = [feed.url if url == page.job.url else url for url in change["feeds"]]
        if feed.title and venue.title in (venue.id, bare_address(page.job.url)):
            change["name"] = feed.title
        if not venue.platform and by_name(feed.platform) not in (None, GENERIC):
            change["platform"] = feed.platform
        new[page.job.url] = feed.url
        home.notices.append(f"{venue.title}: its feed was found at {mask_url(feed.url)}")

    def make(text: str) -> str:
        for venue_id, change in changes.items():
            for key, value in change.items():
                text = edit.set_venue(text, venue_id, key, value)
        return text

    if changes:
        change_settings(home, "found", f"found the feeds of {plural(len(changes), 'venue')}", make, by_user=False)
    return new
