"""A problem as arrays: what each candidate is worth on each day, and what it would use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forumplan.domain.planning import DIRECT, Candidate, PlanGoal, PlanVenue, PreviousItem, Problem
from forumplan.plan import constants as k
from forumplan.plan.focus import focus_people, is_due, need
from forumplan.plan.later import later
from forumplan.plan.maintenance import growth_cap, mean_share
from forumplan.plan.venue_reach import past_exposure, reach_points, shape_at
from forumplan.plan.worth import Worth, worth

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Tableau:
    """n candidates by 7 days, in the order of their ids: the order of the input changes nothing.

    `worth` points alone; `minutes`, `venue`, `thread` [n]; `group` [n] index of (venue, goal), -1 without exposure;
    `person` [n] index into `people`, -1 for none; `capped`, `owed`, `due_touch`, `promo`, `new` [n] bool;
    `budget` [7] minutes; `scale` [groups] points of the first unit of exposure, `shape` [groups, chords] what more
    of it adds to that of earlier posts, in such units;
    `gain` [people, 2] points of the week's first and second contact;
    `brought` [n, 7] points for the answers that an item will bring, which its tie is without already;
    `alone` [n, 7] reach of an item that is alone in its venue this week;
    `share_minutes` of maintenance earn `owed_price` or `touch_price` each; `price` one unit of soft prices;
    `sticky` [n, 7] points for keeping; `wish` [v] items still wished, as far as the venue's cap and candidates go;
    `locks` ((candidate, day), ...).
    """

    ids: tuple[str, ...]
    venues: tuple[PlanVenue, ...]
    people: tuple[str, ...]
    today: int
    worth: Worth
    minutes: Ints
    venue: Ints
    group: Ints
    person: Ints
    thread: Ints
    capped: Bools
    owed: Bools
    due_touch: Bools
    promo: Bools
    new: Bools
    budget: Ints
    scale: Floats
    shape: Floats
    alone: Floats
    gain: Floats
    brought: Floats
    share_minutes: float
    owed_price: float
    touch_price: float
    growth_cap: int
    price: float
    sticky: Floats
    wish: Ints
    locks: tuple[tuple[int, int], ...]

    @property
    def first_day(self) -> int:
        """The first day that is not over."""
        return max(self.today, 0)


def tableau(problem: Problem) -> Tableau:
    """The arrays of a valid problem (formulas: design, planning, sections 1 to 3)."""
    problem = _sorted(problem)
    candidates, venues = list(problem.candidates), problem.venues
    people = tuple(sorted({c.person for c in candidates if c.person}))
    kinds, plain = _kinds(problem, candidates), _plain(problem, candidates, venues, people)
    points, gain = worth(problem, candidates, kinds["capped"]), _gains(problem, people)
    reach = _groups(problem, candidates, plain["venue"], venues, kinds["capped"])
    alone = _reach_alone(points, reach)
    found = later(
        points,
        public=np.where(points.open & kinds["capped"][:, None], points.help + points.tie + alone, -np.inf),
        owed=kinds["owed"],
        overdue=kinds["owed"] & _overdue(candidates, problem.today),
        touched=_touched(points, gain, plain["person"], candidates),
        minutes=plain["minutes"],
        venue=plain["venue"],
        budget=plain["budget"],
        today=problem.today,
    )
    points = found.points
    price = _unit_price(_best_alone(points, alone, gain, plain["person"], kinds["capped"]), plain["venue"])
    locks, sticky = _previous(problem, candidates, price)
    return Tableau(
        ids=tuple(c.id for c in candidates),
        venues=venues,
        people=people,
        today=problem.today,
        worth=points,
        alone=alone,
        gain=gain,
        brought=found.brought,
        owed_price=found.owed_price,
        touch_price=found.touch_price,
        price=price,
        sticky=sticky,
        wish=_wish(problem, plain["venue"], kinds["capped"], locks),
        locks=locks,
        **plain,
        **kinds,
        **reach,
        **_kept(problem, plain, kinds),
    )


def _sorted(problem: Problem) -> Problem:
    """The same problem by ids: sums of floats depend on their order, and the order of the input must change nothing."""
    return replace(
        problem,
        goals=tuple(sorted(problem.goals, key=lambda g: g.id)),
        venues=tuple(sorted(problem.venues, key=lambda v: v.id)),
        people=tuple(sorted(problem.people, key=lambda p: p.id)),
        candidates=tuple(sorted(problem.candidates, key=lambda c: c.id)),
    )


def _plain(
    problem: Problem, candidates: list[Candidate], venues: tuple[PlanVenue, ...], people: tuple[str, ...]
) -> dict[str, Any]:
    budget = [problem.minutes.get(d, 0) if d >= problem.today else 0 for d in range(k.DAYS)]
    return {
        "minutes": np.array([c.minutes for c in candidates], dtype=np.int64),
        "venue": _positions([c.venue for c in candidates], [v.id for v in venues]),
        "person": _positions([c.person for c in candidates], list(people)),
        "thread": _indices([c.thread or c.id for c in candidates]),
        "budget": np.array(budget, dtype=np.int64),
    }


def _overdue(candidates: list[Candidate], today: int) -> Bools:
    """Candidates [n] whose day is over before the first open one."""
    return np.array([c.due_day is not None and c.due_day < max(0, today) for c in candidates], dtype=np.bool_)


def _kept(problem: Problem, plain: dict[str, Any], kinds: dict[str, Any]) -> dict[str, Any]:
    """The minutes of the week that maintenance may take at its full price, and what it leaves for new contacts."""
    share = mean_share(problem.goals) if problem.maintenance_share is None else problem.maintenance_share
    whole, cap = int(plain["budget"].sum()), problem.growth_cap
    if cap is None:
        private = kinds["owed"] | kinds["due_touch"]
        cap = growth_cap(whole, plain["minutes"], plain["thread"], private, kinds["new"])
    return {"share_minutes": share * float(whole), "growth_cap": cap}


def _kinds(problem: Problem, candidates: list[Candidate]) -> dict[str, Any]:
    focus, people = focus_people(problem), {p.id: p for p in problem.people}
    theta = {g.id: g.theta for g in problem.goals}

    def flags(values: list[bool]) -> Bools:
        return np.array(values, dtype=np.bool_)

    return {
        "capped": flags([c.kind in k.CAPPED_KINDS and c.venue != DIRECT for c in candidates]),
        "owed": flags([c.kind == k.OWED_KIND for c in candidates]),
        "due_touch": flags([is_due(c, people.get(c.person), focus, theta[c.goal]) for c in candidates]),
        "promo": flags([c.promo for c in candidates]),
        "new": flags([c.new for c in candidates]),
    }


def _indices(names: list[str]) -> Ints:
    return _positions(names, sorted(set(names)))


def _positions(names: list[str], order: list[str]) -> Ints:
    """The position of each name in `order`, -1 where it is not there."""
    position = {name: i for i, name in enumerate(order)}
    return np.array([position.get(name, -1) for name in names], dtype=np.int64)


def _groups(
    problem: Problem, candidates: list[Candidate], venue: Ints, venues: tuple[PlanVenue, ...], capped: Bools
) -> dict[str, Any]:
    """Group of each candidate, and scale and shape of each group, a group being a venue and a goal."""
    goals = {g.id: g for g in problem.goals}
    keys = [(v, c.goal) if public else None for v, c, public in zip(venue.tolist(), candidates, capped, strict=True)]
    groups = sorted({key for key in keys if key is not None})
    position = {key: i for i, key in enumerate(groups)}
    points, past = reach_points(venues), [past_exposure(v) for v in venues]
    kinds = {(goals[g].theta, past[v]) for v, g in groups}
    shapes = {kind: k.reach_shape(*kind) for kind in kinds}
    return {
        "group": np.array([position[key] if key is not None else -1 for key in keys], dtype=np.int64),
        "scale": np.array([_reach_weight(goals[g]) * points[v] for v, g in groups], dtype=float),
        "shape": np.array([shapes[goals[g].theta, past[v]] for v, g in groups]).reshape(-1, len(k.CHORDS)),
    }


def _reach_weight(goal: PlanGoal) -> float:
    return goal.weight * k.reach_part(goal.theta)


def _gains(problem: Problem, people: tuple[str, ...]) -> Floats:
    """Gain [people, 2] of the first and second contact: the sum over the goals that keep the person close."""
    focus, goals = focus_people(problem), problem.goals
    known = {p.id: p for p in problem.people}
    wanted = [sum(g.weight * need(known.get(p), g.theta) for g in goals if p in focus[g.id]) for p in people]
    return np.array([[rho * w for rho in k.CONTACT_GAINS] for w in wanted], dtype=float).reshape(-1, 2)


def _reach_alone(points: Worth, reach: dict[str, Any]) -> Floats:
    alone = np.zeros_like(points.exposure)
    inside = np.flatnonzero(reach["group"] >= 0)
    group = reach["group"][inside]
    scale, shape = reach["scale"][group], reach["shape"][group]
    for day in range(k.DAYS):
        alone[inside, day] = scale * shape_at(shape, points.exposure[inside, day])
    return alone


def _touched(points: Worth, gain: Floats, person: Ints, candidates: list[Candidate]) -> Floats:
    """The worth [n] of each touch as the first contact of the week; 0 for what is none."""
    touch = np.array([c.kind == k.TOUCH_KIND for c in candidates], dtype=np.bool_)
    first = np.where(person >= 0, gain[person, 0], 0.0) if len(gain) else 0.0
    return np.where(touch, points.tie.max(axis=1, initial=0.0) + first, 0.0)


def _best_alone(points: Worth, alone: Floats, gain: Floats, person: Ints, capped: Bools) -> Floats:
    """The value [n], alone, of each public candidate on its best open day; -inf for others."""
    value = np.where(points.open & capped[:, None], points.help + points.tie + alone, -np.inf)
    best: Floats = value.max(axis=1, initial=-np.inf)
    if len(gain):
        best += np.where(person >= 0, gain[person, 0], 0.0)
    return best


def _unit_price(best: Floats, venue: Ints) -> float:
    """Median over the venues of the value, alone, of the best open public candidate; 1 without any."""
    by_venue = np.full(int(venue.max(initial=-1)) + 1, -np.inf)
    np.maximum.at(by_venue, venue, best)
    found = by_venue[by_venue > 0]
    return float(np.median(found)) if len(found) else 1.0


def _previous(
    problem: Problem, candidates: list[Candidate], price: float
) -> tuple[tuple[tuple[int, int], ...], Floats]:
    """Locked (candidate, day) pairs, and points [n, 7] for keeping accepted items. Days that are over hold nothing.

    Of several items of one candidate a lock on a day that is left counts, else what was accepted, the first of them.
    """
    index = {c.id: i for i, c in enumerate(candidates)}
    sticky = np.zeros((len(candidates), k.DAYS))
    keeping = k.STICKY_PRICE if problem.stickiness is None else problem.stickiness
    locks: dict[int, int] = {}

    def stands(item: PreviousItem) -> bool:
        return item.locked and max(problem.today, 0) <= item.day < k.DAYS

    def order(item: PreviousItem) -> tuple[str, bool, bool, int]:
        return (item.candidate, not stands(item), not (item.accepted or item.locked), item.day)

    kept: set[int] = set()
    for item in sorted(problem.previous, key=order):
        i = index.get(item.candidate, -1)
        if i < 0 or i in kept:
            continue
        kept.add(i)
        if stands(item):
            locks[i] = item.day
        if item.accepted or item.locked:
            sticky[i] = keeping * price
            if 0 <= item.day < k.DAYS:
                sticky[i, item.day] += keeping * k.STICKY_DAY * price
    return tuple(sorted(locks.items())), sticky


def _wish(problem: Problem, venue: Ints, capped: Bools, locks: tuple[tuple[int, int], ...]) -> Ints:
    """What is left of the wishes [v], and could be done: were a million that nobody can do priced, the points of a
    whole plan would be rounding beside them.
    """
    there = np.bincount(venue[capped], minlength=len(problem.venues))
    locked = np.bincount(venue[[i for i, _ in locks]], minlength=len(problem.venues))
    most = np.minimum(there, np.maximum(locked, [v.cap_per_week for v in problem.venues]))
    return np.minimum(most, [wish_left(v, problem.today) for v in problem.venues]).astype(np.int64)


def wish_left(venue: PlanVenue, today: int) -> int:
    """Items the user still wishes in the venue: own posts since Monday count."""
    return max(0, venue.wish - sum(1 for age in venue.posted_days_ago if age <= today))
