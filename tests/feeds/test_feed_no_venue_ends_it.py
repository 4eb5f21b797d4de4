"""Whatever one site sends or one venue needs, the others are read, and what a site gives is not lost."""

from __future__ import annotations

import asyncio
import gzip
import io
import socket
import threading
from pathlib import Path
from typing import Any
from xml.sax.handler import ContentHandler, feature_namespaces

import pytest
from conftest import Asked, Site
from feed_reader import Reader
from made_feeds import NOW, item, rss

from forumplan.feeds import reading, transport
from forumplan.feeds.item import MAX_ITEMS, NotAFeed, TooLarge
from forumplan.feeds.parse import parse
from forumplan.feeds.sax_driver import MOST_ATTRIBUTES, create_parser

PARTS = ("author_detail", "links", "tags", "content", "title_detail", "in-reply-to", "generator_detail")


def with_more(number: int, more: str) -> str:
    """An item with elements of its own."""
    return item(number).replace("</item>", f"{more}</item>")


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path / "feeds")


@pytest.mark.parametrize("header", ["Location", "Content-Location"])
async def test_an_address_that_cannot_be_read_is_only_that_sites_trouble(
    site: Site, reader: Reader, header: str
) -> None:
    site.serve("/odd", rss([item(1)]), 302 if header == "Location" else 200, **{header: "http://[::1"})
    site.serve("/good", rss([item(1)]))
    outcomes = await reader.visit_all([reader.job(site.url(path)) for path in ("/odd", "/good")])
    states = {outcome.job.url.rpartition("/")[2]: outcome.state for outcome in outcomes}
    assert states == {"odd": "refused" if header == "Location" else "ok", "good": "ok"}


async def test_a_fault_of_this_program_costs_one_feed(
    site: Site, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trip(body: reading.Body, kept: bytes) -> reading.Reading:
        if body.url.endswith("odd"):
            raise ZeroDivisionError
        return whole(body, kept)

    whole = reading.read
    monkeypatch.setattr("forumplan.feeds.reading_process.read", trip)
    urls = [site.serve(path, rss([item(1)])) for path in ("/odd", "/good")]
    odd, good = await reader.visit_all([reader.job(url) for url in urls])
    assert (odd.state, good.state) == ("failing", "ok")
    assert "ZeroDivisionError" in odd.error and odd.memory.failures == 1


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("form", ["<{}>x</{}>", '<{} rel="self" href="x"/>', "<{}><b>z</b></{}>"])
def test_elements_named_like_parts_of_the_parser_are_read(name: str, form: str) -> None:
    element = form.replace("{}", name)
    for body in (rss([with_more(1, element)]), rss([item(1)], extra=element)):
        assert parse(body, url="http://a.example/f", now=NOW).count == 1


def test_of_thousands_of_attributes_only_some_are_handed_on() -> None:
    class Counting(ContentHandler):
        most = 0

        def startElementNS(self, name: object, qname: object, attrs: Any) -> None:
            self.most = max(self.most, len(attrs))

    parser, counting = create_parser(), Counting()
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(counting)
    attributes = " ".join(f'a{n}="1"' for n in range(20_000))
    parser.parse(io.BytesIO(rss([with_more(1, f"<x {attributes}/>")])))
    assert counting.most == MOST_ATTRIBUTES
    assert parse(rss([with_more(1, f"<x {attributes}/>")]), url="http://a.example/f", now=NOW).count == 1


@pytest.mark.parametrize("tag", ["<a>", "<a/>", "<a></a>"])
def test_tags_that_are_there_to_be_many_are_too_many(tag: str) -> None:
    with pytest.raises(TooLarge):
        parse(rss([with_more(1, tag * 200_001)]), url="http://a.example/f", now=NOW)


def test_of_too_many_items_the_newest_are_kept() -> None:
    count = MAX_ITEMS + 50
    parsed = parse(rss([item(n) for n in reversed(range(count))]), url="http://a.example/f", now=NOW)
    assert {entry.key for entry in parsed.entries} == {f"g-{n}" for n in range(MAX_ITEMS)}
    without = parse(rss([item(n, pubDate="") for n in range(count)]), url="http://a.example/f", now=NOW)
    assert [entry.key for entry in without.entries] == [f"g-{n}" for n in range(MAX_ITEMS)]


def test_a_letter_that_was_cut_leaves_the_others_as_they_are() -> None:
    body = rss([item(1, title="Über Größe und Maß")]).replace("Maß".encode(), b"Ma" + b"\xc3")
    (entry,) = parse(body, url="http://a.example/f", now=NOW).entries
    assert entry.title.startswith("Über Größe und Ma") and "Ã" not in entry.title
    old = rss([item(1, title="Uber Große")]).decode().replace("Große", "Größe").encode("latin-1")
    assert parse(old, url="http://a.example/f", now=NOW).entries[0].title == "Uber Größe"


async def test_with_little_time_each_feed_has_its_turn(site: Site, reader: Reader) -> None:
    async def slow(writer: asyncio.StreamWriter) -> None:
        body = rss([item(1)])
        await asyncio.sleep(0.06)
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()

    urls = [site.url(f"/f{n}") for n in range(6)]
    site.raw.update({f"/f{n}": slow for n in range(6)})
    for _ in range(40):
        await reader.visit_all([reader.job(url) for url in urls], deadline=0.3)
        reader.now += 86_400
        if all(reader.memory[url].entries for url in urls):
            break
    assert {reader.memory[url].entries for url in urls} == {1}


async def test_what_was_never_stored_comes_again_even_after_a_failure(site: Site, reader: Reader) -> None:
    def answer(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        if broken:
            return 503, {}, b""
        if asked.headers.get("if-none-match") == '"1"':
            return 304, {}, b""
        return 200, {"ETag": '"1"'}, rss([item(1)])

    site.routes["/feed"] = answer
    broken, url = False, site.url("/feed")
    await reader.visit(url)
    reader.memory.clear()  # the program ended before it stored what this visit gave
    reader.now += 60
    broken = True
    assert (await reader.visit(url)).state == "failing"
    reader.now += 86_400
    broken = False
    assert (await reader.visit(url)).entries == 1


async def test_a_kept_connection_that_the_site_closes_is_no_failure(reader: Reader) -> None:
    asked, served = [], []

    async def client(incoming: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = rss([item(1)])
        served.append(asyncio.current_task())
        while line := await incoming.readline():
            await incoming.readuntil(b"\r\n\r\n")
            if asked and asked[-1][0] is writer:
                break  # the connection was to be closed, but the next request was quicker
            asked.append((writer, line))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(client, "127.0.0.1", 0) as server:
        place = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        outcomes = await reader.visit_all([reader.job(f"{place}/f{n}") for n in range(6)])
        await asyncio.gather(*(task for task in served if task is not None))
    assert {outcome.state for outcome in outcomes} == {"ok"}
    assert len(asked) == 6


async def test_a_packed_challenge_is_known_and_a_feeds_own_pause_holds_without_a_body(
    site: Site, reader: Reader
) -> None:
    url = site.serve("/wall", gzip.compress(b"<html>Just a moment...</html>"), 503, Content_Encoding="gzip")
    assert (await reader.visit(url)).state == "blocked"
    feed = site.serve("/feed", rss([item(1)], extra="<ttl>600</ttl>"))
    for _ in range(2):
        outcome = await reader.visit(feed)
        assert outcome.memory.next_at == reader.now + 36_000
        reader.now += 36_000


async def test_the_timeout_holds_for_all_redirects_together(site: Site, reader: Reader) -> None:
    async def later(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        place = site.url(f"/r{len(site.asked)}")
        writer.write(f"HTTP/1.1 302 X\r\nConnection: close\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()

    site.raw.update({f"/r{n}": later for n in range(9)})
    outcome = await reader.visit(site.url("/r0"), timeout_seconds=0.5)
    assert "within 0.5 seconds" in outcome.error and len(site.asked) < 5


async def test_a_feed_in_which_only_its_frame_changes_falls_quiet(site: Site, reader: Reader) -> None:
    url = site.url("/feed")
    site.routes["/feed"] = lambda _: (
        200,
        {},
        rss([item(n) for n in range(3)]).replace(b"</channel>", b"<x>%d</x></channel>" % len(site.asked)),
    )
    states = []
    for _ in range(4):
        states.append((await reader.visit(url)).state)
        reader.now += 3 * 3600
    assert states[0] == "ok" and states[-1] == "quiet"


@pytest.mark.parametrize("proxy", ["socks5h://127.0.0.1:1080", "socks4://127.0.0.1:1", "gopher://x", "http://[::1"])
async def test_a_proxy_of_another_kind_is_named(site: Site, reader: Reader, proxy: str) -> None:
    odd = reader.job(site.serve("/feed", rss([item(1)])), proxy=proxy)
    good = reader.job(site.serve("/good", rss([item(1)])))
    first, second = await reader.visit_all([odd, good])
    assert (first.state, second.state) == ("failing", "ok")
    assert "proxy" in first.error


async def test_why_a_feed_cannot_be_asked_is_its_failure(site: Site, reader: Reader) -> None:
    outcome = await reader.visit(site.serve("/feed", rss([item(1)])), trouble="its secret_command ended with 3")
    assert (outcome.state, outcome.error, site.asked) == ("failing", "its secret_command ended with 3", [])


def test_a_name_server_that_never_answers_does_not_hold_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def hanging(*_: object, **__: object) -> list[object]:
        answered.wait(60)
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    monkeypatch.setattr(socket, "getaddrinfo", hanging)

    async def asked() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await transport.system_resolver("slow.example", 80)

    asyncio.run(asked())
    assert not answered.is_set(), "the program ended while the question was still open"
    answered.set()


def test_a_body_that_is_no_feed_is_said_to_be_none() -> None:
    with pytest.raises(NotAFeed):
        parse(b"<html><p>hello</p></html>", url="http://a.example/f", now=NOW)
