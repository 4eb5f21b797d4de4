"""Whom each goal keeps close, how many the minutes can hold, what growth would cost (design: planning, section 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forumplan.domain import ties
from forumplan.domain.goal import Goal, strength_word
from forumplan.domain.text import hours_minutes, plural
from forumplan.domain.times import local_date
from forumplan.plan.constants import DEPTH_THETA, FOCUS_MOST, maintenance_share
from forumplan.plan.focus import focus_size
from forumplan.services.home import Home
from forumplan.services.minutes import minutes_for
from forumplan.services.people import Tie

ENOUGH_CONTACTS = 3
"""Who was met so often for a goal may be kept close without a rating."""
WOULD = {
    "read": "would read me",
    "recommend": "would recommend me",
    "hire": "would hire me",
    "partner": "would be my partner",
}


@dataclass(frozen=True, slots=True)
class FocusList:
    """The people one goal keeps close, best first. `asked`: as many as feeds.toml asks for; `room`: as many as can be.

    `wanted` belong here but found no room; `held` of `people` are at `target` strength or above today.
    """

    goal: Goal
    asked: int
    room: int
    people: tuple[str, ...]
    wanted: tuple[str, ...]
    held: int
    target: float

    @property
    def crowded(self) -> bool:
        """Whether somebody who belongs here found no room."""
        return len(self.people) + len(self.wanted) > self.room

    def sentence(self) -> str:
        """What to think about, if more are asked for than can be kept; else ""."""
        if self.room >= self.asked:
            return ""
        keep = f"or keep {self.room}?" if self.room else "or keep nobody?"
        return (
            f"At “{self._would}” you can keep {self.room}; you asked for {self.asked}. "
            f"Lower the strength, add hours, {keep}"
        )

    def room_words(self) -> str:
        """How many people there is room for, whatever was asked."""
        keep = plural(self.room, "person", "people") if self.room else "nobody"
        return f"at “{self._would}” your minutes can keep {keep} close"

    @property
    def _would(self) -> str:
        return WOULD[strength_word(self.goal.strength)]


@dataclass(frozen=True, slots=True)
class Capacity:
    """The week's minutes against those that the people kept close need. `new_people`: met for the first time this week.

    `spare` is what is left for new people, negative where even those kept are too many; `growth_cap`: new people that
    `spare` has room for.
    """

    minutes: int
    needed: int
    new_people: int
    growth_cap: int

    @property
    def spare(self) -> int:
        return self.minutes - self.needed

    def warning(self, kept: int) -> str:
        """What growth breaks, in words; "" if nothing."""
        if kept and self.spare < 0:
            return (
                f"{plural(kept, 'person', 'people')} kept close need {hours_minutes(self.needed)} a week; "
                f"you have {hours_minutes(self.minutes)}"
            )
        if kept and self.new_people > self.growth_cap:
            over = plural(self.new_people, "new person", "new people")
            return f"{over} this week leave too little for the {kept} you keep close"
        return ""


def lists(home: Home, known: Mapping[str, Tie], goals: Iterable[Goal] | None = None) -> list[FocusList]:
    """The focus list of every open goal that keeps people close, in the order of feeds.toml.

    `goals`: others than those of feeds.toml, such as with a strength that is only tried out.
    """
    wanted = home.settings.goals if goals is None else goals
    deep = [goal for goal in wanted if goal.strength >= DEPTH_THETA and goal.open_on(home.today())]
    whole = sum(goal.weight for goal in deep) or 1.0
    minutes = _contact_minutes(home)
    found = []
    for goal in deep:
        share = home.settings.week.maintenance_share
        share = maintenance_share(goal.strength) if share is None else share
        contacts = _week_minutes(home) * share * goal.weight / whole / minutes
        found.append(_list(goal, focus_size(goal.strength, contacts), known))
    return found


def keepers(found: list[FocusList]) -> dict[str, Goal]:
    """For each person on a list, the goal that asks for the strongest tie."""
    kept: dict[str, Goal] = {}
    for one in sorted(found, key=lambda one: (-one.target, one.goal.id)):
        for person in one.people:
            kept.setdefault(person, one.goal)
    return kept


def capacity(home: Home, known: Mapping[str, Tie], kept: Mapping[str, Goal]) -> Capacity:
    """Minutes a week against what the people kept close, and the answers owed, take of them."""
    each = _contact_minutes(home)
    needed = sum(7.0 / wait * each for who, tie in known.items() if (wait := wait_days(tie, kept.get(who))))
    needed += sum(tie.owed for tie in known.values()) * minutes_for(home, "", "follow-up", "")
    total = _week_minutes(home)
    monday = home.week().monday
    new = sum(local_date(at, home.zone) >= monday for at in home.ledger.deeds.first_met().values())
    reply = minutes_for(home, "", "reply", "")
    return Capacity(total, round(needed), new, max(0, int((total - needed) / reply)))


def wait_days(tie: Tie, goal: Goal | None) -> float | None:
    """The longest wait between contacts: the user's own interval, else what the goal's strength asks for; None: any."""
    if tie.cadence_days:
        return tie.cadence_days
    return None if goal is None else ties.hold_days(ties.target_strength(goal.strength), tie.tau_days)


def _list(goal: Goal, size: int, known: Mapping[str, Tie]) -> FocusList:
    target = ties.target_strength(goal.strength)

    def belongs(tie: Tie) -> bool:
        if goal.id in tie.left_out:
            return False
        met = tie.contacts_by_goal.get(goal.id, 0) >= ENOUGH_CONTACTS
        return goal.id in tie.focus or goal.id in tie.relevant or met

    def rank(tie: Tie) -> tuple[bool, float, str]:
        relevance = tie.relevant[goal.id] / 5 if goal.id in tie.relevant else tie.relevance()
        return (goal.id not in tie.focus, -relevance * (0.5 + min(1.0, tie.strength / target)), tie.person)

    ranked = sorted((tie for tie in known.values() if belongs(tie)), key=rank)
    asked = min(goal.focus, FOCUS_MOST)
    room = min(asked, size)
    inside = ranked[:room]
    return FocusList(
        goal,
        goal.focus,
        min(FOCUS_MOST, size),
        tuple(tie.person for tie in inside),
        tuple(tie.person for tie in ranked[room:]),
        sum(tie.strength >= target for tie in inside),
        target,
    )


def _week_minutes(home: Home) -> int:
    """Minutes of a usual week for contributions."""
    week = home.settings.week
    return max(0, sum(week.minutes.values()) - week.triage_minutes)


def _contact_minutes(home: Home) -> int:
    return minutes_for(home, "", "touch", "")
