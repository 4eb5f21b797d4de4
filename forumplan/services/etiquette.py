"""What to think of before one posts: a third promotion, a text said twice in one place."""

from __future__ import annotations

import re
from datetime import datetime

from forumplan.domain.records import PRIVATE_KINDS, Contribution
from forumplan.domain.text import plural, shorten
from forumplan.domain.times import DAY
from forumplan.services import matching
from forumplan.services.home import Home
from forumplan.services.venue_facts import PROMO_DAYS

MANY_PROMOS = 2
"""After so many promotions of four weeks in a venue the next one is warned of."""
LOOKED_BACK_DAYS = 364
ALIKE = 0.8
"""Two texts are the same when so many of their words are shared (Jaccard index of the sets of words)."""
FEWEST_WORDS = 5
"""Shorter texts, such as thanks, may be said twice."""
_WORD = re.compile(r"\w{3,}")


def warnings(
    home: Home,
    venue: str,
    *,
    promo: bool,
    texts: tuple[str, ...] = (),
    thread: str = "",
) -> list[str]:
    """Warnings for a post in a venue after all that was done there, in words.

    `texts`: what it says, or the title it goes under; `thread`: where.
    """
    place = home.settings.venue(venue)
    if place is None:
        return []
    now = home.clock()
    made = home.ledger.since(Contribution, now - LOOKED_BACK_DAYS * DAY + 1, venue=venue)
    public = [one for one in made if one.venue == venue and one.kind not in PRIVATE_KINDS]
    found = []
    promos = sum(one.promo for one in public if one.at > now - PROMO_DAYS * DAY)
    if promo and promos >= MANY_PROMOS:
        found.append(f"{plural(promos, 'promotion')} in {place.title} in four weeks already: this would be one more")
    wanted = [words for words in map(_words, texts) if len(words) >= FEWEST_WORDS]
    recent = sorted(public, key=lambda one: -one.at)
    earlier: list[tuple[int, str, tuple[str, ...]]] = [
        (one.at, one.title, (one.note, one.title)) for one in recent if not thread or one.thread != thread
    ]
    if wanted:
        earlier += [(post.posted_at, post.title, (post.text,)) for post in matching.mine(home, place)]
    for at, title, said in earlier:
        if any(_alike(words, _words(text)) for words in wanted for text in said):
            when = datetime.fromtimestamp(at, home.zone)
            found.append(f"you said this in {place.title} on {when.day} {when:%b}: {shorten(title, 60)}")
            break
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text[:4000]))


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    return bool(second) and len(first & second) >= ALIKE * len(first | second)
