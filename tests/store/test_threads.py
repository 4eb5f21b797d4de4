"""The cache of threads: entries fold into threads once, whatever the feeds do to their names."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
import threading
from array import array
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fakes import NOON, entry, parsed
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forumplan.domain.errors import CacheError
from forumplan.domain.feed import FeedMemory, Parsed
from forumplan.store import pages, sqlite, threads_file
from forumplan.store.merge import Merged, Merger
from forumplan.store.rankings import StoredRanking
from forumplan.store.retention import forget_before
from forumplan.store.threads import ThreadStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ThreadStore]:
    with ThreadStore(tmp_path / "cache" / "threads.db") as opened:
        yield opened


def merge(store: ThreadStore, body: Parsed, feed: str = "https://forum.example/latest.rss") -> Merged:
    with store.transaction():
        return Merger(store, NOON).merge("v", feed, body)


def test_threads_are_new_once(store: ThreadStore) -> None:
    body = parsed(*(entry(n) for n in range(5)))
    assert len(merge(store, body).new_threads) == 5
    assert merge(store, body) == Merged()
    assert store.count() == 5


def test_a_reply_count_bumps_and_a_title_renames(store: ThreadStore) -> None:
    merge(store, parsed(entry(1), entry(2)))
    changed = merge(store, parsed(entry(1, replies=3), entry(2, title="Another name")))
    assert len(changed.bumped) == 1 and len(changed.renamed) == 1 and not changed.new_threads
    assert [t.title for t in store.since(0)] == ["Another name", "Thread 1"]


def test_another_scheme_adds_nothing(store: ThreadStore) -> None:
    merge(store, parsed(entry(1, key="http://forum.example/t/1")))
    assert not merge(store, parsed(entry(1, key="https://forum.example/t/1"))).new_threads


def test_posts_fold_into_their_thread(store: ThreadStore) -> None:
    posts = [
        entry(n, thread_key="7", alias=f"forum.example/t/7/{n}", title="Re: How?", is_reply=True, published_at=NOON + n)
        for n in range(1, 4)
    ]
    result = merge(store, parsed(*posts, item_kind="post"))
    assert len(result.new_threads) == 1 and len(result.new_posts) == 3
    thread = store.since(0)[0]
    assert (thread.title, thread.author) == ("How?", "")
    starter = entry(0, thread_key="7", alias="forum.example/t/7/0", title="How?", is_reply=False, author="Ada")
    assert not merge(store, parsed(starter, item_kind="post")).new_threads
    thread = store.since(0)[0]
    assert (thread.title, thread.author, thread.replies) == ("How?", "Ada", 3)
    assert [post.starts for post in store.posts(thread.number)] == [1, 0, 0, 0]


def test_an_answer_to_a_known_post_joins_its_thread(store: ThreadStore) -> None:
    merge(store, parsed(entry(1, key="mail-1", thread_key="mail-1", alias=""), item_kind="post"))
    answer = entry(2, key="mail-2", thread_key="mail-0", alias="", in_reply_to="mail-1", is_reply=True)
    assert not merge(store, parsed(answer, item_kind="post")).new_threads


def test_one_site_two_feeds_one_thread(store: ThreadStore) -> None:
    merge(store, parsed(entry(1)))
    again = merge(
        store, parsed(entry(1, key="other-guid", alias="forum.example/t/1/1")), feed="https://forum.example/c"
    )
    assert not again.new_threads and store.count() == 1


def test_the_same_key_on_another_site_is_another_thread(store: ThreadStore) -> None:
    merge(store, parsed(entry(1)))
    other = parsed(entry(1, alias="other.example/t/1"), scope="other.example")
    assert len(merge(store, other, feed="https://other.example/feed").new_threads) == 1


def test_search_finds_words_by_their_beginning(store: ThreadStore) -> None:
    merge(store, parsed(entry(1, title="Réading huge CSV files"), entry(2, title="Parquet")))
    assert len(pages.matching(store, "read csv")) == 1
    assert len(pages.matching(store, "parq")) == 1
    assert pages.matching(store, '"; DROP') == set()
    assert pages.matching(store, "") == set()


def test_search_follows_a_change_of_title(store: ThreadStore) -> None:
    merge(store, parsed(entry(1, title="Before")))
    merge(store, parsed(entry(1, title="After")))
    assert not pages.matching(store, "before") and pages.matching(store, "after")


def test_a_damaged_file_is_put_aside_and_said(tmp_path: Path) -> None:
    path = tmp_path / "threads.db"
    path.write_bytes(b"this is no database" * 50)
    with ThreadStore(path) as store:
        assert "put aside" in store.rebuilt and store.count() == 0
    assert list(tmp_path.glob("threads.db.damaged-*"))


def damaged(path: Path, table: str) -> None:
    """Fill the first page of a table with noise."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
        size = db.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)


@pytest.mark.parametrize("table", ["threads", "posts", "entries", "aliases", "search_data"])
def test_damage_that_shows_in_use_is_put_aside_at_once(tmp_path: Path, table: str) -> None:
    path = tmp_path / "threads.db"
    body = parsed(*(entry(n) for n in range(50)))
    with ThreadStore(path) as store:
        merge(store, body)
    damaged(path, table)
    with ThreadStore(path) as store:
        with pytest.raises(CacheError, match=r"threads\.db: was damaged .*; it was put aside"):
            merge(store, parsed(*(entry(n, title="Another") for n in range(40, 60))))
        assert len(merge(store, body).new_threads) == 50, "the same program goes on"
    with ThreadStore(path) as store:
        assert (store.rebuilt, store.count()) == ("", 50)
    assert len(list(tmp_path.glob("threads.db.damaged-*"))) >= 1


def test_who_comes_second_does_not_put_aside_what_the_first_made(tmp_path: Path) -> None:
    path = tmp_path / "threads.db"
    with ThreadStore(path) as store:
        merge(store, parsed(*(entry(n) for n in range(50))))
    damaged(path, "threads")
    with ThreadStore(path) as first, ThreadStore(path) as second:
        for store in (first, second):
            with pytest.raises(CacheError, match="put aside"):
                store.since(0)
            merge(store, parsed(entry(1)))
        assert first.identity() == second.identity() and first.count() == 1


@settings(max_examples=40, deadline=None, derandomize=True)
@example([(0.07421875, b"\x00" * 6)])
@example([(0.978515625, b"\x80")])
@example([(0.98046875, b"\x80")])
@given(st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=5_000)), min_size=1, max_size=4))
def test_a_file_that_was_changed_in_any_place_is_a_cache_again_after_one_failure(
    places: list[tuple[float, bytes]],
) -> None:
    body = parsed(*(entry(n) for n in range(30)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "threads.db"
        with ThreadStore(path) as store:
            merge(store, body)
            store.remember([FeedMemory("https://a.example/feed", "v")])
        with path.open("r+b") as file:
            for place, noise in places:
                file.seek(int(place * path.stat().st_size))
                file.write(noise)
        for _ in range(2):
            with contextlib.suppress(CacheError), ThreadStore(path) as store:
                store.memories()
                pages.matching(store, "thread")
                store.posts_where("true", ())
                merge(store, parsed(*(entry(n, title=f"Another {n}", replies=n) for n in range(40))))
        threads_file.repair(path)
        with ThreadStore(path) as store:
            merge(store, parsed(*(entry(n, title=f"A third {n}", replies=n + 1) for n in range(40))))
            assert store.count() >= 40 and threads_file.damage(path) == ""


def test_many_first_openers_share_one_file(tmp_path: Path) -> None:
    for n in range(8):
        path, together = tmp_path / str(n) / "threads.db", threading.Barrier(4)

        def opened(path: Path = path, together: threading.Barrier = together) -> int:
            together.wait()
            with ThreadStore(path) as store:
                return store.identity()

        with ThreadPoolExecutor(4) as pool:
            found = {done.result() for done in [pool.submit(opened) for _ in range(4)]}
        assert len(found) == 1


def test_tables_are_made_once_with_their_mark(tmp_path: Path) -> None:
    path = tmp_path / "threads.db"
    path.touch()
    with (
        contextlib.closing(sqlite.connect(path, synchronous="NORMAL")) as first,
        contextlib.closing(sqlite.connect(path, synchronous="NORMAL")) as second,
    ):
        for number, db in enumerate((first, second), 1):
            sqlite.create(db, "CREATE TABLE one(a);", 7, application_id=number)
        assert second.execute("PRAGMA application_id").fetchone()[0] == 1


@pytest.mark.parametrize(
    ("data", "failures"),
    [
        ('{"failures": 3, "of a later version": 1}', 3),
        ('{"failures": "three", "url": 5}', 0),
        ("[1]", 0),
        ("{", 0),
        ("[" * 100_000, 0),
    ],
)
def test_of_a_foreign_memory_that_is_read_which_is_known(store: ThreadStore, data: str, failures: int) -> None:
    store.db.execute("INSERT INTO feeds VALUES ('https://a.example/feed', 'v', ?)", (data,))
    address = "https://a.example/feed"
    assert store.memories() == {address: FeedMemory(address, "v", failures=failures)}


def test_rows_that_cannot_be_read_put_the_file_aside(tmp_path: Path) -> None:
    path = tmp_path / "threads.db"
    for n, ask in enumerate((lambda: store.proposal("2026-W48"), lambda: store.ranking("g"), lambda: store.since(0))):
        with ThreadStore(path) as store:
            merge(store, parsed(entry(1)))
            store.db.execute("INSERT INTO proposals VALUES ('2026-W48', '{')")
            store.db.execute("INSERT INTO rankings VALUES ('g', 0, '', '', 0, x'00', x'', x'', x'', '{}', '{}')")
            store.db.execute("UPDATE threads SET author = CAST(x'ff' AS TEXT)")
            with pytest.raises(CacheError, match="put aside"):
                ask()
            assert store.count() == 0, n


def test_rankings_come_back_as_they_were(store: ThreadStore) -> None:
    ranking = StoredRanking(
        "g",
        NOON,
        "stamp",
        "note",
        3,
        array("I", [5, 2]),
        array("f", [0.5, -1.0]),
        array("f", [0.75, 0.25]),
        b"sw",
        {5: ("sql",)},
        {"for": [["sql", 0.5]]},
    )
    store.keep_ranking(ranking)
    assert store.ranking("g") == ranking
    assert ranking.band(0) == "strong" and ranking.band(1) == "weak"
    assert store.relevance("g", 2) == 0.25 and store.relevance("g", 99) == 0.0
    store.drop_rankings(keep=["other"])
    assert store.ranking("g") is None


def test_what_is_remembered_of_feeds_comes_back(store: ThreadStore) -> None:
    memory = FeedMemory("https://forum.example/feed", "v", "waiting", 429, "told to wait", next_at=NOON + 60)
    store.remember([memory])
    assert store.memories() == {memory.url: memory}


def test_old_threads_go_but_those_kept(store: ThreadStore) -> None:
    feed = "https://forum.example/latest.rss"
    merge(store, parsed(*(entry(n, published_at=NOON - n * 86400) for n in range(10))), feed)
    keep = store.since(0)[0].id
    old = NOON - 5 * 86400 + 1
    assert forget_before(store, old, 100, keep=[keep], feeds=[feed]) == 0, "the feed shows them all"
    merge(store, parsed(entry(0)), feed)
    assert forget_before(store, old, 100, keep=[keep], feeds=[feed]) == 0, "they were seen lately"
    store.db.execute("UPDATE threads SET first_seen_at = active_at")
    assert forget_before(store, old, 100, keep=[keep], feeds=[feed]) == 4
    assert store.count() == 6 and store.find(keep) is not None
    assert forget_before(store, 0, 3, keep=[], feeds=[feed]) == 3


def test_a_thread_is_found_by_the_beginning_of_its_id(store: ThreadStore) -> None:
    merge(store, parsed(entry(1), entry(2)))
    thread = store.since(0)[0]
    assert store.find(thread.id[:8]) == thread
    assert store.find("t") is None
    assert store.by_alias("forum.example/t/1") is not None
