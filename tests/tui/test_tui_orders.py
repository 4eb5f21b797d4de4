"""The order of a list without its screen: one goal or several, filters, what is new, pages."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tui_worlds import TWO_GOALS, full

from forumplan.domain.thread import Thread
from forumplan.services import listing, record, rules
from forumplan.store import pages
from forumplan.store.pages import Row
from forumplan.store.rankings import StoredRanking
from forumplan.tui.threads.order import Ranks, arrange, difference
from forumplan.tui.threads.pages import PAGE_ROWS, Pages
from forumplan.tui.threads.view import Filters, View


def ranking(goal: str, numbers: Sequence[int], relevance: Sequence[float]) -> StoredRanking:
    bands = bytes(b"s" * len(numbers))
    return StoredRanking(goal, 1, goal, "", 0, array("I", numbers), array("f", relevance), array("f", relevance), bands)


def test_with_several_goals_a_thread_stands_under_the_one_it_fits_best() -> None:
    ranks = Ranks.of([ranking("a", [1, 2, 3], [0.9, 0.5, 0.1]), ranking("b", [3, 2, 1], [0.8, 0.6, 0.2])])
    assert list(ranks.numbers) == [1, 3, 2]
    assert [ranks.standing(n).goal for n in (1, 2, 3)] == ["a", "b", "b"]
    assert ranks.standing(99).goal == "a"
    assert ranks.standing(99).band == ""


@given(st.lists(st.integers(1, 60), unique=True), st.sets(st.integers(1, 60)), st.sets(st.integers(1, 60)))
def test_filters_keep_the_order(numbers: list[int], inside: set[int], outside: set[int]) -> None:
    kept = list(arrange(array("I", numbers), only=[inside], without=[outside], first=set()))
    assert kept == [n for n in numbers if n in inside and n not in outside]


@given(st.lists(st.integers(1, 60), unique=True), st.sets(st.integers(1, 60)))
def test_pinned_ones_come_first_and_none_is_lost(numbers: list[int], pinned: set[int]) -> None:
    kept = list(arrange(array("I", numbers), only=[], without=[], first=pinned))
    assert sorted(kept) == sorted(numbers)
    assert kept == sorted(numbers, key=lambda n: (n not in pinned, numbers.index(n)))


def test_what_is_new_is_counted_and_what_moved_is_said() -> None:
    old = array("I", [3, 1, 2])
    assert difference(old, array("I", [3, 1, 2])) == (0, False)
    assert difference(old, array("I", [1, 3, 2])) == (0, True)
    assert difference(old, array("I", [4, 3, 1, 2, 5])) == (2, True)


def test_only_pages_that_are_looked_at_are_read() -> None:
    read: list[int] = []

    def rows(numbers: Sequence[int]) -> dict[int, Row]:
        read.append(len(numbers))
        return {n: Row(n, f"t{n}", "v", "title", 0, 0, False) for n in numbers if n != 3}

    made = Pages(rows)
    made.show(array("I", range(1, 100_001)))
    assert len(made) == 100_000
    first = made.row(0)
    assert first is not None
    assert first.number == 1
    assert made.row(2) is None
    last = made.row(99_999)
    assert last is not None
    assert last.number == 100_000
    assert read == [PAGE_ROWS, 100_000 % PAGE_ROWS]


def test_the_list_is_the_one_of_the_command(tmp_path: Path) -> None:
    with full(tmp_path, goals=TWO_GOALS) as home:
        view = View(home)
        view.load("")
        view.learn()
        by_command = [(row.thread.number, row.goal, row.band) for row in listing.ranked_threads(home, limit=100)]
        by_screen = [(n, view.ranks.standing(n).goal, view.ranks.standing(n).band) for n in view.numbers()]
        assert by_screen == by_command


def test_filters_agree_with_what_the_threads_say(tmp_path: Path) -> None:
    with full(tmp_path) as home:
        view = View(home)
        view.load("sql")
        view.learn()
        threads = {thread.number: thread for thread in home.threads.since(0)}

        def left(filters: Filters) -> list[Thread]:
            view.filters = filters
            return [threads[number] for number in view.numbers()]

        assert {t.venue for t in left(Filters(venue="list"))} == {"list"}
        assert all("parquet" in t.title.lower() for t in left(Filters(words="parq")))
        newest = [t.active_at for t in left(Filters(sort="active"))]
        assert newest == sorted(newest, reverse=True)
        venues = [t.venue for t in left(Filters(sort="venue"))]
        assert venues == sorted(venues)
        assert set(view.ranks.in_bands("s")) == {t.number for t in left(Filters(bands="s"))}
        assert left(Filters(words="no such words")) == []
        both = {n for n, t in threads.items() if all(w in f"{t.title} {t.text}".lower() for w in ("rolling", "gap"))}
        assert both and pages.matching(home.threads, "rolling gap") == both
        assert pages.matching(home.threads, '"*( ') == set()


def test_what_a_filter_leaves_is_said_of_what_is_listed_without_it(tmp_path: Path) -> None:
    with full(tmp_path) as home:
        record.dismiss(home, *home.threads.since(0)[:2])
        rules.add(home, "mute", "rolling")
        view = View(home)
        view.load("sql")
        view.learn()
        listed = len(view.numbers())
        assert 6 < listed < 22, "two are dismissed and some are muted"
        for filters in (Filters(words="parq"), Filters(bands="s"), Filters(words="no such words", sort="active")):
            view.filters = filters
            assert len(view.numbers()) < view.total == listed
