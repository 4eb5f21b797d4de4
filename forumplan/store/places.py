"""Where an entry belongs: the thread and the post it is, or the thread it joins. Reads and writes names alone.

Programs name one message in many ways. Its key in its feed, its alias over feeds, its address and moment (when a
program gave every item a new id), the key of its thread, the post it answers and, where a post carries nothing else,
the title of its thread are tried in this order. A title only counts on the site (or in the venue) it was seen on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from forumplan.domain.feed import Entry, Parsed
from forumplan.domain.identity import PAGE_KEY, SUBJECT_KEY, alias, short_id, split_host, thread_id
from forumplan.domain.subjects import subject
from forumplan.store.claims import Claims

SAME_MOMENT_SECONDS = 2
"""Between the date of a thread and that of its first post, which some programs take one after the other."""
SAME_TEXT_SECONDS = 3600
STANDS_IN = 2
"""`posts.starts` of a post that a list of threads gave with what may be the text of the last answer."""
_COMPARED = 160


class Places:
    """The names in one store, for the entries of one feed of a venue. `posts`: what this feed gave before."""

    def __init__(self, db: sqlite3.Connection, venue: str, feed: str, parsed: Parsed, posts: Collection[str]) -> None:
        self._db, self._venue, self._parsed, self._posts = db, venue, parsed, posts
        self.claims = Claims(db, venue, feed, parsed)
        # A feed of no known kind shares the titles of its venue's feeds of that host, and no others.
        self._site = parsed.scope if parsed.platform != "feed" else f"{venue} {split_host(feed)}"

    def known(self, entry: Entry) -> tuple[int, str] | None:
        """Thread number and post id of an entry whose key is new in its feed but which is known by another name."""
        if entry.alias:
            row = self._one("SELECT thread, post FROM aliases WHERE alias = ?", entry.alias)
            if row is not None:
                return row["thread"], row["post"]
        return self._renamed(entry)

    def thread_of(self, entry: Entry) -> int | None:
        """The thread that a new entry joins, or None if it begins one."""
        key = entry.thread_key or entry.key
        by_subject = key.startswith(SUBJECT_KEY)
        # Of several threads of one title a post belongs to the latest.
        row = (self._by_title(entry) if by_subject else None) or self._named(key)
        if row is not None and by_subject and self._is_namesake(int(row[0]), entry):
            return None
        if row is None and (not entry.thread_key or key.startswith(PAGE_KEY)):
            row = self._of_page(entry, key)
        if row is None and entry.in_reply_to:
            row = self._one(
                "SELECT thread FROM posts WHERE key = ? AND venue = ? LIMIT 1", entry.in_reply_to, self._venue
            )
        unknown = not entry.thread_key or entry.in_reply_to or self._parsed.platform == "feed"
        if row is None and entry.is_reply and unknown:
            row = self._by_title(entry)
        if row is None and entry.thread_key and not by_subject and not entry.is_reply:
            row = self._waiting(entry)
            if row is not None:
                self._db.execute(
                    "INSERT OR IGNORE INTO names VALUES (?, ?)", (thread_id(self._parsed.scope, key), row[0])
                )
        return int(row[0]) if row is not None else None

    def keep_names(self, entry: Entry, number: int) -> None:
        """Let posts that carry nothing but the title of a new thread find it, or stand on its page alone."""
        name, _ = subject(entry.title)
        if name:
            self._db.execute("INSERT OR IGNORE INTO titles VALUES (?, ?)", (self._title(name), number))
        if entry.thread_key.startswith(PAGE_KEY):
            page = self._page(entry.thread_key.removeprefix(PAGE_KEY))
            self._db.execute("INSERT OR IGNORE INTO names VALUES (?, ?)", (page, number))

    def same_post(self, number: int, entry: Entry) -> str:
        """The post of a known thread that is the same message as another feed's entry, or stands for it; else ""."""
        starters = self._starters(number)
        if entry.is_reply:
            last = (row for row in starters if row["starts"] == STANDS_IN and _same_message(row, entry))
            return next((self._was_answer(number, str(row["id"]), entry) for row in last), "")
        if entry.last_post:
            return str(starters[0]["id"]) if starters else ""
        for row in starters:
            begins = row["starts"] == STANDS_IN and _apart(row, entry) <= SAME_MOMENT_SECONDS
            if begins or _same_message(row, entry):
                if row["starts"] == STANDS_IN:
                    self._stand_back(number, str(row["id"]), entry, begins)
                return str(row["id"])
        return ""

    def is_taken(self, key: str) -> bool:
        """Whether a thread is known by this key: of several of one title only the first is."""
        return self._named(key) is not None

    def _is_namesake(self, number: int, entry: Entry) -> bool:
        """Whether an entry that is known to begin a thread begins another than the one of its title."""
        if entry.is_reply is not False:
            return False
        starters = self._starters(number)
        return bool(starters) and not any(
            row["starts"] == STANDS_IN or _apart(row, entry) <= SAME_MOMENT_SECONDS or _same_message(row, entry)
            for row in starters
        )

    def _starters(self, number: int) -> list[sqlite3.Row]:
        return self._db.execute(
            "SELECT id, author, text, posted_at, starts FROM posts WHERE thread = ? AND starts", (number,)
        ).fetchall()

    def _was_answer(self, number: int, post: str, entry: Entry) -> str:
        """What a list of threads showed for a thread was this answer: who wrote it did not begin the thread."""
        self._stand_back(number, post, entry, begins=False)
        self._db.execute("UPDATE threads SET author = '' WHERE number = ? AND author = ?", (number, entry.author))
        return post

    def _stand_back(self, number: int, post: str, entry: Entry, begins: bool) -> None:
        """The message itself comes in place of what the list of threads showed for it."""
        self._db.execute(
            "UPDATE posts SET starts = ?, author = ?, text = ?, url = ?, posted_at = ? WHERE id = ?",
            (
                int(begins or entry.is_reply is False),
                entry.author,
                entry.text,
                entry.url,
                entry.published_at or 0,
                post,
            ),
        )
        if begins:
            self._db.execute(
                "UPDATE threads SET author = ?, text = ? WHERE number = ?", (entry.author, entry.text, number)
            )

    def _renamed(self, entry: Entry) -> tuple[int, str] | None:
        """The post of this address and moment: a program that gave its items new ids changed nothing else."""
        page = alias(entry.url) if entry.url and self._posts else ""
        row = self._one("SELECT thread FROM addresses WHERE alias = ?", page) if page else None
        if row is None:
            return None
        posts = self._db.execute("SELECT id, url, posted_at, title, text FROM posts WHERE thread = ?", (row[0],))
        for post in posts:
            same = post["posted_at"] == entry.published_at
            if entry.published_at is None:
                same = bool(entry.title) and (post["title"], post["text"]) == (entry.title, entry.text)
            if same and post["id"] in self._posts and alias(post["url"]) == page:
                return int(row[0]), str(post["id"])
        return None

    def _of_page(self, entry: Entry, key: str) -> sqlite3.Row | None:
        """A page that another feed of the venue gave as a thread, or whose posts came before it."""
        page = key.removeprefix(PAGE_KEY) if key.startswith(PAGE_KEY) else alias(entry.url)
        row = self._one("SELECT thread FROM names WHERE id = ?", self._page(page))
        if row is None and key.startswith(PAGE_KEY):
            row = self._one(
                "SELECT number FROM threads WHERE venue = ? AND number = "
                "(SELECT thread FROM addresses WHERE alias = ?)",
                self._venue,
                page,
            )
        return row

    def _page(self, page: str) -> str:
        return short_id("g", self._venue, page)

    def _named(self, key: str) -> sqlite3.Row | None:
        name = thread_id(self._parsed.scope, key)
        return self._one("SELECT number FROM threads WHERE id = ?", name) or self._one(
            "SELECT thread FROM names WHERE id = ?", name
        )

    def _by_title(self, entry: Entry) -> sqlite3.Row | None:
        """The thread of this title that was begun last before the entry."""
        name, _ = subject(entry.title)
        moment = entry.published_at or entry.updated_at or 1 << 62
        return self._one(
            "SELECT number FROM threads WHERE number IN (SELECT thread FROM titles WHERE name = ?) "
            "ORDER BY started_at <= ? DESC, started_at DESC LIMIT 1",
            self._title(name),
            moment + SAME_TEXT_SECONDS,
        )

    def _waiting(self, entry: Entry) -> sqlite3.Row | None:
        """A thread known by this title alone so far: its posts came before its own entry."""
        name, _ = subject(entry.title)
        row = self._one(
            "SELECT number FROM threads WHERE id = ?", thread_id(self._parsed.scope, f"{SUBJECT_KEY}{name}")
        )
        taken = row is not None and self._one("SELECT id FROM names WHERE thread = ?", row[0]) is not None
        return None if taken else row

    def _title(self, name: str) -> str:
        return short_id("", self._site, name)

    def _one(self, sql: str, *values: str | int) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
        return row


def _same_message(row: sqlite3.Row, entry: Entry) -> bool:
    stands_in = row["starts"] == STANDS_IN
    if not stands_in and row["author"] and entry.author and row["author"] != entry.author:
        return False
    known, given = (" ".join(text[: 2 * _COMPARED].split())[:_COMPARED] for text in (row["text"], entry.text))
    if known and given:
        return known == given and (stands_in or _apart(row, entry) <= SAME_TEXT_SECONDS)
    return _apart(row, entry) <= SAME_MOMENT_SECONDS


def _apart(row: sqlite3.Row, entry: Entry) -> int:
    """Seconds between a post and an entry, 0 where the entry has no date."""
    moment = entry.published_at or entry.updated_at
    return abs(int(row["posted_at"]) - moment) if moment else 0
