"""One discussion told in several venues: found by its title and the words it begins with.

A thread gets a few prints: one of its title, and of the runs of words near the beginning of its text those two that
begin with the longest words, which small edits elsewhere do not change. Threads of different venues that share a print
are compared run by run (resemblance: Broder, On the resemblance and containment of documents, 1997); what is near
enough joins the group of the one that was there first.
"""

from __future__ import annotations

import re
import sqlite3
from zlib import crc32

NEAR = 0.6
"""Share of common word runs (Jaccard) from which two texts are one."""
APART_SECONDS = 30 * 86_400
Run = tuple[str, str, str, str]
_WORDS_READ, _RUN, _PRINTS = 64, 4, 2
_SHORTEST_TITLE = 4
_SHORTEST_TEXT = 20
_MOST_CANDIDATES = 8
_WORD = re.compile(r"[^\W_]+")


def join_crossposts(db: sqlite3.Connection, number: int) -> int:
    """Note the prints of a new thread, and join it to an earlier one that says the same in another venue.

    Returns the number of the thread that it joined, 0 if there is none. Call inside a transaction.
    """
    own = db.execute(
        "SELECT number, venue, title, text, started_at FROM threads WHERE number = ?", (number,)
    ).fetchone()
    words, title = _words(own["text"]), _title(own["title"])
    prints = _prints(title, words)
    first = _first_alike(db, own, title, words, prints) if prints else 0
    db.executemany("INSERT OR IGNORE INTO prints VALUES (?, ?)", [(each, number) for each in prints])
    if first:
        db.execute("UPDATE threads SET same_as = ? WHERE number = ?", (first, number))
    return first


def _first_alike(db: sqlite3.Connection, own: sqlite3.Row, title: str, words: list[str], prints: list[int]) -> int:
    runs: set[Run] = set()
    marks = ",".join("?" * len(prints))
    candidates = db.execute(
        f"SELECT number, same_as, title, text FROM threads WHERE number IN "  # noqa: S608 only marks vary
        f"(SELECT thread FROM prints WHERE print IN ({marks})) "
        "AND venue <> ? AND abs(started_at - ?) <= ? ORDER BY number LIMIT ?",
        (*prints, own["venue"], own["started_at"], APART_SECONDS, _MOST_CANDIDATES),
    )
    for row in candidates:
        runs, other = runs or _runs(words), _runs(_words(row["text"]))
        same_title = bool(title) and _title(row["title"]) == title
        # A link that is posted with a title and no text of its own is known by the title alone.
        if (same_title and not (runs and other)) or _share(runs, other) >= (NEAR / 2 if same_title else NEAR):
            return int(row["same_as"] or row["number"])
    return 0


def _prints(title: str, words: list[str]) -> list[int]:
    found = [crc32(title.encode())] if title else []
    starts = words[: 1 - _RUN]
    least = min(sorted(map(len, starts))[-_PRINTS:], default=0)
    longest = sorted((-len(word), word, i) for i, word in enumerate(starts) if len(word) >= least)[:_PRINTS]
    return found + [crc32(" ".join(words[i : i + _RUN]).encode()) for _, _, i in longest]


def _title(text: str) -> str:
    """The words of a title; "" where it is too short to name a discussion."""
    words = _WORD.findall(text.casefold())
    return " ".join(words) if len(words) >= _SHORTEST_TITLE else ""


def _words(text: str) -> list[str]:
    words = _WORD.findall(text[:600].casefold())[:_WORDS_READ]
    return words if len(words) >= _SHORTEST_TEXT else []


def _runs(words: list[str]) -> set[Run]:
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def _share(one: set[Run], other: set[Run]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0
