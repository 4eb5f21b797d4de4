"""Killed at any moment of any kind of act: the file is whole, what was acknowledged is there, nothing is half done."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import homes
import pytest

from forumplan.domain.records import Contribution, Label, PlanItem
from forumplan.services import record, sync
from forumplan.services.home import Home
from forumplan.store import journal
from forumplan.store.ledger import Ledger
from forumplan.store.ledger_file import verify

TEXT = homes.WEEK + homes.GOAL + homes.venue("v", me=["me"])
JOBS = ("log", "label", "accept", "migrate", "sync")
WORKER = Path(__file__).with_name("ledger_worker.py")


def killed(folder: Path, shared: Path, job: str, chance: random.Random) -> list[dict[str, Any]]:
    """Let the program work, kill it at some moment, and return what it had acknowledged."""
    command = [sys.executable, str(WORKER), str(folder), str(shared), job]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(chance.randint(1, 8))]
    time.sleep(chance.uniform(0, 0.02))  # any moment of the next act will do
    process.send_signal(signal.SIGKILL)
    lines += process.stdout.read().splitlines(keepends=True)
    process.stdout.close()
    process.wait()
    return [json.loads(line) for line in lines if line.endswith("}\n")]


def check(folder: Path, shared: Path, said: list[dict[str, Any]]) -> None:
    """Everything acknowledged is there and whole; the next program goes on."""
    with homes.made(folder, TEXT) as home:
        if home.paths.ledger_file.exists():
            verify(home.paths.ledger_file)
        made = {one.id: one for one in home.ledger.all(Contribution)}
        labels = {one.id for one in home.ledger.all(Label)}
        items = {one.id: one for one in home.ledger.all(PlanItem)}
        for line in said:
            assert line.get("contribution", "") in {"", *made}
            assert line.get("label", "") in {"", *labels}
            assert set(line.get("items", ())) <= set(items)
            if "migrated" in line or "old" in line:
                path = shared.parent / "old" / str(line.get("migrated") or line["old"])
                with Ledger(path, home.clock) as migrated:
                    assert len(migrated.all(Label)) == 1
                verify(path)
        done = {one.id for one in items.values() if one.state == "done"}
        assert done == {one.item for one in made.values() if one.item}
        groups = {name.split("-")[0] for name in items if name.startswith("a")}
        assert all(f"{group}-{part}" in items for group in groups for part in range(3))
        states = [home.ledger.whole(kind) for kind in (Contribution, Label, PlanItem)]
        home.ledger.rebuild()
        assert [home.ledger.whole(kind) for kind in (Contribution, Label, PlanItem)] == states
    assert journal.read_folder(shared).bad == []


@pytest.mark.parametrize("kills", [2, pytest.param(40, marks=pytest.mark.soak)])
@pytest.mark.parametrize("job", JOBS)
def test_killed_at_any_moment(tmp_path: Path, job: str, kills: int) -> None:
    chance = random.Random(kills)
    folder, shared = tmp_path / "one", tmp_path / "shared"
    shared.mkdir()
    homes.made(folder, TEXT).close()
    with homes.made(tmp_path / "two", TEXT) as other:
        record.log(other, Contribution("", venue="v", minutes=1))
        sync.sync(other, shared)
        said: list[dict[str, Any]] = []
        for _ in range(kills):
            said += killed(folder, shared, job, chance)
            check(folder, shared, said)
        assert said
        if job == "sync":
            with homes.made(folder, TEXT) as home:
                for each in (home, other, home):
                    sync.sync(each, shared)
                assert _events(home) == _events(other)


def _events(home: Home) -> list[str]:
    return [event.id for event in home.ledger.events()]
