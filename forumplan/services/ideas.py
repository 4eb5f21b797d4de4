"""What the user wants to write when there is room: new topics, and articles to place in good venues."""

from __future__ import annotations

import secrets

from forumplan.domain.errors import UsageError
from forumplan.domain.events import Change
from forumplan.domain.records import Idea, IdeaKind
from forumplan.domain.text import clean, shorten
from forumplan.services.home import Home
from forumplan.services.short_ids import record_of

LONGEST_TITLE = 200


def add(
    home: Home,
    title: str,
    venue: str,
    kind: IdeaKind = "new-topic",
    *,
    goal: str = "",
    url: str = "",
    minutes: int = 0,
    promo: bool = False,
) -> Idea:
    """Keep an idea and return it; every week proposes it until it is done. UsageError if venue or goal is none."""
    place = home.settings.venue(venue)
    if place is None:
        raise UsageError(f"{venue}: no venue has this id; forumplan venue list shows them")
    if goal and home.settings.goal(goal) is None:
        raise UsageError(f"{goal}: no goal has this id; forumplan goal list shows them")
    words = clean(title, LONGEST_TITLE).strip()
    if not words:
        raise UsageError("what about? Give a title")
    goals = [one.id for one in home.settings.goals if not place.goals or one.id in place.goals]
    idea = Idea(
        f"e{secrets.token_hex(4)}",
        kind,
        place.id,
        words,
        url,
        goal or (goals[0] if goals else ""),
        minutes,
        promo,
        home.clock(),
    )
    home.ledger.act("idea", f"noted for {place.title}: {shorten(words, 60)}", [Change("idea", idea.id, idea.dump())])
    return idea


def remove(home: Home, idea_id: str) -> str:
    """Let go of an idea, by its id or the beginning of it. UsageError if none or several begin so."""
    idea = record_of(home, Idea, idea_id, "forumplan idea list")
    words = f"no longer planned: {shorten(idea.title, 60)}"
    home.ledger.act("idea", words, [Change("idea", idea.id, None)])
    return words
