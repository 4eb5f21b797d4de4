"""How a feed's entries become threads and posts: decided from what is known, then written in one transaction.

Entries are known by (feed, key), so that one bad or moved feed never touches another's; a second name, the alias,
finds the same post in another feed of the site or after a change of scheme. Threads are known by (scope, thread key).
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from dataclasses import dataclass, field

from forumplan.domain.feed import Entry, Parsed
from forumplan.domain.identity import alias, short_id, thread_id
from forumplan.store.threads import ThreadStore

_REPLY_PREFIX = re.compile(r"^\s*((re|aw|antw|sv|vs|fwd?|wg)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)


@dataclass(slots=True)
class Merged:
    """What a body changed: thread numbers and post ids."""

    new_threads: list[int] = field(default_factory=list)
    bumped: list[int] = field(default_factory=list)
    renamed: list[int] = field(default_factory=list)
    new_posts: list[str] = field(default_factory=list)


class Merger:
    """Merges one body after another into a store. Call inside `store.transaction()`."""

    def __init__(self, store: ThreadStore, now: int) -> None:
        self._db, self._now = store.db, now

    def merge(self, venue: str, feed: str, parsed: Parsed) -> Merged:
        """Fold the entries of a body into threads; oldest first, so that a starter comes before its replies."""
        result = Merged()
        known = {
            row["key"]: row
            for row in self._db.execute("SELECT key, thread, post, digest FROM entries WHERE feed = ?", (feed,))
        }
        for entry in sorted(parsed.entries, key=lambda e: e.published_at or e.updated_at or self._now):
            row = known.get(entry.key)
            if row is not None and row["digest"] == _digest(entry):
                continue
            self._merge_entry(venue, feed, parsed, entry, row, result)
        return result

    def _merge_entry(
        self, venue: str, feed: str, parsed: Parsed, entry: Entry, row: sqlite3.Row | None, result: Merged
    ) -> None:
        place = self._known_place(entry, row)
        if place is None:
            number = self._thread_of(parsed, entry)
            if number is None:
                number = self._add_thread(venue, parsed, entry)
                result.new_threads.append(number)
            else:
                self._update_thread(number, entry, parsed, result)
            post = self._add_post(venue, parsed, entry, number, result)
        else:
            number, post = place
            self._update_thread(number, entry, parsed, result)
            self._update_post(post, entry)
        self._db.execute(
            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)", (feed, entry.key, number, post, _digest(entry))
        )
        if entry.alias:
            self._db.execute("INSERT OR IGNORE INTO aliases VALUES (?, ?, ?)", (entry.alias, number, post))
        for address in {entry.url, entry.thread_url} - {""}:
            self._db.execute("INSERT OR IGNORE INTO addresses VALUES (?, ?)", (alias(address), number))

    def _known_place(self, entry: Entry, row: sqlite3.Row | None) -> tuple[int, str] | None:
        """Thread number and post id of an entry that is not new, whether by its key or by its alias."""
        if row is None and entry.alias:
            row = self._db.execute("SELECT thread, post FROM aliases WHERE alias = ?", (entry.alias,)).fetchone()
        return (row["thread"], row["post"]) if row is not None else None

    def _thread_of(self, parsed: Parsed, entry: Entry) -> int | None:
        """The thread that a new entry belongs to, if it is there: by its key, else by the post it answers."""
        key = entry.thread_key or entry.key
        row = self._db.execute("SELECT number FROM threads WHERE id = ?", (thread_id(parsed.scope, key),)).fetchone()
        if row is None and entry.in_reply_to:
            row = self._db.execute("SELECT thread FROM posts WHERE key = ?", (entry.in_reply_to,)).fetchone()
        return int(row[0]) if row is not None else None

    def _add_thread(self, venue: str, parsed: Parsed, entry: Entry) -> int:
        key = entry.thread_key or entry.key
        started = entry.published_at or entry.updated_at or self._now
        is_reply = entry.is_reply is True
        cursor = self._db.execute(
            "INSERT INTO threads(id, venue, platform, title, url, author, text, started_at, active_at, replies, "
            "first_seen_at, closed, language) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                thread_id(parsed.scope, key),
                venue,
                parsed.platform,
                _REPLY_PREFIX.sub("", entry.title) or entry.title or entry.text[:80] or "(no title)",
                entry.thread_url or entry.url,
                "" if is_reply else entry.author,
                entry.text,
                started,
                max(started, entry.updated_at or 0),
                entry.replies,
                self._now,
                int(entry.closed),
                parsed.language,
            ),
        )
        return int(cursor.lastrowid or 0)

    def _update_thread(self, number: int, entry: Entry, parsed: Parsed, result: Merged) -> None:
        """Take over what an entry of a known thread says: later activity, more replies, a new title of its starter."""
        old = self._db.execute("SELECT * FROM threads WHERE number = ?", (number,)).fetchone()
        active = max(entry.updated_at or 0, entry.published_at or 0)
        starts = entry.is_reply is False or (entry.is_reply is None and parsed.item_kind == "thread")
        replies = entry.replies if entry.replies is not None else old["replies"]
        if active > old["active_at"] or (replies or 0) > (old["replies"] or 0):
            result.bumped.append(number)
        title, author, text = old["title"], old["author"], old["text"]
        if starts:
            if entry.title and entry.title != title:
                result.renamed.append(number)
            title, author, text = entry.title or title, entry.author or author, entry.text or text
        self._db.execute(
            "UPDATE threads SET title = ?, author = ?, text = ?, active_at = ?, replies = ?, closed = ?, "
            "started_at = ? WHERE number = ?",
            (
                title,
                author,
                text,
                max(active, old["active_at"]),
                replies,
                int(entry.closed or old["closed"]),
                min(old["started_at"], entry.published_at or old["started_at"]),
                number,
            ),
        )

    def _add_post(self, venue: str, parsed: Parsed, entry: Entry, number: int, result: Merged) -> str:
        post = short_id("m", parsed.scope, entry.alias or entry.key)
        starts = entry.is_reply is False or parsed.item_kind == "thread"
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                post,
                number,
                venue,
                entry.key,
                entry.author,
                entry.url,
                entry.title,
                entry.text,
                entry.published_at or entry.updated_at or self._now,
                entry.in_reply_to,
                int(starts),
            ),
        )
        if cursor.rowcount:
            result.new_posts.append(post)
        if parsed.item_kind == "post":
            self._count_replies(number)
        return post

    def _count_replies(self, number: int) -> None:
        """Where no feed counts replies, the posts seen do: all but the one that starts the thread."""
        self._db.execute(
            "UPDATE threads SET replies = "
            "max(coalesce(replies, 0), (SELECT count(*) FROM posts WHERE thread = ?1) - 1) WHERE number = ?1",
            (number,),
        )

    def _update_post(self, post: str, entry: Entry) -> None:
        self._db.execute(
            "UPDATE posts SET title = ?, text = ?, author = ?, url = ? WHERE id = ?",
            (entry.title, entry.text, entry.author, entry.url, post),
        )


def _digest(entry: Entry) -> str:
    parts = (entry.title, entry.url, entry.author, entry.text, entry.updated_at, entry.replies, entry.closed)
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
