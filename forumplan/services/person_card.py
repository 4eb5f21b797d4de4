"""People as a screen or command shows them: who waits, who is due, and what passed between you."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from forumplan.domain import ties
from forumplan.domain.errors import UsageError
from forumplan.domain.records import Contribution, FollowUp, Person
from forumplan.domain.text import nearest
from forumplan.domain.times import DAY
from forumplan.services.home import Home
from forumplan.services.people import Tie, all_ties, merged_into, owed_answers
from forumplan.services.wording import OWED_WORDS

KEPT_FROM = 0.4
"""Goals of this strength and more ask for regular contact with the people rated for them."""
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's tie, the answers owed to them (oldest first), and in how many days a contact is due (None: never)."""

    tie: Tie
    owed: tuple[FollowUp, ...] = ()
    due_days: float | None = None

    @property
    def cooling(self) -> bool:
        """Whether the time for a contact has passed."""
        return self.due_days is not None and self.due_days < 0


@dataclass(frozen=True, slots=True)
class Passed:
    """One thing that passed between you: `mine` is what the user did; `at` seconds since the epoch."""

    at: int
    mine: bool
    what: str
    title: str
    venue: str


def standings(home: Home) -> list[Standing]:
    """Everybody who is tracked: those who wait first, then those due soonest, then the closest."""
    owed: dict[str, list[FollowUp]] = defaultdict(list)
    people = {one.id: one for one in home.ledger.all(Person)}
    for followup in owed_answers(home):
        owed[merged_into(followup.person, people)].append(followup)
    found = [Standing(tie, tuple(owed[tie.person]), due_days(home, tie)) for tie in all_ties(home).values()]
    return sorted(found, key=_order)


def due_days(home: Home, tie: Tie) -> float | None:
    """Days until a contact is due, negative once it has passed; None where nothing asks for one.

    The wait is the user's own cadence, else what holds the tie at the strength its goal needs (domain.ties).
    """
    goal = next((g for g in home.settings.goals if g.id in tie.relevant and g.strength >= KEPT_FROM), None)
    if math.isinf(tie.last_days) or (goal is None and tie.cadence_days is None):
        return None
    wait = tie.cadence_days or ties.hold_days(ties.target_strength(goal.strength if goal else 0.0), tie.tau_days)
    return max(wait - tie.last_days, (tie.snoozed_until - home.clock()) / DAY)


def passed(home: Home, person: str) -> list[Passed]:
    """What passed between the user and somebody, newest first."""
    people = {one.id: one for one in home.ledger.all(Person)}
    found = [
        Passed(one.at, True, one.kind, one.title or one.note, one.venue)
        for one in home.ledger.all(Contribution)
        if one.person and merged_into(one.person, people) == person
    ]
    found += [
        Passed(one.at, False, OWED_WORDS[one.reason], one.title, one.venue)
        for one in home.ledger.all(FollowUp)
        if merged_into(one.person, people) == person
    ]
    return sorted(found, key=lambda one: (-one.at, one.title))


def find(home: Home, wanted: str) -> Tie:
    """Somebody by id or name. UsageError if nobody, or more than one, is called so."""
    known = all_ties(home)
    if wanted in known:
        return known[wanted]
    named = [tie for tie in known.values() if tie.name.casefold() == wanted.strip().casefold()]
    if len(named) == 1:
        return named[0]
    if named:
        raise UsageError(f"{wanted}: more than one is called so: {', '.join(tie.person for tie in named)}; give the id")
    near = nearest(wanted, [tie.name for tie in known.values()])
    hint = f"did you mean {near}?" if near else "forumplan people shows whom you know"
    raise UsageError(f"{wanted}: nobody is called so; {hint}")


def _order(one: Standing) -> tuple[float, float, float, str]:
    first = min((followup.due_at for followup in one.owed), default=math.inf)
    return (first, one.due_days if one.due_days is not None else math.inf, -one.tie.strength, one.tie.name)


def counts(found: Iterable[Standing]) -> tuple[int, int, int]:
    """(people, answers owed, people whose contact is overdue)."""
    rows = list(found)
    return len(rows), sum(len(one.owed) for one in rows), sum(one.cooling for one in rows)
