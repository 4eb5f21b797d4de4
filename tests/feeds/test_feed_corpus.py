"""The corpus of real and hostile feeds: every count exact, every other body a stated failure, no file or socket."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from forumplan.domain.errors import ParseError
from forumplan.feeds.parse import parse, read_body
from forumplan.feeds.scan import split
from forumplan.feeds.sniff import unpack
from forumplan.feeds.steady import read_steadily

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "feeds"
NOW = 1_795_400_000
FAILURES = {"made-empty.xml", "made-gzip-bomb.xml.gz", "made-html-200-challenge.xml"}

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"{CORPUS} is not on this machine")


def _rows() -> list[dict[str, str]]:
    if not CORPUS.is_dir():
        return []
    with (CORPUS / "manifest.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["file"])
def test_counts_are_exact(row: dict[str, str]) -> None:
    body = (CORPUS / row["file"]).read_bytes()
    if row["file"] in FAILURES:
        with pytest.raises(ParseError):
            parse(body, url="http://127.0.0.1/x", now=NOW)
        return
    parsed = parse(body, url=f"http://127.0.0.1/{row['file']}", now=NOW)
    assert parsed.count == int(row["entries"])
    if row["distinct_threads"]:
        assert parsed.threads == int(row["distinct_threads"].split()[0])
    assert len({entry.key for entry in parsed.entries}) == len(parsed.entries)


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["file"])
def test_a_steady_reading_equals_the_whole(row: dict[str, str]) -> None:
    if row["file"] in FAILURES:
        pytest.skip("no feed")
    body = (CORPUS / row["file"]).read_bytes()
    where = {"content_type": "application/xml", "content_location": "http://127.0.0.1/x", "now": NOW}
    whole = read_body(body, **where)
    first = read_steadily(body, b"", **where)
    assert first[:2] == whole
    parts = split(unpack(body))
    if parts is None or not first[2]:
        return
    for dropped in ({0}, {0, 1, 2}, {len(parts.items) // 2}):
        kept = b"".join(item for n, item in enumerate(parts.items) if n not in dropped)
        if not kept:
            continue
        known = read_steadily(parts.head + kept + parts.tail, b"", **where)[2]
        assert read_steadily(body, known, **where)[:2] == whole


def _parse(name: str) -> dict[str, tuple[str, int | None]]:
    parsed = parse((CORPUS / name).read_bytes(), url="http://127.0.0.1/latest.rss", now=NOW)
    return {entry.key: (entry.title, entry.replies) for entry in parsed.entries}


def test_the_discourse_pair() -> None:
    before, after = _parse("made-discourse-pair1-before.rss"), _parse("made-discourse-pair1-after.rss")
    assert before.keys() == after.keys()
    assert sum(before[key][1] != after[key][1] for key in before) == 2
    assert sum(before[key][0] != after[key][0] for key in before) == 1


def test_a_change_of_scheme_adds_nothing() -> None:
    assert _parse("made-schemeflip-before.rss").keys() == _parse("made-schemeflip-after.rss").keys()


_WATCH = """
import sys, pathlib, json
import feedparser, selectolax.lexbor, feedparser.parsers.loose, xml.sax.expatreader, encodings
from forumplan.feeds.parse import parse
from forumplan.feeds.catalogue import PLATFORMS
bodies = [pathlib.Path(name).read_bytes() for name in sys.argv[1:]]
bodies += [b"/etc/hostname", b"http://127.0.0.1:1/feed.xml", b"file:///etc/passwd"]
parse(bodies[0], url="http://127.0.0.1/x", now=1795400000)
seen = []
def hook(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "urllib.Request"):
        seen.append(event)
    if event == "open" and not str(args[0]).endswith((".py", ".pyc", ".so")):
        seen.append(f"open {args[0]}")
sys.addaudithook(hook)
for body in bodies:
    try:
        parse(body, url="http://127.0.0.1/x", now=1795400000)
    except Exception as error:
        if type(error).__module__.startswith("forumplan") is False:
            seen.append(repr(error))
print(json.dumps(seen))
"""


def test_no_body_opens_a_file_or_a_socket() -> None:
    names = sorted(str(CORPUS / row["file"]) for row in _rows())
    names.sort(key=lambda name: "pair1-before" not in name)
    done = subprocess.run([sys.executable, "-c", _WATCH, *names], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_the_packed_corpus_reads_the_same() -> None:
    body = (CORPUS / "discourse-keleshev-latest.rss").read_bytes()
    assert parse(gzip.compress(body), url="http://h/", now=NOW) == parse(body, url="http://h/", now=NOW)
