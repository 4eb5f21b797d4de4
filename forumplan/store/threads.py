"""`threads.db`: what the feeds said, the order of threads for each goal, full-text search. A cache: it may vanish."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, Self

from forumplan.domain.errors import CacheError, ReadOnlyError
from forumplan.domain.feed import FeedMemory
from forumplan.domain.thread import Post, Thread
from forumplan.store import sqlite
from forumplan.store.rankings import StoredRanking
from forumplan.store.threads_file import MEND, ThreadsFile, damage

THREAD_COLUMNS = (
    "number, id, venue, platform, title, url, author, text, started_at, active_at, replies, first_seen_at, closed, "
    "language"
)

_MEMORY = asdict(FeedMemory("", ""))


class ThreadStore:
    """One open cache of threads. `rebuilt` says that a damaged or older file was put aside. Raises CacheError.

    A file whose damage shows later is put aside then: the call fails, the next finds an empty cache.
    `read_only`: why it may only be looked at, with the mend; orders and proposals are then kept in memory, and
    `transaction` raises a ReadOnlyError.
    """

    def __init__(self, path: Path, *, read_only: str = "") -> None:
        self.path, self.read_only = path, read_only
        self._file = ThreadsFile(path, read_only=bool(read_only))
        if not read_only:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._named_errors():
            self.db = self._file.open()

    @property
    def rebuilt(self) -> str:
        return self._file.rebuilt

    def _named_errors(self) -> AbstractContextManager[None]:
        return sqlite.named_errors(lambda message: CacheError(self.path, message), MEND)

    @contextmanager
    def errors(self) -> Iterator[None]:
        """CacheError for what SQLite raises inside; the file is put aside if it is damaged."""
        with self._named_errors():
            try:
                yield
            except sqlite.RAISED as error:
                if not sqlite.is_damage(error):
                    raise
                said = self._file.put_aside(f"was damaged ({error})")
                if not self.db.in_transaction:  # else whoever began it ends it
                    self.db.close()
                self.db = self._file.open()
                raise CacheError(self.path, said) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside lands together."""
        if self.read_only:
            raise ReadOnlyError(self.read_only)
        db = self.db
        try:
            with self.errors(), self._whole(), sqlite.transaction(db):
                yield
        finally:
            if db is not self.db:
                db.close()

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """UnreadableRow where rows that do not hold together, as those of a damaged file, are stumbled over."""
        try:
            yield
        except (TypeError, LookupError, ValueError) as error:
            if not (found := damage(self.path)):
                raise
            raise sqlite.UnreadableRow(found) from error

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def version(self) -> tuple[int, int]:
        """Changes whenever anybody, this program or another, has written; cheap enough to ask often."""
        with self.errors():
            return (self._file.as_of + int(self._one("PRAGMA data_version")), self.db.total_changes)

    def outdated(self) -> bool:
        """Whether it may only be looked at and somebody else has written since it was opened."""
        return bool(self.read_only) and self._file.as_of != sqlite.stamp(self.path)

    # -- feeds -----------------------------------------------------------------------------------------------------

    def memories(self) -> dict[str, FeedMemory]:
        """What is remembered of every feed, by address."""
        with self.errors():
            rows = self.db.execute("SELECT url, venue, data FROM feeds").fetchall()
        return {row[0]: _memory(*row) for row in rows}

    def remember(self, memories: Iterable[FeedMemory]) -> None:
        """Keep what is to be remembered of feeds."""
        with self.errors():
            self.db.executemany(
                "INSERT OR REPLACE INTO feeds VALUES (?, ?, ?)",
                [(memory.url, memory.venue, json.dumps(_as_dict(memory))) for memory in memories],
            )

    # -- threads ---------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """How many threads there are."""
        return int(self._one("SELECT count(*) FROM threads"))

    def newest_number(self) -> int:
        """The number of the thread seen last, 0 if there is none."""
        return int(self._one("SELECT coalesce(max(number), 0) FROM threads"))

    def identity(self) -> int:
        """A number that this cache got when it was made: another means that threads are numbered anew."""
        return int(self._one("PRAGMA application_id"))

    def numbers(self) -> set[int]:
        """The numbers of all threads."""
        with self.errors():
            return {row[0] for row in self.db.execute("SELECT number FROM threads")}

    def begun_since(self, seconds: int) -> set[int]:
        """The numbers of the threads begun since then."""
        with self.errors():
            return {row[0] for row in self.db.execute("SELECT number FROM threads WHERE started_at >= ?", (seconds,))}

    def newest_edit(self) -> int:
        """The number of the last change of a thread's title or text, 0 if there was none."""
        return int(self._one("SELECT coalesce(max(edit), 0) FROM edits"))

    def edited_since(self, edit: int) -> list[Thread]:
        """Every thread whose title or text changed after that edit."""
        return self._threads("number IN (SELECT thread FROM edits WHERE edit > ?) ORDER BY number", (edit,))

    def threads(self, numbers: Sequence[int]) -> list[Thread]:
        """The threads of these numbers, in this order; numbers that are gone are left out."""
        found: dict[int, Thread] = {}
        with self.errors():
            for start in range(0, len(numbers), 900):
                part = numbers[start : start + 900]
                marks = ",".join("?" * len(part))
                sql = f"SELECT {THREAD_COLUMNS} FROM threads WHERE number IN ({marks})"  # noqa: S608 only marks vary
                for row in self.db.execute(sql, tuple(part)):
                    found[row["number"]] = _thread(row)
        return [found[number] for number in numbers if number in found]

    def since(self, number: int) -> list[Thread]:
        """Every thread first seen after the one of that number, in order of first sight."""
        return self._threads("number > ? ORDER BY number", (number,))

    def find(self, thread: str) -> Thread | None:
        """A thread by its id, or by the beginning of its id if only one begins so."""
        exact = self._threads("id = ?", (thread,))
        if exact:
            return exact[0]
        begins = self._threads("id >= ? AND id < ? LIMIT 2", (thread, thread + "\U0010ffff")) if len(thread) > 1 else []
        return begins[0] if len(begins) == 1 else None

    def by_ids(self, ids: Iterable[str]) -> dict[str, Thread]:
        """The threads of these ids, by id."""
        wanted = json.dumps(list(ids))
        found = self._threads("id IN (SELECT value FROM json_each(?))", (wanted,))
        return {thread.id: thread for thread in found}

    def told_also(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """For each of these threads that is told in other venues too, the ids of those others."""
        sql = (
            "WITH asked AS (SELECT id, number, iif(same_as, same_as, number) AS first FROM threads "
            "WHERE id IN (SELECT value FROM json_each(?))) "
            "SELECT asked.id, t.id FROM asked JOIN threads t ON t.same_as = asked.first AND t.id <> asked.id "
            "UNION SELECT asked.id, t.id FROM asked JOIN threads t ON t.number = asked.first "
            "WHERE asked.first <> asked.number ORDER BY 1, 2"
        )
        found: dict[str, list[str]] = {}
        with self.errors():
            for thread, other in self.db.execute(sql, (json.dumps(list(ids)),)):
                found.setdefault(thread, []).append(other)
        return found

    def by_alias(self, alias: str) -> Thread | None:
        """The thread that an address (as identity.alias gives it) belongs to."""
        for table in ("addresses", "aliases"):
            condition = f"number = (SELECT thread FROM {table} WHERE alias = ?)"  # noqa: S608 two names of ours
            found = self._threads(condition, (alias,))
            if found:
                return found[0]
        return None

    def search_exact(self, words: str) -> set[int]:
        """Numbers of the threads in whose title or text these words stand, whole and in this order."""
        phrase = words.replace('"', " ").strip()
        if not any(c.isalnum() for c in phrase):
            return set()
        with self.errors():
            rows = self.db.execute("SELECT rowid FROM search WHERE search MATCH ?", (f'{{title text}} : "{phrase}"',))
            return {row[0] for row in rows}

    def numbers_where(self, column: Literal["author", "venue"], value: str) -> set[int]:
        """Numbers of the threads with this author or in this venue, whatever the case."""
        with self.errors():
            rows = self.db.execute(f"SELECT number FROM threads WHERE {column} = ? COLLATE NOCASE", (value,))  # noqa: S608
            return {row[0] for row in rows}

    def count_active(self, numbers: Iterable[int], since: int) -> int:
        """How many of these threads were active since then."""
        wanted = json.dumps(list(numbers))
        sql = "SELECT count(*) FROM threads WHERE active_at >= ? AND number IN (SELECT value FROM json_each(?))"
        return int(self._one(sql, (since, wanted)))

    def posts(self, thread: int) -> list[Post]:
        """The posts known of a thread, oldest first."""
        return self.posts_where("p.thread = ?", (thread,))

    def posts_where(self, condition: str, values: tuple[Any, ...]) -> list[Post]:
        """Posts that fulfil a condition on posts p and threads t, oldest first."""
        sql = (
            "SELECT p.id, t.id, p.key, p.venue, p.author, p.url, p.title, p.text, p.posted_at, p.reply_to, "  # noqa: S608
            "p.starts > 0 "
            f"FROM posts p JOIN threads t ON t.number = p.thread WHERE {condition} ORDER BY p.posted_at, p.id"
        )
        with self.errors():
            rows = self.db.execute(sql, values).fetchall()
        return [Post(*row) for row in rows]

    def oldest_posts(self, feeds: Iterable[str]) -> dict[str, int]:
        """When the oldest post that these feeds showed of each venue was written."""
        with self.errors():
            rows = self.db.execute(
                "SELECT p.venue, min(p.posted_at) FROM entries e JOIN posts p ON p.id = e.post "
                "WHERE e.feed IN (SELECT value FROM json_each(?)) GROUP BY p.venue",
                (json.dumps(list(feeds)),),
            ).fetchall()
        return {row[0]: row[1] for row in rows}

    def last_by_authors(self, venue: str, authors: Iterable[str], since: int) -> dict[str, int]:
        """By thread of a venue the second of the last post since then by one of these authors."""
        sql = (
            "SELECT t.id, max(p.posted_at) FROM posts p JOIN threads t ON t.number = p.thread "
            "WHERE p.venue = ? AND p.author = ? COLLATE NOCASE AND p.posted_at >= ? GROUP BY p.thread"
        )
        found: dict[str, int] = {}
        with self.errors():
            for author in authors:
                for thread, at in self.db.execute(sql, (venue, author, since)):
                    found[thread] = max(at, found.get(thread, 0))
        return found

    def busy_after(self, seconds: Mapping[str, int]) -> list[str]:
        """Of these threads those with a post after the second that is given for each."""
        sql = (
            "SELECT t.id FROM json_each(?) j JOIN threads t ON t.id = j.key WHERE EXISTS "
            "(SELECT 1 FROM posts p WHERE p.thread = t.number AND p.posted_at > j.value)"
        )
        with self.errors():
            return [row[0] for row in self.db.execute(sql, (json.dumps(dict(seconds)),))]

    def numbers_in(self, venue: str) -> list[int]:
        """The numbers of all threads of a venue."""
        # As one text: faster than a row a thread.
        joined = self._one("SELECT coalesce(group_concat(number), '') FROM threads WHERE venue = ?", (venue,))
        numbers: list[int] = json.loads(f"[{joined}]")
        return numbers

    def authors_since(self, seconds: int, venues: Iterable[str]) -> dict[str, int]:
        """How many different authors each of these venues showed since then, if any."""
        return self._of_posts_since("count(DISTINCT nullif(author, ''))", seconds, venues)

    def posts_since(self, seconds: int, venues: Iterable[str]) -> dict[str, int]:
        """How many posts each of these venues showed since then, if any."""
        return self._of_posts_since("count(*)", seconds, venues)

    def _of_posts_since(self, what: str, seconds: int, venues: Iterable[str]) -> dict[str, int]:
        sql = f"SELECT {what} FROM posts WHERE venue = ? AND posted_at >= ?"  # noqa: S608 ours
        with self.errors():
            found = {venue: self.db.execute(sql, (venue, seconds)).fetchone()[0] for venue in venues}
        return {venue: count for venue, count in found.items() if count}

    def reply_delays(self, venue: str, most: int) -> list[int]:
        """Seconds from the beginning of its thread to each of a venue's last replies, at most so many, newest first."""
        sql = (
            "SELECT p.posted_at - s.posted_at FROM posts p JOIN posts s ON s.thread = p.thread AND s.starts > 0 "
            "WHERE p.venue = ? AND p.starts = 0 AND p.posted_at > s.posted_at ORDER BY p.posted_at DESC LIMIT ?"
        )
        with self.errors():
            return [row[0] for row in self.db.execute(sql, (venue, most))]

    def begun_in(self, venue: str, since: int) -> list[tuple[int, int, int]]:
        """Number, beginning and replies of each thread of a venue that began since then, oldest first."""
        sql = (
            "SELECT number, started_at, coalesce(replies, 0) FROM threads "
            "WHERE venue = ? AND active_at >= ? AND started_at >= ? ORDER BY started_at, number"
        )
        with self.errors():
            return [tuple(row) for row in self.db.execute(sql, (venue, since, since))]

    def _threads(self, condition: str, values: tuple[Any, ...]) -> list[Thread]:
        sql = f"SELECT {THREAD_COLUMNS} FROM threads WHERE {condition}"  # noqa: S608 conditions are literals of ours
        with self.errors():
            return [_thread(row) for row in self.db.execute(sql, values)]

    def _one(self, sql: str, values: tuple[Any, ...] = ()) -> Any:
        with self.errors():
            return self.db.execute(sql, values).fetchone()[0]

    # -- order -----------------------------------------------------------------------------------------------------

    def keep_ranking(self, ranking: StoredRanking) -> None:
        """Keep the order of threads for a goal in place of the one before."""
        with self.errors():
            self.db.execute("INSERT OR REPLACE INTO rankings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", ranking.row())

    def ranking(self, goal: str) -> StoredRanking | None:
        """The order of threads for a goal, or None if none was made yet."""
        with self.errors():
            row = self.db.execute("SELECT * FROM rankings WHERE goal = ?", (goal,)).fetchone()
            with _readable():
                return StoredRanking.load(row) if row else None

    def ranking_stamp(self, goal: str) -> str:
        """What the order of threads for a goal was made from, "" if there is none."""
        with self.errors():
            row = self.db.execute("SELECT stamp FROM rankings WHERE goal = ?", (goal,)).fetchone()
        return str(row[0]) if row else ""

    def relevance(self, goal: str, number: int) -> float:
        """The relevance of one thread for a goal, 0 where it is not ranked."""
        ranking = self.ranking(goal)
        if ranking is None or number not in ranking.numbers:
            return 0.0
        return ranking.relevance[ranking.numbers.index(number)]

    def drop_rankings(self, keep: Iterable[str] = ()) -> None:
        """Forget the orders of goals that are not in `keep`."""
        with self.errors():
            self.db.execute(
                "DELETE FROM rankings WHERE goal NOT IN (SELECT value FROM json_each(?))", (json.dumps(list(keep)),)
            )

    def keep_proposal(self, week: str, data: dict[str, Any]) -> None:
        """Keep the last proposal for a week, so that a screen shows it at once and ids named from it are found."""
        with self.errors():
            self.db.execute("INSERT OR REPLACE INTO proposals VALUES (?, ?)", (week, json.dumps(data)))

    def proposal(self, week: str) -> dict[str, Any] | None:
        """The last proposal kept for a week, or None."""
        with self.errors():
            row = self.db.execute("SELECT data FROM proposals WHERE week = ?", (week,)).fetchone()
            with _readable():
                return dict(json.loads(row[0])) if row else None


def _as_dict(memory: FeedMemory) -> dict[str, Any]:
    """The fields of a memory: all are plain, so nothing has to be copied deeply."""
    return {name: getattr(memory, name) for name in _MEMORY}


def _memory(url: str, venue: str, data: str) -> FeedMemory:
    """What a row says that is known here: the rest costs no more than a fetch."""
    try:
        found = json.loads(data)
    except (ValueError, TypeError, RecursionError):
        found = {}
    said = found.items() if isinstance(found, dict) else ()
    known = {name: value for name, value in said if name in _MEMORY and type(value) is type(_MEMORY[name])}
    return FeedMemory(**{**known, "url": url, "venue": venue})


@contextmanager
def _readable() -> Iterator[None]:
    """UnreadableRow for a value that is not what was written."""
    try:
        yield
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise sqlite.UnreadableRow(f"a row cannot be read: {error}") from error


def _thread(row: sqlite3.Row) -> Thread:
    return Thread(*row)
