"""The mirror: what one's own posts of the past look like, from one's names and the feeds of one's venues."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from forumplan.domain.records import Contribution
from forumplan.domain.spread import Spread, spread
from forumplan.domain.times import DAY
from forumplan.services.home import Home
from forumplan.services.people import owed_answers
from forumplan.services.venue_facts import own_posts


@dataclass(frozen=True, slots=True)
class Place:
    """One venue in the mirror. `posts` of one's own; `reach_days`: how far back its feed goes, None without one."""

    id: str
    name: str
    posts: int
    last_days: int | None
    reach_days: int | None


@dataclass(frozen=True, slots=True)
class Mirror:
    """`posts` of one's own, the share of the two fullest venues, silent venues, people who wait."""

    posts: int
    top_two_share: float
    venues: int
    silent: int
    waiting: int
    spread: Spread
    named: int
    places: tuple[Place, ...]


def mirror(home: Home) -> Mirror:
    """Look into it. Venues without names of one's own show only what was logged."""
    now = home.clock()
    posts = own_posts(home, home.ledger.all(Contribution))
    counts = Counter(post.venue for post in posts)
    oldest = home.threads.oldest_posts(url for venue in home.settings.venues for url in venue.feeds)
    places = []
    for venue in home.settings.venues:
        times = [post.at for post in posts if post.venue == venue.id]
        places.append(
            Place(
                venue.id,
                venue.title,
                len(times),
                max(0, (now - max(times)) // DAY) if times else None,
                max(0, (now - oldest[venue.id]) // DAY) if venue.id in oldest else None,
            )
        )
    total = sum(counts.values())
    top_two = sum(n for _, n in counts.most_common(2))
    return Mirror(
        posts=total,
        top_two_share=top_two / total if total else 0.0,
        venues=len(places),
        silent=sum(place.posts == 0 for place in places),
        waiting=len({owed.person for owed in owed_answers(home)}),
        spread=spread(post.venue for post in posts),
        named=sum(bool(venue.me) for venue in home.settings.venues),
        places=tuple(sorted(places, key=lambda place: (-place.posts, place.id))),
    )
