"""What a long list of threads reads from the cache: numbers that fulfil a filter, and light rows page by page."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from forumplan.store.threads import ThreadStore

ListOrder = Literal["active", "replies", "venue"]
_ORDER_SQL: dict[ListOrder, str] = {
    "active": "active_at DESC, number DESC",
    "replies": "coalesce(replies, 0), active_at DESC, number DESC",
    "venue": "venue, active_at DESC, number DESC",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A thread without its text, as a list shows it. Times are seconds since the epoch; `replies` None: unknown.

    `also`: the other venues in which the same discussion is told.
    """

    number: int
    id: str
    venue: str
    title: str
    active_at: int
    replies: int | None
    closed: bool
    also: tuple[str, ...] = ()


def rows(store: ThreadStore, numbers: Sequence[int]) -> dict[int, Row]:
    """The rows of these numbers, by number; those that are gone are left out."""
    found: dict[int, Row] = {}
    with store.errors():
        for start in range(0, len(numbers), 900):
            part = tuple(numbers[start : start + 900])
            marks = ",".join("?" * len(part))
            sql = f"SELECT number, id, venue, title, active_at, replies, closed FROM threads WHERE number IN ({marks})"  # noqa: S608
            also = _also(store, part)
            for row in store.db.execute(sql, part):
                found[row[0]] = Row(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6]), also.get(row[0], ()))
    return found


def also_told(store: ThreadStore, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """By number the other venues in which these discussions are told, those told once left out."""
    with store.errors():
        return _also(store, tuple(numbers))


def _also(store: ThreadStore, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    sql = "SELECT same_as, venue FROM threads WHERE same_as IN (SELECT value FROM json_each(?)) ORDER BY number"
    found: dict[int, tuple[str, ...]] = {}
    for first, venue in store.db.execute(sql, (json.dumps(list(numbers)),)):
        if venue not in found.get(first, ()):
            found[first] = (*found.get(first, ()), venue)
    return found


def told_again(store: ThreadStore) -> set[int]:
    """Numbers of the threads that tell a discussion which was there before, in another venue."""
    return set(_numbers(store, "SELECT number FROM threads WHERE same_as > 0"))


def discussions(store: ThreadStore) -> dict[str, str]:
    """For each thread that tells a discussion again, in another venue: the id of the one that was there first."""
    sql = "SELECT t.id, first.id FROM threads t JOIN threads first ON first.number = t.same_as WHERE t.same_as > 0"
    with store.errors():
        return dict(store.db.execute(sql).fetchall())


def with_firsts(store: ThreadStore, numbers: set[int]) -> set[int]:
    """These threads and, where one tells a discussion again, the thread that stands for it."""
    with store.errors():  # few are told again, many may be asked for
        told = store.db.execute("SELECT number, same_as FROM threads WHERE same_as > 0").fetchall()
    numbers.update(row[1] for row in told if row[0] in numbers)
    return numbers


def matching(store: ThreadStore, words: str) -> set[int]:
    """Numbers of the threads in which every word begins a word of title, author or text; fast for many hits."""
    terms = ["".join(c for c in word if c.isalnum() or c == "_") for word in words.replace("-", " ").split()]
    query = " ".join(f'"{term}"*' for term in terms if term)
    return set(_numbers(store, "SELECT rowid AS number FROM search WHERE search MATCH ?", query)) if query else set()


def active_since(store: ThreadStore, seconds: int) -> set[int]:
    """Numbers of the threads with activity since then."""
    return set(_numbers(store, "SELECT number FROM threads WHERE active_at >= ?", seconds))


def ordered(store: ThreadStore, order: ListOrder) -> array[int]:
    """The numbers of all threads: newest activity first, fewest replies first, or by venue."""
    return array("I", _numbers(store, f"SELECT number FROM threads ORDER BY {_ORDER_SQL[order]}"))  # noqa: S608 ours


def _numbers(store: ThreadStore, sql: str, *values: str | int) -> list[int]:
    """The numbers that a query gives, handed over as one text: ten times faster than 100,000 rows of Python."""
    with store.errors():
        text = store.db.execute(f"SELECT group_concat(number) FROM ({sql})", values).fetchone()[0]  # noqa: S608 ours
    found: list[int] = json.loads(f"[{text or ''}]")
    return found


def numbers_of(store: ThreadStore, ids: Sequence[str]) -> dict[str, int]:
    """The numbers of these thread ids, by id."""
    found: dict[str, int] = {}
    with store.errors():
        for start in range(0, len(ids), 900):
            part = tuple(ids[start : start + 900])
            marks = ",".join("?" * len(part))
            found |= dict(store.db.execute(f"SELECT id, number FROM threads WHERE id IN ({marks})", part).fetchall())  # noqa: S608
    return found
