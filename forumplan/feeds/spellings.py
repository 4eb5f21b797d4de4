"""Addresses as people write them, and the feeds that they mean. Pure: nothing is asked."""

from __future__ import annotations

import re
from urllib.parse import quote, quote_plus, urlsplit

from forumplan.feeds.address import is_private_name
from forumplan.feeds.platforms import FeedUse, Platform, by_name, compiled

_SHORT: tuple[tuple[str, str], ...] = (
    (r"^/?r/([\w+]{2,200})/?$", "https://www.reddit.com/r/{0}/new/.rss"),
    (r"^(?:gh|github):([\w.-]+/[\w.-]+)$", "https://github.com/{0}/discussions.atom"),
    (r"^(?:gl|gitlab):([\w.-]+(?:/[\w.-]+)+)$", "https://gitlab.com/{0}/-/issues.atom"),
    (r"^lobsters$", "https://lobste.rs/rss"),
    (r"^lobsters:([\w,-]+)$", "https://lobste.rs/t/{0}.rss"),
    (r"^(?:hn|hackernews)$", "https://hnrss.org/newest"),
    (r"^(?:hn|hackernews):(\w+)$", "https://hnrss.org/{0}"),
    (r"^@([\w.-]+)@([\w.-]+\.\w+)$", "https://{1}/@{0}.rss"),
    (r"^(?:yt|youtube):(UC[\w-]{22})$", "https://www.youtube.com/feeds/videos.xml?channel_id={0}"),
)
_STACK = re.compile(r"^(?:(SO|SE|[a-z]{3,30})\s*:?\s*)?((?:\[[^\[\]\s]{1,60}\]\s*){1,5})$", re.IGNORECASE)
_STACK_SITES = {
    "so": "stackoverflow.com",
    "su": "superuser.com",
    "sf": "serverfault.com",
    "askubuntu": "askubuntu.com",
    "mathoverflow": "mathoverflow.net",
    "stackoverflow": "stackoverflow.com",
    "superuser": "superuser.com",
    "serverfault": "serverfault.com",
}
_PAGES: tuple[tuple[str, str], ...] = (
    (r"^(https?://)(?:\w+\.)?reddit\.com/(r/[\w+]+)/?$", "{0}www.reddit.com/{1}/new/.rss"),
    (r"^(https?://)(?:\w+\.)?reddit\.com/(r/\w+/comments/\w+)(?:/.*)?$", "{0}www.reddit.com/{1}/.rss"),
    (r"^(https?://github\.com/[\w.-]+/[\w.-]+)/?(?:discussions.*|issues.*)?$", "{0}/discussions.atom"),
    (r"^(https?://gitlab\.[\w.]+/[\w.-]+(?:/[\w.-]+)+?)/?(?:-/issues/?)?$", "{0}/-/issues.atom"),
    (r"^(https?://[^/]+)/questions/tagged/([^/?#]+)", "{0}/feeds/tag?tagnames={1}&sort=newest"),
    (r"^(https?://[^/]+)/questions/(\d+)(?:/.*)?$", "{0}/feeds/question/{1}"),
    (r"^(https?://.+/c/[\w%-]+(?:/[\w%-]+)*/\d+)(?:/l/\w+|/none)?/?$", "{0}.rss"),
    (r"^(https?://.+/t/[^/?#]+/\d+)(?:/\d+)?/?$", "{0}.rss"),
    (r"^(https?://.+/tag/[^/?#]+)/?$", "{0}.rss"),
    (r"^(https?://.+/)viewforum\.php\?(?:[^#]*&)?f=(\d+)", "{0}feed.php?f={1}"),
    (r"^(https?://.+/)viewtopic\.php\?(?:[^#]*&)?t=(\d+)", "{0}feed.php?t={1}"),
    (r"^(https?://.+/)forumdisplay\.php\?(?:[^#]*&)?fid=(\d+)", "{0}syndication.php?fid={1}&type=atom1.0&limit=50"),
    (r"^(https?://.+/)forumdisplay\.php\?(?:[^#]*&)?f=(\d+)", "{0}external.php?type=RSS2&forumids={1}"),
    (r"^(https?://.+/forums/[^/?#]+\.\d+)/?$", "{0}/index.rss"),
    (r"^(https?://.+/(?:category|topic)/\d+)(?:/[^?#]*)?$", "{0}.rss"),
    (r"^(https?://.+/archives/list/[^/?#]+)(?:/.*)?$", "{0}/feed/"),
    (r"^(https?://.+/forums/(?:forum|topic)/[^/?#]+)/?$", "{0}/feed/"),
    (r"^(https?://(?:[\w-]+\.)?groups\.io/g/[\w.+-]+)(?:/.*)?$", "{0}/rss"),
    (r"^(https?://lore\.kernel\.org/[\w.-]+)(?:/.*)?$", "{0}/new.atom"),
    (r"^(https?://.+/boards/\d+)/?$", "{0}.atom"),
    (r"^(https?://[^/]+/@[\w.-]+)/?$", "{0}.rss"),
    (r"^(https?://[^/]+)/c/([\w.-]+(?:@[\w.-]+)?)/?$", "{0}/feeds/c/{1}.xml?sort=New&limit=50"),
    (
        r"^https?://(?:www\.)?youtube\.com/channel/(UC[\w-]{22})",
        "https://www.youtube.com/feeds/videos.xml?channel_id={0}",
    ),
    (r"^(https?://dev\.to)/t/(\w+)/?$", "{0}/feed/tag/{1}"),
    (r"^(https?://medium\.com)/(?:(tag/[\w-]+)|(@[\w.-]+)).*$", "{0}/feed/{1}"),
)


def expand(address: str) -> list[str]:
    """The addresses to try for what someone wrote, best first; an empty list if it cannot be an address.

    `r/NAME`, `SO [tag]`, `gh:owner/repo`, `lobsters`, `hn:ask`, `@user@host`, a page of a forum, a feed, a bare host.
    """
    address = address.strip().strip("<>")
    for pattern, shape in _SHORT:
        if match := compiled(pattern).match(address):
            return [shape.format(*match.groups())]
    if match := _STACK.match(address):
        return [_stack_feed(match[1] or "so", re.findall(r"\[([^\]]+)\]", match[2]))]
    url = with_scheme(address)
    if not url:
        return []
    found = [
        shape.format(*(group for group in match.groups() if group))
        for pattern, shape in _PAGES
        if (match := compiled(pattern).match(url))
    ]
    return list(dict.fromkeys([*found[:3], url]))


def with_scheme(address: str) -> str:
    """An address with its scheme: https, but http where a number or a local name stands; "" if it is none."""
    if not address or any(char.isspace() for char in address):
        return ""
    scheme, mark, rest = address.partition("://")
    if mark:
        return f"{scheme.lower()}://{rest}" if scheme.lower() in ("http", "https") else ""
    host = re.split(r"[/:?#]", address, maxsplit=1)[0]
    if "@" in address.split("/", 1)[0] or ("." not in host and host != "localhost"):
        return ""
    return f"{'http' if is_private_name(host) else 'https'}://{address}"


def platform_feeds(
    platform: str, site: str, use: FeedUse, *, section: str = "", thread: str = "", user: str = ""
) -> list[str]:
    """The feeds that a platform keeps for a site, a section, a thread or a user; [] where it keeps none.

    `site`: any address of the site; templates follow the forum's root.
    """
    row = by_name(platform)
    if row is None:
        return []
    root = site_root(row, site)
    values = {
        "section": quote(section, safe="/+.-@"),
        "thread": quote(thread, safe="/@.-"),
        "user": quote(user, safe="@.-"),
        "number": user,
    }
    known = [one.path for one in row.feeds if one.use == use and ("{number}" not in one.path or user.isdecimal())]
    paths = [path.format(**values) for path in known]
    return [path if path.startswith("https://") else root + path for path in paths]


def site_root(row: Platform, url: str) -> str:
    """Scheme, host and path of a forum, without the last slash, found from one of its pages or feeds."""
    parts = urlsplit(url)
    path = parts.path
    cut = compiled(row.root).search(path) if row.root else None
    if cut:
        path = path[: cut.start()]
    elif "." in path.rsplit("/", 1)[-1]:
        path = path.rsplit("/", 1)[0]
    return f"{parts.scheme}://{parts.netloc}{path.rstrip('/')}"


def _stack_feed(site: str, tags: list[str]) -> str:
    host = _STACK_SITES.get(site.lower(), f"{site.lower()}.stackexchange.com")
    return f"https://{host}/feeds/tag?tagnames={quote_plus(' or '.join(tags))}&sort=newest"
