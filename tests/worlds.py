"""A made world: venues with feeds on loopback, others by hand, threads about known topics by known people."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOPICS = {
    "postgres": "postgres oracle migration index query planner vacuum replication partition sequence trigger schema "
    "plpgsql tablespace tuple analyze",
    "garden": "garden compost tomato seedling soil mulch pruning greenhouse harvest pollinator perennial raised bed "
    "watering frost blossom",
    "sailing": "sailing keel rudder spinnaker halyard tiller anchor mooring harbour jib genoa winch rigging tack "
    "regatta cleat",
    "noise": "camera lens recipe oven train ticket museum guitar amplifier novel chapter football marathon painting "
    "canvas printer",
}


@dataclass(frozen=True, slots=True)
class MadeThread:
    """One thread; `topic` a key of TOPICS."""

    number: int
    topic: str
    title: str
    body: str
    author: str
    age_hours: float


def make_threads(count: int, seed: int, people: dict[str, list[str]] | None = None) -> list[MadeThread]:
    """Threads about chance topics, each with words of its topic; `people` asks in a topic now and then."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        topic = chance.choice(list(TOPICS))
        words = TOPICS[topic].split()
        title = f"{' '.join(chance.sample(words, 4)).capitalize()}?"
        body = f"I wonder about {' and '.join(chance.sample(words, 6))} in case {seed}-{number}."
        known = (people or {}).get(topic, [])
        author = chance.choice(known) if known and chance.random() < 0.3 else f"user{seed}x{number}"
        found.append(MadeThread(number, topic, title, body, author, chance.uniform(1, 60)))
    return found


class Forum:
    """One server for many venues: `/VENUE/latest.rss`, with validators; `bodies` counts full answers."""

    def __init__(self, venues: dict[str, list[MadeThread]], now: int) -> None:
        self.venues, self.now = venues, now
        self.bodies: list[str] = []
        self.conditional = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def rss(self, venue: str) -> bytes:
        items = "".join(self._item(venue, thread) for thread in self.venues[venue])
        head = f"<title>{venue}</title><link>{self.url}/{venue}</link><description>made</description>"
        return (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<channel>{head}{items}</channel></rss>"
        ).encode()

    def _item(self, venue: str, thread: MadeThread) -> str:
        url = f"{self.url}/{venue}/t/topic-{thread.number}/{thread.number}"
        date = formatdate(self.now - thread.age_hours * 3600, usegmt=True)
        return (
            f"<item><title>{escape(thread.title)}</title><link>{url}</link><guid>{url}</guid>"
            f"<dc:creator>{escape(thread.author)}</dc:creator><pubDate>{date}</pubDate>"
            f"<description>{escape(thread.body)}</description></item>"
        )


@contextmanager
def serving(venues: dict[str, list[MadeThread]], now: int) -> Iterator[Forum]:
    """A forum that answers while the context is open."""
    forum = Forum(venues, now)
    thread = threading.Thread(target=forum.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield forum
    finally:
        forum.server.shutdown()
        forum.server.server_close()
        thread.join()


def _handler(forum: Forum) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            venue = self.path.strip("/").split("/")[0]
            if venue not in forum.venues or not self.path.endswith("latest.rss"):
                self._answer(404, b"not here", "text/plain")
                return
            body = forum.rss(venue)
            tag = f'"{hash(body)}"'
            if self.headers.get("If-None-Match") == tag:
                forum.conditional += 1
                self.send_response(304)
                self.send_header("ETag", tag)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            forum.bodies.append(venue)
            self._answer(200, body, "application/rss+xml", tag)

        def _answer(self, status: int, body: bytes, kind: str, tag: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if tag:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    return Handler
