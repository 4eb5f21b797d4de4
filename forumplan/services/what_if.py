"""Another week beside this one: what it would be worth, where it would go, whom it would reach, what would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from forumplan.domain.records import PRIVATE_KINDS, PlanItem
from forumplan.domain.text import hours_minutes, plural
from forumplan.domain.week import Week
from forumplan.plan.objective import value
from forumplan.plan.tableau import tableau
from forumplan.services import planning, proposals, ranking
from forumplan.services.changes import Change, changes
from forumplan.services.home import Home
from forumplan.services.left_out import LeftOut
from forumplan.services.planning import WeekPlan, spread_of
from forumplan.services.spread_first import solve_week
from forumplan.services.week_problem import Drafted, WhatIf, draft

SAME = 0.005
"""Weeks whose values differ by less than this share are worth the same."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Another week, how it compares with this one in words, and the items that would change."""

    plan: WeekPlan
    words: tuple[str, ...]
    changes: tuple[Change, ...]


def beside(home: Home, what_if: WhatIf, week: Week | None = None) -> Beside:
    """A week as it would be; both are solved to the same end. Nothing is kept. Raises what planning.plan_week does."""
    ranking.refresh_rankings(home)
    week = week or home.week()
    drafted, other = draft(home, week), draft(home, week, what_if)
    solved = solve_week(other)
    now, then = _shown(home, drafted), planning.as_shown(home, other, solved)
    worth = _worth(drafted, [(one.candidate, one.day) for one in _open(then)]) if what_if.strengths else then.value
    words = (
        _worth_words(now.value, worth, by_today=bool(what_if.strengths)),
        f"{_posts(then)}{_instead(_posts(then), _posts(now))}",
        f"{_people(then)}{_instead(_people(then), _people(now))}",
        f"{_minutes(then)}{_instead(_minutes(then), _minutes(now))}",
    )
    return Beside(then, words, tuple(changes(home, other, LeftOut(other, solved.answer), _open(now), _open(then))))


def _shown(home: Home, drafted: Drafted) -> WeekPlan:
    """The week as it is: the one on the screen if none is better, so that what is compared with is what is seen."""
    made = planning.as_shown(home, drafted, solve_week(drafted))
    shown = proposals.open_items(home, drafted.week)
    pairs = [(one.candidate, one.day) for one in shown]
    if all(name in drafted.proposals and day >= drafted.problem.today for name, day in pairs):
        worth = _worth(drafted, pairs)
        if worth >= (1 - SAME) * made.value:
            done = [one for one in made.items if one.state == "done"]
            items = (*done, *shown)
            return replace(made, items=items, spread=spread_of(items), value=worth)
    return made


def _open(plan: WeekPlan) -> list[PlanItem]:
    return [one for one in plan.items if one.state != "done"]


def _worth(drafted: Drafted, pairs: Iterable[tuple[str, int]]) -> float:
    """What items by candidate and day are worth to the goals as they are today, as far as they are known to them."""
    t = tableau(drafted.problem)
    index = {name: i for i, name in enumerate(t.ids)}
    return value(t, [(index[name], day) for name, day in pairs if name in index]).total


def _worth_words(now: float, then: float, *, by_today: bool) -> str:
    by = "to your goals as they are, " if by_today else ""
    if now <= 0 or abs(then - now) <= SAME * now:
        return f"{by}worth as much as this week"
    return f"{by}worth {abs(then / now - 1):.0%} {'more' if then > now else 'less'} than this week"


def _posts(plan: WeekPlan) -> str:
    posts = sum(one.kind not in PRIVATE_KINDS for one in plan.items)
    return f"{plural(posts, 'post')} in {plural(plan.spread.venues, 'venue')}"


def _people(plan: WeekPlan) -> str:
    return f"{plural(len({one.person for one in plan.items if one.person}), 'person', 'people')} answered or written to"


def _minutes(plan: WeekPlan) -> str:
    return f"{hours_minutes(plan.minutes_done + plan.minutes_planned)} of {hours_minutes(plan.minutes)} used"


def _instead(then: str, now: str) -> str:
    return "" if then == now else f" (now {now.removesuffix(' answered or written to').removesuffix(' used')})"
