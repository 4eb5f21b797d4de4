"""The file `ledger.db`: its tables and their history, how it is made, and whether it is whole."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from forumplan.domain.errors import LedgerError
from forumplan.store import sqlite

MIGRATIONS = (
    """
    CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE events(
        id TEXT PRIMARY KEY, act TEXT NOT NULL, device TEXT NOT NULL, clock INTEGER NOT NULL, at INTEGER NOT NULL,
        "by" TEXT NOT NULL CHECK ("by" IN ('user', 'feeds')), kind TEXT NOT NULL, entity TEXT NOT NULL,
        verb TEXT NOT NULL, summary TEXT NOT NULL, patch TEXT
    ) WITHOUT ROWID;
    CREATE INDEX events_by_entity ON events(kind, entity);
    CREATE INDEX events_by_act ON events(act);
    CREATE INDEX events_by_clock ON events(clock);
    CREATE TABLE current(
        kind TEXT NOT NULL, entity TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (kind, entity)
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE current ADD COLUMN stamp INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX current_by_stamp ON current(kind, stamp);
    CREATE TABLE forgotten(id TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    CREATE TABLE copies(
        kind TEXT NOT NULL, entity TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (kind, entity)
    ) WITHOUT ROWID;
    INSERT INTO copies SELECT kind, entity, json_extract(data, '$.copy') FROM current
        WHERE json_type(data, '$.copy') = 'object' AND json_extract(data, '$.copy') <> '{}';
    CREATE TABLE states(
        kind TEXT NOT NULL, entity TEXT NOT NULL, data TEXT NOT NULL, stamp INTEGER NOT NULL,
        at INTEGER AS (json_extract(data, '$.at')) STORED, deed TEXT AS (json_extract(data, '$.kind')) STORED,
        venue TEXT AS (json_extract(data, '$.venue')) STORED, thread TEXT AS (json_extract(data, '$.thread')) STORED,
        person TEXT AS (json_extract(data, '$.person')) STORED, goal TEXT AS (json_extract(data, '$.goal')) STORED,
        outcome TEXT AS (json_extract(data, '$.outcome')) STORED, week TEXT AS (json_extract(data, '$.week')) STORED,
        state TEXT AS (json_extract(data, '$.state')) STORED, reason TEXT AS (json_extract(data, '$.reason')) STORED,
        minutes INTEGER AS (json_extract(data, '$.minutes')) STORED,
        merged_into TEXT AS (json_extract(data, '$.merged_into')) STORED,
        PRIMARY KEY (kind, entity)
    ) WITHOUT ROWID;
    INSERT INTO states(kind, entity, data, stamp) SELECT kind, entity,
        CASE json_type(data, '$.copy') WHEN 'object' THEN json_remove(data, '$.copy') ELSE data END, stamp FROM current;
    DROP TABLE current;
    ALTER TABLE states RENAME TO current;
    CREATE INDEX current_by_stamp ON current(kind, stamp);
    CREATE INDEX contributions_by_time ON current(at) WHERE kind = 'contribution';
    CREATE INDEX contributions_by_deed ON current(deed COLLATE NOCASE, venue COLLATE NOCASE, at, minutes)
        WHERE kind = 'contribution';
    CREATE INDEX contributions_by_venue ON current(venue COLLATE NOCASE, deed, thread, outcome, at)
        WHERE kind = 'contribution';
    CREATE INDEX contributions_by_thread ON current(thread, venue, deed, at) WHERE kind = 'contribution';
    CREATE INDEX contributions_by_person ON current(person, goal, at, deed, venue, outcome)
        WHERE kind = 'contribution';
    CREATE INDEX followups_by_state ON current(state) WHERE kind = 'followup';
    CREATE INDEX followups_by_time ON current(at, reason, venue, thread) WHERE kind = 'followup';
    CREATE INDEX followups_by_person ON current(person, venue, reason, at) WHERE kind = 'followup';
    CREATE INDEX items_by_week ON current(week) WHERE kind = 'item';
    CREATE INDEX people_by_merge ON current(merged_into) WHERE kind = 'person';
    """,
)
"""Scripts, each from one version of the tables to the next."""

LOOKED_UP = {
    "contribution": {"venue": "venue = ? COLLATE NOCASE", "person": "person = ?"},
    "followup": {"state": "state = ?", "person": "person = ?"},
    "item": {"week": "week = ?"},
    "person": {"merged_into": "merged_into = ?"},
}
"""The conditions by which a few records of many are found through an index; all these fields hold ids."""

MEND = "forumplan doctor --repair brings back the newest good backup"


def create(path: Path, device: str = "") -> None:
    """Make a new ledger beside its place and link it there whole, so that an empty file is always a damaged one.

    LedgerError where backups say that there was one. `device`: the name it had on this machine, else a new one.
    """
    backups = path.parent / "backups"
    if backups.is_dir() and any(backups.glob("ledger-*.db")):
        raise LedgerError(path, f"the ledger is gone but its backups are there; {MEND}")
    fresh = path.parent / f".ledger-{secrets.token_hex(4)}.db"
    try:
        make(fresh, device)
        os.link(fresh, path)
    except FileExistsError:
        return  # another program was first; its ledger is the one
    except OSError as error:
        raise LedgerError(path, f"it cannot be made ({error.strerror}); check the folder and free space") from error
    finally:
        fresh.unlink(missing_ok=True)


def make(path: Path, device: str = "") -> None:
    """An empty ledger in a file that is not there yet. OSError or LedgerError."""
    with sqlite.named_errors(lambda message: LedgerError(path, message), MEND):
        path.touch(mode=0o600, exist_ok=False)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            sqlite.migrate(connection, MIGRATIONS)
            connection.execute("INSERT INTO meta VALUES ('device', ?)", (device or secrets.token_hex(4),))


def refuse_empty(path: Path) -> None:
    """LedgerError for a file without a single byte."""
    if path.exists() and path.stat().st_size == 0:
        raise LedgerError(path, f"the file is empty, so it was damaged; {MEND}")


def refuse_newer(path: Path, connection: sqlite3.Connection) -> int:
    """The version of the tables; LedgerError where only a newer program knows it."""
    version = sqlite.user_version(connection)
    if version > len(MIGRATIONS):
        raise LedgerError(
            path,
            f"it was written by a newer forumplan (version {version} of the ledger, this program knows "
            f"{len(MIGRATIONS)}); update forumplan, the file was left as it is",
        )
    return version


def device_of(path: Path, connection: sqlite3.Connection) -> str:
    """The name of the machine that a ledger belongs to; LedgerError where the file says none."""
    row = connection.execute("SELECT value FROM meta WHERE name = 'device'").fetchone()
    if row is None:
        raise LedgerError(path, f"the file is damaged (it names no device); {MEND}")
    return str(row[0])


def verify(path: Path) -> None:
    """LedgerError unless the file is a whole ledger of a version that is known here."""
    refuse_empty(path)
    with reading(path) as connection:
        result = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
        refuse_newer(path, connection)
        device_of(path, connection)
        connection.execute("SELECT count(*) FROM current").fetchone()
    if result != "ok":
        raise LedgerError(path, f"the file is damaged ({result}); {MEND}")


def adopt(connection: sqlite3.Connection, device: str, newest_clock: int) -> None:
    """Make a ledger one of this device, whose clock goes on from `newest_clock`; caches of its states end."""
    noted = {"device": device, "generation": secrets.token_hex(4), "clock_floor": str(newest_clock)}
    with sqlite.transaction(connection):
        connection.executemany("REPLACE INTO meta VALUES (?, ?)", list(noted.items()))


def copy(source: Path, target: Path) -> None:
    """A copy (0600) of a ledger with all that its write-ahead log holds. OSError or LedgerError."""
    with reading(source) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A ledger opened to be read, whatever its version. LedgerError."""
    with sqlite.named_errors(lambda message: LedgerError(path, message), MEND):
        connection = sqlite.connect(path, synchronous="FULL", read_only=True)
        try:
            yield connection
        finally:
            connection.close()
