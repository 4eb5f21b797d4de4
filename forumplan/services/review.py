"""The weeks gone by, counted from the ledger alone: what was done, how it was spread, what it helped, ties made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from forumplan.domain import ties
from forumplan.domain.records import PRIVATE_KINDS, Away, Contribution, FollowUp
from forumplan.domain.spread import spread
from forumplan.domain.times import local_date
from forumplan.domain.week import Week
from forumplan.services import people
from forumplan.services.clocks import Clocks
from forumplan.services.home import Home
from forumplan.services.kept import kept

HELPED = frozenset({"helped", "thanks", "lead"})
"""Outcomes of answers that helped somebody."""


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One week. `contributions` in `venues` venues, as even as `effective` ones; `minutes` of everything done.

    `budget`: minutes of the sittings on the days not `away`; `replies`: direct answers received; `helped`: answers
    that helped; `ties`: people with whom there was any contact by the end of the week; `held`: people at the strength
    that each goal asks for, by goal.
    """

    week: Week
    contributions: int
    venues: int
    effective: float
    minutes: int
    ties: int
    budget: int = 0
    away: int = 0
    replies: int = 0
    helped: int = 0
    held: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One venue over all the weeks. `helped` of `known` answers whose outcome was noted; `posts` in all."""

    venue: str
    name: str
    posts: int
    helped: int
    known: int
    minutes: int
    replies: int = 0

    @property
    def helped_an_hour(self) -> float:
        """Answers that helped for each hour spent there; 0 without minutes."""
        return 60 * self.helped / self.minutes if self.minutes else 0.0


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
    def replies(self) -> int:
        return sum(one.replies for one in self.weeks)

    @property
    def days_away(self) -> int:
        return sum(one.away for one in self.weeks)

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
    first, end = span[0].bounds(home.zone)[0], last.bounds(home.zone)[1]
    by_week, met = _by_week(home, first), _met(home)
    inside = [one for week in span for one in by_week.get(week, [])]
    answers = [one for one in home.ledger.since(FollowUp, first) if one.reason == "reply"]
    replies = Counter(Week.of(local_date(one.at, home.zone)) for one in answers)
    held = _held(home, span)
    heard = Counter(one.venue for one in answers if one.at < end)
    away = home.ledger.all(Away)
    return Review(
        tuple(
            _line(home, week, by_week.get(week, []), sum(seen <= week for seen in met.values()), replies, away, held)
            for week in span
        ),
        _places(home, [one for one in inside if one.venue and one.kind not in PRIVATE_KINDS], heard),
        sum(seen < span[0] for seen in met.values()),
        sum(home.settings.week.minutes.values()),
        home.settings.week.contributions,
    )


def _by_week(home: Home, first: int) -> dict[Week, list[Contribution]]:
    """Contributions from the second `first` on, by week."""
    by_week: dict[Week, list[Contribution]] = {}
    for one in sorted(home.ledger.since(Contribution, first), key=lambda one: one.at):
        by_week.setdefault(Week.of(local_date(one.at, home.zone)), []).append(one)
    return by_week


@kept
def _met(home: Home) -> dict[str, Week]:
    """The week in which each person was first met."""
    return {who: Week.of(local_date(at, home.zone)) for who, at in home.ledger.deeds.first_met().items()}


def done_in(home: Home, week: Week) -> list[Contribution]:
    """What was contributed in a week, in order of time."""
    first, end = week.bounds(home.zone)
    return sorted((one for one in home.ledger.since(Contribution, first) if one.at < end), key=lambda one: one.at)


def _line(
    home: Home,
    week: Week,
    made: list[Contribution],
    met: int,
    replies: Mapping[Week, int],
    away: list[Away],
    held: Mapping[Week, Mapping[str, int]],
) -> WeekLine:
    public = [one.venue for one in made if one.kind not in PRIVATE_KINDS]
    found = spread(venue for venue in public if venue)
    gone = {day for day in range(7) if any(one.first <= str(week.day(day)) <= one.last for one in away)}
    return WeekLine(
        week,
        len(public),
        found.venues,
        found.effective,
        sum(one.minutes for one in made),
        met,
        sum(minutes for day, minutes in home.settings.week.minutes.items() if day not in gone),
        len(gone),
        replies.get(week, 0),
        sum(one.outcome in HELPED for one in made),
        held[week],
    )


def _held(home: Home, span: list[Week]) -> dict[Week, dict[str, int]]:
    """People at the strength of each goal at the end of each week (of this week: now); only those met for the goal."""
    clocks, now = Clocks.of(home), home.clock()
    moments = [clocks.day(min(week.bounds(home.zone)[1], now)) for week in span]
    known = people.all_ties(home)
    counts = {week: dict.fromkeys((goal.id for goal in home.settings.goals), 0) for week in span}
    for who, contacts in people.contacts(home).items():
        tie = known[who]
        course = ties.course(contacts, moments)
        for goal in home.settings.goals:
            if goal.id in tie.contacts_by_goal or goal.id in tie.relevant or goal.id in tie.focus:
                target = ties.target_strength(goal.strength)
                for week, strength in zip(span, course, strict=True):
                    counts[week][goal.id] += strength >= target
    return counts


def _places(home: Home, made: list[Contribution], heard: Mapping[str, int]) -> tuple[PlaceLine, ...]:
    names = {venue.id: venue.title for venue in home.settings.venues}
    posts, helped, known, minutes = (Counter[str]() for _ in range(4))
    for one in made:
        posts[one.venue] += 1
        helped[one.venue] += one.outcome in HELPED
        known[one.venue] += bool(one.outcome)
        minutes[one.venue] += one.minutes
    lines = [PlaceLine(v, names.get(v, v), posts[v], helped[v], known[v], minutes[v], heard.get(v, 0)) for v in posts]
    return tuple(sorted(lines, key=lambda line: (-line.helped, line.known, -line.posts, line.venue)))
