"""The screens over a home that may only be looked at: all six stand, acts are refused in a line, leaving is clean."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from no_leave import WITHOUT_LEAVE, read_only
from pty_terminal import Terminal
from small_disk import small_disk
from tui_worlds import full

REFUSED = "! /"
MEND = "run chmod u+rwx on it"
PROGRAM = (*WITHOUT_LEAVE, sys.executable, "-m", "forumplan.cli.main", "--home")


@pytest.fixture(autouse=True)
def beside_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")


def test_everything_can_be_looked_at_and_nothing_changes(tmp_path: Path) -> None:
    with full(tmp_path) as home:
        home.ledger.count()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with read_only(tmp_path), Terminal([*PROGRAM, str(tmp_path)], 140, 30) as terminal:
        terminal.until("[1 Week]")
        for key, name in enumerate(("Week", "Threads", "Venues", "Train", "People", "Review"), 1):
            terminal.write(str(key))
            terminal.until(f"[{key} {name}]")
            terminal.until(MEND)
        terminal.write("2")
        terminal.until("Parquet or sqlite, case 7?")
        for key in "ynxpR":
            terminal.write("8")  # something else is said first
            terminal.until("8 is not here")
            terminal.write(key)
            terminal.until(REFUSED)
        terminal.write("q")
        terminal.until(lambda: terminal.ended)
    assert b"Traceback" not in terminal.raw
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_without_a_ledger_a_line_is_all(tmp_path: Path) -> None:
    full(tmp_path).close()
    with read_only(tmp_path), Terminal([*PROGRAM, str(tmp_path)]) as terminal:
        terminal.until(lambda: terminal.ended)
    assert b"let yourself write" in terminal.raw and b"Traceback" not in terminal.raw
    assert not (tmp_path / "data" / "ledger.db").exists()


def test_a_full_disk_is_a_line_too(tmp_path: Path) -> None:
    with small_disk(tmp_path, "1m") as small:
        with full(small / "home") as home:
            home.ledger.count()
        (small / "home" / "state").mkdir(mode=0o700, exist_ok=True)
        with pytest.raises(OSError, match="No space"):
            (small / "rest").write_bytes(b"x" * 1024 * 1024)
        with Terminal([*PROGRAM, str(small / "home")]) as terminal:
            terminal.until(lambda: terminal.ended)
        assert b"check free space" in terminal.raw and b"Traceback" not in terminal.raw
