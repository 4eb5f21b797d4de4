"""Put into the week by hand: the planner keeps it, as it keeps what it proposed itself and was accepted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from forumplan.domain.identity import short_id
from forumplan.domain.planning import DIRECT
from forumplan.domain.records import Away, Idea, ItemKind, PlanItem
from forumplan.domain.thread import Thread
from forumplan.services import budget, proposals, record
from forumplan.services.home import Home
from forumplan.services.minutes import minutes_for
from forumplan.services.people import Tie, person_of


def take_in(home: Home, thread: Thread, goal: str) -> PlanItem:
    """Accept a reply to this thread on the first day of this week that has room (else today); returns the item."""
    venue = home.settings.venue(thread.venue)
    platform = venue.platform if venue and venue.platform else thread.platform
    return _accepted(
        home,
        f"r:{goal}:{thread.id}",
        "reply",
        thread.venue,
        platform=platform,
        goal=goal,
        thread=thread.id,
        title=thread.title,
        url=thread.url,
        person=person_of(thread),
        person_name=thread.author,
        copy=asdict(thread.copy()),
    )


def take_in_idea(home: Home, idea: Idea) -> PlanItem:
    """Accept what the user wants to write, likewise."""
    return _accepted(
        home,
        f"n:{idea.id}",
        idea.kind,
        idea.venue,
        minutes=idea.minutes,
        goal=idea.goal,
        title=idea.title,
        url=idea.url,
        promo=idea.promo,
    )


def touch(home: Home, tie: Tie) -> PlanItem:
    """Accept a word to somebody, likewise."""
    goals = [goal.id for goal in home.settings.goals]
    theirs = (goal for goal in goals if goal in tie.relevant or goal in tie.contacts_by_goal)
    return _accepted(
        home,
        f"d:{tie.person}",
        "touch",
        DIRECT,
        goal=next(theirs, goals[0] if goals else ""),
        title=tie.note or (f"follow up on: {tie.last_title}" if tie.last_title else f"a word to {tie.name}"),
        person=tie.person,
        person_name=tie.name,
    )


def _accepted(
    home: Home, candidate: str, kind: ItemKind, venue: str, *, platform: str = "", minutes: int = 0, **what: Any
) -> PlanItem:
    """An item of these fields, accepted; `minutes` 0: as many as such an act takes."""
    week = home.week()
    needed = minutes or minutes_for(home, "" if venue == DIRECT else venue, kind, platform)
    item = PlanItem(
        short_id("i", str(week), candidate),
        week=str(week),
        day=_day(home, needed),
        candidate=candidate,
        venue=venue,
        kind=kind,
        minutes=needed,
        why="put into the week by hand",
        **what,
    )
    record.accept(home, [item])
    return home.ledger.get(PlanItem, item.id) or item


def _day(home: Home, minutes: int) -> int:
    """The first day from today on with that many minutes left beside what is planned; today if there is none."""
    week = home.week()
    today = (home.today() - week.monday).days
    days = budget.sittings(home.settings.week, week, home.ledger.all(Away))
    left = budget.left(days, week, today, proposals.made_in(home, week), home.zone)
    for item in proposals.items(home, week):
        if item.state in ("accepted", "pinned"):
            left[item.day] = left.get(item.day, 0) - item.minutes
    return next((day for day in range(today, 7) if left.get(day, 0) >= minutes), today)
