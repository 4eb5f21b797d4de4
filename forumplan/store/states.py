"""The states in the table `current`, read once and kept up to date: what the screens ask for again and again."""

from __future__ import annotations

import gc
import json
import sqlite3
from bisect import insort
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from forumplan.domain.records import RECORDS, Record

R = TypeVar("R", bound=Record)

_DECODED = json.JSONDecoder().raw_decode
"""Faster than `json.loads` where the text is known to begin and end with its object."""
FEW = 6
"""So often a few records of a kind are looked for in the file before all are read, once for every later time."""
GONE = "null"
"""The data of a thing that does not exist any more; its row stays, so that other programs hear of it."""


@dataclass(slots=True)
class _Kept:
    """The records of one kind: `seen` says as of when, `stamp` is the newest row read."""

    seen: tuple[int, int]
    stamp: int = -1
    order: list[str] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)


class States:
    """Reads and writes `current` over one connection. Raises what SQLite raises."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._kinds: dict[str, _Kept] = {}
        self._generation = ""
        self._few: Counter[str] = Counter()
        db.create_function("casefold", 1, lambda text: str(text).casefold(), deterministic=True)

    def get(self, kind: type[R], entity: str) -> R | None:
        """The record of one thing, or None."""
        data = self.data(kind_name(kind), entity)
        return None if data is None else kind.load(entity, data)

    def all(self, kind: type[R]) -> list[R]:
        """Every record of a kind, in the order of their ids. Only what changed since the last time is read."""
        name = kind_name(kind)
        seen = (self.version(), self._db.total_changes)
        kept = self._kinds.get(name)
        if kept is None or kept.seen != seen:
            kept = self._renewed(kind, name, seen)
        return [kept.records[entity] for entity in kept.order]  # type: ignore[misc]

    def where(self, kind: type[R], equal: Mapping[str, str]) -> list[R]:
        """The records of a kind whose fields have these values, whatever their case, in the order of their ids.

        A few of many: where the kind was not read yet, only they are, unless it is asked for again and again.
        """
        wanted = {name: value.casefold() for name, value in equal.items()}
        self._few[kind_name(kind)] += 1
        if kind_name(kind) in self._kinds or self._few[kind_name(kind)] > FEW:
            found = self.all(kind)
        else:
            tests = "".join(" AND casefold(json_extract(data, ?)) = ?" for _ in wanted)
            values = [part for name, value in wanted.items() for part in (f"$.{name}", value)]
            sql = f"SELECT entity, data FROM current WHERE kind = ? AND data <> '{GONE}'{tests} ORDER BY entity"  # noqa: S608
            rows = self._db.execute(sql, (kind_name(kind), *values)).fetchall()
            found = [kind.load(row[0], json.loads(row[1])) for row in rows]
        return [one for one in found if all(getattr(one, name).casefold() == value for name, value in wanted.items())]

    def version(self) -> int:
        """A number that changes when another program has written."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def data(self, kind: str, entity: str) -> dict[str, Any] | None:
        """The state of one thing as an object, or None."""
        sql = "SELECT data FROM current WHERE kind = ? AND entity = ?"
        row = self._db.execute(sql, (kind, entity)).fetchone()
        state: dict[str, Any] | None = json.loads(row[0]) if row else None
        return state

    def put(self, kind: str, entity: str, state: dict[str, Any] | None) -> None:
        """Keep the state of one thing; None: it is gone."""
        newest = self._db.execute("SELECT coalesce(max(stamp), 0) FROM current WHERE kind = ?", (kind,)).fetchone()[0]
        data = GONE if state is None else json.dumps(state, ensure_ascii=False, separators=(",", ":"))
        self._db.execute("REPLACE INTO current VALUES (?, ?, ?, ?)", (kind, entity, data, newest + 1))

    def _renewed(self, kind: type[Record], name: str, seen: tuple[int, int]) -> _Kept:
        generation = self._db.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
        if generation is not None and generation[0] != self._generation:
            self._generation = generation[0]
            self._kinds.clear()
        kept = self._kinds.setdefault(name, _Kept(seen))
        kept.seen = seen
        with _uncollected():
            self._read(kind, name, kept)
        return kept

    def _read(self, kind: type[Record], name: str, kept: _Kept) -> None:
        """Take over every row of a kind, or only those that changed since the last time."""
        if kept.stamp < 0:  # in the order of the table, which is faster than by an index
            sql = "SELECT entity, data, stamp FROM current WHERE kind = ? ORDER BY entity"
            rows = self._db.execute(sql, (name,)).fetchall()
            load = kind.load
            kept.records = {row[0]: load(row[0], _DECODED(row[1])[0]) for row in rows if row[1] != GONE}
            kept.order = list(kept.records)
        else:
            sql = "SELECT entity, data, stamp FROM current WHERE kind = ? AND stamp > ?"
            rows = self._db.execute(sql, (name, kept.stamp)).fetchall()
            for entity, data, _ in rows:
                self._take(kept, kind, entity, None if data == GONE else json.loads(data))
        kept.stamp = max((row[2] for row in rows), default=kept.stamp)

    def _take(self, kept: _Kept, kind: type[Record], entity: str, data: dict[str, Any] | None) -> None:
        known = entity in kept.records
        if data is not None:
            kept.records[entity] = kind.load(entity, data)
            if not known:
                insort(kept.order, entity)
        elif known:
            del kept.records[entity]
            kept.order.remove(entity)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage: of ten thousands of new records none is, and looking takes as long as reading."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def kind_name(kind: type[Record]) -> str:
    """What a kind of record is called in events."""
    return next(name for name, record in RECORDS.items() if record is kind)
