"""How a feed's entries become threads and posts: decided from what is known, then written in one transaction.

Entries are known by (feed, key), so that one bad or moved feed never touches another's; by what other names a post or
a thread is known, `places` says.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass, field

from forumplan.domain.feed import Entry, Parsed
from forumplan.domain.identity import SUBJECT_KEY, alias, short_id, thread_id
from forumplan.domain.subjects import subject, thread_title
from forumplan.store.crossposts import join_crossposts
from forumplan.store.places import STANDS_IN, Places
from forumplan.store.threads import ThreadStore


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
        # New threads are compared with others, and noted, all over the file: with SQLite's own measures most pages are
        # read again and again, and copied into the file after every step.
        self._db.execute("PRAGMA cache_size=-8000")
        self._db.execute("PRAGMA wal_autocheckpoint=4000")

    def merge(self, venue: str, feed: str, parsed: Parsed) -> Merged:
        """Fold the entries of a body into threads; oldest first, so that a starter comes before its replies."""
        result = Merged()
        known = {
            row["key"]: row
            for row in self._db.execute("SELECT key, thread, post, digest, shown FROM entries WHERE feed = ?", (feed,))
        }
        places = Places(self._db, venue, feed, parsed, {row["post"] for row in known.values()})
        for entry in sorted(parsed.entries, key=lambda e: e.published_at or e.updated_at or self._now):
            row = known.get(entry.key)
            if row is None or row["digest"] != _digest(entry):
                self._merge_entry(venue, feed, parsed, entry, row, places, result)
        self._note_shown(feed, parsed, known)
        return result

    def _merge_entry(
        self,
        venue: str,
        feed: str,
        parsed: Parsed,
        entry: Entry,
        row: sqlite3.Row | None,
        places: Places,
        result: Merged,
    ) -> None:
        place = (row["thread"], row["post"]) if row is not None else places.known(entry)
        if place is None:
            number, post = self._place(venue, parsed, entry, places, result)
        else:
            number, post = place
            heard = places.claims.may_change(number, entry)
            if heard:
                self._follow_title(number, post, entry, places, result)
                self._update_post(post, entry)
            self._update_thread(number, entry, parsed, result, heard=heard)
        self._db.execute(
            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, 1)", (feed, entry.key, number, post, _digest(entry))
        )
        if entry.alias:
            self._db.execute("INSERT OR IGNORE INTO aliases VALUES (?, ?, ?)", (entry.alias, number, post))
        for address in {entry.url, entry.thread_url} - {""}:
            self._db.execute("INSERT OR IGNORE INTO addresses VALUES (?, ?)", (alias(address), number))

    def _place(self, venue: str, parsed: Parsed, entry: Entry, places: Places, result: Merged) -> tuple[int, str]:
        """The thread and the post of an entry that was never seen: new ones, or those it joins."""
        number = places.thread_of(entry)
        if number is None:
            number = self._add_thread(venue, parsed, entry, places)
            result.new_threads.append(number)
            places.keep_names(entry, number)
            join_crossposts(self._db, number)
            return number, self._add_post(venue, parsed, entry, number, result, starts=entry.is_reply is not True)
        heard = places.claims.may_change(number, entry)
        post = places.same_post(number, entry) if heard else ""
        earlier = self._update_thread(number, entry, parsed, result, heard=heard)
        if post:
            if earlier:
                self._db.execute("UPDATE posts SET starts = 1 WHERE id = ?", (post,))
            return number, post
        starts = heard and (entry.is_reply is False or parsed.item_kind == "thread" or earlier)
        return number, self._add_post(venue, parsed, entry, number, result, starts=starts)

    def _note_shown(self, feed: str, parsed: Parsed, known: dict[str, sqlite3.Row]) -> None:
        """Which entries the body holds: what a feed still shows is never forgotten."""
        now = {entry.key for entry in parsed.entries}
        changed = [(int(key in now), feed, key) for key, row in known.items() if (key in now) != bool(row["shown"])]
        self._db.executemany("UPDATE entries SET shown = ? WHERE feed = ? AND key = ?", changed)

    def _add_thread(self, venue: str, parsed: Parsed, entry: Entry, places: Places) -> int:
        key = entry.thread_key or entry.key
        if key.startswith(SUBJECT_KEY) and places.is_taken(key):
            key = entry.key
        started = entry.published_at or entry.updated_at or self._now
        is_reply = entry.is_reply is True
        cursor = self._db.execute(
            "INSERT INTO threads(id, venue, platform, title, url, author, text, started_at, active_at, replies, "
            "first_seen_at, closed, language) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                thread_id(parsed.scope, key),
                venue,
                parsed.platform,
                thread_title(entry.title) or entry.text[:80] or "(no title)",
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

    def _update_thread(self, number: int, entry: Entry, parsed: Parsed, result: Merged, *, heard: bool) -> bool:
        """Take over what an entry of a known thread says: later activity, more replies, a new title of its starter.

        Of an entry that is not `heard` nothing is taken but activity. Returns whether it may be the true beginning:
        earlier than all that is known, and not known to be an answer.
        """
        old = self._db.execute("SELECT * FROM threads WHERE number = ?", (number,)).fetchone()
        active = max(entry.updated_at or 0, entry.published_at or 0)
        starts = heard and (entry.is_reply is False or (entry.is_reply is None and parsed.item_kind == "thread"))
        # A later message under the same title changes nothing that the first one said.
        first = parsed.item_kind == "thread" or (entry.published_at or active) <= old["started_at"]
        replies = entry.replies if heard and entry.replies is not None else old["replies"]
        if active > old["active_at"] or (replies or 0) > (old["replies"] or 0):
            result.bumped.append(number)
        title, author, text = old["title"], old["author"], old["text"]
        if starts and first:
            if entry.title and entry.title != title:
                result.renamed.append(number)
            title = entry.title or title
        began = entry.published_at or old["started_at"] if heard else old["started_at"]
        earlier = entry.is_reply is None and not entry.last_post and 0 < began < old["started_at"]
        if (starts or earlier) and (not author or (first and not entry.last_post)):
            author, text = entry.author or author, entry.text or text
        self._db.execute(
            "UPDATE threads SET title = ?, author = ?, text = ?, active_at = ?, replies = ?, closed = ?, "
            "started_at = ? WHERE number = ?",
            (
                title,
                author,
                text,
                max(active, old["active_at"]),
                replies,
                int((heard and entry.closed) or old["closed"]),
                min(old["started_at"], began),
                number,
            ),
        )
        return earlier

    def _add_post(self, venue: str, parsed: Parsed, entry: Entry, number: int, result: Merged, *, starts: bool) -> str:
        post = short_id("m", parsed.scope, entry.alias or entry.key)
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
                STANDS_IN if starts and entry.last_post else int(starts),
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
            "UPDATE threads SET replies = max(coalesce(replies, 0), (SELECT count(*) - max(starts > 0) FROM posts "
            "WHERE thread = ?1)) WHERE number = ?1",
            (number,),
        )

    def _update_post(self, post: str, entry: Entry) -> None:
        """What an entry leaves out stays as it is known."""
        if entry.last_post:
            return
        self._db.execute(
            "UPDATE posts SET title = ?, text = coalesce(nullif(?, ''), text), "
            "author = coalesce(nullif(?, ''), author), url = ? WHERE id = ?",
            (entry.title, entry.text, entry.author, entry.url, post),
        )

    def _follow_title(self, number: int, post: str, entry: Entry, places: Places, result: Merged) -> None:
        """Posts that carry the title of their thread and nothing else tell of its new one."""
        if not entry.thread_key.startswith(SUBJECT_KEY):
            return
        (old,) = self._db.execute("SELECT title FROM posts WHERE id = ?", (post,)).fetchone()
        if subject(old)[0] == subject(entry.title)[0]:
            return
        places.keep_names(entry, number)
        changed = self._db.execute(
            "UPDATE threads SET title = ? WHERE number = ? AND title = ?",
            (thread_title(entry.title), number, thread_title(old)),
        )
        if changed.rowcount:
            result.renamed.append(number)


def _digest(entry: Entry) -> str:
    numbers = f"{entry.updated_at} {entry.replies} {entry.closed}"
    said = "\x00".join((entry.title, entry.url, entry.author, entry.text, numbers))
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
