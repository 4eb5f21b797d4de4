"""Connections that fail, each by its name: silence, drips, breaks, endless bodies, nobody there, proxies."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from conftest import Site
from feed_reader import Reader
from made_feeds import item, rss


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path / "feeds")


async def test_silence_and_drips_end_by_the_timeout(site: Site, reader: Reader) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    async def silence(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    site.raw["/drip"], site.raw["/silence"] = drip, silence
    for path in ("/drip", "/silence"):
        outcome = await reader.visit(site.url(path), timeout_seconds=0.3)
        assert outcome.state == "failing"
        assert "within 0.3 seconds" in outcome.error


async def test_broken_connections_and_endless_bodies(site: Site, reader: Reader) -> None:
    async def broken(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss>")
        await writer.drain()

    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n<rss><channel>")
        while True:
            writer.write(b"<item><title>more</title></item>" * 2000)
            await writer.drain()

    async def noise(writer: asyncio.StreamWriter) -> None:
        writer.write(b"\x00\x01 this is no HTTP \r\n\r\n")
        await writer.drain()

    site.raw.update({"/broken": broken, "/endless": endless, "/noise": noise})
    jobs = [reader.job(site.url(path)) for path in ("/broken", "/endless", "/noise")]
    outcomes = await reader.visit_all(jobs)
    assert [outcome.state for outcome in outcomes] == ["failing", "too-large", "failing"]


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"])
async def test_a_server_that_is_given_up_knows_it_before_it_is_asked_again(
    head: bytes, site: Site, reader: Reader
) -> None:
    """Else it would have two requests in flight, by its own count."""
    noticed: list[bool] = []

    async def stuck(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not writer.is_closing():
            await asyncio.sleep(0.05)
        noticed.append(True)

    async def next_one(writer: asyncio.StreamWriter) -> None:
        noticed.append(False)
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    site.raw.update({"/stuck": stuck, "/next": next_one})
    jobs = [reader.job(site.url("/stuck"), timeout_seconds=0.3), reader.job(site.url("/next"))]
    outcomes = await reader.visit_all(jobs)
    assert [outcome.status for outcome in outcomes] == [0, 404]
    assert noticed == [True, False]


async def test_nobody_there(reader: Reader) -> None:
    server = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    assert "refuses connections" in (await reader.visit(f"http://127.0.0.1:{port}/")).error


async def test_no_secure_connection(reader: Reader) -> None:
    async def speak_plainly(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")  # to whatever comes: a greeting may hold no end of line
        writer.close()

    async with await asyncio.start_server(speak_plainly, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert "no secure connection" in (await reader.visit(f"https://127.0.0.1:{port}/")).error


async def test_a_proxy_is_used_and_its_refusal_named(site: Site, reader: Reader) -> None:
    proxy = site.url("")
    site.routes["http://forum.example/feed"] = lambda _: (200, {}, rss([item(1)]))
    assert (await reader.visit("http://forum.example/feed", proxy=proxy)).state == "ok"
    site.routes["http://forum.example/other"] = lambda _: (407, {}, b"")
    outcome = await reader.visit("http://forum.example/other", proxy=proxy)
    assert (outcome.state, "proxy" in outcome.error) == ("blocked", True)
    refused = await reader.visit("http://127.0.0.1:1/feed", proxy=proxy, allowed_origins=frozenset())
    assert refused.state == "refused"
    assert len(site.asked) == 2
