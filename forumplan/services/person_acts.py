"""The user's acts on people: added, noted, snoozed, let go, answered, talked to. Each is one durable act."""

from __future__ import annotations

from typing import Any

from forumplan.domain.errors import UsageError
from forumplan.domain.events import Change
from forumplan.domain.identity import short_id
from forumplan.domain.records import Contribution, ContributionKind, FollowUp, Person
from forumplan.domain.text import clean, plural
from forumplan.domain.times import DAY
from forumplan.services import record
from forumplan.services.home import Home
from forumplan.services.minutes import minutes_for
from forumplan.services.people import Tie, all_ties

TALK_MINUTES = 20
"""A call, meeting or mail, until one was logged."""
LONGEST_SNOOZE_DAYS = 730


def add(home: Home, name: str, goal: str, relevant: int) -> str:
    """Keep somebody in mind for a goal, rated 1..5; who was met already under that name is rated. Returns words."""
    name = clean(name, 80)
    if not name:
        raise UsageError("who? Give a name")
    if home.settings.goal(goal) is None:
        raise UsageError(f"{goal or 'no goal'}: no goal has this id; forumplan goal list shows them")
    if not 1 <= relevant <= 5:
        raise UsageError(f"--relevant {relevant}: give 1 (hardly) to 5 (very)")
    met = [tie for tie in all_ties(home).values() if tie.name.casefold() == name.casefold()]
    person = met[0].person if len(met) == 1 else short_id("p", "by hand", name.casefold())
    old = home.ledger.get(Person, person) or Person(person, name=name, added_at=home.clock())
    words = f"{name}: {relevant} of 5 for {goal}"
    patch = {"relevant": {**old.relevant, goal: relevant}, "tracked": True}
    home.ledger.act("person", words, [Change("person", person, {**old.dump(), **patch})])
    return words


def note(home: Home, tie: Tie, text: str) -> str:
    """Write a note about somebody; an empty one takes it away. Returns what was done, in words."""
    text = clean(text, 500)
    words = f"{tie.name}: {text or 'note taken away'}"
    _patch(home, tie, "note", words, {"note": text})
    return words


def snooze(home: Home, tie: Tie, days: int) -> str:
    """Neither ask for answers to somebody nor for contact, for so many days. Returns words."""
    if not 0 <= days <= LONGEST_SNOOZE_DAYS:
        raise UsageError(f"{days}: give days from 0 to {LONGEST_SNOOZE_DAYS}")
    words = f"{tie.name}: snoozed for {plural(days, 'day')}" if days else f"{tie.name}: no longer snoozed"
    _patch(home, tie, "snooze", words, {"snoozed_until": home.clock() + days * DAY if days else 0})
    return words


def dont_track(home: Home, tie: Tie) -> str:
    """Keep no track of somebody from now on. Returns words."""
    words = f"{tie.name}: no longer tracked"
    _patch(home, tie, "person", words, {"tracked": False})
    return words


def answer(home: Home, followup: FollowUp) -> Contribution:
    """Log an owed answer as given."""
    made = home.ledger.all(Contribution)
    return record.log(
        home,
        Contribution(
            "",
            kind="follow-up",
            venue=followup.venue,
            thread=followup.thread,
            title=followup.title,
            url=followup.url,
            goal=followup.goal,
            minutes=minutes_for(made, followup.venue, "follow-up", ""),
            person=followup.person,
            person_name=followup.person_name,
        ),
    )


def contact(home: Home, tie: Tie, kind: ContributionKind) -> Contribution:
    """Log a private contact: a mail, a call, a meeting, a touch; with the minutes of the last of its kind."""
    last = max((one for one in home.ledger.all(Contribution) if one.kind == kind), key=lambda c: c.at, default=None)
    minutes = last.minutes if last else TALK_MINUTES
    made = Contribution("", kind=kind, title=tie.name, minutes=minutes, person=tie.person, person_name=tie.name)
    return record.log(home, made)


def _patch(home: Home, tie: Tie, verb: str, words: str, patch: dict[str, Any]) -> None:
    """Change some fields; who has no record yet gets one with the name."""
    if home.ledger.get(Person, tie.person) is None:
        patch = {"name": tie.name, "added_at": home.clock(), **patch}
    home.ledger.act(verb, words, [Change("person", tie.person, patch)])
