"""No room left at any byte of a write: one line, the old file as it was, and the same act works once there is room.

Files may not grow beyond a limit that is moved over every size that a write passes; no rights are needed for that.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import homes
import pytest
from fakes import thread
from small_disk import small_disk

from forumplan.domain.errors import LedgerError
from forumplan.domain.records import Contribution
from forumplan.services import record, safekeeping, sync
from forumplan.services.home import Home
from forumplan.store import backups
from forumplan.store.ledger_file import verify

TEXT = homes.WEEK + homes.GOAL + homes.venue("v", me=["me"])
STEP = 1500
"""Smaller than a page, and no part of one."""


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Writing behind that byte of any file fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def failures(work: Callable[[], object]) -> list[LedgerError]:
    """Do the work with less room than it needs, a little more each time, until it is done; returns what was said."""
    said: list[LedgerError] = []
    for size in range(0, 4_000_000, STEP):
        try:
            with no_file_beyond(size):
                work()
        except LedgerError as error:
            said.append(error)
        else:
            return said
    raise AssertionError("it never worked")


@pytest.fixture
def paths_home(tmp_path: Path) -> Home:
    with homes.made(tmp_path / "one", TEXT) as home:
        for number in range(30):
            record.label(home, thread(number), "sql", 1)
    return Home(home.paths, home.clock)


def test_a_contribution_is_there_whole_or_not_at_all(paths_home: Home) -> None:
    note = "a note of many pages " * 2000
    before = paths_home.ledger.events()
    paths_home.close()

    def log() -> None:
        with Home(paths_home.paths, paths_home.clock) as home:
            made = record.log(home, Contribution("c1", venue="v", thread="t0001", minutes=5, note=note))
            assert made.id == "c1"

    def tried() -> None:
        try:
            log()
        except LedgerError:
            with no_file_beyond(resource.RLIM_INFINITY), Home(paths_home.paths, paths_home.clock) as home:
                assert home.ledger.events() == before
            raise

    said = failures(tried)
    assert len(said) > 10
    assert all("\n" not in str(error) and str(paths_home.paths.ledger_file) in str(error) for error in said)
    verify(paths_home.paths.ledger_file)
    with Home(paths_home.paths, paths_home.clock) as home:
        assert [made.note for made in home.ledger.all(Contribution)] == [note]
        assert len(home.ledger.events()) == len(before) + 1


def test_a_backup_is_whole_or_not_there(paths_home: Home) -> None:
    with paths_home as home:
        home.ledger.events()
        said = failures(lambda: safekeeping.backup(home))
        folder = backups.folder_of(home.paths.ledger_file)
        assert said and [path.name for path in folder.iterdir()] == [backups.found(home.paths.ledger_file)[0].path.name]
        verify(backups.found(home.paths.ledger_file)[0].path)


def test_a_journal_is_whole_or_as_it_was(paths_home: Home, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    with paths_home as home:
        path = shared / f"{home.ledger.device}.jsonl"
        sync.sync(home, shared)
        before = path.read_bytes()
        record.label(home, thread(99), "sql", 1)

        def exchange() -> None:
            try:
                sync.sync(home, shared)
            except LedgerError:
                assert path.read_bytes() == before
                raise

        assert failures(exchange)
        assert path.read_bytes() != before and [one.name for one in shared.iterdir()] == [path.name]


def test_a_command_says_it_in_one_line(paths_home: Home) -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
        "from forumplan.cli.main import main; main()"
    )
    home = paths_home.paths.config_file.parent.parent
    command = [sys.executable, "-c", code, "log", "--venue", "v", "--minutes", "5"]
    environment = {**os.environ, "FORUMPLAN_HOME": str(home)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stdout == ""
    assert len(done.stderr.splitlines()) == 1 and "ledger.db" in done.stderr and "nothing was changed" in done.stderr


def test_a_full_disk_is_called_one(tmp_path: Path) -> None:
    """On a file system of its own, where that is allowed."""
    with small_disk(tmp_path, "300k") as small:
        with homes.made(small / "home", TEXT) as home, pytest.raises(LedgerError, match="disk is full") as caught:
            _fill(home)
        assert "\n" not in str(caught.value)
        with Home(home.paths, home.clock) as again:
            verify(home.paths.ledger_file)
            assert all(made.minutes == 5 for made in again.ledger.all(Contribution))


def _fill(home: Home) -> None:
    for _ in range(1000):
        record.log(home, Contribution("", venue="v", minutes=5, note="x" * 5000))
