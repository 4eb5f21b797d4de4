"""People as a screen or command shows them: who waits, who is due, and what passed between you."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from forumplan.domain import ties
from forumplan.domain.errors import UsageError
from forumplan.domain.goal import Goal
from forumplan.domain.records import Contribution, FollowUp, Person
from forumplan.domain.text import nearest
from forumplan.domain.times import DAY
from forumplan.services import focus
from forumplan.services.clocks import Clocks
from forumplan.services.focus import Capacity, FocusList
from forumplan.services.home import Home
from forumplan.services.kept import kept
from forumplan.services.people import Tie, all_ties, contacts, ids_of, merged_into, owed_answers
from forumplan.services.wording import OWED_WORDS

SOON_DAYS = 7
SILENT_DAYS = 730
"""People of whom nothing was heard for so long are let go, after asking."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's tie, the answers owed to them (oldest first), and in how many days a contact is due (None: never).

    `goal` is the one that keeps them close, if one does.
    """

    tie: Tie
    owed: tuple[FollowUp, ...] = ()
    due_days: float | None = None
    goal: Goal | None = None

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


@dataclass(frozen=True, slots=True)
class Circle:
    """Everybody who is tracked, and what keeping them takes. `twins`: pairs that may be one person under one name.

    `rows`: those who wait first, then those due soonest, then the closest; `silent`: of whom nothing was heard for two
    years.
    """

    rows: tuple[Standing, ...] = ()
    lists: tuple[FocusList, ...] = ()
    kept: Mapping[str, Goal] = field(default_factory=dict)
    capacity: Capacity = field(default_factory=lambda: Capacity(0, 0, 0, 0))
    silent: tuple[Tie, ...] = ()
    twins: tuple[tuple[Tie, Tie], ...] = ()

    def warnings(self) -> list[str]:
        """What does not fit, in words: more people asked for than can be kept, growth that breaks what is held."""
        said = [one.sentence() for one in self.lists if one.crowded]
        return [words for words in (self.capacity.warning(len(self.kept)), *said) if words]


@kept
def circle(home: Home) -> Circle:
    """Everybody, read once."""
    owed: dict[str, list[FollowUp]] = defaultdict(list)
    for followup in owed_answers(home):
        owed[followup.person].append(followup)
    known = all_ties(home)
    lists = focus.lists(home, known)
    kept = focus.keepers(lists)
    now = home.clock()
    rows = [
        Standing(tie, tuple(owed[tie.person]), due_days(tie, kept.get(tie.person), now), kept.get(tie.person))
        for tie in known.values()
    ]
    return Circle(
        tuple(sorted(rows, key=_order)),
        tuple(lists),
        kept,
        focus.capacity(home, known, kept),
        tuple(tie for tie in known.values() if SILENT_DAYS <= tie.silent_days < math.inf and not tie.owed),
        tuple(_twins(known)),
    )


def standings(home: Home) -> list[Standing]:
    """Everybody who is tracked, in the order of `circle`."""
    return list(circle(home).rows)


def _twins(known: Mapping[str, Tie]) -> Iterator[tuple[Tie, Tie]]:
    """People of one name met in different places, the better known first."""
    named: dict[str, list[Tie]] = defaultdict(list)
    for tie in known.values():
        named[tie.name.casefold()].append(tie)
    for same in named.values():
        first, *others = sorted(same, key=lambda tie: (-tie.contacts, tie.person))
        yield from ((first, other) for other in others)


def due_days(tie: Tie, goal: Goal | None, now: int) -> float | None:
    """Days until a contact is due, negative once it has passed; None where nothing asks for one.

    `goal` keeps them close. The wait is the user's own interval for them, else what the goal's strength needs.
    """
    wait = focus.wait_days(tie, goal)
    if wait is None or math.isinf(tie.last_days):
        return None
    return max(wait - tie.last_days, (tie.snoozed_until - now) / DAY)


def strengths(home: Home, person: str, weeks: int) -> list[float]:
    """The strength of a tie at the end of each of the last weeks, today's last."""
    clocks = Clocks.of(home)
    moments = [clocks.day(home.clock() - 7 * DAY * back) for back in range(weeks - 1, -1, -1)]
    return ties.course(contacts(home).get(person, []), moments)


def passed(home: Home, person: str) -> list[Passed]:
    """What passed between the user and somebody, newest first."""
    found = []
    for who in ids_of(home, person):
        found += [
            Passed(one.at, True, one.kind, one.title or one.note, one.venue)
            for one in home.ledger.since(Contribution, 0, person=who)
        ]
        found += [
            Passed(one.at, False, OWED_WORDS[one.reason], one.title, one.venue)
            for one in home.ledger.since(FollowUp, 0, person=who)
        ]
    return sorted(found, key=lambda one: (-one.at, one.title))


def find(home: Home, wanted: str) -> Tie:
    """Somebody by id or name. UsageError if nobody, or more than one, is called so."""
    known = all_ties(home)
    people = {one.id: one for one in home.ledger.all(Person)}
    if (who := merged_into(wanted, people)) in known:
        return known[who]
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
