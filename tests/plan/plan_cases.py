"""Problems made for the tests of the planner, and the value of a plan by plain loops over the problem's own fields."""

from __future__ import annotations

import math
import random
from itertools import product

from forumplan.domain.planning import (
    DIRECT,
    Candidate,
    PlanGoal,
    PlanPerson,
    PlanVenue,
    PreviousItem,
    Problem,
)

PUBLIC = ("reply", "new-topic", "slot", "placement")


def problem(seed: int, *, venues: int = 6, candidates: int = 40, depth: bool = True) -> Problem:
    """A problem of every feature: locks that break limits, impossible wishes, owed answers, alternatives."""
    r = random.Random(seed)
    today = r.choice([-2, 0, 0, 0, 1, 2, 4, 6])
    goals = tuple(
        PlanGoal(f"g{n}", r.choice([0.5, 1.0, 2.0]), r.choice([0.0, 0.2, 0.5, 0.8, 1.0] if depth else [0.0]))
        for n in range(r.randint(1, 3))
    )
    places = tuple(_venue(r, n) for n in range(r.randint(1, venues)))
    places = (*places, PlanVenue(DIRECT, "direct", 1.0, 1, 1e6, 999, 0))
    focus = r.random() < 0.5
    people = tuple(_person(r, n, goals, focus) for n in range(r.randint(0, 8)))
    made = tuple(_candidate(r, n, places, goals) for n in range(r.randint(0, candidates)))
    return Problem(
        week="2026-W48",
        today=today,
        minutes={d: r.choice([0, 0, 20, 30, 45, 60, 90]) for d in range(7) if r.random() < 0.9},
        goals=goals,
        venues=places,
        people=people,
        previous=_previous(r, made),
        candidates=made,
        maintenance_share=r.choice([None, None, 0.0, 0.5, 1.0]),
        growth_cap=r.choice([None, None, 0, 1, 3]),
    )


def _venue(r: random.Random, n: int) -> PlanVenue:
    return PlanVenue(
        id=f"v{n}",
        type=r.choice(["reddit", "discourse", "list"]),
        quality=round(r.random(), 3),
        audience=r.choice([0, 50, 400, 3000]),
        half_life_hours=r.choice([5, 9, 40, 60, 150]),
        cap_per_week=r.randint(0, 4),
        cooldown_days=r.choice([0, 1, 1, 2, 3, 8]),
        posted_days_ago=tuple(r.choices(range(30), k=r.randint(0, 4))),
        promo_left=r.choice([None, 0, 1, 2]),
        wish=r.choice([0, 0, 0, 1, 5]),
    )


def _person(r: random.Random, n: int, goals: tuple[PlanGoal, ...], focus: bool) -> PlanPerson:
    return PlanPerson(
        id=f"p{n}",
        strength=round(r.random(), 3),
        last_contact_days=r.choice([0, 3, 12, 40, 400]),
        relevance=round(r.random(), 3),
        tau_days=r.choice([None, 60.0, 200.0]),
        focus=tuple(g.id for g in goals if r.random() < 0.4) if focus and r.random() < 0.7 else None,
    )


def _candidate(r: random.Random, n: int, venues: tuple[PlanVenue, ...], goals: tuple[PlanGoal, ...]) -> Candidate:
    kind = r.choice(["reply"] * 6 + ["new-topic", "slot", "placement", "follow-up", "follow-up", "touch"])
    place = r.choice(venues[:-1]).id if kind in PUBLIC else r.choice(venues).id
    return Candidate(
        id=f"c{n:03}",
        venue=place,
        kind=kind,
        goal=r.choice(goals).id,
        relevance=round(r.random(), 3),
        minutes=r.choice([5, 10, 15, 20, 25, 40]),
        age_hours=r.choice([0.0, 2.0, 5.5, 30.0, 100.0]),
        replies=r.choice([0, 0, 1, 3, 12]),
        person=r.choice(["", f"p{r.randint(0, 9)}"]),
        thread=r.choice(["", "", "", f"t{r.randint(0, 5)}"]),
        due_day=r.choice([None, -3, 0, 2, 5, 9]) if kind in ("follow-up", "touch") else None,
        promo=r.random() < 0.2,
        new=r.random() < 0.3,
    )


def _previous(r: random.Random, made: tuple[Candidate, ...]) -> tuple[PreviousItem, ...]:
    names = [c.id for c in made if r.random() < 0.15] + (["vanished"] if r.random() < 0.3 else [])
    return tuple(PreviousItem(n, r.randint(0, 6), r.random() < 0.7, r.random() < 0.3) for n in names)


def plain_value(p: Problem, plan: dict[str, int], first_contact: dict[str, float]) -> float:
    """Help, reach and tie of a plan (candidate id -> day), term by term as they are stated.

    `first_contact`: what the week's first contact with each person earns.
    """
    goals, venues = {g.id: g for g in p.goals}, {v.id: v for v in p.venues}
    people = {x.id: x for x in p.people}
    chosen = [(c, plan[c.id]) for c in p.candidates if c.id in plan]
    total = sum(_alone(p, goals[c.goal], venues[c.venue], people.get(c.person), c, d) for c, d in chosen)
    prices = _prices(p, first_contact)
    total -= sum(_later(p, c, d, first_contact, *prices) for c, d in chosen)
    for g, v in product(p.goals, p.venues):
        posts = 2 * sum(1 for age in v.posted_days_ago if age <= 28)
        more = sum(_exposure(v, c, d, p.today) for c, d in chosen if c.goal == g.id and c.venue == v.id and _public(c))
        total += g.weight * max(0.2, 1 - g.theta) ** 2 * 200 * v.quality * _readers(p, v) * _chord(g.theta, posts, more)
    return total


def _prices(p: Problem, first_contact: dict[str, float]) -> tuple[float, float]:
    """The pace of public items, and what a minute of an owed answer earns."""
    rates: dict[str, float] = {}
    touches = [0.0]
    for x in p.candidates:
        worth, brings = _worth_alone(p, x, first_contact)
        if _public(x):
            rate = max((a / (x.minutes + m) for a, m in zip(worth, brings, strict=True)), default=-1.0)
            rates[x.venue] = max(rate, rates.get(x.venue, -1.0))
        elif x.kind == "touch":
            touches.append(max(worth) / x.minutes)
    good = sorted(rate for rate in rates.values() if rate > 0)
    place, part = divmod(0.8 * (len(good) - 1), 1)
    pace = (1 - part) * good[int(place)] + part * good[min(int(place) + 1, len(good) - 1)] if good else 0.0
    return pace, max(3.5 * pace, *touches)


def _later(
    p: Problem, c: Candidate, day: int, first_contact: dict[str, float], pace: float, owed_price: float
) -> float:
    """What an item costs later: the answers that a public one brings, the wait that a private one makes longer."""
    put_off = day - max(0, p.today)
    if c.kind == "follow-up":
        overdue = c.due_day is not None and c.due_day < max(0, p.today)
        return (0.48 * (1 - 0.25**put_off) if overdue else 0.08 * put_off) * owed_price * c.minutes
    if c.kind == "touch":
        return 0.08 * put_off * max(_worth_alone(p, c, first_contact)[0])
    if not _public(c):
        return 0.0
    waiting = sum(x.minutes for x in p.candidates if x.kind == "follow-up")
    week = sum(m for d, m in p.minutes.items() if d >= p.today)
    brings = 3 + 4 * _readers(p, _place(p, c)) * _seen(_place(p, c), c, day, p.today)
    price = pace * (0.8 + 1.2 * min(2, waiting / max(1, week)))
    open_days = dict(zip(_open_days(p, c), _worth_alone(p, c, first_contact)[0], strict=True))
    return min(price * brings, 0.95 * max(0.0, open_days.get(day, 0.0)))


def _place(p: Problem, c: Candidate) -> PlanVenue:
    return next(v for v in p.venues if v.id == c.venue)


def _open_days(p: Problem, c: Candidate) -> list[int]:
    days = [d for d in range(7) if d >= p.today]
    if c.kind != "reply":
        return days
    half = _place(p, c).half_life_hours
    return [d for d in days if 2.0 ** (-(c.age_hours + 24 * (d - p.today) + 8) / half) >= 0.06]


def _worth_alone(p: Problem, c: Candidate, first_contact: dict[str, float]) -> tuple[list[float], list[float]]:
    """By day that it is open: the worth of a candidate that is the week's only one, and the minutes that it brings."""
    g, v = next(g for g in p.goals if g.id == c.goal), _place(p, c)
    who = next((x for x in p.people if x.id == c.person), None)
    if c.kind == "touch":
        return [_alone(p, g, v, who, c, d) + first_contact.get(c.person, 0.0) for d in range(7)], []
    days = _open_days(p, c)
    posts = 2 * sum(1 for age in v.posted_days_ago if age <= 28)
    scale = g.weight * max(0.2, 1 - g.theta) ** 2 * 200 * v.quality * _readers(p, v)
    new = [_chord(g.theta, posts, _exposure(v, c, d, p.today)) for d in days]
    worth = [_alone(p, g, v, who, c, d) + scale * more for d, more in zip(days, new, strict=True)]
    return worth, [3 + 4 * _readers(p, v) * _seen(v, c, d, p.today) for d in days]


def _public(c: Candidate) -> bool:
    return c.kind in PUBLIC and c.venue != DIRECT


def _seen(v: PlanVenue, c: Candidate, day: int, today: int) -> float:
    fresh = 2.0 ** (-(c.age_hours + 24 * (day - today) + 8) / v.half_life_hours) if c.kind == "reply" else 1.0
    return fresh / (1 + c.replies / 6)


def _exposure(v: PlanVenue, c: Candidate, day: int, today: int) -> float:
    effort = (c.minutes / 20) ** 0.75 if c.kind in ("new-topic", "placement") else 1.0
    return effort * _seen(v, c, day, today) * (0.3 + 0.7 * c.relevance)


def _alone(p: Problem, g: PlanGoal, v: PlanVenue, who: PlanPerson | None, c: Candidate, day: int) -> float:
    s, rel = (who.strength, who.relevance) if who else (0.0, v.quality)
    e, h, r, th = (c.minutes / 20) ** 0.75, _seen(v, c, day, p.today), c.relevance, g.theta
    if c.kind == "follow-up":
        return g.weight * (5 + 25 * (0.25 * (1 - s) + 0.15 * s) * (0.5 + 2.5 * th) * rel)
    if c.kind == "touch":
        return g.weight * 25 * (0.15 * (1 - s) + 0.15 * s) * (0.5 + 2.5 * th) * rel
    tie = 25 * 0.22 * e**0.5 * (0.5 + th) * (0.3 + 0.7 * r) * (0.3 + 0.7 * h) * rel * (1 - s) * (1 + 3 * th * s)
    read = 36 * max(0.2, 1 - th) ** 2 * v.quality * _readers(p, v) * e * h * (0.3 + 0.7 * r)
    return g.weight * (3.5 * e * r * (0.3 + 0.7 * h) + tie + read)


def _readers(p: Problem, v: PlanVenue) -> float:
    if v.id == DIRECT:
        return 0.0
    roots = [math.sqrt(x.audience or 100) for x in p.venues if x.id != DIRECT]
    return (v.audience or 100) / (sum(roots) / len(roots)) ** 2


def _chord(theta: float, posts: int, more: float) -> float:
    crowd = 0.5 * max(0.03, (1 - theta) ** 2)
    ends = [0, 0.05, 0.1, 0.15, 0.25, 0.5, 0.75, 1, 1.5, 2.5, 4, 7, 12, 20]
    noticed = [1 - (1 + crowd * (posts + x)) ** -0.7 for x in ends]
    heights = [(x - noticed[0]) / (1 - (1 + crowd) ** -0.7) for x in noticed]
    if more >= 20:
        return heights[-1]
    n = max(i for i, x in enumerate(ends) if x <= more)
    return heights[n] + (heights[n + 1] - heights[n]) * (more - ends[n]) / (ends[n + 1] - ends[n])
