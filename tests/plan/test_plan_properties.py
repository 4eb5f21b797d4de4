"""What holds for every problem: feasible, bounded, the value that it says, the same whatever the order of the input."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from plan_cases import plain_value, problem
from scipy.optimize import OptimizeResult

from forumplan.domain.planning import DIRECT, Answer, Candidate, Chosen, PlanGoal, PlanVenue, PreviousItem, Problem
from forumplan.domain.spread import spread
from forumplan.plan.check import violations
from forumplan.plan.days import days
from forumplan.plan.objective import value
from forumplan.plan.problem_json import write
from forumplan.plan.rows import rows
from forumplan.plan.solve import solve
from forumplan.plan.tableau import tableau
from forumplan.plan.venue_reach import readers

RELAXED = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}
SEEDS = st.integers(0, 10**9)


def holds(p: Problem, *, fast: bool) -> None:
    """Feasible, bound at least the value, and the value is what plain loops give."""
    found = solve(p, fast=fast)
    assert violations(p, found) == []
    assert found.bound >= found.value - 1e-6 * max(1.0, abs(found.value))
    t = tableau(p)
    index = {name: i for i, name in enumerate(t.ids)}
    v = value(t, [(index[item.candidate], item.day) for item in found.items])
    first_contact = dict(zip(t.people, t.gain[:, 0].tolist(), strict=True))
    plain = plain_value(p, {item.candidate: item.day for item in found.items}, first_contact)
    assert found.value == pytest.approx(v.total, rel=1e-9, abs=1e-9)
    assert plain + v.contacts + v.maintenance == pytest.approx(found.value, rel=1e-6, abs=1e-6)


@settings(max_examples=300, **RELAXED)
@given(SEEDS)
def test_every_first_plan_is_feasible_and_bounded(seed: int) -> None:
    holds(problem(seed), fast=True)


@settings(max_examples=30, **RELAXED)
@given(SEEDS)
def test_every_plan_is_feasible_and_bounded(seed: int) -> None:
    holds(problem(seed), fast=False)


@pytest.mark.soak
@settings(max_examples=10_000, **RELAXED)
@given(SEEDS, st.booleans())
def test_ten_thousand_plans_are_feasible_and_bounded(seed: int, fast: bool) -> None:
    holds(problem(seed), fast=fast)


@settings(max_examples=150, **RELAXED)
@given(SEEDS)
def test_the_rows_of_the_solver_allow_what_the_checker_allows(seed: int) -> None:
    r = random.Random(seed)
    p = problem(seed, venues=3, candidates=12)
    p = replace(p, growth_cap=2 if p.growth_cap is None else p.growth_cap)
    t = tableau(p)
    limits = rows(t)
    for share in (0.1, 0.1, 0.2, 0.2, 0.4):
        some = [i for i in np.unique(limits.item).tolist() if r.random() < share]
        plan = {i: r.choice(limits.day[limits.item == i].tolist()) for i in some} | dict(t.locks)
        chosen = tuple(Chosen(t.ids[i], d) for i, d in plan.items())
        answer = Answer(chosen, 0.0, 0.0, 0.0, proven=False, stopped="effort", spread=spread(()))
        assert limits.allow(sorted(plan.items())) == (violations(p, answer) == [])


def best_objective(p: Problem) -> float:
    """The best objective over every subset of pairs, one day or none for each candidate."""
    t = tableau(p)
    r = rows(t)
    days = [[None, *r.day[r.item == i].tolist()] for i in range(len(t.ids))]
    locked = dict(t.locks)
    best = float("-inf")
    for choice in product(*days):
        plan = [(i, d) for i, d in enumerate(choice) if d is not None]
        if all(choice[i] == d for i, d in locked.items()) and r.allow(plan):
            best = max(best, value(t, plan).objective)
    return best


@settings(max_examples=20, **RELAXED)
@given(SEEDS)
def test_a_proven_plan_of_a_small_problem_is_the_best_of_all(seed: int) -> None:
    p = problem(seed, venues=3, candidates=5)
    p = replace(p, minutes={d: m for d, m in p.minutes.items() if d % 2 == 0})
    best = best_objective(p)
    for fast in (True, False):
        found = solve(p, fast=fast)
        t = tableau(p)
        index = {name: i for i, name in enumerate(t.ids)}
        reached = value(t, [(index[item.candidate], item.day) for item in found.items]).objective
        most = reached + found.bound - found.value
        assert most >= best - 1e-6 * max(1.0, abs(best))
        if found.proven:
            assert reached == pytest.approx(best, rel=1e-6, abs=1e-6)
        if not fast:
            assert found.proven


def shuffled(p: Problem, seed: int) -> Problem:
    r = random.Random(seed)
    parts = {name: tuple(r.sample(getattr(p, name), len(getattr(p, name)))) for name in ("goals", "venues", "people")}
    more = {name: tuple(r.sample(getattr(p, name), len(getattr(p, name)))) for name in ("previous", "candidates")}
    return replace(p, **parts, **more)


@settings(max_examples=12, **RELAXED)
@given(SEEDS)
def test_the_order_of_the_input_changes_no_byte(seed: int) -> None:
    p = problem(seed)
    assert json.dumps(write(solve(p))) == json.dumps(write(solve(shuffled(p, seed))))


def test_sums_of_uneven_numbers_do_not_depend_on_the_order_of_the_input() -> None:
    for seed in range(40):
        r = random.Random(seed)
        p = problem(seed, venues=9, candidates=25)
        uneven = replace(
            p,
            goals=tuple(replace(g, weight=r.random()) for g in p.goals),
            venues=tuple(replace(v, audience=1000 * r.random()) for v in p.venues),
        )
        found = write(solve(uneven, fast=True))
        assert json.dumps(found) == json.dumps(write(solve(shuffled(uneven, seed), fast=True)))


def test_a_new_process_gives_the_same_bytes() -> None:
    code = (
        "import sys, json; sys.path.insert(0, sys.argv[1]); from plan_cases import problem\n"
        "from forumplan.plan.solve import solve; from forumplan.plan.problem_json import write\n"
        "sys.stderr.write(json.dumps([write(solve(problem(seed))) for seed in range(5)]))"
    )
    folder = str(Path(__file__).parent)
    run = subprocess.run(
        [sys.executable, "-c", code, folder], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert run.stderr == json.dumps([write(solve(problem(seed))) for seed in range(5)])


@settings(max_examples=12, **RELAXED)
@given(SEEDS, st.integers(0, 6), st.sampled_from([5, 15, 40]))
def test_more_minutes_never_make_a_plan_worse(seed: int, day: int, more: int) -> None:
    p = replace(problem(seed), previous=())
    p = replace(p, venues=tuple(replace(v, wish=0) for v in p.venues))
    richer = replace(p, minutes={**p.minutes, day: p.minutes.get(day, 0) + more})
    before, after = solve(p), solve(richer)
    assert before.proven
    assert after.proven
    assert after.value >= before.value - 1e-6 * max(1.0, before.value)


def test_a_wish_that_nobody_can_meet_changes_nothing_else() -> None:
    for seed in (3004, 3010, 3039):
        p = replace(problem(seed, venues=5), previous=())
        wishes = (replace(p, venues=(replace(p.venues[0], wish=n), *p.venues[1:])) for n in (50, 10**9))
        few, many = (solve(one) for one in wishes)
        assert few.proven
        assert (many.items, many.value) == (few.items, few.value)
        assert many.short[0].missing - few.short[0].missing == 10**9 - 50


def test_where_the_relaxation_fails_there_is_a_plan_and_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    p = problem(5)
    best = solve(p)
    monkeypatch.setattr("scipy.optimize.linprog", lambda *_, **__: OptimizeResult(status=4, x=None, ineqlin=None))
    for fast in (True, False):
        found = solve(p, fast=fast)
        assert violations(p, found) == []
        assert found.value <= best.value + 1e-6 <= found.bound + 2e-6


def test_threads_that_live_for_minutes_leave_the_prices_of_the_others_alone() -> None:
    made = (
        Candidate("slot", "v", "slot", "g", 0.5, 15),
        Candidate("owed", "v", "follow-up", "g", 0.5, 10, person="p"),
        Candidate("old", "v", "reply", "g", 0.5, 15),
    )
    venue = PlanVenue("v", audience=100, half_life_hours=0.1)
    p = Problem("w", 6, {6: 60}, (PlanGoal("g"),), (venue,), candidates=made)
    assert solve(p).value == solve(replace(p, candidates=made[:2])).value


def test_the_smallest_audiences_are_shared_out_like_others() -> None:
    venues = (PlanVenue("a", audience=5e-324), PlanVenue("b", audience=5e-324), PlanVenue(DIRECT, audience=1e9))
    with np.errstate(all="raise"):
        assert readers(venues).tolist() == [1.0, 1.0, 0.0]


def test_work_and_clock_end_the_search_with_a_feasible_plan_and_its_bound() -> None:
    p = problem(5, venues=20, candidates=200)
    best = solve(p)
    assert (best.stopped, best.proven, best.gap) == ("proven", True, 0.0)
    for found, why in ((solve(p, effort=0), "effort"), (solve(p, seconds=0.0), "time")):
        assert found.stopped in (why, "proven")
        assert violations(p, found) == []
        assert found.value <= best.value + 1e-6 <= found.bound + 2e-6


@example(20)  # no candidates at all
@settings(max_examples=60, **RELAXED)
@given(SEEDS)
def test_the_best_filling_of_a_day_is_that_of_all_its_fillings(seed: int) -> None:
    r = random.Random(seed)
    t = tableau(replace(problem(seed), previous=()))
    week = days(t, rows(t))
    for day in range(7) if len(week.lengths) else ():
        price = np.array([r.choice([0.0, r.random() * n]) for n in week.lengths.tolist()])
        fillings = week.fillings[day]
        assert fillings is not None
        assert (fillings @ week.lengths <= week.room[day]).all()
        assert week.best(day, price)[-1] == pytest.approx((fillings @ price).max())
        known = np.array([r.random() < 0.5 for _ in price])
        completed = week.completed(day, price, known)
        assert (completed[known] == price[known]).all()
        assert week.best(day, completed)[-1] == pytest.approx((fillings[:, known] @ price[known]).max(initial=0.0))


@settings(max_examples=8, **RELAXED)
@given(SEEDS)
def test_a_plan_that_was_accepted_is_the_plan_again(seed: int) -> None:
    p = replace(problem(seed), previous=())
    found = solve(p)
    again = solve(replace(p, previous=tuple(PreviousItem(item.candidate, item.day) for item in found.items)))
    assert again.proven
    assert again.value == pytest.approx(found.value, rel=1e-6, abs=1e-6)
