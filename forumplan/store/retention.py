"""What goes from the cache of threads: old discussions, in small steps."""

from __future__ import annotations

import json
from collections.abc import Iterable

from forumplan.store.threads import ThreadStore

_OF_THREAD = ("posts", "entries", "aliases", "addresses", "names", "titles", "prints")


def forget_before(
    store: ThreadStore, seconds: int, at_most: int, *, keep: Iterable[str], feeds: Iterable[str], step: int = 500
) -> int:
    """Drop up to `step` threads: those neither active nor first seen since then that none of `feeds` shows any more,
    and those beyond the newest `at_most`; never the ids in `keep`. Returns how many went.

    What a feed still shows stays, however old: forgotten, it would come back as new with the next body.
    """
    with store.transaction():
        rows = store.db.execute(
            "SELECT number FROM threads WHERE ("
            "(max(active_at, first_seen_at) < ? AND number NOT IN "
            "(SELECT thread FROM entries WHERE shown AND feed IN (SELECT value FROM json_each(?)))) OR number IN "
            "(SELECT number FROM threads ORDER BY active_at DESC LIMIT -1 OFFSET ?)) "
            "AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY active_at LIMIT ?",
            (seconds, json.dumps(list(feeds)), at_most, json.dumps(list(keep)), step),
        ).fetchall()
        if not rows:
            return 0
        gone = [row[0] for row in rows]
        _hand_over(store, gone)
        numbers, inside = json.dumps(gone), "(SELECT value FROM json_each(?))"
        store.db.execute(f"DELETE FROM threads WHERE number IN {inside}", (numbers,))  # noqa: S608 no outside text
        for table in _OF_THREAD:
            store.db.execute(f"DELETE FROM {table} WHERE thread IN {inside}", (numbers,))  # noqa: S608
    return len(gone)


def _hand_over(store: ThreadStore, gone: list[int]) -> None:
    """Where the first thread of a group goes, the next that stays stands for the group."""
    for number in gone:
        members = store.db.execute("SELECT number FROM threads WHERE same_as = ? ORDER BY number", (number,)).fetchall()
        staying = [row[0] for row in members if row[0] not in gone]
        if staying:
            store.db.execute("UPDATE threads SET same_as = ? WHERE same_as = ?", (staying[0], number))
            store.db.execute("UPDATE threads SET same_as = 0 WHERE number = ?", (staying[0],))
