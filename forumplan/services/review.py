"""The weeks gone by, counted from the ledger alone: what was done, how it was spread, what it helped, ties made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from forumplan.domain.records import PRIVATE_KINDS, Contribution
from forumplan.domain.spread import spread
from forumplan.domain.times import local_date
from forumplan.domain.week import Week
from forumplan.services.home import Home

HELPED = frozenset({"helped", "thanks", "lead"})
"""Outcomes of answers that helped somebody."""


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One week. `contributions` in `venues` venues, as even as `effective` ones; `minutes` of everything done.

    `ties`: people with whom there was any contact by the end of the week.
    """

    week: Week
    contributions: int
    venues: int
    effective: float
    minutes: int
    ties: int


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One venue over all the weeks. `helped` of `known` answers whose outcome was noted; `posts` in all."""

    venue: str
    name: str
    posts: int
    helped: int
    known: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Review:
    """`weeks`, oldest first; `places`, those first where answers helped most; `ties_before` the first week."""

    weeks: tuple[WeekLine, ...]
    places: tuple[PlaceLine, ...]
    ties_before: int
    minutes_a_week: int
    aim: int

    @property
    def contributions(self) -> int:
        return sum(one.contributions for one in self.weeks)

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.weeks)

    @property
    def ties_after(self) -> int:
        return self.weeks[-1].ties

    @property
    def new_ties(self) -> int:
        return self.ties_after - self.ties_before


def review(home: Home, weeks: int = 12, last: Week | None = None) -> Review:
    """So many weeks (at least one) up to `last` (default: this week), it included."""
    last = last or home.week()
    span = [last]
    while len(span) < weeks:
        span.insert(0, span[0].previous)
    made = sorted(home.ledger.all(Contribution), key=lambda one: one.at)
    by_week: dict[Week, list[Contribution]] = {}
    met: dict[str, Week] = {}
    for one in made:
        week = Week.of(local_date(one.at, home.zone))
        by_week.setdefault(week, []).append(one)
        if one.person:
            met.setdefault(one.person, week)
    inside = [one for week in span for one in by_week.get(week, [])]
    return Review(
        tuple(_line(week, by_week.get(week, []), sum(first <= week for first in met.values())) for week in span),
        _places(home, [one for one in inside if one.venue and one.kind not in PRIVATE_KINDS]),
        sum(first < span[0] for first in met.values()),
        sum(home.settings.week.minutes.values()),
        home.settings.week.contributions,
    )


def _line(week: Week, made: list[Contribution], ties: int) -> WeekLine:
    public = [one.venue for one in made if one.kind not in PRIVATE_KINDS]
    found = spread(venue for venue in public if venue)
    return WeekLine(week, len(public), found.venues, found.effective, sum(one.minutes for one in made), ties)


def _places(home: Home, made: list[Contribution]) -> tuple[PlaceLine, ...]:
    names = {venue.id: venue.title for venue in home.settings.venues}
    posts, helped, known, minutes = (Counter[str]() for _ in range(4))
    for one in made:
        posts[one.venue] += 1
        helped[one.venue] += one.outcome in HELPED
        known[one.venue] += bool(one.outcome)
        minutes[one.venue] += one.minutes
    lines = [PlaceLine(v, names.get(v, v), posts[v], helped[v], known[v], minutes[v]) for v in posts]
    return tuple(sorted(lines, key=lambda line: (-line.helped, line.known, -line.posts, line.venue)))
