"""What is otherwise in a week that was planned again, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from forumplan.domain.records import PRIVATE_KINDS, Contribution, Dismissal, FollowUp, PlanItem
from forumplan.domain.week import DAY_NAMES
from forumplan.services.home import Home
from forumplan.services.left_out import LeftOut
from forumplan.services.week_problem import Drafted

WAITED = {"answered": "answered", "no-answer": "needs no answer", "owed": "you leave them in peace for now"}
"""Why an answer is not to be given, by how it stands."""


@dataclass(frozen=True, slots=True)
class Change:
    """One item that is new (`+`), gone (`-`) or otherwise (`>`), and why, in words."""

    sign: Literal["+", "-", ">"]
    item: PlanItem
    words: str


def changes(
    home: Home, drafted: Drafted, left_out: LeftOut, before: Iterable[PlanItem], after: Iterable[PlanItem]
) -> list[Change]:
    """How the items `after` differ from those `before`: what is gone first, then by day.

    An answer that is to be shorter, or given in another venue where the same is told, is one change.
    """
    known = drafted.known

    def name(item: PlanItem) -> str:
        return known.discussion(item.thread) if item.kind == "reply" else item.candidate

    old, new = {name(one): one for one in before}, {name(one): one for one in after}
    found = [Change("-", one, _gone(home, drafted, left_out, one)) for key, one in old.items() if key not in new]
    for key, one in new.items():
        if key not in old:
            found.append(Change("+", one, one.why))
        else:
            words = _otherwise(drafted, old[key], one, new)
            if words:
                found.append(Change(">", one, words))
    return found


def _gone(home: Home, drafted: Drafted, left_out: LeftOut, item: PlanItem) -> str:
    """Why an item is no longer in the week."""
    if item.candidate in drafted.proposals:
        return left_out.why(item.candidate)
    if item.venue in drafted.without:
        return "left out, as you asked"
    if item.kind == "follow-up":
        owed = home.ledger.get(FollowUp, item.candidate.removeprefix("f:"))
        return WAITED.get(owed.state if owed else "", "nobody waits")
    if item.kind in PRIVATE_KINDS:
        return "no longer due"
    if home.settings.venue(item.venue) is None:
        return "its venue is no longer followed"
    return _settled(home, drafted, item)


def _settled(home: Home, drafted: Drafted, item: PlanItem) -> str:
    known = drafted.known
    discussion = known.discussion(item.thread)
    if discussion in {known.discussion(one.thread) for one in home.ledger.all(Contribution) if one.thread}:
        return "answered"
    if discussion in {known.discussion(one.id) for one in home.ledger.all(Dismissal)}:
        return "dismissed"
    if discussion in known.settled:
        return "you were seen to answer there"
    if (item.goal, item.thread) in known.off_topic:
        return "off topic, you said"
    thread = home.threads.find(item.thread) if item.thread else None
    if thread is not None and not known.is_open(thread, home.clock()):
        return "closed: too old to be read still"
    return "fits too little now, or is no longer shown"


def _otherwise(drafted: Drafted, old: PlanItem, new: PlanItem, items: Mapping[str, PlanItem]) -> str:
    """What is other about an item that stays; "" if nothing is."""
    words = []
    if old.venue != new.venue:
        words.append("in another venue, where the same is asked")
    if old.minutes != new.minutes:
        words.append(f"{new.minutes} minutes instead of {old.minutes}")
    if old.day != new.day:
        words.append(f"was {DAY_NAMES[old.day].capitalize()}{_left(drafted, old, items)}")
    return ", ".join(words)


def _left(drafted: Drafted, old: PlanItem, items: Mapping[str, PlanItem]) -> str:
    """Why the old day did not do, where that is plain."""
    problem = drafted.problem
    if old.day < problem.today:
        return ", which is over"
    used = sum(one.minutes for one in items.values() if one.day == old.day)
    return ", which is full" if problem.minutes.get(old.day, 0) - used < old.minutes else ""
