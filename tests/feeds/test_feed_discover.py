"""From an address that somebody wrote to the feeds behind it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from conftest import Site
from made_feeds import NOW, atom, entry, item, rss

from forumplan.config.paths import Paths
from forumplan.domain.errors import UsageError
from forumplan.domain.feed import FoundFeed
from forumplan.feeds.discover import discover, feed_links
from forumplan.feeds.spellings import expand, platform_feeds
from forumplan.services import subscribe
from forumplan.services.home import Home


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("r/python", "https://www.reddit.com/r/python/new/.rss"),
        ("/r/python+rust", "https://www.reddit.com/r/python+rust/new/.rss"),
        ("https://old.reddit.com/r/python/", "https://www.reddit.com/r/python/new/.rss"),
        ("SO [python]", "https://stackoverflow.com/feeds/tag?tagnames=python&sort=newest"),
        ("[a] [b]", "https://stackoverflow.com/feeds/tag?tagnames=a+or+b&sort=newest"),
        ("math [topology]", "https://math.stackexchange.com/feeds/tag?tagnames=topology&sort=newest"),
        ("gh:acme/tool", "https://github.com/acme/tool/discussions.atom"),
        ("https://github.com/acme/tool", "https://github.com/acme/tool/discussions.atom"),
        ("lobsters", "https://lobste.rs/rss"),
        ("lobsters:rust", "https://lobste.rs/t/rust.rss"),
        ("hn:ask", "https://hnrss.org/ask"),
        ("@me@a.example", "https://a.example/@me.rss"),
        ("forum.example.org", "https://forum.example.org"),
        ("127.0.0.1:80/x", "http://127.0.0.1:80/x"),
        ("Https://Forum.example.org/X", "https://Forum.example.org/X"),
        ("HTTP://lemmy.example/c/python", "http://lemmy.example/feeds/c/python.xml?sort=New&limit=50"),
        ("https://d.example/c/help/users/7", "https://d.example/c/help/users/7.rss"),
        ("https://d.example/t/slug/11/3", "https://d.example/t/slug/11.rss"),
        ("https://p.example/forum/viewforum.php?f=3", "https://p.example/forum/feed.php?f=3"),
        ("https://x.example/forums/talk.12/", "https://x.example/forums/talk.12/index.rss"),
        ("https://l.example/archives/list/a@l.example/", "https://l.example/archives/list/a@l.example/feed/"),
        ("https://lore.kernel.org/git/", "https://lore.kernel.org/git/new.atom"),
        ("https://groups.io/g/list", "https://groups.io/g/list/rss"),
        ("https://lemmy.example/c/python", "https://lemmy.example/feeds/c/python.xml?sort=New&limit=50"),
        ("https://r.example/projects/p/boards/1", "https://r.example/projects/p/boards/1.atom"),
    ],
)
def test_addresses_as_people_write_them(written: str, first: str) -> None:
    assert expand(written)[0] == first


@pytest.mark.parametrize(
    "written",
    [
        "",
        "two words",
        "name",
        "ftp://h/",
        "Ftp://h.example/",
        "://h.example",
        "me@lists.example",
        "javascript:alert(1)",
    ],
)
async def test_what_is_no_address(written: str) -> None:
    assert expand(written) == []
    with pytest.raises(UsageError):
        await discover(written, allow_private=True, clock=lambda: NOW)


def test_feeds_that_a_platform_keeps() -> None:
    root = "https://f.example/sub"
    assert platform_feeds("discourse", f"{root}/c/help/5", "own", user="ada") == [
        f"{root}/u/ada/activity/topics.rss",
        f"{root}/u/ada/activity.rss",
    ]
    assert platform_feeds("phpbb", f"{root}/viewforum.php?f=1", "thread", thread="5")[0] == f"{root}/feed.php?t=5"
    assert platform_feeds("reddit", "https://reddit.com/r/x", "own", user="a/b") == [
        "https://www.reddit.com/user/a%2Fb/.rss"
    ]
    assert platform_feeds("feed", root, "own", user="a") == []
    assert platform_feeds("nothing", root, "own", user="a") == []


def test_links_of_a_page() -> None:
    page = (
        b'<html><head><link rel="alternate" type="application/rss+xml" href="/a.rss">'
        b'<link rel="stylesheet" type="text/css" href="/x.css"><link rel="alternate" hreflang="de" href="/de">'
        b'<link rel="alternate feed" type="application/atom+xml" href="b.atom"></head>'
        b'<a type="application/rss+xml" href="javascript:x">x</a></html>'
    )
    assert feed_links(page, "http://h.example/f/") == ["http://h.example/a.rss", "http://h.example/f/b.atom"]


async def _found(url: str) -> list[FoundFeed]:
    return await discover(url, allow_private=True, clock=lambda: NOW)


async def test_a_feed_is_itself(site: Site) -> None:
    url = site.serve("/feed.xml", rss([item(1), item(2)], title="Itself"))
    assert await _found(url) == [FoundFeed(url, "Itself", "feed", 2, 2)]


async def test_a_page_that_names_its_feeds(site: Site) -> None:
    site.serve("/a.rss", rss([item(1)], title="A"))
    site.serve("/same.rss", rss([item(1)], title="A again"))
    site.serve("/b.atom", atom([entry(1), entry(2, answers="urn:made:1")]))
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{x}">'
        for x in ("/a.rss", "/same.rss", "/b.atom", "/gone")
    )
    found = await _found(site.serve("/", f"<!doctype html>{links}".encode()))
    assert [(feed.url, feed.item_kind) for feed in found] == [
        (site.url("/a.rss"), "thread"),
        (site.url("/b.atom"), "post"),
    ]


async def test_a_forum_that_names_none_is_known_by_its_page(site: Site) -> None:
    page = b'<!doctype html><meta name="generator" content="Discourse 3.4">'
    body = item(1, link=site.url("/t/a/7"), guid="x-topic-7")
    site.serve("/latest.rss", rss([body]))
    found = await _found(site.serve("/", page))
    assert [(feed.url, feed.platform, feed.threads) for feed in found] == [(site.url("/latest.rss"), "discourse", 1)]


async def test_a_page_without_feeds_says_so(site: Site) -> None:
    (found,) = await _found(site.serve("/", b"<!doctype html><p>hello"))
    assert found.entries == 0
    assert found.error


async def test_a_private_address_needs_leave(site: Site) -> None:
    url = site.serve("/feed.xml", rss([item(1)]))
    (found,) = await discover(url, allow_private=False, clock=lambda: NOW)
    assert "allow_private" in found.error
    assert site.connections == 0


async def test_without_a_network_one_try_is_enough() -> None:
    asked: list[str] = []

    async def no_network(host: str, _: int) -> list[str]:
        asked.append(host)
        raise socket.gaierror(socket.EAI_AGAIN, "no network")

    for address in ("r/python", "forum.example.org", "https://forum.example.org/c/help/5"):
        asked.clear()
        found = await discover(address, allow_private=False, clock=lambda: NOW, resolver=no_network)
        assert len(asked) == 1 and "is not found" in found[0].error


async def test_only_who_wrote_no_scheme_may_have_meant_http() -> None:
    asked: list[tuple[str, int]] = []

    async def refuses(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["10.0.0.1"]  # a private address: nothing is sent

    for address, ports in (("forum.example.org", [443, 80]), ("https://forum.example.org", [443]), ("r/x1", [443])):
        asked.clear()
        found = await discover(address, allow_private=False, clock=lambda: NOW, resolver=refuses)
        assert [port for _, port in asked] == ports and "private address" in found[0].error


@pytest.mark.parametrize(
    ("page", "status", "why"),
    [
        (b"<html><title>Plain</title><p>words</p></html>", 200, "no feed found here"),
        (b"<html><title>Just a moment...</title></html>", 200, "challenge or login page"),
        (b"gone", 410, "status 410"),
    ],
)
async def test_the_reason_is_that_of_the_address_and_not_of_what_was_guessed(
    page: bytes, status: int, why: str, site: Site
) -> None:
    site.serve("/feed", b"not for you", 401)
    (found,) = await _found(site.serve("/place", page, status))
    assert why in found.error


async def test_feeds_are_looked_for_before_there_is_a_feeds_toml(site: Site, tmp_path: Path) -> None:
    with Home(Paths.find(str(tmp_path / "new"), None, {}), lambda: NOW) as home:
        (found,) = await subscribe.find_feeds(home, site.serve("/feed", rss([item(1)])), allow_private=True)
    assert (found.entries, found.error) == (1, "")
