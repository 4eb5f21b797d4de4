"""Connections that fail, each by its name: silence, drips, breaks, endless bodies, nobody there, proxies."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
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


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody signed, and its key in the same file."""
    path = tmp_path / "loopback.pem"
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: no certificate can be made")
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=loopback -addext subjectAltName=IP:127.0.0.1"
    subprocess.run(
        ["openssl", *words.split(), "-keyout", str(path), "-out", str(path) + ".crt"], check=True, capture_output=True
    )
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


async def test_a_secure_connection_is_kept_for_the_next_feed(
    certificate: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    site = Site()
    async with await asyncio.start_server(site.client, "127.0.0.1", 0, ssl=context) as server:
        origin = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for path in ("/a", "/b"):
            site.serve(path, rss([item(n, text="word " * 4_000) for n in range(20)]))
        refused = await reader.visit(f"{origin}/a")
        assert "certificate of 127.0.0.1 is not valid" in refused.error
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        outcomes = await reader.visit_all([reader.job(f"{origin}/{name}") for name in "ab"])
        assert [outcome.entries for outcome in outcomes] == [20, 20]
        assert site.connections == 1, "one for both feeds"


async def test_a_connection_that_ended_meanwhile_is_not_used_again(reader: Reader) -> None:
    asked = []

    async def answer_once(incoming: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await incoming.readuntil(b"\r\n\r\n"))
        body = rss([item(len(asked))])
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        writer.close()

    async with await asyncio.start_server(answer_once, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        outcomes = await reader.visit_all([reader.job(f"http://127.0.0.1:{port}/{n}") for n in range(5)])
    assert [(outcome.state, outcome.entries) for outcome in outcomes] == [("ok", 1)] * 5
    assert len(asked) == 5


async def test_marks_of_any_bytes_come_back_as_they_were(reader: Reader) -> None:
    asked = []

    async def answer(incoming: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await incoming.readuntil(b"\r\n\r\n"))
        body = rss([item(1)])
        writer.write(b'HTTP/1.1 200 OK\r\nETag: "\xc3\xa9-1"\r\nContent-Length: %d\r\n\r\n' % len(body) + body)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        assert [(await reader.visit(url)).state for _ in range(2)] == ["ok", "unchanged"]
    assert b'If-None-Match: "\xc3\xa9-1"\r\n' in asked[1]


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
