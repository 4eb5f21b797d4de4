"""The made venues over real HTTP: shapes, validators, and the three ways in which they say no."""

from __future__ import annotations

import gzip
import http.client
import io
import json
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import feedparser
import pytest

from forumplan.demo.sample import SampleThread
from forumplan.demo.server import DemoServer, Request
from forumplan.feeds.parse import parse

NOW = int(time.time())
GOOD_FEEDS = (
    ("pg-harbour", "/latest.rss"),
    ("pg-harbour", "/posts.rss"),
    ("tablecraft", "/feed.php"),
    ("migrators", "/migrators/new.atom"),
    ("slow-data", "/feed.json"),
    ("ask-data", "/feeds/tag?tagnames=postgresql+or+pandas&sort=newest"),
    ("r-pydesk", "/r/pydesk/new/.rss"),
)
POST_FEEDS = {"/posts.rss", "/feed.php", "/migrators/new.atom"}


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoServer]:
    with DemoServer(NOW) as server:
        yield server


def get(demo: DemoServer, venue: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers in small letters, and body; header names are given with _ for -."""
    connection = http.client.HTTPConnection("127.0.0.1", demo.ports[venue], timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def count(demo: DemoServer, venue: str, path: str) -> int:
    threads = demo.sample.venue(venue).threads
    return sum(len(thread.posts) for thread in threads) if path in POST_FEEDS else len(threads)


def test_every_venue_with_feeds_is_a_host_of_its_own_on_loopback(demo: DemoServer) -> None:
    served = [venue for venue in demo.sample.venues if venue.feeds]
    assert len(served) == 7
    assert len(set(demo.ports.values())) == 7
    assert {urlsplit(demo.url(venue.id)).hostname for venue in served} == {"127.0.0.1"}
    assert demo.url("data-leads").endswith(".example")
    with pytest.raises(KeyError):
        demo.thread_url("pg-harbour", 1)


@pytest.mark.parametrize(("venue", "path"), GOOD_FEEDS)
def test_a_feed_holds_every_entry_and_folds_into_its_threads(demo: DemoServer, venue: str, path: str) -> None:
    status, headers, body = get(demo, venue, path)
    assert status == 200
    if path.endswith(".json"):
        assert len(json.loads(body)["items"]) == count(demo, venue, path)
    else:
        read = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
        assert not read.bozo
        assert len(read.entries) == count(demo, venue, path)
    platform = demo.sample.venue(venue).platform
    row = "" if platform == "jsonfeed" else platform
    parsed = parse(body, url=demo.url(venue) + path, content_type=headers["content-type"], platform=row, now=NOW)
    assert (parsed.count, parsed.threads) == (count(demo, venue, path), len(demo.sample.venue(venue).threads))
    assert parsed.item_kind == ("post" if path in POST_FEEDS else "thread")


def test_entries_carry_their_title_author_text_and_date(demo: DemoServer) -> None:
    for venue_id, path in GOOD_FEEDS:
        venue = demo.sample.venue(venue_id)
        _, headers, body = get(demo, venue_id, path)
        row = "" if venue.platform == "jsonfeed" else venue.platform
        parsed = parse(body, url=demo.url(venue_id) + path, content_type=headers["content-type"], platform=row, now=NOW)
        by_url = {entry.url: entry for entry in parsed.entries}
        for thread in venue.threads:
            entry = by_url[demo.thread_url(venue_id, thread.id)]
            assert entry.title.endswith(thread.title)
            assert entry.author in (thread.author, demo.sample.names[thread.author])
            assert thread.posts[0].text in entry.text
            # A list archive dates its messages by their update alone.
            assert (entry.published_at or entry.updated_at) == NOW - round(thread.posts[0].hours * 3600)


def test_topic_feed_counts_replies(demo: DemoServer) -> None:
    _, headers, body = get(demo, "pg-harbour", "/latest.rss")
    url = demo.url("pg-harbour") + "/latest.rss"
    parsed = parse(body, url=url, content_type=headers["content-type"], platform="discourse", now=NOW)
    replies = {entry.thread_key: entry.replies for entry in parsed.entries}
    assert replies == {str(thread.id): thread.replies for thread in demo.sample.venue("pg-harbour").threads}


def test_threads_have_feeds_of_their_own_where_the_platform_keeps_them(demo: DemoServer) -> None:
    for venue, path in (
        ("pg-harbour", "{}.rss"), ("tablecraft", "/feed.php?t={}"), ("migrators", "{}t.atom"),
    ):  # fmt: skip
        thread = max(demo.sample.venue(venue).threads, key=lambda one: len(one.posts))
        page = urlsplit(demo.thread_url(venue, thread.id)).path
        name = path.format(thread.id if "?" in path else page)
        status, _, body = get(demo, venue, name)
        parsed = parse(body, url=demo.url(venue) + name, now=NOW)
        assert (status, parsed.count, parsed.threads) == (200, len(thread.posts), 1)


@pytest.mark.parametrize(("venue", "path"), GOOD_FEEDS)
def test_unchanged_feeds_answer_304_without_a_body(demo: DemoServer, venue: str, path: str) -> None:
    _, headers, _ = get(demo, venue, path)
    by_tag = get(demo, venue, path, If_None_Match=headers["etag"])
    by_date = get(demo, venue, path, If_Modified_Since=headers["last-modified"])
    other = get(demo, venue, path, If_None_Match='"another"', If_Modified_Since=headers["last-modified"])
    assert (by_tag[0], by_tag[2]) == (304, b"")
    assert (by_date[0], by_date[2]) == (304, b"")
    assert other[0] == 200


def test_bodies_are_compressed_for_those_who_accept_it(demo: DemoServer) -> None:
    _, plain_headers, plain = get(demo, "migrators", "/migrators/new.atom")
    _, headers, packed = get(demo, "migrators", "/migrators/new.atom", Accept_Encoding="gzip, br")
    assert "content-encoding" not in plain_headers
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 2


def test_one_feed_asks_for_patience_and_its_venue_still_gives_threads(demo: DemoServer) -> None:
    status, headers, _ = get(demo, "r-pydesk", "/r/pydesk/comments/.rss")
    assert status == 429
    assert int(headers["retry-after"]) == 1800
    assert get(demo, "r-pydesk", "/r/pydesk/new/.rss")[0] == 200


def test_the_closed_forum_is_gone_and_other_addresses_are_unknown(demo: DemoServer) -> None:
    assert get(demo, "py-porch", "/latest.rss")[0] == 410
    assert get(demo, "py-porch", "/")[0] == 410
    assert get(demo, "pg-harbour", "/t/no-such-topic/9")[0] == 404


def test_every_thread_and_post_has_a_page_to_open(demo: DemoServer) -> None:
    def page(venue: str, address: str) -> str:
        status, _, body = get(demo, venue, address.removeprefix(demo.url(venue)).partition("#")[0])
        assert status == 200
        return body.decode()

    for venue in demo.sample.venues:
        for thread in venue.threads[:3]:
            assert _spoken(thread) in page(venue.id, demo.thread_url(venue.id, thread.id))
    assert "third rehearsal" in page("pg-harbour", demo.thread_url("pg-harbour", 1203) + "/4")
    assert '<link rel="alternate" type="application/rss+xml" href="/latest.rss">' in page("pg-harbour", "/")


def _spoken(thread: SampleThread) -> str:
    """The longest piece of a thread's opening that needs no escaping."""
    return max(thread.posts[0].text.replace("'", "&").split("&"), key=len)


def test_requests_are_noted_with_their_status() -> None:
    with DemoServer(NOW) as fresh:
        _, headers, _ = get(fresh, "slow-data", "/feed.json")
        get(fresh, "slow-data", "/feed.json", If_None_Match=headers["etag"])
        get(fresh, "py-porch", "/latest.rss")
        assert fresh.requests == [
            Request("slow-data", "/feed.json", 200, False),
            Request("slow-data", "/feed.json", 304, True),
            Request("py-porch", "/latest.rss", 410, False),
        ]
        ports = list(fresh.ports.values())
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).connect()
