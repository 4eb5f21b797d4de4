"""Put into the week by hand: the planner keeps it, as it keeps what it proposed itself and was accepted."""

from __future__ import annotations

from dataclasses import asdict

from forumplan.domain.identity import short_id
from forumplan.domain.planning import DIRECT
from forumplan.domain.records import Away, PlanItem
from forumplan.domain.thread import Thread
from forumplan.services import budget, proposals, record
from forumplan.services.home import Home
from forumplan.services.minutes import minutes_for
from forumplan.services.people import Tie, person_of


def take_in(home: Home, thread: Thread, goal: str) -> PlanItem:
    """Accept a reply to this thread on the first day of this week that has room (else today); returns the item."""
    week = home.week()
    venue = home.settings.venue(thread.venue)
    platform = venue.platform if venue and venue.platform else thread.platform
    candidate = f"r:{goal}:{thread.id}"
    minutes = minutes_for(home, thread.venue, "reply", platform)
    item = PlanItem(
        short_id("i", str(week), candidate),
        week=str(week),
        day=_day(home, minutes),
        candidate=candidate,
        venue=thread.venue,
        kind="reply",
        goal=goal,
        thread=thread.id,
        title=thread.title,
        url=thread.url,
        person=person_of(thread),
        person_name=thread.author,
        minutes=minutes,
        why="put into the week by hand",
        copy=asdict(thread.copy()),
    )
    record.accept(home, [item])
    return home.ledger.get(PlanItem, item.id) or item


def touch(home: Home, tie: Tie) -> PlanItem:
    """Accept a word to somebody on the first day of this week that has room (else today); returns the item."""
    week = home.week()
    goals = [goal.id for goal in home.settings.goals]
    candidate = f"d:{tie.person}"
    minutes = minutes_for(home, "", "touch", "")
    item = PlanItem(
        short_id("i", str(week), candidate),
        week=str(week),
        day=_day(home, minutes),
        candidate=candidate,
        venue=DIRECT,
        kind="touch",
        goal=next(
            (goal for goal in goals if goal in tie.relevant or goal in tie.contacts_by_goal), goals[0] if goals else ""
        ),
        title=tie.note or (f"follow up on: {tie.last_title}" if tie.last_title else f"a word to {tie.name}"),
        person=tie.person,
        person_name=tie.name,
        minutes=minutes,
        why="put into the week by hand",
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
