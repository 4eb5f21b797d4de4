"""Every fault of the load server at once beside a hundred good feeds: these lose nothing, each bad one is named."""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

SERVER = Path(__file__).parents[3] / "shared" / "lab" / "feedserver" / "feedserver.py"
GOOD = 100
ENTRIES = 25
GROWTH_KB = 150 * 1024
FAULTY = {"waiting", "failing", "blocked", "not-a-feed", "too-large", "refused", "dead"}

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not SERVER.is_file(), reason="the load server is not beside this checkout"),
]


@pytest.fixture
def ask() -> Iterator[Callable[[str], Any]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1] - 8
    words = ["--port", str(port), "--feeds", str(GOOD), "--entries", str(ENTRIES), "--hosts", "1", "--cap-s", "60"]
    server = subprocess.Popen([sys.executable, str(SERVER), *words], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None and server.stdout.readline().startswith("feedserver")

    def answer(path: str) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as said:
            text = said.read().decode()
        return text.split() if path.startswith("/_urls") else json.loads(text)

    yield answer
    server.kill()
    server.wait()
    server.stdout.close()


def refreshed(home: Path) -> tuple[list[dict[str, Any]], int]:
    """The lines of a refresh, and its exit status."""
    done = subprocess.run(
        [sys.executable, "-m", "forumplan", "--home", str(home), "refresh", "--all", "--json"],
        env={**os.environ, "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    return [json.loads(line)["feed"] for line in done.stdout.splitlines()[:-1]], done.returncode


def test_all_at_once(ask: Callable[[str], Any], tmp_path: Path) -> None:
    good, bad = ask("/_urls"), ask("/_urls?faults=1")
    config = tmp_path / "home" / "config" / "feeds.toml"
    config.parent.mkdir(parents=True)
    mixed = [url for pair in zip(good, [*bad, *[""] * (GOOD - len(bad))], strict=True) for url in pair if url]
    config.write_text(
        "".join(f'[[venue]]\nid = "v{n}"\nfeeds = ["{url}"]\nallow_private = true\n' for n, url in enumerate(mixed))
    )
    config.chmod(0o600)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    first, status = refreshed(tmp_path / "home")
    assert status == 3
    by_url = {mixed[int(one["venue"][1:])]: one for one in first}
    assert len(by_url) == len(mixed)
    assert {by_url[url]["state"] for url in good} == {"ok"}
    assert {by_url[url]["entries"] for url in good} == {ENTRIES}
    named = {url.rsplit("/", 1)[1]: by_url[url]["state"] for url in bad}
    assert len(set(named.values()) & FAULTY) >= 5, named
    assert all(by_url[url]["error"] for url in bad if by_url[url]["state"] in FAULTY)
    told = ask("/_stats")
    assert told["internal_hits"] == 0
    assert max(told["peak_host"].values()) == 1, "one request in flight, by the server's own count"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss - before < GROWTH_KB

    ask("/_reset")
    second, _ = refreshed(tmp_path / "home")
    told = ask("/_stats")
    assert {one["state"] for one in second if mixed[int(one["venue"][1:])] in good} <= {"unchanged", "quiet"}
    assert told["cond"] >= GOOD and told["status"]["304"] >= GOOD
    waiting = [one["feed"] for one in first if one["state"] == "waiting"]
    assert not set(waiting) & {one["feed"] for one in second}, "inside a Retry-After nothing is asked"
