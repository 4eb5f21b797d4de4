"""Programs that give everything new names: threads, posts and labels stay what they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import NOON, entry, parsed

from forumplan.domain.feed import Entry
from forumplan.store.merge import Merged, Merger
from forumplan.store.threads import ThreadStore

FEED = "https://blog.example/feed"
MANY = 1_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ThreadStore]:
    with ThreadStore(tmp_path / "cache" / "threads.db") as opened:
        yield opened


def merge(store: ThreadStore, entries: list[Entry], platform: str = "feed", feed: str = FEED) -> Merged:
    with store.transaction():
        body = parsed(*entries, scope="blog.example/feed", platform=platform)
        return Merger(store, NOON).merge("v", feed, body)


def made(n: int, **values: object) -> Entry:
    """An item of a feed whose program is not known: it has no key of a thread and no second name."""
    return entry(n, thread_key="", alias="", url=f"https://blog.example/{n}", **values)


@pytest.mark.parametrize(
    "change",
    [
        lambda e: replace(e, key=f"new-{e.key}"),
        lambda e: replace(e, key=f"new-{e.key}", url=e.url.replace("https:", "http:")),
        lambda e: replace(e, key=f"new-{e.key}", url=f"{e.url}?utm_source=rss&utm_medium=feed"),
        lambda e: replace(e, key=f"new-{e.key}", title=f"{e.title} (edited)"),
        lambda e: replace(e, key=f"new-{e.key}", text=f"{e.text} Edited."),
    ],
    ids=["ids", "ids and scheme", "ids and tracking", "ids and titles", "ids and texts"],
)
def test_a_thousand_new_ids_add_nothing(store: ThreadStore, change: object) -> None:
    before = [made(n) for n in range(MANY)]
    assert len(merge(store, before).new_threads) == MANY
    ids = {thread.id for thread in store.since(0)}
    result = merge(store, [change(one) for one in before])  # type: ignore[operator]
    assert (result.new_threads, result.new_posts) == ([], [])
    assert {thread.id for thread in store.since(0)} == ids, "labels are kept by these ids"
    assert merge(store, [change(one) for one in before]) == Merged()  # type: ignore[operator]


def test_undated_items_are_known_by_title_and_text(store: ThreadStore) -> None:
    before = [made(n, published_at=None) for n in range(20)]
    merge(store, before)
    assert merge(store, [replace(one, key=f"x{one.key}") for one in before]).new_threads == []


def test_an_address_that_many_items_share_joins_none_of_them(store: ThreadStore) -> None:
    shared = [replace(made(n), url="https://blog.example/") for n in range(5)]
    assert len(merge(store, shared).new_threads) == 5
    assert len(merge(store, [*shared, replace(made(9), url="https://blog.example/")]).new_threads) == 1


def test_a_feed_cannot_take_over_an_item_of_another(store: ThreadStore) -> None:
    merge(store, [made(1)])
    assert len(merge(store, [replace(made(1), key="mine")], feed="https://other.example/feed").new_threads) == 1


def test_an_answer_joins_a_post_of_its_own_venue_only(store: ThreadStore) -> None:
    merge(store, [made(1, text="The post that is answered.")])
    reply = replace(made(2), in_reply_to="guid-1", is_reply=True, title="Something else")
    with store.transaction():
        body = parsed(reply, scope="elsewhere.example", platform="feed")
        assert len(Merger(store, NOON).merge("w", "https://elsewhere.example/feed", body).new_threads) == 1
