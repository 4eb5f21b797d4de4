"""What the ledger knows: labels, contributions, plan items, follow-ups, people, rules, ideas, days away.

Each is the state of one entity after its events are folded (see events). `Record.load` ignores keys it does not know,
so that a record written by a newer version still reads. `copy`, where a record has one, is the ThreadCopy of its thread
as an object; None where it was not read with the record, which then changes without it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, Self

ItemKind = Literal["reply", "new-topic", "follow-up", "touch", "slot", "placement"]
ItemState = Literal["proposed", "accepted", "pinned", "done", "dropped"]
ContributionKind = Literal["reply", "new-topic", "follow-up", "touch", "slot", "placement", "call", "meeting", "mail"]
IdeaKind = Literal["new-topic", "placement"]
Outcome = Literal["", "helped", "reply", "thanks", "lead", "request", "nothing"]
PRIVATE_KINDS = frozenset({"follow-up", "touch", "call", "meeting", "mail"})
"""Kinds that do not count as a post in a venue: no cap, cool-down, promotion share or spread."""


@dataclass(frozen=True, slots=True)
class Record:
    """A state with an id, made from and into the JSON object that events patch."""

    id: str

    @classmethod
    def load(cls, entity: str, data: dict[str, Any]) -> Self:
        names, tuples = _shape(cls)
        if not data.keys() <= names:
            data = {key: value for key, value in data.items() if key in names}
        if tuples:
            data = data | {key: tuple(data[key]) for key in tuples & data.keys()}
        return cls(entity, **data)

    def dump(self) -> dict[str, Any]:
        """Every field but the id, and but a copy that was not read, for the event that creates it."""
        data = asdict(self)
        del data["id"]
        if data.get("copy", self) is None:
            del data["copy"]
        return data


_SHAPES: dict[type, tuple[frozenset[str], frozenset[str]]] = {}
"""Worked out once a kind: screens load tens of thousands of records."""


def _shape(record: type[Record]) -> tuple[frozenset[str], frozenset[str]]:
    """The names of all fields but the id, and of those that hold tuples."""
    if record not in _SHAPES:
        names = frozenset(f.name for f in fields(record)) - {"id"}
        _SHAPES[record] = (names, frozenset(f.name for f in fields(record) if str(f.type).startswith("tuple")))
    return _SHAPES[record]


@dataclass(frozen=True, slots=True)
class Label(Record):
    """The user's yes (1) or no (0) on a thread for a goal. Id `GOAL/THREAD`.

    `imported`: it came with a file, so nothing had been suggested. `sure`: the same was said twice, so it is no slip.
    """

    goal: str = ""
    thread: str = ""
    value: int = 1
    at: int = 0
    copy: dict[str, Any] | None = field(default_factory=dict)
    imported: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Dismissal(Record):
    """A thread the user does not want to see; teaches nothing. The id is the thread's."""

    at: int = 0
    copy: dict[str, Any] | None = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contribution(Record):
    """Something the user did in a venue or with a person. `item`: the plan item it was, if planned.

    `short`: a reply that was planned as a short one.
    """

    at: int = 0
    kind: ContributionKind = "reply"
    venue: str = ""
    thread: str = ""
    title: str = ""
    url: str = ""
    goal: str = ""
    minutes: int = 0
    promo: bool = False
    person: str = ""
    person_name: str = ""
    item: str = ""
    note: str = ""
    outcome: Outcome = ""
    request_relevant: bool | None = None
    short: bool = False
    copy: dict[str, Any] | None = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanItem(Record):
    """A contribution the plan proposes. `day` 0 Monday .. 6 of `week`; only acts of the user make it a record.

    `candidate` names what it was made of, so that the next plan knows it again. `short`: a reply kept short.
    """

    week: str = ""
    day: int = 0
    candidate: str = ""
    venue: str = ""
    kind: ItemKind = "reply"
    goal: str = ""
    thread: str = ""
    title: str = ""
    url: str = ""
    person: str = ""
    person_name: str = ""
    minutes: int = 15
    promo: bool = False
    due_day: int | None = None
    state: ItemState = "proposed"
    why: str = ""
    short: bool = False
    copy: dict[str, Any] | None = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FollowUp(Record):
    """An answer the user owes: `reason` says why (a reply to a post of mine, my name, a question in my topic).

    `answered_at`: when an answer that was not logged was written, as a feed showed it; 0 otherwise.
    """

    post: str = ""
    thread: str = ""
    venue: str = ""
    person: str = ""
    person_name: str = ""
    reason: Literal["reply", "name", "question"] = "reply"
    title: str = ""
    url: str = ""
    text: str = ""
    goal: str = ""
    at: int = 0
    due_at: int = 0
    state: Literal["owed", "answered", "no-answer"] = "owed"
    answered_at: int = 0


@dataclass(frozen=True, slots=True)
class Person(Record):
    """Somebody met in a venue or added by hand. `handles`: `VENUE/NAME`; `relevant`: rating 1..5 by goal.

    `focus`, `left_out`: goals for which the user keeps them close whatever their rating, or does not.
    """

    name: str = ""
    handles: tuple[str, ...] = ()
    relevant: dict[str, int] = field(default_factory=dict)
    focus: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    note: str = ""
    needs: str = ""
    offers: str = ""
    cadence_days: float | None = None
    snoozed_until: int = 0
    tracked: bool = True
    merged_into: str = ""
    added_at: int = 0


@dataclass(frozen=True, slots=True)
class Rule(Record):
    """A rule above the model: threads that match `terms` are pinned to the top or hidden."""

    act: Literal["pin", "mute"] = "pin"
    terms: str = ""
    goal: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Idea(Record):
    """Something the user wants to write when there is room: a new topic in a venue, or an article placed there.

    It is a candidate of every week until an item made of it is done. `minutes` 0: as many as its kind usually takes.
    """

    kind: IdeaKind = "new-topic"
    venue: str = ""
    title: str = ""
    url: str = ""
    goal: str = ""
    minutes: int = 0
    promo: bool = False
    at: int = 0


@dataclass(frozen=True, slots=True)
class Away(Record):
    """Days without budget and without clocks; ISO dates, both included."""

    first: str = ""
    last: str = ""


RECORDS: dict[str, type[Record]] = {
    "label": Label,
    "dismissal": Dismissal,
    "contribution": Contribution,
    "item": PlanItem,
    "followup": FollowUp,
    "person": Person,
    "rule": Rule,
    "away": Away,
    "idea": Idea,
}
"""The kinds of entity that the ledger folds into records."""
