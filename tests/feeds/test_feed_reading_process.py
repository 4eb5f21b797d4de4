"""The second process that reads bodies: it reads what this one would, and nothing depends on it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from made_feeds import NOW, atom, entry, item, rss

from forumplan.domain.errors import ParseError
from forumplan.feeds.reading import Body, read
from forumplan.feeds.reading_process import WAITING, ReadingProcess

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "feeds"


def body(data: bytes, number: int = 0) -> Body:
    return Body(data, f"http://forum.example/{number}.rss", "", "application/xml", "http://forum.example/", NOW)


BODIES = [
    body(rss([item(n, title=f"Title {n} \u2014 \U0001f600") for n in range(5)]), 1),
    body(atom([entry(1), entry(2, answers="urn:made:1")]), 2),
    body(b'{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "1", "title": "One"}]}', 3),
    body(b"<html><body>a page</body></html>", 4),
    body(b"", 5),
]


async def outcome(process: ReadingProcess, one: Body) -> object:
    try:
        return await process.read(one)
    except ParseError as error:
        return type(error), str(error)


def here(one: Body) -> object:
    try:
        return read(one, b"")
    except ParseError as error:
        return type(error), str(error)


async def test_it_reads_as_this_process_does() -> None:
    process = ReadingProcess(worth_bytes=0, processors=2)
    found = [await outcome(process, one) for one in BODIES]
    pid = process.pid
    assert pid is not None
    await process.aclose()
    assert found == [here(one) for one in BODIES]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the feed corpus is not beside this checkout")
async def test_every_body_of_the_corpus_comes_back_the_same() -> None:
    process = ReadingProcess(worth_bytes=0, processors=2)
    paths = sorted(path for path in CORPUS.iterdir() if path.suffix in (".xml", ".rss", ".atom", ".json"))
    assert len(paths) > 50
    for path in paths:
        one = body(path.read_bytes())
        assert await outcome(process, one) == here(one), path.name
    assert process.pid is not None
    await process.aclose()


async def test_many_at_once_are_shared_and_none_is_mixed_up() -> None:
    process = ReadingProcess(worth_bytes=0, processors=2)
    many = [body(rss([item(n, title=f"Only {n}")]), n) for n in range(40)]
    found = await asyncio.gather(*(process.read(one) for one in many))
    assert [reading.parsed.entries[0].title for reading in found] == [f"Only {n}" for n in range(40)]
    await process.aclose()


async def test_few_bodies_and_one_processor_start_nothing() -> None:
    small, alone = ReadingProcess(processors=2), ReadingProcess(worth_bytes=0, processors=1)
    for process in (small, alone):
        await process.read(BODIES[0])
        assert process.pid is None
        await process.aclose()


async def test_where_it_dies_everything_is_read_here() -> None:
    process = ReadingProcess(worth_bytes=0, processors=2)
    await process.read(BODIES[0])
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    asked = [asyncio.create_task(process.read(one)) for one in BODIES[:2] * WAITING]
    await asyncio.sleep(0)
    os.kill(process.pid, signal.SIGKILL)
    assert await asyncio.gather(*asked) == [here(one) for one in BODIES[:2]] * WAITING
    assert await process.read(BODIES[1]) == here(BODIES[1])
    await process.aclose()


def test_it_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    script = (
        "import asyncio, os, signal, sys\n"
        "from forumplan.feeds.reading import Body\n"
        "from forumplan.feeds.reading_process import ReadingProcess\n"
        "async def main():\n"
        "    process = ReadingProcess(worth_bytes=0, processors=2)\n"
        "    await process.read(Body(b'<rss><channel><title>x</title></channel></rss>', 'http://a/', '', '', '', 0))\n"
        "    print(process.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    program = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=tmp_path, timeout=60, check=False
    )
    assert program.returncode == -signal.SIGKILL
    pid = int(program.stdout)
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        subprocess.run(["true"], check=False)
    raise AssertionError("the reading process outlived the program")
