"""The user's acts: each is one durable act of the ledger, with a line in words for the history and the screen."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from forumplan.domain.errors import UsageError
from forumplan.domain.events import Change
from forumplan.domain.records import Away, Contribution, FollowUp, Label, Outcome, PlanItem
from forumplan.domain.text import shorten
from forumplan.domain.thread import Thread
from forumplan.domain.times import local_date
from forumplan.domain.week import DAY_NAMES, Week
from forumplan.services import timer
from forumplan.services.home import Home
from forumplan.services.people import merged
from forumplan.services.short_ids import record_of

OUTCOMES: tuple[Outcome, ...] = ("helped", "reply", "thanks", "lead", "request", "nothing")
SHOWN_BY = "forumplan history"
"""The command that shows the ids of contributions."""


def label(home: Home, thread: Thread, goal: str, value: int | None) -> str:
    """Teach: 1 relevant, 0 off topic, None takes the label away. Returns what was done, in words."""
    return label_all(home, [(thread, goal)], value)


def label_all(home: Home, taught: Sequence[tuple[Thread, str]], value: int | None) -> str:
    """Teach the same about several threads, each for its goal, as one act; otherwise as `label`."""
    changes = []
    for thread, goal in taught:
        entity = f"{goal}/{thread.id}"
        before = home.ledger.get(Label, entity)
        sure = before is not None and before.value == value
        record = Label(entity, goal, thread.id, value or 0, home.clock(), asdict(thread.copy()), sure=sure)
        changes.append(Change("label", entity, None if value is None else record.dump()))
    goals = ", ".join(dict.fromkeys(goal for _, goal in taught))
    what = "label taken away" if value is None else f"{'relevant' if value else 'off topic'} for {goals}"
    words = f"{what}: {_threads([thread for thread, _ in taught])}"
    home.ledger.act("label", words, changes)
    return words


def dismiss(home: Home, *threads: Thread) -> str:
    """Hide threads until this is undone, as one act; teaches nothing. Returns what was done, in words."""
    words = f"dismissed: {_threads(threads)}"
    patches = [(thread.id, {"at": home.clock(), "copy": asdict(thread.copy())}) for thread in threads]
    home.ledger.act("dismiss", words, [Change("dismissal", entity, patch) for entity, patch in patches])
    return words


def accept(home: Home, items: Sequence[PlanItem]) -> str:
    """Take proposed items into the week as one act."""
    words = f"accepted {_items(items)}"
    home.ledger.act("accept", words, [_item(replace(item, state="accepted")) for item in items])
    return words


def drop(home: Home, items: Sequence[PlanItem]) -> str:
    """Take items out of this week; they are not proposed again in it."""
    words = f"dropped {_items(items)}"
    home.ledger.act("drop", words, [_item(replace(item, state="dropped")) for item in items])
    return words


def move(home: Home, item: PlanItem, day: int) -> str:
    """Put an item on a day and keep it there. UsageError for a day that is over."""
    if Week.parse(item.week).day(day) < home.today():
        raise UsageError(f"{DAY_NAMES[day].capitalize()} is over; give today or a day after it")
    words = f"moved to {DAY_NAMES[day].capitalize()}: {shorten(item.title, 60)}"
    home.ledger.act("move", words, [_item(replace(item, day=day, state="pinned"))])
    return words


def pin(home: Home, item: PlanItem) -> str:
    """Keep an item on its day whatever else changes."""
    words = f"pinned to {DAY_NAMES[item.day].capitalize()}: {shorten(item.title, 60)}"
    home.ledger.act("pin", words, [_item(replace(item, state="pinned"))])
    return words


def log(home: Home, contribution: Contribution) -> Contribution:
    """Record a contribution made, planned or not. An empty id gets one; returns it as recorded.

    An answer owed in that thread, or to that person, counts as given. A timer that runs ends.
    """
    made = replace(contribution, id=contribution.id or f"c{secrets.token_hex(5)}", at=contribution.at or home.clock())
    item = item_of(home, made)
    if item is not None:
        made = replace(made, item=item.id, short=item.short)
    changes = [Change("contribution", made.id, made.dump()), *_answers(home, made)]
    if item is not None:
        changes.append(Change("item", item.id, {"state": "done"}))
    home.ledger.act("log", f"logged {made.kind}, {made.minutes} min: {shorten(made.title or made.url, 60)}", changes)
    timer.stop(home)
    return made


def done(home: Home, item: PlanItem, minutes: int | None = None, *, promo: bool | None = None) -> Contribution:
    """Log a plan item as done, with the minutes given, else those of the timer, else its own."""
    spent = timer.taken(home) if minutes is None else minutes
    made = Contribution(
        f"c{secrets.token_hex(5)}",
        at=home.clock(),
        kind=item.kind,
        venue=item.venue,
        thread=item.thread,
        title=item.title,
        url=item.url,
        goal=item.goal,
        minutes=item.minutes if spent is None else spent,
        promo=item.promo if promo is None else promo,
        person=item.person,
        person_name=item.person_name,
        item=item.id,
        short=item.short,
        copy=item.copy,
    )
    changes = [
        Change("contribution", made.id, made.dump()),
        _item(replace(item, state="done")),
        *_answers(home, made),
    ]
    home.ledger.act("done", f"done, {made.minutes} min: {shorten(item.title, 60)}", changes)
    timer.stop(home)
    return made


def edit(home: Home, contribution: str, values: dict[str, Any]) -> Contribution:
    """Change fields of a contribution; returns it changed."""
    old = record_of(home, Contribution, contribution, SHOWN_BY)
    words = f"edited {', '.join(sorted(values))} of {shorten(old.title or old.id, 50)}"
    home.ledger.act("edit", words, [Change("contribution", old.id, values)])
    return record_of(home, Contribution, old.id, SHOWN_BY)


def delete(home: Home, contribution: str) -> str:
    """Take a contribution out of the record (undo brings it back)."""
    old = record_of(home, Contribution, contribution, SHOWN_BY)
    words = f"deleted the contribution {shorten(old.title or old.id, 50)}"
    changes = [Change("contribution", old.id, None)]
    item = home.ledger.get(PlanItem, old.item) if old.item else None
    if item is not None:
        changes.append(Change("item", item.id, {"state": "accepted"}))
    home.ledger.act("delete", words, changes)
    return words


def outcome(home: Home, contribution: str, came: Outcome, relevant: bool | None = None) -> str:
    """What came of a contribution; `relevant` says of a request whether it was worth having."""
    old = record_of(home, Contribution, contribution, SHOWN_BY)
    patch = {"outcome": came, "request_relevant": relevant}
    words = f"{came}: {shorten(old.title or old.id, 60)}"
    home.ledger.act("outcome", words, [Change("contribution", old.id, patch)])
    return words


def no_answer_needed(home: Home, followup: FollowUp) -> str:
    """An owed answer that needs none."""
    words = f"needs no answer: {shorten(followup.title, 60)}"
    home.ledger.act("no answer", words, [Change("followup", followup.id, {"state": "no-answer"})])
    return words


def days_of(text: str) -> tuple[date, date]:
    """The first and the last day of FROM..TO, or of one day. UsageError if the text is neither."""
    first, _, last = text.partition("..")
    try:
        return date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    except ValueError:
        raise UsageError(f"{shorten(text, 40)}: give days like 2026-12-24..2027-01-03, or clear") from None


def away(home: Home, first: date, last: date) -> str:
    """Days without budget and clocks, both ends included."""
    if last < first:
        raise UsageError(f"away: {last} lies before {first}; write the first day first")
    entity = f"{first}..{last}"
    words = f"away {first} to {last}"
    home.ledger.act("away", words, [Change("away", entity, Away(entity, str(first), str(last)).dump())])
    return words


def clear_away(home: Home) -> str:
    """Take every absence back that is not over."""
    today = str(home.today())
    open_ones = [a for a in home.ledger.all(Away) if a.last >= today]
    words = f"no longer away ({len(open_ones)} taken back)"
    if open_ones:
        home.ledger.act("away", words, [Change("away", a.id, None) for a in open_ones])
    return words


def item_of(home: Home, made: Contribution) -> PlanItem | None:
    """The item of the week that a contribution carries out: the one it names, else the one accepted for its thread."""
    if made.item:
        return home.ledger.get(PlanItem, made.item)
    if not made.thread:
        return None
    week = str(Week.of(local_date(made.at, home.zone)))
    found = home.ledger.where(PlanItem, week=week, thread=made.thread)
    return next((item for item in found if item.state in ("accepted", "pinned")), None)


def _item(item: PlanItem) -> Change:
    return Change("item", item.id, item.dump())


def _threads(threads: Sequence[Thread]) -> str:
    if len(threads) == 1:
        return shorten(threads[0].title, 60)
    return f"{len(threads)} threads"


def _items(items: Sequence[PlanItem]) -> str:
    if len(items) == 1:
        return shorten(items[0].title, 60)
    return f"{len(items)} items"


def _answers(home: Home, made: Contribution) -> list[Change]:
    """Owed answers that this contribution gives: those of its person in its thread, as far as it names them."""
    if not (made.person or made.thread):
        return []
    who = merged(home, made.person)
    return [
        Change("followup", owed.id, {"state": "answered"})
        for owed in home.ledger.where(FollowUp, state="owed")
        if owed.at <= made.at
        and (not made.person or merged(home, owed.person) == who)
        and (not made.thread or owed.thread == made.thread)
    ]
