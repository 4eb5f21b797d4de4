"""The planning problem and its answer, as values (design: planning, section 8, gives the same as JSON)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forumplan.domain.spread import Spread

DIRECT = "direct"
"""The venue of private contact: no cap, no cool-down, no spread."""


@dataclass(frozen=True, slots=True)
class PlanGoal:
    """`theta`: strength 0 reach .. 1 depth."""

    id: str
    weight: float = 1.0
    theta: float = 0.0


@dataclass(frozen=True, slots=True)
class PlanVenue:
    """`posted_days_ago`: own posts of capped kinds, repeats allowed. `promo_left` None: no limit. `wish`: at least."""

    id: str
    type: str = ""
    quality: float = 0.5
    audience: float = 0.0
    half_life_hours: float = 60.0
    cap_per_week: int = 2
    cooldown_days: int = 2
    posted_days_ago: tuple[int, ...] = ()
    promo_left: int | None = None
    wish: int = 0


@dataclass(frozen=True, slots=True)
class PlanPerson:
    """`strength` of the tie today, `relevance` 0..1, `focus`: goals that keep this person close (None: planner's)."""

    id: str
    strength: float = 0.0
    last_contact_days: float = 1e9
    relevance: float = 0.5
    tau_days: float | None = None
    focus: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class PreviousItem:
    """An item of the last plan: accepted ones are kept if they can be, locked ones whatever it costs."""

    candidate: str
    day: int
    accepted: bool = True
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could be done. `minutes` a multiple of 5; `due_day` may lie outside the week."""

    id: str
    venue: str
    kind: str
    goal: str
    relevance: float
    minutes: int
    age_hours: float = 0.0
    replies: int = 0
    person: str = ""
    thread: str = ""
    due_day: int | None = None
    promo: bool = False
    new: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A week to plan. `today` 0 Monday .. 6, negative for a coming week; `minutes` left by day.

    `stickiness`: what keeping an accepted item is worth, in units of a venue's best candidate; None: the planner's.
    """

    week: str
    today: int
    minutes: Mapping[int, int]
    goals: tuple[PlanGoal, ...]
    venues: tuple[PlanVenue, ...]
    people: tuple[PlanPerson, ...] = ()
    previous: tuple[PreviousItem, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    maintenance_share: float | None = None
    growth_cap: int | None = None
    stickiness: float | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What an item adds to the value of the plan, by source."""

    help: float = 0.0
    reach: float = 0.0
    tie: float = 0.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """One item of an answer."""

    candidate: str
    day: int
    parts: Parts = Parts()


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan in the order to do it. `bound` is certified: no feasible plan is worth more. `unmet`: lines in words."""

    items: tuple[Chosen, ...]
    value: float
    bound: float
    gap: float
    proven: bool
    stopped: str
    spread: Spread
    unmet: tuple[str, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
