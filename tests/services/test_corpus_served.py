"""Every file of the feed corpus, served over HTTP: threads with exact counts, or a stated failure."""

from __future__ import annotations

import asyncio
import csv
import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import homes
import pytest

from forumplan.services.refresh import Summary, Visit, refresh

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "feeds"
FAILURES = {
    "made-empty.xml": "not-a-feed",
    "made-gzip-bomb.xml.gz": "too-large",
    "made-html-200-challenge.xml": "blocked",
}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(CORPUS)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the feed corpus is not beside this checkout")
def test_every_file_gives_its_threads_or_says_why_not(address: str, tmp_path: Path) -> None:
    with (CORPUS / "manifest.tsv").open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    text = "".join(
        f'[[venue]]\nid = "v{n}"\nfeeds = ["{address}/{quote(row["file"])}"]\nallow_private = true\n'
        for n, row in enumerate(rows)
    )
    with homes.made(tmp_path / "home", text) as home:

        async def visits() -> list[Visit]:
            return [visit async for visit in refresh(home, Summary())]

        found = {int(visit.outcome.job.venue[1:]): visit.outcome for visit in asyncio.run(visits())}
    assert len(found) == len(rows) == 114
    for n, row in enumerate(rows):
        outcome = found[n]
        if row["file"] in FAILURES:
            assert (outcome.state, bool(outcome.error)) == (FAILURES[row["file"]], True)
            continue
        assert outcome.state == "ok", row["file"]
        if row["entries"]:
            assert outcome.entries == int(row["entries"]), row["file"]
        if row["distinct_threads"]:
            assert outcome.threads == int(row["distinct_threads"].split()[0]), row["file"]
