"""An ISO week: seven local dates, from Monday. Weeks run on over year ends and through week 53."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FORM = re.compile(r"^(\d{4})-W(\d{2})$")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """ISO year and week number, as `date.isocalendar` gives them."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Week:
        """The week in which `day` lies."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Week:
        """From `2026-W48`; ValueError if there is no such week."""
        found = _FORM.match(text)
        if not found:
            raise ValueError(f"{text!r} is not a week like 2026-W48")
        week = cls(int(found[1]), int(found[2]))
        date.fromisocalendar(week.year, week.number, 1)
        return week

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    def day(self, index: int) -> date:
        """The date of day 0 (Monday) .. 6."""
        return self.monday + timedelta(days=index)

    @property
    def next(self) -> Week:
        return Week.of(self.monday + timedelta(days=7))

    @property
    def previous(self) -> Week:
        return Week.of(self.monday - timedelta(days=7))

    def bounds(self, zone: tzinfo) -> tuple[int, int]:
        """First second of Monday and first second after Sunday in `zone`: 167, 168 or 169 hours apart."""
        return _midnight(self.monday, zone), _midnight(self.monday + timedelta(days=7), zone)


def _midnight(day: date, zone: tzinfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp())
