"""Weeks in every time zone: each moment lies in exactly one, and moving to another zone loses and doubles nothing."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import homes
from fakes import NOON
from hypothesis import given, settings
from hypothesis import strategies as st

from forumplan.domain.records import Contribution, FollowUp
from forumplan.domain.times import DAY, HOUR, local_date
from forumplan.domain.week import Week
from forumplan.services import budget, people, proposals, record
from forumplan.services.review import review

ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Asuncion",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Gaza",
    "Asia/Pyongyang",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "Antarctica/Troll",
)
MOMENTS = st.integers(631_152_000, 4_102_444_800)  # 1990 to 2100


@given(MOMENTS, st.sampled_from(ZONES))
def test_every_moment_lies_in_exactly_one_week(at: int, name: str) -> None:
    zone = ZoneInfo(name)
    week = Week.of(local_date(at, zone))
    first, end = week.bounds(zone)
    assert first <= at < end
    assert week.previous.bounds(zone)[1] == first and week.next.bounds(zone)[0] == end
    assert abs(end - first - 7 * DAY) <= 25 * HOUR
    assert [week.day(n + 1) - week.day(n) for n in range(6)] == [timedelta(days=1)] * 6


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 27 * DAY), max_size=12), st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_moving_to_another_zone_loses_and_doubles_nothing(ages: list[int], here: str, there: str) -> None:
    text = homes.WEEK.replace('"UTC"', '"HERE"') + homes.GOAL + homes.venue("forum")
    with tempfile.TemporaryDirectory() as folder:
        seen = []
        for zone in (here, there):
            with homes.made(Path(folder), text.replace("HERE", zone)) as home:
                if not seen:
                    for number, age in enumerate(ages):
                        made = Contribution(f"c{number}", at=NOON - age, venue="forum", minutes=5, person="p")
                        record.log(home, made)
                    owed = FollowUp("f", venue="forum", person="p", at=NOON - 10 * DAY, due_at=NOON - 7 * DAY)
                    home.ledger.act("owed", "owed", [record.Change("followup", "f", owed.dump())])
                found = review(home, 6)
                seen.append((found.contributions, found.minutes, sum(one.posts for one in found.places)))
                ties = {who: (tie.strength, tie.contacts, tie.owed) for who, tie in people.all_ties(home).items()}
                seen[-1] += (ties, [one.due_at for one in people.owed_answers(home)])
                days = budget.sittings(home.settings.week, home.week(), ())
                week = proposals.seen(home)
                assert sum(days.values()) == 180 and week.minutes_done + sum(week.left.values()) <= 180 + 5 * len(ages)
        assert seen[0] == seen[1] and seen[0][0] == len(ages)
