"""When a feed is asked next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_feeds import NOW

from forumplan.domain.feed import Entry, FeedMemory
from forumplan.feeds.schedule import DAY, HOUR, back_off, is_due, is_quiet, next_visit, retry_at, rhythm

MEMORY = FeedMemory("http://a/", "v", checked_at=NOW - HOUR, next_at=NOW + HOUR)


def _entry(moment: int | None) -> Entry:
    return Entry("k", "", "", "", "", "", "", moment, None)


def test_the_rhythm_is_the_mean_gap_of_the_newest() -> None:
    assert rhythm([_entry(NOW - n * 7200) for n in range(40)]) == 7200
    assert rhythm([_entry(NOW - n) for n in range(10)]) == 15 * 60
    assert rhythm([_entry(NOW), _entry(None)]) == 0


@pytest.mark.parametrize(
    ("pace", "ttl", "cache_control", "wait"),
    [
        (0, 0, "", HOUR),
        (60, 0, "", 15 * 60),
        (30 * DAY, 0, "", DAY),
        (HOUR, 2 * HOUR, "", 2 * HOUR),
        (HOUR, 0, "public, max-age=10800", 3 * HOUR),
        (HOUR, 0, "max-age=999999", 5 * HOUR),
        (HOUR, 0, "s-max-age=9999", HOUR),
        (2 * HOUR, 30 * DAY, "max-age=60", DAY),
    ],
)
def test_the_next_visit_is_the_longest_of_the_three(pace: int, ttl: int, cache_control: str, wait: int) -> None:
    assert next_visit(NOW, pace, ttl, cache_control) - NOW == wait


@given(st.text(max_size=30), st.integers(1, 1000))
def test_back_off_lies_between_an_hour_and_a_day(url: str, failures: int) -> None:
    wait = back_off(NOW, url, failures) - NOW
    assert 0.9 * HOUR <= wait <= 1.1 * DAY
    assert back_off(NOW, url, failures) - NOW == wait


@given(st.text(max_size=40))
def test_any_retry_after_gives_a_time_within_a_week(header: str) -> None:
    assert NOW <= retry_at(NOW, header) <= NOW + 7 * DAY


@pytest.mark.parametrize(
    ("changes", "due", "due_of_everything"),
    [
        ({}, False, True),
        ({"next_at": NOW}, True, True),
        ({"state": "dead", "next_at": 0}, False, False),
        ({"state": "waiting"}, False, False),
        ({"state": "waiting", "next_at": NOW}, True, True),
        ({"state": "failing"}, False, True),
        ({"checked_at": NOW + 10 * 365 * DAY, "next_at": NOW + 10 * 365 * DAY + HOUR}, True, True),
        ({"state": "waiting", "checked_at": NOW + 400 * DAY, "next_at": NOW + 401 * DAY}, True, True),
        ({"next_at": NOW + 60 * DAY}, True, True),
    ],
)
def test_what_is_due(changes: dict[str, object], due: bool, due_of_everything: bool) -> None:
    memory = replace(MEMORY, **changes)
    assert is_due(memory, NOW) is due
    assert is_due(memory, NOW, everything=True) is due_of_everything


def test_a_venue_that_is_named_is_asked_even_if_dead_but_not_while_it_waits() -> None:
    assert is_due(replace(MEMORY, state="dead"), NOW, named=True)
    assert not is_due(replace(MEMORY, state="waiting"), NOW, named=True)


def test_a_feed_never_seen_is_due_and_never_quiet() -> None:
    assert is_due(None, NOW)
    assert not is_quiet(MEMORY, NOW)
    paced = replace(MEMORY, interval_seconds=HOUR, changed_at=NOW - 5 * HOUR)
    assert is_quiet(paced, NOW)
    assert not is_quiet(paced, NOW - 2 * HOUR)
