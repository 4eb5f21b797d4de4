"""What the record and the cache say of each venue: own posts, measured quality, audience, promotion left."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forumplan.domain.records import PRIVATE_KINDS, Contribution
from forumplan.domain.shares import wilson
from forumplan.domain.times import DAY, local_date
from forumplan.domain.venue import Venue
from forumplan.services import matching
from forumplan.services.home import Home
from forumplan.services.kept import kept
from forumplan.store.deeds import Posted

YEAR_DAYS = 364
PROMO_DAYS = 28
AUDIENCE_DAYS = 28
AUTHORS_SEEN_SHARE = 10
DEFAULT_AUDIENCE = 100.0
LEAST_OWN_ANSWERS = 5
"""Before so many answers of one's own a venue gets no promotion and no new topic."""
ANSWERED = frozenset({"helped", "reply", "thanks", "lead"})


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A post of the user's in a venue, logged or seen in a feed."""

    venue: str
    at: int
    promo: bool = False


@dataclass(frozen=True, slots=True)
class VenueFacts:
    """`quality` 0..1 measured over `quality_n` own posts, between `quality_low` and `quality_high` at 95 %.

    `promo_left` posts; `posted_days_ago` from today, those of a year, or the last one if it is older. `helped`: of the
    own posts that quality is measured over, those with a good outcome.
    """

    quality: float
    quality_n: int
    audience: float
    posted_days_ago: tuple[int, ...]
    promo_left: int
    own_answers: int
    quality_low: float = 0.0
    quality_high: float = 1.0
    helped: int = 0


@kept
def posts_of_a_year(home: Home) -> list[OwnPost]:
    """The posts of the user's that count in a venue, of the last year."""
    return own_posts(home, made_in_a_year(home), home.clock() - YEAR_DAYS * DAY)


@kept
def made_in_a_year(home: Home) -> list[Contribution]:
    """The contributions of the last year."""
    return home.ledger.since(Contribution, home.clock() - YEAR_DAYS * DAY)


def own_posts(home: Home, made: list[Contribution], since: int = 0) -> list[OwnPost]:
    """Every post of the user's that counts in a venue: those logged, and those seen in feeds that were not.

    `since`: the second from which on feeds are looked through.
    """
    logged = {(one.venue, one.thread) for one in made if one.thread}
    posts = [OwnPost(one.venue, one.at, one.promo) for one in made if one.venue and one.kind not in PRIVATE_KINDS]
    for venue in home.settings.venues:
        seen = matching.mine(home, venue, since)
        matched = {post.id for post in matching.matches(home, venue, made, seen).values()} if seen else set()
        posts += [
            OwnPost(venue.id, post.posted_at)
            for post in seen
            if post.id not in matched and (venue.id, post.thread) not in logged
        ]
    return posts


def facts(home: Home, fits: Mapping[str, list[float]]) -> dict[str, VenueFacts]:
    """The facts of every venue; `fits` are the relevances of its open threads."""
    posts: dict[str, list[OwnPost]] = defaultdict(list)
    for post in posts_of_a_year(home):
        posts[post.venue].append(post)
    audiences = _audiences(home)
    logged = home.ledger.deeds.posted(PRIVATE_KINDS, ANSWERED)
    found = {}
    for venue in home.settings.venues:
        mine, ever = posts[venue.id], logged.get(venue.id, Posted())
        quality, low, high = _quality(venue, ever.good, ever.count, fits.get(venue.id, []))
        answers = max(len(mine), ever.count)
        found[venue.id] = VenueFacts(
            quality,
            ever.count,
            float(venue.audience or audiences.get(venue.id, 0) or DEFAULT_AUDIENCE),
            _days_ago(home, [post.at for post in mine] or ([ever.last_at] if ever.last_at else [])),
            _promo_left(venue, mine, answers, home.clock()),
            answers,
            low,
            high,
            ever.helped,
        )
    return found


def _days_ago(home: Home, times: Iterable[int]) -> tuple[int, ...]:
    """How many days before today, in the user's time zone, the latest first."""
    today, zone = home.today(), home.zone
    return tuple(sorted(max(0, (today - local_date(at, zone)).days) for at in times))


def _quality(venue: Venue, good: int, n: int, fits: list[float]) -> tuple[float, float, float]:
    """Quality with its interval: the venue's own key, else the share of posts that something good came of.

    While little is known it is drawn towards how well the venue's best threads fit, as if eight posts had said so.
    """
    if venue.quality:
        return venue.quality, venue.quality, venue.quality
    best = sorted(fits, reverse=True)[:10]
    fit = sum(best) / len(best) if best else 0.5
    hits, shown = 4 * 0.5 + 4 * fit + good, 8 + n
    return hits / shown, *wilson(hits, shown)


def _audiences(home: Home) -> dict[str, int]:
    """Distinct authors of four weeks times ten, by venue."""
    since = home.clock() - AUDIENCE_DAYS * DAY
    venues = [venue.id for venue in home.settings.venues]
    return {venue: n * AUTHORS_SEEN_SHARE for venue, n in home.threads.authors_since(since, venues).items()}


def _promo_left(venue: Venue, posts: list[OwnPost], answers: int, now: int) -> int:
    """Promotions that keep the venue's share over four weeks; none before five answers of one's own."""
    recent = [post for post in posts if post.at > now - PROMO_DAYS * DAY]
    promos = sum(post.promo for post in recent)
    share = venue.promo_share
    if share <= 0 or answers - sum(post.promo for post in posts) < LEAST_OWN_ANSWERS:
        return 0
    allowed = math.inf if share >= 1 else math.floor((len(recent) - promos) * share / (1 - share) + 1e-9)
    return int(max(0, min(allowed, 99) - promos))
