"""The ledger: the append-only record of everything the user did, and the states folded from it.

`ledger.db` holds `events` (never changed, only added) and `current`, the fold of each entity's events (see
domain.events), which can be made anew from the events at any time. Every act is one transaction with
`synchronous=FULL`: when a method returns, the act is on the disk.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from forumplan.domain.errors import LedgerError
from forumplan.domain.events import RETRACTION, Change, Event, fold, retracted_acts
from forumplan.domain.records import RECORDS, Record
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
)
MEND = "forumplan doctor --repair brings back the newest good backup"
BACKUPS_KEPT = 14

R = TypeVar("R", bound=Record)


class Act:
    """One act of the history: its events, whether it is taken back, and whether undo would take it next."""

    __slots__ = ("events", "id", "retracted")

    def __init__(self, act_id: str, events: tuple[Event, ...], retracted: bool) -> None:
        self.id, self.events, self.retracted = act_id, events, retracted

    @property
    def summary(self) -> str:
        return self.events[0].summary

    @property
    def at(self) -> int:
        return self.events[0].at

    @property
    def verb(self) -> str:
        return self.events[0].verb


class Ledger:
    """One open ledger. `clock` gives seconds since the epoch. All methods raise LedgerError."""

    def __init__(self, path: Path, clock: Callable[[], int], *, read_only: bool = False) -> None:
        self.path, self._clock = path, clock
        if not path.exists() and not read_only:
            _create(path)
        with self._errors():
            _refuse_empty(path)
            self._db = sqlite.connect(path, synchronous="FULL", read_only=read_only)
            try:
                self._open(read_only)
            except BaseException:
                self._db.close()
                raise

    def _open(self, read_only: bool) -> None:
        version = sqlite.user_version(self._db)
        if version > len(MIGRATIONS):
            raise LedgerError(
                self.path,
                f"it was written by a newer forumplan (version {version} of the ledger, this program knows "
                f"{len(MIGRATIONS)}); update forumplan, the file was left as it is",
            )
        if version < len(MIGRATIONS) and not read_only:
            self.backup()
            sqlite.migrate(self._db, MIGRATIONS)
        row = self._db.execute("SELECT value FROM meta WHERE name = 'device'").fetchone()
        if row is None:
            raise LedgerError(self.path, f"the file is damaged (it names no device); {MEND}")
        self.device = str(row[0])

    def _errors(self) -> Any:
        return sqlite.named_errors(lambda message: LedgerError(self.path, message), MEND)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- writing ---------------------------------------------------------------------------------------------------

    def act(self, verb: str, summary: str, changes: Sequence[Change]) -> str:
        """Record one act of the user and return its id. The act is durable when this returns."""
        act_id = _new_id(self._clock())
        with self._errors(), sqlite.transaction(self._db):
            clock = self._next_clock()
            for number, change in enumerate(changes):
                event = self._event(f"{act_id}.{number}", act_id, clock, "user", change, verb, summary)
                self._append(event)
        return act_id

    def observe(self, verb: str, found: Iterable[tuple[str, str, Change]]) -> list[str]:
        """Record what feeds showed: (event id, summary, change). Known event ids are passed over; returns the new."""
        added = []
        with self._errors(), sqlite.transaction(self._db):
            for event_id, summary, change in found:
                known = self._db.execute("SELECT 1 FROM events WHERE id = ?", (event_id,)).fetchone()
                if known is None:
                    clock = self._next_clock()
                    self._append(self._event(event_id, event_id, clock, "feeds", change, verb, summary))
                    added.append(event_id)
        return added

    def undo(self, count: int = 1) -> list[Act]:
        """Take back the last `count` acts of the user; returns them, newest first (fewer if there are no more)."""
        acts = self.undoable(count)
        if acts:
            self._retract("undo", f"undid {len(acts)}: {acts[0].summary}", [act.id for act in acts])
        return acts

    def redo(self) -> list[Act]:
        """Do again what the last undo took back, if nothing was done since; returns those acts."""
        retraction = self._redoable()
        acts = self.redoable_acts()
        if retraction is not None and acts:
            self._retract("redo", f"redid: {acts[0].summary}", [retraction.act])
        return acts

    def merge(self, events: Iterable[Event]) -> int:
        """Add events of other machines; known ones are passed over. Returns how many were new."""
        touched: set[tuple[str, str]] = set()
        added = 0
        with self._errors(), sqlite.transaction(self._db):
            before = self._retracted()
            for event in events:
                cursor = self._insert(event)
                if cursor.rowcount:
                    added += 1
                    touched.add((event.kind, event.entity))
            touched |= self._entities_of(before ^ self._retracted())
            self._refold(touched)
        return added

    def rebuild(self) -> None:
        """Make every state anew from the events."""
        with self._errors(), sqlite.transaction(self._db):
            self._db.execute("DELETE FROM current")
            rows = self._db.execute("SELECT DISTINCT kind, entity FROM events").fetchall()
            self._refold({(row[0], row[1]) for row in rows})

    def backup(self) -> Path:
        """A verified copy beside the ledger (folder `backups`, the newest fourteen are kept); returns its path."""
        folder = self.path.parent / "backups"
        folder.mkdir(mode=0o700, exist_ok=True)
        target = folder / f"ledger-{self._clock()}-{secrets.token_hex(2)}.db"
        with self._errors():
            self._db.execute("VACUUM INTO ?", (str(target),))
        target.chmod(0o600)
        verify(target)
        for old in sorted(folder.glob("ledger-*.db"))[:-BACKUPS_KEPT]:
            old.unlink()
        return target

    # -- reading ---------------------------------------------------------------------------------------------------

    def get(self, kind: type[R], entity: str) -> R | None:
        """The record of one entity, or None."""
        with self._errors():
            row = self._db.execute(
                "SELECT data FROM current WHERE kind = ? AND entity = ?", (_name(kind), entity)
            ).fetchone()
        return kind.load(entity, json.loads(row[0])) if row else None

    def all(self, kind: type[R]) -> list[R]:
        """Every record of a kind, in the order of their ids."""
        with self._errors():
            rows = self._db.execute(
                "SELECT entity, data FROM current WHERE kind = ? ORDER BY entity", (_name(kind),)
            ).fetchall()
        return [kind.load(row[0], json.loads(row[1])) for row in rows]

    def events(self) -> list[Event]:
        """Every event in the one order that all machines agree on."""
        with self._errors():
            rows = self._db.execute("SELECT * FROM events ORDER BY clock, device, id").fetchall()
        return [_event(row) for row in rows]

    def history(self, limit: int = 50) -> list[Act]:
        """The user's last acts, newest first, with those that were taken back."""
        return self._acts(limit, only_live=False)

    def undoable(self, count: int = 1) -> list[Act]:
        """The acts that `undo(count)` would take back, newest first."""
        return self._acts(count, only_live=True)

    def redoable_acts(self) -> list[Act]:
        """The acts that `redo` would do again, newest first."""
        retraction = self._redoable()
        named = retraction.patch["acts"] if retraction is not None and retraction.patch else []
        return [self._load_act(act_id, False) for act_id in named]

    def _redoable(self) -> Event | None:
        """The last undo that was not taken back, if no act came after it."""
        with self._errors():
            retracted = self._retracted()
            last_act = self._db.execute(
                "SELECT max(clock) FROM events WHERE \"by\" = 'user' AND kind <> ?", (RETRACTION,)
            ).fetchone()[0]
            rows = self._db.execute(
                "SELECT * FROM events WHERE kind = ? AND verb = 'undo' AND clock > ? ORDER BY clock DESC, device DESC",
                (RETRACTION, last_act or 0),
            ).fetchall()
        return next((_event(row) for row in rows if row["act"] not in retracted), None)

    def changes_seen(self) -> int:
        """A number that changes when another program has written; cheap enough to ask often."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    # -- inside ----------------------------------------------------------------------------------------------------

    def _event(
        self, event_id: str, act: str, clock: int, by: Literal["user", "feeds"], change: Change, verb: str, summary: str
    ) -> Event:
        return Event(
            event_id,
            act,
            self.device,
            clock,
            self._clock(),
            by,
            change.kind,
            change.entity,
            verb,
            summary,
            change.patch,
        )

    def _next_clock(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(clock), 0) + 1 FROM events").fetchone()[0])

    def _insert(self, event: Event) -> sqlite3.Cursor:
        patch = None if event.patch is None else json.dumps(event.patch, ensure_ascii=False, separators=(",", ":"))
        columns = (event.id, event.act, event.device, event.clock, event.at, event.by, event.kind, event.entity)
        return self._db.execute(
            "INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*columns, event.verb, event.summary, patch),
        )

    def _append(self, event: Event) -> None:
        """Insert an event that is the newest of all, so its patch goes on top of the current state."""
        self._insert(event)
        row = self._db.execute(
            "SELECT data FROM current WHERE kind = ? AND entity = ?", (event.kind, event.entity)
        ).fetchone()
        state = json.loads(row[0]) if row else {}
        self._put(event.kind, event.entity, None if event.patch is None else {**state, **event.patch})

    def _put(self, kind: str, entity: str, state: dict[str, Any] | None) -> None:
        if state is None or kind == RETRACTION:
            self._db.execute("DELETE FROM current WHERE kind = ? AND entity = ?", (kind, entity))
        else:
            data = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
            self._db.execute("INSERT OR REPLACE INTO current VALUES (?, ?, ?)", (kind, entity, data))

    def _retract(self, verb: str, summary: str, acts: list[str]) -> None:
        act_id = _new_id(self._clock())
        change = Change(RETRACTION, act_id, {"acts": acts})
        with self._errors(), sqlite.transaction(self._db):
            before = self._retracted()
            self._insert(self._event(f"{act_id}.0", act_id, self._next_clock(), "user", change, verb, summary))
            self._refold(self._entities_of(before ^ self._retracted()))

    def _retracted(self) -> frozenset[str]:
        rows = self._db.execute("SELECT * FROM events WHERE kind = ?", (RETRACTION,)).fetchall()
        return retracted_acts(_event(row) for row in rows)

    def _entities_of(self, acts: Iterable[str]) -> set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        for act in acts:
            rows = self._db.execute("SELECT DISTINCT kind, entity FROM events WHERE act = ?", (act,))
            found |= {(row[0], row[1]) for row in rows}
        return found

    def _refold(self, entities: Iterable[tuple[str, str]]) -> None:
        retracted = self._retracted()
        for kind, entity in entities:
            rows = self._db.execute("SELECT * FROM events WHERE kind = ? AND entity = ?", (kind, entity)).fetchall()
            self._put(kind, entity, fold((_event(row) for row in rows), retracted))

    def _acts(self, limit: int, *, only_live: bool) -> list[Act]:
        with self._errors():
            retracted = self._retracted()
            rows = self._db.execute(
                "SELECT act, max(clock) FROM events WHERE \"by\" = 'user' AND kind <> ? "
                "GROUP BY act ORDER BY 2 DESC, act DESC",
                (RETRACTION,),
            )
            chosen: list[Act] = []
            for row in rows:
                if len(chosen) == limit:
                    break
                if not (only_live and row[0] in retracted):
                    chosen.append(self._load_act(row[0], row[0] in retracted))
        return chosen

    def _load_act(self, act_id: str, retracted: bool) -> Act:
        rows = self._db.execute("SELECT * FROM events WHERE act = ? ORDER BY id", (act_id,)).fetchall()
        return Act(act_id, tuple(_event(row) for row in rows), retracted)


def verify(path: Path) -> None:
    """LedgerError unless the file is a whole ledger."""
    with sqlite.named_errors(lambda message: LedgerError(path, message), MEND):
        connection = sqlite.connect(path, synchronous="FULL", read_only=True)
        try:
            result = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
            connection.execute("SELECT value FROM meta WHERE name = 'device'").fetchone()
        finally:
            connection.close()
    if result != "ok":
        raise LedgerError(path, f"the file is damaged ({result}); {MEND}")


def _create(path: Path) -> None:
    """Make a new ledger beside its place and link it there whole, so that an empty file is always a damaged one."""
    backups = path.parent / "backups"
    if backups.is_dir() and any(backups.glob("ledger-*.db")):
        raise LedgerError(path, f"the ledger is gone but its backups are there; {MEND}")
    fresh = path.parent / f".ledger-{secrets.token_hex(4)}.db"
    with sqlite.named_errors(lambda message: LedgerError(path, message), MEND):
        try:
            fresh.touch(mode=0o600)
            connection = sqlite3.connect(fresh, isolation_level=None)
            try:
                sqlite.migrate(connection, MIGRATIONS)
                connection.execute("INSERT INTO meta VALUES ('device', ?)", (secrets.token_hex(4),))
            finally:
                connection.close()
            os.link(fresh, path)
        except FileExistsError:
            return  # another program was first; its ledger is the one
        except OSError as error:
            raise LedgerError(path, f"it cannot be made ({error.strerror}); check the folder and free space") from error
        finally:
            fresh.unlink(missing_ok=True)


def _refuse_empty(path: Path) -> None:
    if path.exists() and path.stat().st_size == 0:
        raise LedgerError(path, f"the file is empty, so it was damaged; {MEND}")


def _new_id(now: int) -> str:
    """An id that sorts roughly by time and meets no other: seconds in hex, then 48 random bits."""
    return f"{now:010x}{secrets.token_hex(6)}"


def _name(kind: type[Record]) -> str:
    return next(name for name, record in RECORDS.items() if record is kind)


def _event(row: sqlite3.Row) -> Event:
    """An event from a row; the table's columns are the fields in their order, the patch last."""
    values = list(row)
    values[-1] = json.loads(values[-1]) if values[-1] is not None else None
    return Event(*values)
