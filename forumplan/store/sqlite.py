"""How SQLite files are opened, migrated and written here, and how their errors get a name."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

BUSY_SECONDS = 5.0
"""How long a writer waits for another program before it says so."""

LOOK_SECONDS = 0.003
"""How often it looks meanwhile."""

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

Fail = Callable[[str], Exception]


def connect(path: Path, *, synchronous: Literal["FULL", "NORMAL"], read_only: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode (transactions are explicit), write-ahead logging, rows by name."""
    if read_only and not os.access(path.parent, os.W_OK):
        return look(path)
    connection = _connected(path, "mode=ro" if read_only else "mode=rw")
    if not read_only:
        _patiently(connection, "PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={synchronous}")
    return connection


def look(path: Path) -> sqlite3.Connection:
    """A connection to a file where nothing may be written, not even beside it.

    Where a write-ahead log lies there, somebody may be writing: SQLite follows them by the `-shm` beside it. Without
    a log the file is all there is, and SQLite can only read it as one that nobody changes: whoever looks for long
    compares `stamp` now and then and opens it anew.
    """
    log = _log_of(path)
    alone = not (log.exists() and log.stat().st_size)
    return _connected(path, "mode=ro&immutable=1" if alone else "mode=ro")


def stamp(path: Path) -> int:
    """A number that changes when somebody writes the file or its write-ahead log."""
    known = []
    for file in (path, _log_of(path)):
        with suppress(OSError):
            found = file.stat()
            known.append((found.st_ino, found.st_mtime_ns, found.st_size))
    return hash(tuple(known))


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _connected(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    return connection


class UnreadableRow(sqlite3.DatabaseError):
    """A row that holds what this program does not write."""


RAISED = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What a call of SQLite raises; the second where its own message quotes what is damaged."""


def is_damage(error: Exception) -> bool:
    """Whether one of RAISED says that the file is no longer what was written, not that it is busy or the disk full."""
    if isinstance(error, UnreadableRow | UnicodeDecodeError) or getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE:
        return True
    return str(error).startswith(("no such table", "Could not decode"))


@contextmanager
def named_errors(fail: Fail, mend: str) -> Iterator[None]:
    """Turn what SQLite raises into `fail(message)`: what happened, and `mend` where the file is damaged."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise fail(_operational(str(error), mend)) from error
    except sqlite3.DatabaseError as error:
        raise fail(f"the file is damaged ({error}); {mend}") from error


def _operational(message: str, mend: str) -> str:
    if "locked" in message or "busy" in message:
        return f"another program has been writing for {BUSY_SECONDS:.0f} s; try again"
    if "full" in message:
        return "the disk is full; nothing was changed, free some space and try again"
    if "readonly" in message or "read-only" in message:
        return "it may not be written; check the owner and the permissions of the file and its folder"
    if "disk I/O" in message:
        return "the disk could not be read or written; nothing was changed, check free space and the disk"
    if "unable to open" in message:
        return "it cannot be opened; check that its folder exists, belongs to you and can be written"
    return f"{message}; {mend}"


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. The write lock is taken at once, so that two writers wait instead of failing half-way."""
    _patiently(connection, "BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    """Run what takes a lock. SQLite's own waiting soon looks ten times a second only: among busy writers one starves.

    For a change of the journal's mode, as first openers make it, it does not wait at all.
    """
    ends_at = time.monotonic() + BUSY_SECONDS
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.execute(statement)
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > ends_at:
                    raise
            time.sleep(LOOK_SECONDS)
    finally:
        connection.execute(f"PRAGMA busy_timeout={round(BUSY_SECONDS * 1000)}")


def user_version(connection: sqlite3.Connection) -> int:
    """The schema version that a file carries."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def create(connection: sqlite3.Connection, schema: str, version: int, *, application_id: int) -> None:
    """Make the tables of an empty file; whole or not at all, and only once. `application_id` marks this file."""
    with transaction(connection):
        if user_version(connection) == 0:  # else another program was first
            for statement in _statements(schema):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id={application_id}")
            connection.execute(f"PRAGMA user_version={version}")


def migrate(connection: sqlite3.Connection, steps: Sequence[str]) -> None:
    """Bring a file up to version `len(steps)`; each step is a script, done whole or not at all, and only once."""
    while (number := user_version(connection)) < len(steps):
        with transaction(connection):
            if user_version(connection) == number:  # else another program was first
                for statement in _statements(steps[number]):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version={number + 1}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script (`executescript` would end the transaction that is open)."""
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if statement.strip("; \n") and sqlite3.complete_statement(statement):
            yield statement
            statement = ""
