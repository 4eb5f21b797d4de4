"""Events as rows of the table `events`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from forumplan.domain.events import Event


def add(db: sqlite3.Connection, event: Event) -> bool:
    """Insert an event; False if it is known already.

    What feeds showed has the same id on every machine that saw it: of two such events the first in the common order
    stays, so that it does not matter which one came first.
    """
    if db.execute("INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _row(event)).rowcount:
        return True
    if event.by == "user":
        return False
    known = load(db.execute("SELECT * FROM events WHERE id = ?", (event.id,)).fetchone())
    if known.by == "user" or _precedence(known) <= _precedence(event):
        return False
    db.execute("REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _row(event))
    return True


def rewrite(db: sqlite3.Connection, event: Event) -> None:
    """Put an event in the place of the one with its id."""
    db.execute("REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _row(event))


def load(row: sqlite3.Row) -> Event:
    """An event from a row; the table's columns are the fields in their order, the patch last."""
    values = list(row)
    values[-1] = json.loads(values[-1]) if values[-1] is not None else None
    return Event(*values)


def in_order(db: sqlite3.Connection) -> Iterator[Event]:
    """Every event in the one order that all machines agree on."""
    for row in db.execute("SELECT * FROM events ORDER BY clock, device, id"):
        yield load(row)


def of_entity(db: sqlite3.Connection, kind: str, entity: str) -> list[Event]:
    """The events of one thing, in no order."""
    rows = db.execute("SELECT * FROM events WHERE kind = ? AND entity = ?", (kind, entity)).fetchall()
    return [load(row) for row in rows]


def entities_of(db: sqlite3.Connection, acts: Iterable[str]) -> set[tuple[str, str]]:
    """(kind, id) of all that these acts touched."""
    found: set[tuple[str, str]] = set()
    for act in acts:
        rows = db.execute("SELECT DISTINCT kind, entity FROM events WHERE act = ?", (act,))
        found |= {(row[0], row[1]) for row in rows}
    return found


def _row(event: Event) -> tuple[object, ...]:
    columns = (event.id, event.act, event.device, event.clock, event.at, event.by, event.kind, event.entity)
    return (*columns, event.verb, event.summary, _json(event))


def _json(event: Event) -> str | None:
    return None if event.patch is None else json.dumps(event.patch, ensure_ascii=False, separators=(",", ":"))


def _precedence(event: Event) -> tuple[int, str, int, str]:
    return (event.clock, event.device, event.at, _json(event) or "")
