"""The minutes that are left on each day of a week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo

from forumplan.domain.records import Away, Contribution
from forumplan.domain.settings import WeekSettings
from forumplan.domain.times import local_date
from forumplan.domain.week import Week


def sittings(settings: WeekSettings, week: Week, away: Iterable[Away], minutes: int | None = None) -> dict[int, int]:
    """Minutes by day for contributions: the sittings, less triage off the earliest ones, none on days away.

    `minutes` asks for another total of the week: the sittings are scaled to it, in steps of five.
    """
    days = {day: settings.minutes.get(day, 0) for day in range(7)}
    if minutes is not None:
        days = _scaled(days, minutes)
    absences = [(one.first, one.last) for one in away]
    for day in days:
        date = str(week.day(day))
        if any(first <= date <= last for first, last in absences):
            days[day] = 0
    triage = settings.triage_minutes
    for day in range(7):
        taken = min(triage, days[day])
        days[day] -= taken
        triage -= taken
    return days


def left(days: Mapping[int, int], week: Week, today: int, made: Iterable[Contribution], zone: tzinfo) -> dict[int, int]:
    """What is left from `today` on (day 0..6 of the week; negative: all of it) after what was done.

    Minutes spent beyond a day's sitting, or on a day without one, come off the next sittings.
    """
    rest = dict(days)
    spent = {day: 0 for day in range(7)}
    for one in made:
        day = (local_date(one.at, zone) - week.monday).days
        if 0 <= day <= 6:
            spent[day] += one.minutes
    beyond = 0
    for day in range(7):
        use = spent[day] + beyond
        beyond = max(0, use - rest[day])
        rest[day] = max(0, rest[day] - use)
        if day < today:
            rest[day] = 0
    return rest


def _scaled(days: dict[int, int], total: int) -> dict[int, int]:
    """The same proportions with another sum; rounding goes to the longest sitting, an empty week is spread evenly."""
    if not any(days.values()):
        days = dict.fromkeys((0, 2, 4), 1) | dict.fromkeys((1, 3, 5, 6), 0)
    whole = sum(days.values())
    scaled = {day: 5 * int(total * minutes / whole / 5) for day, minutes in days.items()}
    longest = max(days, key=lambda day: (days[day], -day))
    scaled[longest] += max(0, total - sum(scaled.values()))
    return scaled
