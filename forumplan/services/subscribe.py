"""From an address as people write it to a venue in feeds.toml."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forumplan.config import edit
from forumplan.domain.errors import FetchError, UsageError
from forumplan.domain.feed import FoundFeed
from forumplan.domain.identity import alias, bare_address, mask_url, split_host
from forumplan.services.history import change_settings
from forumplan.services.home import Home
from forumplan.services.settings_acts import free_id, slug

NO_FEED = "no feed found"
"""What discovery says of a site that answered and has none, unlike one that could not be asked."""
LATER = "--later keeps it to be asked at the next refresh"
"""What is said behind the reason why a site could not be asked."""
PRIVATE = "is a private address"


async def find_feeds(home: Home, address: str, *, allow_private: bool, required: bool = True) -> list[FoundFeed]:
    """The feeds that can be read behind an address, the best first.

    Where there is none and one is needed: FetchError if the site is at fault, UsageError if the address is.
    """
    readable, why = await look_for_feeds(home, address, allow_private=allow_private)
    if not readable and required:
        shown = mask_url(address)
        what = why.split(";")[0]
        again = f"forumplan venue add {shown}"
        if what.endswith(PRIVATE) and not allow_private:
            raise UsageError(f"{shown}: {what}; if that is meant: {again} --allow-private")
        if NO_FEED in what:
            raise FetchError(f"{shown}: {what}; paste the feed's address, or track it by hand: {again} --manual")
        if not _spelt_out(address):
            raise UsageError(f"{shown}: {why}")
        raise FetchError(f"{shown}: {what}; {again} {LATER}")
    return readable


def unread(address: str) -> FoundFeed:
    """The feed of an address that nobody asks now: the first refresh reads it, or looks for one behind a page.

    UsageError if it is no address of a site.
    """
    from forumplan.feeds.platforms import platform_of_address

    url = next(iter(_spelt_out(address)), "")
    if not url:
        raise UsageError(
            f"{mask_url(address)[:200]} is no address of a site; write one such as https://forum.example.org"
        )
    return FoundFeed(url, bare_address(address), platform_of_address(url), 0, 0)


def named_feed(address: str) -> str:
    """The feed that a short form such as `r/NAME` names without the site being asked; "" for what is none."""
    found = _spelt_out(address)
    page = len(found) == 1 and bare_address(found[0]).casefold() == bare_address(address).casefold()
    return found[0] if len(found) == 1 and not page else ""


def _spelt_out(address: str) -> list[str]:
    """The addresses that something typed may mean, the likeliest first; [] for what is none."""
    from forumplan.feeds.spellings import expand

    try:
        return expand(address)
    except ValueError:
        return []


async def look_for_feeds(home: Home, address: str, *, allow_private: bool) -> tuple[list[FoundFeed], str]:
    """The feeds that can be read behind an address, the best first, and why there is none."""
    from forumplan.feeds import discover  # what adds a venue that is found already needs no HTTP
    from forumplan.feeds.exchange import user_agent

    # The first run looks for feeds before there is a feeds.toml.
    contact = home.settings.fetch.contact if home.paths.config_file.exists() else ""
    found = await discover.discover(
        home.secrets.whole(address),
        allow_private=allow_private,
        clock=home.clock,
        user_agent=user_agent(contact),
    )
    readable = [feed for feed in found if not feed.error]
    return readable, "" if readable else next((feed.error for feed in found if feed.error), "no feed found there")


def add(
    home: Home,
    address: str,
    feeds: Sequence[FoundFeed],
    *,
    venue_id: str = "",
    allow_private: bool = False,
    manual: bool = False,
    tags: Sequence[str] = (),
) -> str:
    """Write the venue into feeds.toml with the best feed found; returns what was done, in words."""
    taken = [venue.id for venue in home.settings.venues]
    if venue_id in taken:
        raise UsageError(f"{venue_id}: there is a venue of this id already; choose another with --id")
    best = feeds[0] if feeds else None
    if best is not None:
        _refuse_double(home, best)
    shown = mask_url(address) if "://" in address or "?" in address else address
    name = (best.title if best else "") or shown
    url = next((one for one in (address, best.url if best else "") if one.startswith(("http://", "https://"))), "")
    values: dict[str, Any] = {"id": venue_id or free_id(slug(name), taken), "name": name}
    if url:
        values["url"] = url
    if best is not None:
        values["feeds"] = [best.url]
        if best.platform:
            values["platform"] = best.platform
    if manual or best is None:
        values["manual"] = True
    if allow_private:
        values["allow_private"] = True
    if tags:
        values["tags"] = list(tags)
    where = f" at {mask_url(best.url)}" if best else ", tracked by hand"
    words = f"venue {values['id']}: {name}{where}"
    change_settings(home, "venue", f"added {words}", lambda text: edit.add_venue(text, values))
    return f"added {words}"


def _refuse_double(home: Home, feed: FoundFeed) -> None:
    for venue in home.settings.venues:
        if any(alias(url) == alias(mask_url(feed.url)) for url in venue.feeds):
            raise UsageError(f"{mask_url(feed.url)}: {venue.id} follows this feed already ({split_host(feed.url)})")
