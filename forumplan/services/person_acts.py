"""The user's acts on people: added, noted, snoozed, let go, answered, talked to. Each is one durable act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forumplan.domain.errors import UsageError
from forumplan.domain.events import Change
from forumplan.domain.identity import short_id
from forumplan.domain.records import Contribution, ContributionKind, FollowUp, Person
from forumplan.domain.text import clean, plural
from forumplan.domain.times import DAY
from forumplan.services import record, timer
from forumplan.services.home import Home
from forumplan.services.minutes import minutes_for, talk_minutes
from forumplan.services.people import Tie, all_ties

LONGEST_SNOOZE_DAYS = 730
QUESTIONS = ("Do you know them well?", "Do you trust them?", "Would you forward to them?")
"""What is asked before somebody enters a focus list."""


def add(home: Home, name: str, goal: str, relevant: int) -> str:
    """Keep somebody in mind for a goal, rated 1..5; who was met already under that name is rated. Returns words."""
    name = clean(name, 80)
    if not name:
        raise UsageError("who? Give a name")
    met = [tie for tie in all_ties(home).values() if tie.name.casefold() == name.casefold()]
    person = met[0].person if len(met) == 1 else short_id("p", "by hand", name.casefold())
    return rate(home, person, name, goal, relevant)


def rate(home: Home, person: str, name: str, goal: str, relevant: int) -> str:
    """How much somebody of this id matters for a goal, 1..5; who is not kept yet is kept by the name."""
    _open_goal(home, goal)
    if not 1 <= relevant <= 5:
        raise UsageError(f"--relevant {relevant}: give 1 (hardly) to 5 (very)")
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


def interval(home: Home, tie: Tie, days: float) -> str:
    """The user's own interval between contacts with somebody; 0 leaves it to the goals. Returns words."""
    if not 0 <= days <= LONGEST_SNOOZE_DAYS:
        raise UsageError(f"{days:g}: give days from 0 to {LONGEST_SNOOZE_DAYS}")
    words = (
        f"{tie.name}: a word every {'day' if days == 1 else f'{days:g} days'}"
        if days
        else f"{tie.name}: as often as the goals ask"
    )
    _patch(home, tie, "interval", words, {"cadence_days": days or None})
    return words


def needs(home: Home, tie: Tie, text: str) -> str:
    """What somebody needs; an empty text takes it away. Returns words."""
    return _text(home, tie, "needs", text)


def offers(home: Home, tie: Tie, text: str) -> str:
    """What somebody can offer; an empty text takes it away. Returns words."""
    return _text(home, tie, "offers", text)


def keep_close(home: Home, tie: Tie, goal: str, *, answers: Sequence[bool]) -> str:
    """Put somebody on a goal's focus list, given the answers to the QUESTIONS. UsageError if one of them is no."""
    _open_goal(home, goal)
    noes = [question for question, yes in zip(QUESTIONS, answers, strict=True) if not yes]
    if noes:
        raise UsageError(f"{tie.name} stays off the list of {goal}: {noes[0]} Not yet; get to know them first")
    words = f"{tie.name}: kept close for {goal}"
    left_out = [one for one in tie.left_out if one != goal]
    _patch(home, tie, "focus", words, {"focus": sorted({*tie.focus, goal}), "left_out": left_out})
    return words


def let_loose(home: Home, tie: Tie, goal: str) -> str:
    """Take somebody off a goal's focus list, whatever their rating. Returns words."""
    _open_goal(home, goal)
    words = f"{tie.name}: not kept close for {goal}"
    kept = [one for one in tie.focus if one != goal]
    _patch(home, tie, "focus", words, {"focus": kept, "left_out": sorted({*tie.left_out, goal})})
    return words


def merge(home: Home, into: Tie, other: Tie) -> str:
    """Two are one person from now on: all that passed with `other` counts for `into`. Returns words."""
    if into.person == other.person:
        raise UsageError(f"{into.name}: that is one person already")
    words = f"{other.name} is {into.name}" if other.name != into.name else f"{into.name}: two are one person"
    kept = {
        "name": into.name,
        "relevant": {**other.relevant, **into.relevant},
        "note": " · ".join(text for text in (into.note, other.note) if text),
        "needs": into.needs or other.needs,
        "offers": into.offers or other.offers,
        "focus": sorted({*into.focus, *other.focus}),
    }
    changes = [_change(home, into, kept), _change(home, other, {"merged_into": into.person})]
    home.ledger.act("merge", words, changes)
    return words


def expire(home: Home, silent: Sequence[Tie]) -> str:
    """Keep no track of people of whom nothing was heard for long; one act. Returns words."""
    if not silent:
        raise UsageError("nobody has been silent for two years")
    words = f"no longer tracked: {plural(len(silent), 'person', 'people')} silent for two years"
    home.ledger.act("expire", words, [_change(home, tie, {"tracked": False}) for tie in silent])
    return words


def dont_track(home: Home, tie: Tie) -> str:
    """Keep no track of somebody from now on. Returns words."""
    words = f"{tie.name}: no longer tracked"
    _patch(home, tie, "person", words, {"tracked": False})
    return words


def answer(home: Home, followup: FollowUp) -> Contribution:
    """Log an owed answer as given, with the minutes of the timer or learned ones."""
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
            minutes=timer.taken(home) or minutes_for(home, followup.venue, "follow-up", ""),
            person=followup.person,
            person_name=followup.person_name,
        ),
    )


def contact(home: Home, tie: Tie, kind: ContributionKind) -> Contribution:
    """Log a private contact: a mail, a call, a meeting, a touch; minutes by the timer, else the last of its kind."""
    minutes = timer.taken(home) or talk_minutes(home, kind)
    made = Contribution("", kind=kind, title=tie.name, minutes=minutes, person=tie.person, person_name=tie.name)
    return record.log(home, made)


def _text(home: Home, tie: Tie, field: str, text: str) -> str:
    text = clean(text, 300)
    words = f"{tie.name} {field}: {text}" if text else f"{tie.name}: nothing noted that they {field.removesuffix('s')}"
    _patch(home, tie, field, words, {field: text})
    return words


def _open_goal(home: Home, goal: str) -> None:
    if home.settings.goal(goal) is None:
        raise UsageError(f"{goal or 'no goal'}: no goal has this id; forumplan goal list shows them")


def _patch(home: Home, tie: Tie, verb: str, words: str, patch: dict[str, Any]) -> None:
    home.ledger.act(verb, words, [_change(home, tie, patch)])


def _change(home: Home, tie: Tie, patch: dict[str, Any]) -> Change:
    """Some fields changed; who has no record yet gets one with the name."""
    if home.ledger.get(Person, tie.person) is None:
        patch = {"name": tie.name, "added_at": home.clock(), **patch}
    return Change("person", tie.person, patch)
