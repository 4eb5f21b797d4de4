"""Two programs that write, the screens and backups at the same time: nobody is locked out, nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import homes
import pytest

from forumplan.domain.records import Contribution, PlanItem
from forumplan.services import safekeeping, sync
from forumplan.services.home import Home
from forumplan.store.ledger_file import verify
from forumplan.tui.app import ForumplanApp

TEXT = homes.WEEK + homes.GOAL + homes.venue("v", me=["me"])
WORKER = Path(__file__).with_name("ledger_worker.py")


class Writer:
    """A program that works until it is stopped; `done` is what it acknowledged."""

    def __init__(self, folder: Path, shared: Path, job: str) -> None:
        self.said = shared.parent / f"{job}.txt"
        self.errors = shared.parent / f"{job}-errors.txt"
        command = [sys.executable, str(WORKER), str(folder), str(shared), job]
        with self.said.open("wb") as out, self.errors.open("wb") as errors:
            self.process = subprocess.Popen(command, stdout=out, stderr=errors)

    @property
    def done(self) -> list[dict[str, Any]]:
        lines = self.said.read_text().splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("}\n")]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


@pytest.mark.parametrize("acts", [50, pytest.param(0, marks=pytest.mark.soak)])
async def test_two_writers_the_screens_and_backups_get_along(tmp_path: Path, acts: int) -> None:
    """`acts`: how many each writer is to do; 0: as many as it does in a minute."""
    folder, shared = tmp_path / "one", tmp_path / "shared"
    shared.mkdir()
    homes.made(folder, TEXT).close()
    ends_at = time.monotonic() + (60 if not acts else 3600)
    with homes.made(folder, TEXT) as home:
        app = ForumplanApp(home)
        app.engine.ask = lambda *_, **__: 0  # type: ignore[method-assign]
        writers = [Writer(folder, shared, job) for job in ("log", "accept")]
        try:
            async with app.run_test(size=(100, 30)) as pilot:
                while time.monotonic() < ends_at and any(not acts or len(one.done) < acts for one in writers):
                    ended = [one.errors.read_text() for one in writers if one.process.poll() is not None]
                    assert not ended
                    await pilot.press("5")
                    app.front.reload()
                    with Home(home.paths, home.clock) as other:
                        safekeeping.backup(other)
                        sync.sync(other, shared)
                    await pilot.press("1")
                    app.front.reload()
                    await pilot.pause()
        finally:
            for one in writers:
                one.stop()
        assert [one.errors.read_text() for one in writers] == ["", ""]
        said = [line for one in writers for line in one.done]
        made = {one.id for one in home.ledger.all(Contribution)}
        items = {one.id for one in home.ledger.all(PlanItem)}
        assert {line["contribution"] for line in said if "contribution" in line} <= made
        assert {name for line in said for name in line.get("items", ())} <= items
        verify(home.paths.ledger_file)
