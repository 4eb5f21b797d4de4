"""Clocks that stand still while one is away, in every zone, over summer time and leap days."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumplan.domain.records import Away
from forumplan.domain.times import DAY, HOUR
from forumplan.services.clocks import Clocks

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe")
MOMENTS = st.integers(631_152_000, 4_102_444_800)  # 1990 to 2100
DAYS = st.dates(date(1990, 1, 2), date(2099, 12, 1))


@st.composite
def absences(draw: st.DrawFn) -> list[Away]:
    spans = draw(st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=5))
    return [Away(str(n), str(first), str(first + timedelta(days=days))) for n, (first, days) in enumerate(spans)]


@given(absences(), st.sampled_from(ZONES), MOMENTS, MOMENTS)
def test_time_never_runs_back_and_never_too_fast(away: list[Away], zone: str, one: int, other: int) -> None:
    clocks = Clocks(away, ZoneInfo(zone))
    first, last = sorted((one, other))
    assert 0 <= clocks.day(last) - clocks.day(first) <= (last - first) / DAY + 1e-6


@given(absences(), st.sampled_from(ZONES), MOMENTS, st.integers(0, 90 * DAY))
def test_so_much_later_is_so_many_counted_days_later(away: list[Away], zone: str, at: int, seconds: int) -> None:
    clocks = Clocks(away, ZoneInfo(zone))
    later = clocks.later(at, seconds)
    assert later >= at + seconds
    assert clocks.day(later) - clocks.day(at) == pytest.approx(seconds / DAY, abs=1e-6)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-12-31", 24)])
def test_a_day_away_is_as_long_as_it_is(day: str, hours: int) -> None:
    clocks = Clocks([Away("a", day, day)], ZoneInfo("Europe/Berlin"))
    before = 1_767_222_000  # New Year in Berlin
    assert clocks.later(before, 365 * DAY) - before == 365 * DAY + hours * HOUR


def test_absences_that_touch_or_overlap_count_once() -> None:
    away = [
        Away("a", "2026-11-02", "2026-11-05"),
        Away("b", "2026-11-04", "2026-11-08"),
        Away("c", "2026-11-09", "2026-11-09"),
    ]
    clocks = Clocks(away, ZoneInfo("UTC"))
    first = 1_793_491_200  # 1 November
    assert clocks.day(first + 20 * DAY) - clocks.day(first) == pytest.approx(20 - 8)
