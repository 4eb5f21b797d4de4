"""Clocks that stand still while the user is away: nobody waits, no tie cools, no answer falls due in those days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo

from forumplan.domain.records import Away
from forumplan.domain.times import DAY
from forumplan.services.home import Home


class Clocks:
    """Counts time without the days away. Built from all absences and the user's time zone."""

    def __init__(self, away: Iterable[Away], zone: tzinfo) -> None:
        spans = sorted((_midnight(one.first, zone), _midnight(one.last, zone, days=1)) for one in away)
        self._spans: list[tuple[int, int]] = []
        for start, end in spans:
            if self._spans and start <= self._spans[-1][1]:
                self._spans[-1] = (self._spans[-1][0], max(end, self._spans[-1][1]))
            else:
                self._spans.append((start, end))

    @classmethod
    def of(cls, home: Home) -> Clocks:
        """The clocks of a home."""
        return cls(home.ledger.all(Away), home.zone)

    def day(self, at: int) -> float:
        """Days since the epoch at a second, days away left out."""
        if not self._spans:
            return at / DAY
        gone = sum(min(at, end) - start for start, end in self._spans if start < at)
        return (at - gone) / DAY

    def later(self, at: int, seconds: int) -> int:
        """The second by which so many counted seconds have passed since `at`."""
        end = at + seconds
        for start, stop in self._spans:
            if stop > at and start < end:
                end += stop - max(start, at)
        return end


def _midnight(day: str, zone: tzinfo, days: int = 0) -> int:
    return int(datetime.combine(date.fromisoformat(day) + timedelta(days=days), time(), zone).timestamp())
