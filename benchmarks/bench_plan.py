"""Plans of generated weeks: CPU seconds to the first plan, to the proof and to a plan with one item gone, beside greedy
choice alone and plain MILP.

    python benchmarks/bench_plan.py [--large] [--seeds 5] [--sizes 60/2000,200/5000] [--plain]

One JSON line a problem, then one a size with medians. CPU seconds are of this process, imports not counted.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import time
from dataclasses import replace

from forumplan.domain.planning import (
    DIRECT,
    Answer,
    Candidate,
    PlanGoal,
    PlanPerson,
    PlanVenue,
    PreviousItem,
    Problem,
)
from forumplan.domain.venue import manners

SIZES = ((40, 100), (40, 500), (60, 2000), (200, 5000))
LARGE = ((500, 20000),)
PLATFORMS = ("reddit", "hackernews", "stackexchange", "discourse", "mailman", "github", "manual")
SHARES = (0.25, 0.04, 0.18, 0.22, 0.10, 0.13, 0.08)
MINUTES = (5, 10, 15, 20, 25, 30, 45)


def week(venues: int, candidates: int, seed: int) -> Problem:
    """A week of 3 to 5 hours over venues whose sizes follow a power law, two goals for reach and one for depth."""
    r = random.Random(f"{venues}/{candidates}/{seed}")
    goals = (PlanGoal("depth", 1.0, 0.8), PlanGoal("reach", 1.0, 0.0), PlanGoal("known", 0.7, 0.4))
    places = [_venue(r, n) for n in range(venues)]
    people = tuple(
        PlanPerson(f"p{n:03}", round(r.betavariate(1, 3), 3), r.randint(0, 60), round(r.betavariate(4, 3), 3))
        for n in range(60)
    )
    weights = [p.audience for p in places]
    made = [_thread(r, n, r.choices(places, weights)[0]) for n in range(candidates)]
    made += [
        Candidate(f"f{n}", v.id, "follow-up", "known", 1.0, 10, person=f"p{n:03}", due_day=r.randint(0, 5))
        for n, v in enumerate(r.sample(places, 4))
    ]
    made += [Candidate(f"d{n}", DIRECT, "touch", "depth", 1.0, 10, person=f"p{n:03}") for n in range(4, 16)]
    day = r.choice((30, 45, 60))
    return Problem(
        week="2026-W48",
        today=0,
        minutes={0: day, 1: day, 2: day, 3: day, 4: day, 5: 15, 6: 15},
        goals=goals,
        venues=(*places, PlanVenue(DIRECT, "direct", 1.0, 1, 1e6, 999, 0)),
        people=people,
        candidates=tuple(made),
    )


def _venue(r: random.Random, n: int) -> PlanVenue:
    platform = r.choices(PLATFORMS, SHARES)[0]
    kept = manners(platform)
    return PlanVenue(
        id=f"v{n:03}",
        type=platform,
        quality=round(r.betavariate(4, 4), 4),
        audience=round(6000 / (1 + r.randrange(150)) ** 0.9 + 5),
        half_life_hours=round(kept.half_life_hours * math.exp(r.gauss(0, 0.25)), 2),
        cap_per_week=kept.cap_per_week,
        cooldown_days=kept.cooldown_days,
        posted_days_ago=tuple(sorted(r.sample(range(28), r.choice((0, 0, 1, 2, 4))))),
    )


def _thread(r: random.Random, n: int, venue: PlanVenue) -> Candidate:
    return Candidate(
        id=f"t{n:05}",
        venue=venue.id,
        kind="reply",
        goal=r.choice(("depth", "reach", "known")),
        relevance=round(r.betavariate(2, 3), 4),
        minutes=r.choice(MINUTES),
        age_hours=round(r.random() * 3 * venue.half_life_hours, 2),
        replies=int(r.expovariate(0.5)),
        person=f"p{r.randrange(600):03}",
        new=r.random() < 0.5,
    )


def greedy(problem: Problem) -> float:
    """The objective that choosing the best item by its gain a minute, again and again, reaches."""
    import numpy as np

    from forumplan.plan.draft import Draft
    from forumplan.plan.objective import value
    from forumplan.plan.rows import rows
    from forumplan.plan.tableau import tableau

    t = tableau(problem)
    r = rows(t)
    draft = Draft(t, r)
    minutes = t.minutes[r.item]
    while (fits := draft.fits() & (draft.gains() > 1e-9)).any():
        draft.add(int(np.argmax(np.where(fits, draft.gains() / minutes, -np.inf))))
    return value(t, draft.plan()).objective


def without_one(problem: Problem, answer: Answer) -> Problem:
    """The same week with the plan accepted and its middle item gone from the feeds."""
    gone = answer.items[len(answer.items) // 2].candidate
    return replace(
        problem,
        previous=tuple(PreviousItem(i.candidate, i.day) for i in answer.items if i.candidate != gone),
        candidates=tuple(c for c in problem.candidates if c.id != gone),
    )


def plain(problem: Problem, seconds: float) -> tuple[float | None, float]:
    """The objective that `scipy.optimize.milp` reaches with the whole program in so many seconds, None without any, and
    the CPU seconds that it took.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    from forumplan.plan.program import program
    from forumplan.plan.rows import rows
    from forumplan.plan.tableau import tableau

    t = tableau(problem)
    r = rows(t)
    p = program(t, r, np.arange(len(r.item)))
    matrix = csr_array((p.coefficient, (p.row, p.column)), shape=(len(p.limit), len(p.objective)))
    whole = (np.arange(len(p.objective)) < len(p.pairs)).astype(int)
    start = time.process_time()
    found = milp(
        -p.objective,
        constraints=LinearConstraint(matrix, -np.inf, p.limit),
        bounds=Bounds(p.least, p.most),
        integrality=whole,
        options={"time_limit": seconds},
    )
    return None if found.x is None else float(-found.fun), time.process_time() - start


def measure(venues: int, candidates: int, seed: int, *, beside: bool) -> dict[str, object]:
    """One problem: the first plan, the whole run, and what stands beside them."""
    from forumplan.plan.solve import solve

    problem = week(venues, candidates, seed)
    start = time.process_time()
    first = solve(problem, fast=True)
    middle = time.process_time()
    best = solve(problem)
    end = time.process_time()
    changed = without_one(problem, best)
    again = time.process_time()
    solve(changed)
    replanned = time.process_time()
    line: dict[str, object] = {
        "size": f"{venues}/{candidates}",
        "seed": seed,
        "first_s": round(middle - start, 3),
        "first_gap": round(first.gap, 5),
        "first_to_best": round(1 - first.value / best.value, 5) if best.value else 0.0,
        "solve_s": round(end - middle, 3),
        "replan_s": round(replanned - again, 3),
        "greedy_to_best": round(1 - greedy(problem) / best.value, 5) if best.value else 0.0,
        "gap": round(best.gap, 6),
        "proven": best.proven,
        "value": round(best.value, 3),
        "items": len(best.items),
        "effective_venues": round(best.spread.effective, 2),
    }
    if beside:
        reached, took = plain(problem, 30.0)
        line |= {"plain_milp_30s": None if reached is None else round(reached, 3), "plain_milp_s": round(took, 2)}
    return line


def main() -> None:
    """Run the sizes asked for and print figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help="500 venues, 20,000 candidates too")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--sizes", help="such as 60/2000,200/5000")
    parser.add_argument("--plain", action="store_true", help="plain scipy.optimize.milp beside it, 30 s each")
    asked = parser.parse_args()
    sizes = [*SIZES, *(LARGE if asked.large else ())]
    if asked.sizes:
        sizes = [(int(v), int(c)) for v, _, c in (size.partition("/") for size in asked.sizes.split(","))]
    from scipy.optimize import linprog

    linprog([1.0], bounds=[(0.0, 1.0)])
    for venues, candidates in sizes:
        lines = [measure(venues, candidates, seed, beside=asked.plain) for seed in range(asked.seeds)]
        for line in lines:
            print(json.dumps(line), flush=True)
        middle = {
            f"median_{name}": statistics.median(float(str(line[name])) for line in lines)
            for name in ("first_s", "first_gap", "solve_s", "replan_s", "greedy_to_best", "gap")
        }
        worst = {
            f"worst_{name}": max(float(str(line[name])) for line in lines)
            for name in ("first_s", "first_gap", "solve_s", "replan_s")
        }
        share = sum(bool(line["proven"]) for line in lines) / len(lines)
        print(json.dumps({"size": f"{venues}/{candidates}", **middle, **worst, "proven": share}), flush=True)


if __name__ == "__main__":
    main()
