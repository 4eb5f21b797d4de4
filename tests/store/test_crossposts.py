"""One discussion in several venues: grouped under the thread that was there first, and nothing else is."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import homes
import pytest
from fakes import NOON, entry, parsed

from forumplan.services import listing
from forumplan.store import pages
from forumplan.store.merge import Merger
from forumplan.store.rankings import StoredRanking
from forumplan.store.retention import forget_before
from forumplan.store.threads import ThreadStore

TITLE = "How do I move a large table without locking it"
TEXT = (
    "We have a table of four hundred million rows and every migration we have tried so far locks it for minutes, which "
    "our customers notice at once. Has anybody moved such a table to partitions while it stays in use, and how did you "
    "check afterwards that nothing was lost on the way?"
)
OTHER = (
    "Our allotment society looks for somebody who can repair the pump before the summer begins, because the water in "
    "the lower gardens has been turned off since the frost and the first beans are to be sown in three weeks from now."
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ThreadStore]:
    with ThreadStore(tmp_path / "cache" / "threads.db") as opened:
        yield opened


def tell(store: ThreadStore, venue: str, *, title: str = TITLE, text: str = TEXT, at: int = NOON, n: int = 1) -> int:
    """A thread in a venue; returns its number."""
    url = f"https://{venue}.example/t/{n}"
    one = entry(n, title=title, text=text, published_at=at, alias=f"{venue}.example/t/{n}", url=url)
    with store.transaction():
        body = parsed(one, scope=f"{venue}.example")
        return Merger(store, NOON).merge(venue, f"https://{venue}.example/feed", body).new_threads[0]


def firsts(store: ThreadStore) -> dict[int, int]:
    return dict(store.db.execute("SELECT number, same_as FROM threads").fetchall())


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (TITLE, TEXT),
        (f"{TITLE}?", f"Hello everybody! {TEXT}"),
        ("Partitions for a table in use", TEXT + " Thanks."),
        (TITLE.upper(), ""),
        (TITLE, TEXT.replace("minutes", "several minutes").replace("anybody", "anyone")),
    ],
    ids=["the same", "greeting", "another title", "a link alone", "some words"],
)
def test_near_copies_in_other_venues_join_the_first(store: ThreadStore, title: str, text: str) -> None:
    first = tell(store, "forum", text=TEXT if text else "")
    second = tell(store, "list", title=title, text=text)
    third = tell(store, "tag", title=title, text=text)
    assert firsts(store) == {first: 0, second: first, third: first}
    assert pages.told_again(store) == {second, third}
    assert pages.rows(store, [first, second])[first].also == ("list", "tag")
    assert pages.with_firsts(store, {third}) == {first, third}


@pytest.mark.parametrize(
    ("title", "text", "venue", "at"),
    [
        (TITLE, TEXT, "forum", NOON),
        (TITLE, OTHER, "list", NOON),
        ("Weekly thread", "", "list", NOON),
        (TITLE, TEXT, "list", NOON - 90 * 86_400),
        ("Something else altogether here", OTHER, "list", NOON),
    ],
    ids=["one venue", "one title", "short title", "long ago", "nothing alike"],
)
def test_what_is_not_the_same_stays_apart(store: ThreadStore, title: str, text: str, venue: str, at: int) -> None:
    tell(store, "forum", title=title if title == "Weekly thread" else TITLE, text="" if not text else TEXT)
    tell(store, venue, title=title, text=text, at=at, n=2)
    assert set(firsts(store).values()) == {0}


def test_when_the_first_goes_the_next_stands_for_the_group(store: ThreadStore) -> None:
    first = tell(store, "forum", at=NOON - 20 * 86_400)
    second, third = tell(store, "list"), tell(store, "tag")
    store.db.execute("UPDATE threads SET first_seen_at = active_at")
    assert forget_before(store, NOON - 86_400, 100, keep=[], feeds=[]) == 1
    assert firsts(store) == {second: 0, third: second} and first not in firsts(store)


def test_the_list_shows_it_once_with_every_venue(tmp_path: Path) -> None:
    text = homes.GOAL + homes.venue("forum") + homes.venue("list")
    with homes.made(tmp_path / "home", text) as home:
        first, second = tell(home.threads, "forum"), tell(home.threads, "list", text=TEXT + " Unobtainium.")
        zeros = array("f", [0.5, 0.4])
        home.threads.keep_ranking(
            StoredRanking("sql", NOON, "s", "", 0, array("I", [second, first]), zeros, zeros, b"mm", {}, [])
        )
        shown = listing.ranked_threads(home, "sql")
        assert [(one.thread.number, one.also) for one in shown] == [(first, ("list",))]
        assert [one.thread.number for one in listing.ranked_threads(home, "sql", search="unobtainium")] == [first]
