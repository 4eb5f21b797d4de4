"""A feed cannot claim another site's threads: what it says of them changes nothing there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import NOON, entry, parsed

from forumplan.store.merge import Merger
from forumplan.store.threads import ThreadStore

HOME, OTHER = "https://victim.example/latest.rss", "https://evil.example/feed"
TRUE = {
    "title": "How do I tune the log?",
    "text": "Honest text.",
    "author": "Ann",
    "url": "https://victim.example/t/12",
    "alias": "victim.example/t/12",
}
FALSE = {**TRUE, "title": "BUY", "text": "pills", "author": "Mallory", "url": "https://evil.example/pills"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ThreadStore]:
    with ThreadStore(tmp_path / "threads.db") as opened:
        yield opened


def merge(store: ThreadStore, venue: str, feed: str, key: str, own_site: bool = False, **values: object) -> None:
    made = parsed(entry(12, key=key, published_at=NOON, **values), own_site=own_site)
    with store.transaction():
        Merger(store, NOON).merge(venue, feed, made)


def said(store: ThreadStore) -> list[tuple[str, ...]]:
    rows = store.db.execute(
        "SELECT t.venue, t.title, t.author, t.text, t.url, p.author, p.text, p.url FROM threads t "
        "JOIN posts p ON p.thread = t.number AND p.starts"
    )
    return [tuple(row) for row in rows]


def told(venue: str, of: dict[str, str]) -> tuple[str, ...]:
    thread = (of["title"], of["author"], of["text"], of["url"])
    return (venue, *thread, of["author"], of["text"], of["url"])


def test_a_stranger_changes_nothing(store: ThreadStore) -> None:
    merge(store, "victim", HOME, "k", **TRUE)
    merge(store, "evil", OTHER, "k", **FALSE)
    assert said(store) == [told("victim", TRUE)]
    merge(store, "evil", OTHER, "k", **{**FALSE, "text": "more pills", "replies": 99, "closed": True})
    assert said(store) == [told("victim", TRUE)]
    (thread,) = store.since(0)
    assert (thread.replies, thread.closed) == (None, False)


def test_the_site_itself_takes_over_what_a_stranger_told_first(store: ThreadStore) -> None:
    merge(store, "evil", OTHER, "k", **FALSE)
    assert said(store) == [told("evil", FALSE)]
    merge(store, "victim", HOME, "k", **TRUE)
    assert said(store) == [told("victim", TRUE)]
    merge(store, "evil", OTHER, "k", **{**FALSE, "text": "again"})
    assert said(store) == [told("victim", TRUE)]


def test_venues_of_one_site_speak_for_it_alike_and_the_first_keeps_the_thread(store: ThreadStore) -> None:
    merge(store, "first", HOME, "k", **TRUE)
    renamed = {**TRUE, "title": "How do I tune the log? [solved]"}
    merge(store, "second", "https://victim.example/c/5.rss", "k", **renamed)
    assert said(store) == [told("first", renamed)]


def test_feeds_of_a_platform_that_is_one_site_speak_for_it(store: ThreadStore) -> None:
    merge(store, "first", "https://mirror.example/a", "k", own_site=True, **TRUE)
    renamed = {**TRUE, "title": "Another title"}
    merge(store, "second", "https://mirror.example/b", "k", own_site=True, **renamed)
    assert said(store) == [told("first", renamed)]
    merge(store, "evil", OTHER, "k", **FALSE)
    assert said(store) == [told("first", renamed)]
