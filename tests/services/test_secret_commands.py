"""A venue whose secret_command fails costs itself a visit, and nobody else."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import homes
import pytest
import worlds
from fakes import NOON, Clock

from forumplan.services import refresh as service
from forumplan.services.home import Home
from forumplan.services.refresh import Summary, refresh


def visited(home: Home) -> dict[str, tuple[str, str]]:
    async def run() -> dict[str, tuple[str, str]]:
        return {
            visit.outcome.job.venue: (visit.outcome.state, visit.outcome.error)
            async for visit in refresh(home, Summary(), everything=True)
        }

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["/no/such/program"], "cannot be run (No such file or directory)"),
        ([sys.executable, "-c", "import sys; sys.stderr.write(chr(27) + '[31mred'); sys.exit(3)"], "ended with 3"),
        ([sys.executable, "-c", "import time; time.sleep(60)"], "took more than 0.5 seconds"),
    ],
)
def test_its_failure_stands_at_its_feed_and_the_others_are_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    command: list[str],
    said: str,
) -> None:
    monkeypatch.setattr(service, "SECRET_SECONDS", 0.5)
    with worlds.serving({name: worlds.make_threads(3, 1, {}) for name in ("locked", "open")}, NOON) as forum:
        text = homes.WEEK
        for name in ("locked", "open"):
            text += f'\n[[venue]]\nid = "{name}"\nfeeds = ["{forum.url}/{name}/latest.rss"]\nallow_private = true\n'
            text += f"secret_command = {json.dumps(command)}\n" if name == "locked" else ""
        with homes.made(tmp_path / "home", text, Clock()) as home:
            found = visited(home)
    assert found["open"] == ("ok", "")
    assert found["locked"][0] == "failing" and said in found["locked"][1]
    assert "red" not in capfd.readouterr().err
