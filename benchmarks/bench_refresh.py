"""Prints what a refresh costs: `python benchmarks/bench_refresh.py [--feeds 200] [--entries 25]`.

A server on loopback, in a process of its own, offers made feeds of 65 kB; rows: cold, unchanged with validators,
unchanged without, a tenth changed by 2, every feed changed by 3. A row is the whole refresh: fetching, comparing,
reading, folding, and storing in `threads.db`, whose part is named. Beside it what the plain script takes,
`feedparser.parse(url)` for the same feeds one after the other, which stores nothing; and for reading alone
`feedparser.parse` of the same bodies. CPU seconds are user and system time, that of the second reader included and
that of the server not.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import io
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate
from functools import partial
from html import escape
from multiprocessing.connection import Connection
from pathlib import Path

from forumplan.domain.feed import FeedJob, FeedMemory, FeedOutcome
from forumplan.feeds.cache import FeedCache
from forumplan.feeds.fetch import allowed_origins, fetch_batches
from forumplan.feeds.steady import read_steadily
from forumplan.store.merge import Merger
from forumplan.store.threads import ThreadStore

START = 1_780_000_000
WHERE = {"content_type": "application/rss+xml", "content_location": "http://forum.example/feed", "now": START + 400_000}
WORDS = ("thread", "reply", "plan", "budget", "kernel", "sensor", "recipe", "train", "release", "question", "answer")


def item(feed: int, number: int) -> str:
    """One item of 1 to 3 kB of markup; the same for the same numbers."""
    dice = random.Random(feed * 7919 + number)
    paragraphs = [
        f"<p>{' '.join(dice.choices(WORDS, k=40))} <a href='https://example.org/{number}'>link</a></p>"
        for _ in range(dice.randint(4, 11))
    ]
    return (
        f"<item><title>{' '.join(dice.choices(WORDS, k=7))}</title><link>http://forum.example/t/{feed}/{number}</link>"
        f"<guid isPermaLink='false'>f{feed}-{number}</guid><author>{dice.choice(WORDS)}</author>"
        f"<pubDate>{formatdate(START + number * 3600, usegmt=True)}</pubDate>"
        f"<description>{escape(''.join(paragraphs))}</description></item>"
    )


def body(feed: int, newest: int, entries: int) -> bytes:
    """A whole feed, newest item first."""
    items = "\n".join(item(feed, number) for number in range(newest, newest - entries, -1))
    head = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed {feed}</title><link>http://forum.example/</link>'
    )
    return f"{head}{items}</channel></rss>".encode()


async def _serve(pipe: Connection, feeds: int, entries: int) -> None:
    newest = dict.fromkeys(range(feeds), 100)
    packed = {feed: gzip.compress(body(feed, 100, entries), 5) for feed in newest}
    validators = True

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            feed, known = int(line.split()[1].rsplit(b"/", 1)[1]), b""
            while (header := await reader.readline()).strip():
                if header.lower().startswith(b"if-none-match:"):
                    known = header.split(b":", 1)[1].strip()
            tag = b'"%d"' % newest[feed]
            if validators and known == tag:
                writer.write(b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % tag)
                continue
            extra = b"ETag: %s\r\n" % tag if validators else b""
            head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n%s\r\n"
            writer.write(head % (len(packed[feed]), extra) + packed[feed])
        writer.close()

    # Twenty ports stand for twenty hosts: several are asked at once, each of them one request at a time.
    servers = [await asyncio.start_server(client, "127.0.0.1", 0) for _ in range(20)]
    pipe.send([server.sockets[0].getsockname()[1] for server in servers])
    loop = asyncio.get_running_loop()
    while order := await loop.run_in_executor(None, pipe.recv):
        validators, changed, by = order
        for feed in range(0, feeds, max(1, feeds // changed)) if changed else ():
            newest[feed] += by
            packed[feed] = gzip.compress(body(feed, newest[feed], entries), 5)
        pipe.send("ready")


def _server(pipe: Connection, feeds: int, entries: int) -> None:
    asyncio.run(_serve(pipe, feeds, entries))


def cpu_of(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds of some work, with that of the processes that ended meanwhile."""
    wall, cpu = time.perf_counter(), _cpu()
    work()
    return time.perf_counter() - wall, _cpu() - cpu


def _cpu() -> float:
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in used)


def plain_feedparser(sources: Iterable[str | io.BytesIO]) -> None:
    """What the obvious script does with addresses or bodies."""
    import feedparser

    for source in sources:
        feedparser.parse(source)


class Refresher:
    """Refreshes every feed and stores what it gave. `storing`: CPU seconds of that in the last run."""

    def __init__(self, urls: list[str], folder: Path) -> None:
        self.urls, self.folder = urls, folder
        self.store = ThreadStore(folder / "threads.db")
        self.memory: dict[str, FeedMemory] = {}
        self.entries, self.storing = 0, 0.0

    def run(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        self.entries, self.storing = 0, 0.0
        jobs = [FeedJob("v", url, self.memory.get(url), allowed_origins=allowed_origins([url])) for url in self.urls]
        with FeedCache(self.folder / "feeds") as cache:
            async for batch in fetch_batches(jobs, cache, clock=lambda: START + 400_000, deadline_seconds=600):
                self.storing += cpu_of(partial(self._keep, batch))[1]

    def _keep(self, batch: list[FeedOutcome]) -> None:
        merger = Merger(self.store, START + 400_000)
        with self.store.transaction():
            self.store.remember([outcome.memory for outcome in batch])
            for outcome in batch:
                self.memory[outcome.job.url] = outcome.memory
                self.entries += outcome.entries or 0
                if outcome.parsed is not None:
                    merger.merge("v", outcome.job.url, outcome.parsed)
                if outcome.error:
                    print(outcome.job.url, outcome.state, outcome.error)


def main() -> None:
    """Runs every case and prints a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--entries", type=int, default=25)
    options = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_server, args=(theirs, options.feeds, options.entries), daemon=True)
    process.start()
    cases = (
        ("cold", True, 0, 0),
        ("unchanged", True, 0, 0),
        ("unchanged, no validators", False, 0, 0),
        ("a tenth changed by 2", True, options.feeds // 10, 2),
        ("all changed by 3", True, options.feeds, 3),
    )
    bodies = [body(feed, 100, options.entries) for feed in range(options.feeds)]
    ports = ours.recv()
    urls = [f"http://127.0.0.1:{ports[feed % len(ports)]}/{feed}" for feed in range(options.feeds)]
    _, plain = cpu_of(lambda: plain_feedparser(map(io.BytesIO, bodies)))
    _, script = cpu_of(lambda: plain_feedparser(urls))
    size = sum(map(len, bodies)) >> 20
    print(
        f"{options.feeds} feeds x {options.entries}, {size} MB; CPU of feedparser.parse(url) {script:.2f} s,", end=" "
    )
    print(f"of the bodies alone {plain:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        refresher = Refresher(urls, Path(folder))
        for name, validators, changed, by in cases:
            ours.send((validators, changed, by))
            ours.recv()
            wall, cpu = cpu_of(refresher.run)
            parts = f"(of it storing {refresher.storing:.2f} s)"
            share = (
                f"1/{script / cpu:.1f} of the script; 1/{plain / (cpu - refresher.storing):.1f} of parsing, unstored"
            )
            print(f"{name:26} wall {wall:5.2f} s  CPU {cpu:5.2f} s {parts}  {share}  {refresher.entries} entries")
        refresher.store.close()
    known = [read_steadily(data, b"", **WHERE)[2] for data in bodies]
    later = [body(feed, 103, options.entries) for feed in range(options.feeds)]
    _, reading = cpu_of(lambda: [read_steadily(data, old, **WHERE) for data, old in zip(later, known, strict=True)])
    print(
        f"reading alone, 3 new of {options.entries}: CPU {reading:.2f} s, 1/{plain / reading:.1f} of parsing the bodies"
    )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")
    process.kill()
    process.join()


if __name__ == "__main__":
    main()
