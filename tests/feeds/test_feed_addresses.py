"""Private networks and other schemes are refused before a byte is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st
from made_feeds import NOW, item, rss

from forumplan.domain.feed import FeedJob, FeedOutcome
from forumplan.feeds.address import RefusedAddress, allowed_origins, is_private_name, is_public, target_of
from forumplan.feeds.cache import FeedCache
from forumplan.feeds.fetch import fetch_all
from forumplan.feeds.transport import Resolver, system_resolver

SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "127.0.0.1.",
    "0.0.0.0",
    "0",
    "127.255.255.254",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "user:pass@127.0.0.1",
    "public.example@127.0.0.1",
    "①②⑦.0.0.1",
    "127。0。0。1",
]


async def visit(job: FeedJob, folder: Path, resolver: Resolver = system_resolver) -> FeedOutcome:
    with FeedCache(folder) as cache:
        outcomes = [
            outcome
            async for outcome in fetch_all([job], cache, clock=lambda: NOW, deadline_seconds=20, resolver=resolver)
        ]
    assert len(outcomes) == 1
    return outcomes[0]


def with_port(host: str, port: int) -> str:
    return f"http://{host}:{port}/feed"


@pytest.mark.parametrize("host", SPELLINGS)
async def test_no_spelling_reaches_this_machine(host: str, site: Site, tmp_path: Path) -> None:
    site.serve("/feed", rss([item(1)]))
    outcome = await visit(FeedJob("v", with_port(host, site.port), timeout_seconds=3), tmp_path)
    assert site.connections == 0
    assert outcome.state in ("refused", "failing")
    assert outcome.state == "refused" or "not found" in outcome.error


@pytest.mark.parametrize("host", SPELLINGS)
async def test_no_redirect_to_a_spelling_does_either(host: str, site: Site, other_site: Site, tmp_path: Path) -> None:
    start = site.serve("/go", b"", 302, Location=with_port(host, other_site.port))
    job = FeedJob("v", start, allowed_origins=allowed_origins([start]), timeout_seconds=3)
    outcome = await visit(job, tmp_path)
    assert other_site.connections == 0
    assert outcome.state in ("refused", "failing")


async def test_a_name_that_resolves_to_a_private_address_is_refused(site: Site, tmp_path: Path) -> None:
    site.serve("/feed", rss([item(1)]))

    async def resolve(host: str, port: int) -> list[str]:
        assert (host, port) == ("forum.example", site.port)
        return ["127.0.0.1", "::1", "10.0.0.1"]

    outcome = await visit(FeedJob("v", with_port("forum.example", site.port)), tmp_path, resolve)
    assert outcome.state == "refused"
    assert "allow_private" in outcome.error
    assert site.connections == 0


async def test_the_checked_answer_is_the_one_connected_to(site: Site, tmp_path: Path) -> None:
    answers = [["192.0.2.9"], ["127.0.0.1"]]

    async def flips(host: str, port: int) -> list[str]:
        return answers.pop(0)

    outcome = await visit(FeedJob("v", with_port("forum.example", site.port)), tmp_path, flips)
    assert outcome.state == "refused"
    assert answers == [["127.0.0.1"]]
    assert site.connections == 0


async def test_a_named_origin_is_allowed_and_no_other_port(site: Site, other_site: Site, tmp_path: Path) -> None:
    feed = site.serve("/feed", rss([item(1)]))
    secret = other_site.serve("/feed", rss([item(2)]))
    origins = allowed_origins([feed, "not an address", "ftp://x/"])
    assert origins == {("http", "127.0.0.1", site.port)}
    assert (await visit(FeedJob("v", feed, allowed_origins=origins), tmp_path)).state == "ok"
    assert (await visit(FeedJob("w", secret, allowed_origins=origins), tmp_path)).state == "refused"
    assert other_site.connections == 0


async def test_a_pooled_private_connection_serves_no_other_venue(site: Site, tmp_path: Path) -> None:
    one, two = site.serve("/one", rss([item(1)])), site.serve("/two", rss([item(2)]))
    jobs = [FeedJob("a", one, allowed_origins=allowed_origins([one])), FeedJob("b", two)]
    with FeedCache(tmp_path) as cache:
        states = {o.job.venue: o.state async for o in fetch_all(jobs, cache, clock=lambda: NOW, deadline_seconds=20)}
    assert states == {"a": "ok", "b": "refused"}
    assert site.paths() == ["/one"]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://h/", "ftp://h/", "data:,x", "//h/x", "x", "http://"])
async def test_other_schemes_are_refused(url: str, site: Site, tmp_path: Path) -> None:
    assert (await visit(FeedJob("v", url), tmp_path)).state == "refused"
    start = site.serve("/go", b"", 302, Location=url)
    if url.startswith(("file", "gopher", "ftp", "data")):
        outcome = await visit(FeedJob("v", start, allowed_origins=allowed_origins([start])), tmp_path)
        assert outcome.state == "refused"


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a9fe:a9fe",
        "192.0.0.8",
        "fec0::1",
        "feff::1",
        "3fff::1",
        "::ffff:192.0.0.8",
        "no address",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "192.0.1.1", "2606:4700::1111", "3ffe::1", "::ffff:8.8.8.8"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["localhost", "a.local", "db.internal", "intranet", "2130706433", "0x7f.1", "[::1]"])
def test_names_that_are_private_behind_a_proxy(host: str) -> None:
    assert is_private_name(host)
    assert not is_private_name("forum.example.org")


@given(st.text(max_size=60))
def test_any_text_is_a_target_or_refused(text: str) -> None:
    try:
        target = target_of(text)
    except RefusedAddress:
        return
    assert target.origin[0] in ("http", "https")
    assert target.origin[1]
