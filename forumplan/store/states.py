"""The states in the table `current`, read once and kept up to date: what the screens ask for again and again.

The copy of a thread that a record may carry lies apart, in `copies`: it is most of the text and seldom looked at.
"""

from __future__ import annotations

import gc
import json
import sqlite3
from bisect import insort
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from forumplan.domain.records import RECORDS, Record
from forumplan.store.ledger_file import LOOKED_UP

R = TypeVar("R", bound=Record)

_DECODED = json.JSONDecoder().raw_decode
"""Faster than `json.loads` where the text is known to begin and end with its object."""
GONE = "null"
"""The data of a thing that does not exist any more; its row stays, so that other programs hear of it."""
_BARE = "SELECT s.entity, s.data, NULL, s.stamp FROM current s"
_WHOLE = (
    "SELECT s.entity, s.data, c.data, s.stamp FROM current s "
    "LEFT JOIN copies c ON c.kind = s.kind AND c.entity = s.entity"
)
_BY_TIME = {"contribution": "contributions_by_time", "followup": "followups_by_time"}


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
        self._kinds: dict[tuple[str, bool], _Kept] = {}
        self._generation = ""
        db.create_function("casefold", 1, lambda text: str(text).casefold(), deterministic=True)

    def get(self, kind: type[R], entity: str) -> R | None:
        """The record of one thing, whole, or None."""
        data = self.data(kind_name(kind), entity)
        return None if data is None else kind.load(entity, data)

    def all(self, kind: type[R], *, whole: bool = False) -> list[R]:
        """Every record of a kind, in the order of their ids; without its copy (None) unless `whole`.

        Only what changed since the last time is read.
        """
        seen = (self.version(), self._db.total_changes)
        kept = self._kinds.get((kind_name(kind), whole))
        if kept is None or kept.seen != seen:
            kept = self._renewed(kind, whole, seen)
        return [kept.records[entity] for entity in kept.order]  # type: ignore[misc]

    def where(self, kind: type[R], equal: Mapping[str, str]) -> list[R]:
        """The records of a kind, whole, whose fields have these values, in the order of their ids.

        Fields of LOOKED_UP are found through an index; by others, whose case does not matter, all records of the kind
        are looked through.
        """
        return self._found(kind, *_tests(kind_name(kind), equal))

    def beginning(self, kind: type[R], start: str) -> list[R]:
        """The records of a kind, whole, whose ids begin so, in the order of their ids."""
        return self._found(kind, " AND s.entity >= ? AND s.entity < ?", (start, f"{start}\U0010ffff"))

    def since(self, kind: type[R], at: int, equal: Mapping[str, str], *, whole: bool) -> list[R]:
        """The contributions or follow-ups of then and later, in the order of their ids; otherwise as `where`."""
        tests, values = _tests(kind_name(kind), equal)
        # The times alone would not be taken for the shortest way, so they are named; other fields are better ones.
        index = "" if equal else _BY_TIME[kind_name(kind)]
        return self._found(kind, f" AND s.at >= ?{tests}", [at, *values], whole=whole, index=index)

    def _found(
        self, kind: type[R], tests: str, values: Iterable[str | int], *, whole: bool = True, index: str = ""
    ) -> list[R]:
        # The kind stands in the text: a partial index is only used where the text says that it may be.
        read = (_WHOLE if whole else _BARE).replace(
            "current s", f"current s INDEXED BY {index}" if index else "current s"
        )
        sql = f"{read} WHERE s.kind = '{kind_name(kind)}' AND s.data <> '{GONE}'{tests} ORDER BY s.entity"
        bare = {} if whole else _bare(kind)
        with _uncollected():
            rows = self._db.execute(sql, tuple(values)).fetchall()
            return [kind.load(row[0], _joined(row[1], row[2]) | bare) for row in rows]

    def version(self) -> int:
        """A number that changes when another program has written."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def data(self, kind: str, entity: str) -> dict[str, Any] | None:
        """The state of one thing as an object, or None."""
        row = self._db.execute(f"{_WHOLE} WHERE s.kind = ? AND s.entity = ?", (kind, entity)).fetchone()
        return _joined(row[1], row[2]) if row and row[1] != GONE else None

    def put(self, kind: str, entity: str, state: dict[str, Any] | None) -> None:
        """Keep the state of one thing; None: it is gone."""
        newest = self._db.execute("SELECT coalesce(max(stamp), 0) FROM current WHERE kind = ?", (kind,)).fetchone()[0]
        state = None if state is None else dict(state)
        copied = state.pop("copy", None) if state else None
        data = GONE if state is None else _text(state)
        row = (kind, entity, data, newest + 1)
        self._db.execute("REPLACE INTO current(kind, entity, data, stamp) VALUES (?, ?, ?, ?)", row)
        if copied:
            self._db.execute("REPLACE INTO copies VALUES (?, ?, ?)", (kind, entity, _text(copied)))
        else:
            self._db.execute("DELETE FROM copies WHERE kind = ? AND entity = ?", (kind, entity))

    def _renewed(self, kind: type[Record], whole: bool, seen: tuple[int, int]) -> _Kept:
        generation = self._db.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
        if generation is not None and generation[0] != self._generation:
            self._generation = generation[0]
            self._kinds.clear()
        kept = self._kinds.setdefault((kind_name(kind), whole), _Kept(seen))
        kept.seen = seen
        with _uncollected():
            self._read(kind, whole, kept)
        return kept

    def _read(self, kind: type[Record], whole: bool, kept: _Kept) -> None:
        """Take over every row of a kind, or only those that changed since the last time."""
        first = kept.stamp < 0
        # In the order of the table, which is faster than by an index: so a first time asks for no stamp.
        newer = "ORDER BY s.entity" if first else f"AND s.stamp > {kept.stamp}"
        sql = f"{_WHOLE if whole else _BARE} WHERE s.kind = ? {newer}"
        rows = self._db.execute(sql, (kind_name(kind),)).fetchall()
        bare = {} if whole else _bare(kind)
        load = kind.load
        if first:
            kept.records = {row[0]: load(row[0], _joined(row[1], row[2]) | bare) for row in rows if row[1] != GONE}
            kept.order = list(kept.records)
        else:
            for entity, data, copied, _ in rows:
                self._take(kept, kind, entity, None if data == GONE else _joined(data, copied) | bare)
        kept.stamp = max((row[3] for row in rows), default=kept.stamp)

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


def _tests(name: str, equal: Mapping[str, str]) -> tuple[str, list[str]]:
    """Conditions on the fields of a record and their values; see `States.where`."""
    tests, values = "", []
    for key, value in equal.items():
        indexed = LOOKED_UP.get(name, {}).get(key)
        if indexed:
            tests += f" AND s.{indexed}"
            values.append(value)
        else:
            tests += " AND casefold(json_extract(s.data, ?)) = ?"
            values += [f"$.{key}", value.casefold()]
    return tests, values


def _bare(kind: type[Record]) -> dict[str, None]:
    """What says of a record that its copy was not read."""
    return {"copy": None} if "copy" in kind.__dataclass_fields__ else {}


def _joined(data: str, copied: str | None) -> dict[str, Any]:
    state: dict[str, Any] = _DECODED(data)[0]
    if copied is not None:
        state["copy"] = _DECODED(copied)[0]
    return state


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def kind_name(kind: type[Record]) -> str:
    """What a kind of record is called in events."""
    return next(name for name, record in RECORDS.items() if record is kind)
