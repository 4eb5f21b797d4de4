"""From an address that somebody wrote to the feeds behind it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urljoin

from forumplan.domain.errors import ForumplanError, UsageError
from forumplan.domain.feed import FoundFeed, Parsed
from forumplan.domain.identity import MAIL_FOLDERS, mask_url, split_host
from forumplan.feeds.address import allowed_origins
from forumplan.feeds.exchange import USER_AGENT, Answer, Request, Unreachable, ask
from forumplan.feeds.hosts import Hosts
from forumplan.feeds.item import BlockedBody
from forumplan.feeds.mail import found_folder
from forumplan.feeds.parse import parse
from forumplan.feeds.platforms import by_name, compiled
from forumplan.feeds.spellings import expand, platform_feeds, site_root, with_scheme
from forumplan.feeds.transport import Network, Resolver, system_resolver

MOST_CANDIDATES = 12
"""Addresses that are asked for one that somebody wrote."""

_PAGE_MARKS: tuple[tuple[str, str], ...] = (
    ("discourse", r"<meta[^<>]{0,80}content=\"Discourse|data-discourse|discourse-application"),
    ("fluxbb", r"powered by <a[^<>]{0,80}(?:fluxbb|punbb)"),
    ("phpbb", r"powered by <a[^<>]{0,80}phpbb|id=\"phpbb\"|phpBB Group|phpBB Limited"),
    ("mybb", r"powered by <a[^<>]{0,80}mybb|MyBB Group"),
    ("vbulletin", r"content=\"vBulletin|powered by vBulletin"),
    ("xenforo", r"data-app=\"public\"|XenForo"),
    ("smf", r"Simple Machines|smf_scripturl"),
    ("nodebb", r"NodeBB|nodebb"),
    ("flarum", r"flarum"),
    ("vanilla", r"vanilla forums|content=\"Vanilla"),
    ("mailman", r"HyperKitty|hyperkitty"),
    ("publicinbox", r"public-inbox"),
    ("lemmy", r"lemmy-ui|content=\"Lemmy"),
    ("redmine", r"content=\"Redmine\"|Powered by <a[^<>]{0,60}redmine"),
    ("machina", r"django-machina|machina\.board_theme"),
    ("askbot", r"powered by[^<>]{0,40}(?:<a[^<>]{0,80})?askbot|content=\"Askbot"),
    ("question2answer", r"Question2Answer"),
    ("bbpress", r"bbpress-forums|/plugins/bbpress/"),
    ("wordpress", r"content=\"WordPress|/wp-content/"),
)
_COMMON = ("/feed", "/rss", "/atom.xml", "/feed.xml", "/latest.rss", "/feed.php?mode=topics")


async def discover(
    address: str,
    *,
    allow_private: bool,
    clock: Callable[[], int],
    proxy: str = "",
    timeout_seconds: float = 20.0,
    secret: str = "",
    user_agent: str = USER_AGENT,
    resolver: Resolver = system_resolver,
) -> list[FoundFeed]:
    """The feeds that could be read, the best first; if none could, one entry whose `error` says why.

    A path leads to a folder of mail.

    `allow_private` permits the origin written in `address` alone. Raises UsageError if `address` is no address.
    """
    candidates = expand(address)
    if not candidates and address.startswith(("/", "~", "./", *MAIL_FOLDERS)):
        return [await asyncio.to_thread(found_folder, address, clock())]
    if not candidates:
        raise UsageError(
            f"{mask_url(address)[:200]} is no address; write one such as https://forum.example.org or r/NAME"
        )
    origins = allowed_origins(candidates) if allow_private else frozenset()
    request = Request(candidates[0], origins, proxy, timeout_seconds, secret, (), user_agent)
    network = Network(resolver)
    try:
        # Only who wrote no scheme may have meant http.
        bare = "://" not in address and candidates[-1] == with_scheme(address.strip())
        return await _Search(request, network, clock).run(candidates, bare=bare)
    finally:
        await network.aclose()


class _Search:
    """One search: what is still to be asked, what was asked, what was found."""

    def __init__(self, request: Request, network: Network, clock: Callable[[], int]) -> None:
        self._request, self._network, self._clock = request, network, clock
        self._hosts = Hosts(time.monotonic)
        self._asked: set[str] = set()
        self._seen_bodies: set[tuple[str, ...]] = set()
        self._found: list[FoundFeed] = []
        self._problem = self._blocked = ""
        self._silent: set[str] = set()

    async def run(self, candidates: list[str], *, bare: bool) -> list[FoundFeed]:
        written, page = candidates[-1], None
        for candidate in candidates:
            page = await self._try(candidate) or page
            if self._found:
                return self._found
        if page is None and bare and written.startswith("https://"):
            page = await self._try("http://" + written.removeprefix("https://"))
        if page is not None:
            await self._look_behind(page, written)
        if not self._found:
            # A page that came says nothing of what was only guessed beside it.
            error = (
                self._blocked
                or (self._problem if page is None else "")
                or "no feed found here; add it with manual = true to track it by hand"
            )
            return [FoundFeed(written, "", "", 0, 0, error=error)]
        # A feed that shows nothing yet may never do so.
        return sorted(self._found, key=lambda feed: not feed.entries)

    async def _look_behind(self, page: Answer, written: str) -> None:
        """The feeds that a page names and those that its program keeps.

        At a forum's home the latter come first: they hold more, and all of the forum.
        """
        row = by_name(_platform_of_page(page.body))
        links = sorted(
            feed_links(page.body, page.url), key=lambda link: not link.startswith(f"{page.url.rstrip('/')}/")
        )
        if row is None:
            ways = [links, _common(page.url)]
        else:
            kept = platform_feeds(row.name, page.url, "site")
            ways = (
                [kept, links]
                if site_root(row, page.url) in (page.url.rstrip("/"), written.rstrip("/"))
                else [links, kept]
            )
        for urls in ways:
            if sum(bool(feed.entries) for feed in self._found) < 2:
                await self._try_all(urls)

    async def _try_all(self, urls: list[str]) -> None:
        for url in urls:
            if len(self._asked) < MOST_CANDIDATES:
                await self._try(url)

    async def _try(self, url: str) -> Answer | None:
        """Asks one address; an answer that is a page and not a feed comes back."""
        if url in self._asked or split_host(url) in self._silent:
            return None
        self._asked.add(url)
        try:
            answer = await ask(replace(self._request, url=url), self._network, self._hosts)
            if answer.status != 200:
                self._problem = self._problem or f"the site answers with status {answer.status}; check the address"
                return None
        except ForumplanError as error:
            if isinstance(error, Unreachable):
                self._silent.add(split_host(url))
            self._problem = self._problem or str(error)
            return None
        try:
            content_type = answer.headers.get("content-type", "")
            parsed = parse(
                answer.body, url=url, content_type=content_type, content_location=answer.url, now=self._clock()
            )
        except BlockedBody as error:
            self._blocked = str(error)
            return answer
        except ForumplanError:
            return answer
        self._keep(answer.moved_to or url, parsed)
        return None

    def _keep(self, url: str, parsed: Parsed) -> None:
        body = tuple(sorted(entry.alias or entry.key for entry in parsed.entries))
        # Many sites offer the same items as RSS and as Atom: one of them is enough.
        if body and body in self._seen_bodies:
            return
        self._seen_bodies.add(body)
        title = parsed.title
        self._found.append(FoundFeed(url, title, parsed.platform, parsed.count, parsed.threads, parsed.item_kind))


def feed_links(page: bytes, url: str) -> list[str]:
    """The feeds that a page's `<link rel=alternate>` and `<a>` of a feed's type name, absolute, in their order."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(page[:1_000_000].decode("utf-8", "replace"))
    found: list[str] = []
    for node in tree.css("link[rel~=alternate][href], a[type][href]"):
        kind = (node.attributes.get("type") or "").lower()
        if any(word in kind for word in ("rss", "atom", "feed+json", "rdf+xml")):
            try:
                found.append(urljoin(url, (node.attributes.get("href") or "").strip()))
            except ValueError:
                continue
    return list(dict.fromkeys(link for link in found if link.startswith(("http://", "https://"))))


def _common(url: str) -> list[str]:
    """Places where many sites keep their feeds."""
    root = urljoin(url, "/").rstrip("/")
    return [root + path for path in _COMMON]


def _platform_of_page(page: bytes) -> str:
    text = page[:300_000].decode("utf-8", "replace")
    return next((name for name, pattern in _PAGE_MARKS if compiled(pattern).search(text)), "")


__all__ = ["discover", "expand", "feed_links", "platform_feeds"]
