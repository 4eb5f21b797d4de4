"""Texts of 100 KiB made to catch regular expressions, in every field of a feed, read by every row of the catalogue."""

from __future__ import annotations

import subprocess
import sys

import pytest

DEADLINE_SECONDS = 90
"""Far more than any of them takes; one pattern that goes back and forth would take hours."""

PIECES = (
    "a",
    "1",
    "/",
    " ",
    "-",
    "[",
    "<",
    "&t=",
    "re: ",
    "[x] re:",
    "/t/a",
    "/t/1/",
    "/topic/1-",
    "viewtopic.php?&",
    "showthread.php?&t",
    "index.php?topic=",
    "# Comments: ",
    "1 posts - ",
    "12 x - ",
    "Posts: 1",
    "@a.",
    "a@b (",
    "/c/a/",
    "&amp;",
    "<p>",
    "/r/a/comments/",
    "a:",
    "•",
)

_READ = """
import sys
from html import escape
from forumplan.domain.errors import ForumplanError
from forumplan.domain.subjects import subject, thread_title
from forumplan.feeds.catalogue import PLATFORMS
from forumplan.feeds.discover import feed_links
from forumplan.feeds.parse import bind_and_fold, parse, read_body
from forumplan.feeds.spellings import expand
piece = sys.argv[1]
long = (piece * 100_000)[:102_400]
texts = [long, "http://forum.example/" + long + "!"]
items = "".join(
    f"<item><title>{t}</title><link>{t}</link><guid>{t}{n}</guid><comments>{t}</comments><author>{t}</author>"
    f"<category>{t}</category><pubDate>{t}</pubDate><description>{t}</description></item>"
    for n, t in enumerate(map(escape, texts))
)
head = "".join(f"<{name}>{escape(texts[1])}</{name}>" for name in ("title", "link", "generator"))
body = f"<rss version='2.0'><channel>{head}{items}</channel></rss>".encode()
channel, found = read_body(body, content_type="", content_location="", now=1_795_000_000)
assert len(found) == len(texts)
for row in PLATFORMS:
    assert bind_and_fold(channel, found, "http://forum.example/feed", row.name).entries, row.name
bind_and_fold(channel, found, texts[1], "")
broken = body.replace(b"</channel>", b"<b>")
assert read_body(broken, content_type="", content_location="", now=1_795_000_000)[1]
for text in texts:
    subject(text)
    thread_title(text)
    expand(text[:4_000])
    feed_links(text.encode(), "http://forum.example/")
    try:
        parse(text.encode(), url="http://forum.example/", now=0)
    except ForumplanError:
        pass
print("read")
"""


def read(piece: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _READ, piece], capture_output=True, text=True, timeout=DEADLINE_SECONDS, check=False
    )
    assert done.stdout == "read\n", f"{piece!r}: {done.stderr[-600:]}"


@pytest.mark.parametrize("piece", ["1", "re: ", "showthread.php?&t", "/t/a", "<p>"])
def test_no_text_stops_the_reading(piece: str) -> None:
    read(piece)


@pytest.mark.soak
def test_none_of_all_of_them_does() -> None:
    for piece in PIECES:
        read(piece)
