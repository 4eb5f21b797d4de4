"""Each venue as it stands this week: posts, plan, target, twelve weeks, quality, and the health of its feeds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import compress

from forumplan.domain.feed import SLOW_MS, FeedMemory
from forumplan.domain.records import PRIVATE_KINDS
from forumplan.domain.times import duration_words, local_date
from forumplan.domain.venue import Venue
from forumplan.domain.week import Week
from forumplan.services import proposals, venue_advice, venue_facts, venue_tally
from forumplan.services.home import Home
from forumplan.services.kept import kept
from forumplan.services.venue_advice import Advice
from forumplan.services.venue_tally import Tally

WEEKS = 12
WORST_FIRST = (
    "dead",
    "blocked",
    "not-a-feed",
    "refused",
    "too-large",
    "failing",
    "waiting",
    "moved",
    "quiet",
    "unchanged",
    "ok",
)


@dataclass(frozen=True, slots=True)
class VenueLine:
    """`weeks`: own posts in each of the last twelve weeks, oldest first; `state`, `worst`: of the worst of its feeds.

    `helped`: of the posts that quality is measured by, those that something good came of; `quality_low`,
    `quality_high`: where the true quality lies at 95 %.
    """

    id: str
    name: str
    kind: str
    posted: int
    planned: int
    target: int | None
    quality: float
    quality_n: int
    last_post_days: int | None
    weeks: tuple[int, ...]
    state: str
    health: str
    error: str
    next_at: int
    worst: FeedMemory | None = None
    helped: int = 0
    quality_low: float = 0.0
    quality_high: float = 1.0
    tally: Tally = field(default_factory=Tally)


@kept
def lines(home: Home) -> list[VenueLine]:
    """Every venue, in the order of feeds.toml."""
    facts = venue_facts.facts(home, {})
    by_venue = memories_by_venue(home)
    planned = Counter(
        one.venue for one in proposals.items(home) if one.state != "done" and one.kind not in PRIVATE_KINDS
    )
    week = home.week()
    posts = _last_weeks(home, week)
    tallies = venue_tally.tallies(home)
    found = []
    for venue in home.settings.venues:
        ages = posts[venue.id]
        fact = facts[venue.id]
        worst = min(by_venue.get(venue.id, []), key=lambda m: WORST_FIRST.index(m.state), default=None)
        found.append(
            VenueLine(
                id=venue.id,
                name=venue.title,
                kind="manual" if venue.manual else venue.platform or (worst.platform if worst else "") or "feed",
                posted=ages[0],
                planned=planned[venue.id],
                target=venue.target_per_week,
                quality=fact.quality,
                quality_n=fact.quality_n,
                last_post_days=min(fact.posted_days_ago, default=None),
                weeks=tuple(ages[age] for age in range(WEEKS - 1, -1, -1)),
                state="manual" if venue.manual else worst.state if worst else "new",
                health=_health(venue, worst, home.clock()),
                error=worst.error if worst else "",
                next_at=worst.next_at if worst else 0,
                worst=worst,
                helped=fact.helped,
                quality_low=fact.quality_low,
                quality_high=fact.quality_high,
                tally=tallies[venue.id],
            )
        )
    return found


def advice(home: Home, fits: Mapping[str, Fit]) -> dict[str, Advice]:
    """Advice by venue, where there is any; it rests on the threads that fit."""
    by_venue = memories_by_venue(home)
    dead = frozenset(name for name, memories in by_venue.items() if all(one.state == "dead" for one in memories))
    tallies = {line.id: line.tally for line in lines(home)}
    return venue_advice.advice(tallies, {name: fit.fitting for name, fit in fits.items()}, dead)


def memories_by_venue(home: Home) -> dict[str, list[FeedMemory]]:
    """What is remembered of the feeds that feeds.toml names: not of those of one's own posts, nor of former ones."""
    known = home.threads.memories()
    return {
        venue.id: [known[url] for url in venue.feeds if url in known]
        for venue in home.settings.venues
        if any(url in known for url in venue.feeds)
    }


_FITTING = bytes(byte in b"sm" for byte in range(256))
"""1 for the letters of bands that fit."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Of `threads` ranked threads of a venue, `fitting` are strong or maybe for some goal."""

    threads: int = 0
    fitting: int = 0

    @property
    def share(self) -> float:
        return self.fitting / self.threads if self.threads else 0.0


def fits(home: Home) -> Iterator[tuple[str, Fit]]:
    """How many threads of each venue fit, by the orders that are kept: one venue after the other, for every thread of
    it is looked at."""
    orders = [order for goal in home.settings.goals if (order := home.threads.ranking(goal.id)) is not None]
    flags = bytearray(1 + max((max(order.numbers, default=0) for order in orders), default=0))
    for order in orders:
        for number in compress(order.numbers, order.bands.translate(_FITTING)):
            flags[number] = 1
    for venue in home.settings.venues:
        numbers = home.threads.numbers_in(venue.id)
        yield venue.id, Fit(len(numbers), sum(map(flags.__getitem__, filter(len(flags).__gt__, numbers))))


def _last_weeks(home: Home, week: Week) -> dict[str, Counter[int]]:
    """By venue how many own posts were made how many weeks ago, for twelve weeks."""
    first = week.monday - timedelta(weeks=WEEKS - 1)
    start, found = Week.of(first).bounds(home.zone)[0], defaultdict[str, Counter[int]](Counter)
    for post in venue_facts.posts_of_a_year(home):
        if post.at >= start:
            monday = Week.of(local_date(post.at, home.zone)).monday
            found[post.venue][(week.monday - monday).days // 7] += 1
    return found


def _health(venue: Venue, worst: FeedMemory | None, now: int) -> str:
    """How the feeds fare, in words, with the next try where one failed."""
    if venue.manual:
        return "by hand"
    if worst is None:
        return "not fetched yet"
    if not worst.error:
        slow = f"; slow, its answers take about {worst.answer_ms // 1000} s" if worst.answer_ms >= SLOW_MS else ""
        return f"{worst.state}, read {duration_words(now - worst.checked_at)} ago{slow}"
    again = f"; next try in {duration_words(worst.next_at - now)}" if worst.next_at > now else ""
    return f"{worst.state}: {worst.error}{again}"
