"""Who may say what a discussion is: a feed of another venue and of another site only adds to what is known of it."""

from __future__ import annotations

import sqlite3

from forumplan.domain.feed import Entry, Parsed
from forumplan.domain.identity import alias, thread_id


class Claims:
    """What one feed of a venue may change in threads that others gave."""

    def __init__(self, db: sqlite3.Connection, venue: str, feed: str, parsed: Parsed) -> None:
        self._db, self._venue, self._parsed, self._site = db, venue, parsed, _site(feed)

    def may_change(self, number: int, entry: Entry) -> bool:
        """Whether an entry may change title, texts and authors of a thread; the feed of its own site takes it over."""
        (venue,) = self._db.execute("SELECT venue FROM threads WHERE number = ?", (number,)).fetchone()
        if venue == self._venue:
            return True
        at_home = bool(entry.alias) and _site(entry.alias) == self._site
        if at_home and not self._told_at_home(number):
            self._take_over(number, entry)
        return at_home or self._parsed.own_site

    def _told_at_home(self, number: int) -> bool:
        rows = self._db.execute("SELECT feed FROM entries WHERE thread = ?", (number,))
        return any(_site(row[0]) == self._site for row in rows)

    def _take_over(self, number: int, entry: Entry) -> None:
        parsed = self._parsed
        values = (self._venue, entry.thread_url or entry.url, parsed.platform, number)
        self._db.execute("UPDATE threads SET venue = ?, url = ?, platform = ? WHERE number = ?", values)
        self._db.execute("UPDATE posts SET venue = ? WHERE thread = ? AND starts", (self._venue, number))
        name = thread_id(parsed.scope, entry.thread_key or entry.key)
        self._db.execute("INSERT OR IGNORE INTO names VALUES (?, ?)", (name, number))


def _site(address: str) -> str:
    """The host of an address as aliases have it."""
    return alias(address).partition("/")[0]
