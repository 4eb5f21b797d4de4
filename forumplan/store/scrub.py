"""Forgetting inside a ledger file: tombstones, events rewritten, and nothing of the old text left in the file."""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import asdict

from forumplan.domain.errors import LedgerError
from forumplan.domain.forgetting import Forgotten, Tombstone
from forumplan.store import events_table, folding

DUE = "scrub_due"


def tombstones(db: sqlite3.Connection) -> list[Tombstone]:
    """What is left of everybody who was forgotten."""
    return [tombstone(json.loads(row[0])) for row in db.execute("SELECT data FROM forgotten ORDER BY id")]


def tombstone(data: dict[str, object]) -> Tombstone:
    """A tombstone from its JSON object."""
    return Tombstone(**{key: tuple(value) if isinstance(value, list) else value for key, value in data.items()})  # type: ignore[arg-type]


def bury(db: sqlite3.Connection, found: Forgotten) -> bool:
    """Add tombstones, and take whom they mean out of every event and state; False if all were known.

    Belongs into a transaction. What the file still holds in free pages goes by `wipe_free_pages`.
    """
    new = []
    for one in found.tombstones:
        data = json.dumps(asdict(one), separators=(",", ":"))
        if db.execute("INSERT OR IGNORE INTO forgotten VALUES (?, ?)", (one.id, data)).rowcount:
            new.append(one)
    if not new:
        return False
    forgotten = found.only(tuple(new))
    changed = [(event, kept) for event in events_table.in_order(db) if (kept := forgotten.event(event)) is not event]
    newest = db.execute("SELECT coalesce(max(clock), 0) FROM events").fetchone()[0]
    note(db, "clock_floor", str(max(newest, int(noted(db, "clock_floor") or 0))))
    for event, kept in changed:
        if kept is None:
            db.execute("DELETE FROM events WHERE id = ?", (event.id,))
        else:
            events_table.rewrite(db, kept)
    entities = {(event.kind, event.entity) for event, _ in changed}
    folding.refold(db, entities)
    for kind, entity in entities:
        db.execute("DELETE FROM current WHERE kind = ? AND entity = ? AND data = 'null'", (kind, entity))
    note(db, "generation", secrets.token_hex(4))
    note(db, DUE, "1")
    return True


def is_due(db: sqlite3.Connection) -> bool:
    """Whether free pages and backups may still hold somebody who was forgotten."""
    return noted(db, DUE) == "1"


def done(db: sqlite3.Connection) -> None:
    """Nothing holds them any more."""
    note(db, DUE, "0")


def wipe_free_pages(db: sqlite3.Connection) -> None:
    """Write the file anew without free pages and empty its write-ahead log."""
    db.execute("VACUUM")
    busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        path = db.execute("PRAGMA database_list").fetchone()[2]
        raise LedgerError(path, "another program is reading it; close that and run the command again")


def note(db: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a word about the file itself."""
    db.execute("REPLACE INTO meta VALUES (?, ?)", (name, value))


def noted(db: sqlite3.Connection, name: str) -> str:
    """A word about the file itself, "" if there is none."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""
