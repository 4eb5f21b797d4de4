"""Dates: read strictly, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumplan.feeds.dates import EARLIEST, FUTURE_SECONDS, read_date

NOW = 1_795_000_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat, 18 Apr 2020 13:50:41 +0000", "2020-04-18T13:50:41"),
        ("Sun, 17 Dec 2017 00:07:55 GMT", "2017-12-17T00:07:55"),
        ("Wed, 01 May 2024 11:45:57 -0500", "2024-05-01T16:45:57"),
        ("2026-11-01T10:00:00Z", "2026-11-01T10:00:00"),
        ("2026-11-01T10:00:00.123+02:00", "2026-11-01T08:00:00"),
        ("2026-11-01 10:00", "2026-11-01T10:00:00"),
        ("20261101", "2026-11-01T00:00:00"),
        ("20261101T101010Z", "2026-11-01T10:10:10"),
        ("2026-W45-3", "2026-11-04T00:00:00"),
        ("2026-10", "2026-10-01T00:00:00"),
        ("1763900000", "2025-11-23T12:13:20"),
        ("1763900000123", "2025-11-23T12:13:20"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"),
    ],
)
def test_dates_that_feeds_write(text: str, expected: str) -> None:
    assert read_date(text, NOW) == int(datetime.fromisoformat(expected).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "Fri, 01 Jan 2199 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "32/13/2026",
        "2026-02-30T25:61:00Z",
        "Mon, 16 Nov 2026 01:00:00 +9999",
        "2026-11-01T10:00:00+25:00",
        "2026-W60-1",
        "1" * 500,
        "-5",
    ],
)
def test_what_is_no_date_between_1990_and_the_day_after_tomorrow(text: str) -> None:
    assert read_date(text, NOW) is None


@given(st.text(max_size=80))
def test_any_text_gives_a_date_in_range_or_none(text: str) -> None:
    found = read_date(text, NOW)
    assert found is None or EARLIEST <= found <= NOW + FUTURE_SECONDS
