"""Two small made places for the examples of the documents, a forum and a plain feed, behind a proxy on loopback.

By the proxy the examples run with the addresses that they name, so that ids are the same each time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import formatdate
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FORUM, BOARD = "http://forum.example.org", "http://board.example.org"

Topics = tuple[tuple[str, str, str], ...]
"""(title, who asks, first words), the newest first."""

FORUM_TOPICS: Topics = (
    ("Lock file for a library, yes or no?", "mira", "Should the repository of a library keep a lock file?"),
    ("Sorting a dict by two keys", "ines", "I want to sort by count and then by name."),
    ("Wheel misses package data after moving to src", "tomasz", "The wheel builds, but templates are not packaged."),
    ("Typing of generators that return values", "lev", "What is the return type of a generator with send?"),
    ("Which build back end for a plain package?", "yuki", "Hatchling, flit or setuptools for pure packaging?"),
    ("Async timeouts in nested tasks", "petra", "The inner task swallows the cancellation."),
    ("Regular expression for dates", "omar", "My pattern accepts the 31st of February."),
    ("Local meetup in spring", "hana", "Who would come, and who could speak?"),
    ("Plotting a year of temperatures", "nils", "The axis shows every single day."),
    ("Comparing floats in a test", "vera", "The last digit differs between two machines."),
    ("Walking a folder without following links", "sam", "My loop never comes to an end."),
    ("Decorators that keep the signature", "lev", "The wrapped function loses its parameters."),
    ("Reading settings from the environment", "zoe", "Where do you turn the text into numbers?"),
    ("A queue between two threads", "petra", "The consumer waits for ever when it stops."),
    ("Names for boolean variables", "ines", "Is it is_ready, ready or has_been_read?"),
    ("Parsing times with a zone", "omar", "Summer time moves my appointments."),
    ("Recursion or a loop for a tree?", "sam", "It has about ten levels."),
    ("Colours in a terminal", "hana", "How do you find out what it can show?"),
    ("Mocking the clock", "vera", "The test waits for a whole second."),
    ("First talk, which topic?", "nils", "Half an hour, people who begin."),
)
BOARD_TOPICS: Topics = (
    ("Publishing wheels for two platforms", "dario", "How do you build and publish wheels in one go?"),
    ("Which editor for long texts?", "jo", "Mine gets slow beyond a thousand lines."),
    ("Resolver takes minutes with extras", "sanne", "Resolving our lock file with three extras is slow."),
    ("Reading a large CSV line by line", "bo", "Memory grows although I read line by line."),
    ("Chairs for a small office", "jo", "We sit six hours a day."),
    ("Backing up a laptop", "kim", "Over the network, at night."),
    ("Books about writing well", "aya", "Short ones, please."),
    ("Spell checking in three languages", "aya", "Names are marked in all of them."),
    ("A quiet keyboard", "kim", "My neighbours can hear it."),
    ("Train or plane to the conference?", "bo", "It is nine hours by train."),
)
HOME = (
    '<!DOCTYPE html><html><head><title>Packaging Corner</title><meta name="generator" content="Discourse 3.5">'
    '<link rel="alternate" type="application/rss+xml" title="Latest topics" href="/latest.rss"></head></html>'
)


@contextmanager
def places(now: float) -> Iterator[str]:
    """The address of the proxy, while it serves the two places and nothing else.

    The newest topics are an hour older than `now`, in seconds since the epoch, the others two hours older each.
    """
    pages = {
        f"{FORUM}/": HOME,
        f"{FORUM}/latest.rss": _feed("Packaging Corner", FORUM, FORUM_TOPICS, now, "/t/topic/{}"),
        f"{BOARD}/feed.xml": _feed("The Back Room", BOARD, BOARD_TOPICS, now, "/questions-and-answers/{}.html"),
    }
    handler = type("Handler", (_Handler,), {"pages": pages})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _feed(title: str, origin: str, topics: Topics, now: float, path: str) -> str:
    items = "".join(
        f"<item><title>{escape(topic)}</title><dc:creator>{author}</dc:creator>"
        f"<description>{escape(f'<p>{text}</p>')}</description><link>{origin}{path.format(number)}</link>"
        f"<guid>{origin}{path.format(number)}</guid><pubDate>{formatdate(now - 3600 - 7200 * place)}</pubDate></item>"
        for place, (topic, author, text) in enumerate(topics)
        for number in [900 - place]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{title}</title><link>{origin}</link><description>{title}</description>{items}</channel></rss>"
    )


class _Handler(BaseHTTPRequestHandler):
    pages: Mapping[str, str]

    def do_GET(self) -> None:
        text = self.pages.get(self.path)
        body = (text or "not here").encode()
        self.send_response(404 if text is None else 200)
        self.send_header("Content-Type", "text/html" if text == HOME else "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
