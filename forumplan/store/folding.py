"""States made of events: which acts are taken back, and the fold of what is left."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from forumplan.domain.events import RETRACTION, fold, retracted_acts
from forumplan.store import events_table
from forumplan.store.states import States


def retracted(db: sqlite3.Connection) -> frozenset[str]:
    """The acts that are taken back."""
    rows = db.execute("SELECT * FROM events WHERE kind = ?", (RETRACTION,)).fetchall()
    return retracted_acts(events_table.load(row) for row in rows)


def refold(db: sqlite3.Connection, entities: Iterable[tuple[str, str]]) -> None:
    """Make the states of these things, (kind, id), anew from their events."""
    gone, states = retracted(db), States(db)
    for kind, entity in entities:
        if kind != RETRACTION:
            states.put(kind, entity, fold(events_table.of_entity(db, kind, entity), gone))
