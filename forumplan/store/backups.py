"""Verified copies of the ledger in the folder `backups` beside it: made, rotated, found, scrubbed.

Their names say when they were made and the logical clock of the newest act in them, so that a ledger that lost acts is
known by its backups.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from forumplan.domain.errors import LedgerError
from forumplan.domain.forgetting import Forgotten
from forumplan.domain.times import DAY
from forumplan.store import ledger_file, scrub, sqlite

KEPT_NEWEST = 4
KEPT_DAYS = 14
"""Of so many days with backups the last one each is kept, beside the newest few."""
_NAME = re.compile(r"^ledger-(\d+)-(\d{10})\.db$")


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy: made `at` seconds since the epoch, up to the logical clock `clock` (-1: its name does not say)."""

    path: Path
    at: int
    clock: int


def folder_of(ledger: Path) -> Path:
    """Where the backups of a ledger lie."""
    return ledger.parent / "backups"


def found(ledger: Path) -> list[Backup]:
    """Every backup, those with the newest acts first."""
    made = []
    for path in folder_of(ledger).glob("ledger-*.db"):
        parts = path.stem.split("-")
        named = _NAME.match(path.name)
        at = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
        made.append(Backup(path, at, int(named[2]) if named else -1))
    return sorted(made, key=lambda one: (one.clock, one.at), reverse=True)


def newest_good(ledger: Path) -> Path | None:
    """The whole backup with the newest acts, or None."""
    for backup in found(ledger):
        with contextlib.suppress(LedgerError):
            ledger_file.verify(backup.path)
            return backup.path
    return None


def make(db: sqlite3.Connection, ledger: Path, now: int, newest_clock: int) -> Path:
    """Copy an open ledger, verify the copy, drop what rotation does not keep. Raises what SQLite raises."""
    folder = folder_of(ledger)
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"ledger-{now}-{newest_clock:010d}.db"
    with _beside(target) as part:
        db.execute("VACUUM INTO ?", (str(part),))
        part.chmod(0o600)
        ledger_file.verify(part)
    rotate(ledger)
    return target


def rotate(ledger: Path) -> None:
    """Keep the newest few, and the last one of each of the last days that have any."""
    by_time = sorted(found(ledger), key=lambda one: one.at, reverse=True)
    last_of_day: dict[int, Backup] = {}
    for backup in by_time:
        last_of_day.setdefault(backup.at // DAY, backup)
    kept = {one.path for one in [*by_time[:KEPT_NEWEST], *list(last_of_day.values())[:KEPT_DAYS]]}
    for backup in by_time:
        if backup.path not in kept:
            backup.path.unlink(missing_ok=True)


def refuse_older(ledger: Path, newest_clock: Callable[[], int]) -> None:
    """LedgerError where a backup holds newer acts than the ledger: it, or its -wal file, was lost or put back."""
    newest = next(iter(found(ledger)), None)
    # The clock is asked last: another program may be acting and backing up at this moment.
    if newest is not None and newest.clock > newest_clock():
        raise LedgerError(
            ledger,
            f"it lacks acts that its backup {newest.path.name} has (is its -wal file gone?); "
            "forumplan doctor --repair brings both together",
        )


def scrub_all(ledger: Path, forgotten: Forgotten) -> None:
    """Take everybody forgotten out of every backup; damaged copies, which nobody could read, go."""
    for rest in [*folder_of(ledger).glob(".ledger-*"), *ledger.parent.glob(f"{ledger.name}.damaged-*")]:
        rest.unlink(missing_ok=True)
    for backup in found(ledger):
        try:
            ledger_file.verify(backup.path)
        except LedgerError:
            backup.path.unlink(missing_ok=True)
            continue
        with _beside(backup.path) as part:
            shutil.copyfile(backup.path, part)
            _scrub(part, forgotten)


def _scrub(path: Path, forgotten: Forgotten) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA journal_mode=DELETE")
        sqlite.migrate(db, ledger_file.MIGRATIONS)
        with sqlite.transaction(db):
            scrub.bury(db, forgotten)
            scrub.done(db)
        db.execute("VACUUM")
    ledger_file.verify(path)


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A path to write beside `target`; what was written there takes its place, whole and on the disk, or goes."""
    part = target.with_name(f".{target.stem}-{secrets.token_hex(4)}.part")
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
        _sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
