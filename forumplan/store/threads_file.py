"""The file `threads.db`: how it is opened and made, whether it is whole, and how a damaged one is put aside."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import time
from pathlib import Path

from forumplan.domain.errors import CacheError
from forumplan.store import sqlite
from forumplan.store.threads_schema import SCHEMA, VERSION

MEND = "forumplan doctor --repair puts it aside, forumplan refresh fetches it again"

MADE_HERE = ("rankings", "proposals")
"""Tables whose rows are worked out of the others."""


class ThreadsFile:
    """Opens `threads.db`; `rebuilt` says that a damaged or older file was put aside, "" if none was.

    `as_of`: where it may only be looked at, the stamp of what was opened.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path, self.rebuilt = path, ""
        self.as_of = 0
        self._read_only = read_only
        self._inode = 0

    def open(self) -> sqlite3.Connection:
        """A connection to the file, made anew where there is none of this version. sqlite3.Error."""
        if self._read_only:
            return self._looked_at()
        try:
            db = self._opened()
        except sqlite.RAISED as error:
            if not sqlite.is_damage(error):
                raise
            self.put_aside(f"was damaged ({error})")
            db = self._opened()
        if db is None:
            self.put_aside("was of another version")
            db = self._opened()
        if db is None:
            raise sqlite3.OperationalError("another version of forumplan uses it at the same time")
        return db

    def put_aside(self, what: str) -> str:
        """Rename the file that was opened, if it still has its name: another program may have been first.

        Returns what was done, in words.
        """
        if self._read_only:
            return f"{what}; it may not be written, so it was left as it is"
        said = f"{what}; it was put aside, forumplan refresh builds it anew"
        self.rebuilt = f"{self.path} {said}"
        if self.path.exists() and self.path.stat().st_ino == self._inode:
            _rename(self.path)
        return said

    def _looked_at(self) -> sqlite3.Connection:
        """What may not be written, or an empty cache where it cannot be read; what is made of it stays in memory."""
        self.as_of = sqlite.stamp(self.path)
        db = self._readable()
        if db is None:
            db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            db.row_factory = sqlite3.Row
            sqlite.create(db, SCHEMA, VERSION, application_id=secrets.randbits(31))
        db.execute("PRAGMA temp_store=MEMORY")
        for name in MADE_HERE:  # a temporary table goes before the one of its name
            (made,) = db.execute("SELECT sql FROM main.sqlite_master WHERE name = ?", (name,)).fetchone()
            db.execute(made.replace("CREATE TABLE", "CREATE TEMP TABLE", 1))
            db.execute(f"INSERT INTO temp.{name} SELECT * FROM main.{name}")  # noqa: S608 names of ours
        return db

    def _readable(self) -> sqlite3.Connection | None:
        """None for a file that is not there, damaged or of another version."""
        if not os.access(self.path, os.R_OK):
            return None
        db = sqlite.look(self.path)
        try:
            if sqlite.user_version(db) == VERSION and db.execute("SELECT count(*) FROM feeds").fetchone():
                return db
            self.rebuilt = f"{self.path} was left as it is: it is of another version"
        except sqlite.RAISED as error:
            if not sqlite.is_damage(error):
                db.close()
                raise
            self.rebuilt = f"{self.path} was left as it is: it is damaged ({error})"
        db.close()
        return None

    def _opened(self) -> sqlite3.Connection | None:
        """None for a file of another version."""
        if not self.path.exists():
            self.path.touch(mode=0o600)
        self._inode = self.path.stat().st_ino
        db = sqlite.connect(self.path, synchronous="NORMAL")
        try:
            if sqlite.user_version(db) == 0:
                sqlite.create(db, SCHEMA, VERSION, application_id=secrets.randbits(31))
            if sqlite.user_version(db) == VERSION:
                db.execute("SELECT count(*) FROM feeds").fetchone()
                return db
        except BaseException:
            db.close()
            raise
        db.close()
        return None


def damage(path: Path) -> str:
    """What is wrong with the file, "" if nothing. CacheError where it cannot be looked at."""
    with sqlite.named_errors(lambda message: CacheError(path, message), MEND):
        try:
            with contextlib.closing(sqlite.connect(path, synchronous="NORMAL", read_only=True)) as db:
                result = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
        except sqlite.RAISED as error:
            if not sqlite.is_damage(error):
                raise
            result = str(error)
    return "" if result == "ok" else " ".join(result.split())


def repair(path: Path) -> str:
    """Put a damaged file aside. Returns what was done, "" for a whole one and where there is none. CacheError."""
    if not path.exists() or not (found := damage(path)):
        return ""
    _rename(path)
    return f"{path} was damaged ({found}); it was put aside, forumplan refresh fetches it again"


def _rename(path: Path) -> None:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).replace(path.with_name(f"{path.name}.damaged-{stamp}{suffix}"))
