"""The theory, as plans: spread wide, keep the people who count, change little, give way to locks."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from plan_cases import problem

from forumplan.domain.planning import DIRECT, Candidate, PlanGoal, PlanPerson, PlanVenue, PreviousItem, Problem
from forumplan.plan import constants as k
from forumplan.plan.check import violations
from forumplan.plan.focus import focus_people, focus_size
from forumplan.plan.problem_json import write
from forumplan.plan.solve import solve
from forumplan.plan.tableau import tableau

ALL_WEEK = dict.fromkeys(range(7), 40)


def thread(name: str, venue: str, **more: object) -> Candidate:
    return replace(Candidate(name, venue, "reply", "g", 0.6, 20), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("theta", [0.0, 0.4, 0.8])
def test_ten_contributions_go_to_ten_equal_venues_one_each(theta: float, fast: bool) -> None:
    venues = tuple(PlanVenue(f"v{n}", audience=100, cap_per_week=5, cooldown_days=0) for n in range(10))
    made = tuple(thread(f"t{v}{n}", f"v{v}") for v in range(10) for n in range(10))
    week = dict(enumerate((40, 40, 40, 40, 40, 0, 0)))
    found = solve(Problem("w", 0, week, (PlanGoal("g", theta=theta),), venues, candidates=made), fast=fast)
    assert len(found.items) == 10
    assert found.spread.effective == pytest.approx(10)
    assert found.spread.venues == 10


@pytest.mark.parametrize("posted", [(), (10,), (10, 20)])
@pytest.mark.parametrize("replies", [0, 6, 20])
def test_answers_that_few_will_see_and_later_ones_are_spread_too(posted: tuple[int, ...], replies: int) -> None:
    plain = PlanVenue("", audience=100, cap_per_week=9, cooldown_days=0, posted_days_ago=posted)
    venues = tuple(replace(plain, id=f"v{n}") for n in range(10))
    made = tuple(thread(f"t{v}{n}", f"v{v}", replies=replies) for v in range(10) for n in range(10))
    found = solve(Problem("w", 0, dict.fromkeys(range(5), 40), (PlanGoal("g"),), venues, candidates=made))
    assert found.spread.effective == pytest.approx(10)


def test_a_week_of_equal_threads_of_several_lengths_is_proven_at_once() -> None:
    venues = tuple(PlanVenue(f"v{n:02}", quality=0.5, audience=500, half_life_hours=60.0) for n in range(60))
    made = tuple(
        thread(f"t{n:04}", f"v{n % 60:02}", minutes=(10, 15, 20, 25)[n // 60 % 4], age_hours=25.0) for n in range(1920)
    )
    week = dict.fromkeys(range(7), 60)
    found = solve(Problem("w", 0, week, (PlanGoal("g", theta=0.5),), venues, candidates=made), fast=True)
    assert found.proven
    assert found.spread.venues == len(found.items)


def test_depth_returns_to_its_focus_people() -> None:
    venues = (
        PlanVenue("home", quality=1.0, audience=100, cap_per_week=9, cooldown_days=0),
        *(PlanVenue(f"v{n}", quality=0.4, audience=100, cap_per_week=5, cooldown_days=0) for n in range(8)),
        PlanVenue(DIRECT, "direct", 1.0, 1, 1e6, 999, 0),
    )
    friends = tuple(PlanPerson(f"p{n}", 0.4, 30, 0.95, focus=("g",)) for n in range(3))
    made = [thread(f"s{n}", f"v{n}", person=f"stranger{n}") for n in range(8)]
    made += [thread(f"f{n}{k}", "home", person=f"p{n}") for n in range(3) for k in range(2)]
    made += [Candidate(f"d{n}", DIRECT, "touch", "g", 1.0, 10, person=f"p{n}") for n in range(3)]
    week = dict(enumerate((40, 40, 40, 0, 0, 0, 0)))

    def contacts(theta: float) -> int:
        p = Problem("w", 0, week, (PlanGoal("g", theta=theta),), venues, friends, candidates=tuple(made))
        chosen = {item.candidate for item in solve(p).items}
        return sum(c.person.startswith("p") for c in made if c.id in chosen)

    assert contacts(1.0) >= 6
    assert contacts(0.0) < contacts(1.0)


def test_the_planner_chooses_focus_people_where_nobody_has_any() -> None:
    people = tuple(PlanPerson(f"p{n:02}", 0.3, 9, n / 40) for n in range(40))
    p = Problem("w", 0, ALL_WEEK, (PlanGoal("deep", theta=0.8), PlanGoal("wide", theta=0.2)), (), people)
    chosen = focus_people(p)
    assert chosen["wide"] == frozenset()
    assert len(chosen["deep"]) == focus_size(0.8)
    assert "p39" in chosen["deep"]
    assert "p00" not in chosen["deep"]
    assert focus_size(0.4) > focus_size(0.8) > focus_size(1.0) > 0


def test_owed_answers_come_first_in_their_day_and_before_new_threads() -> None:
    venues = tuple(PlanVenue(f"v{n}", audience=5000, quality=1.0) for n in range(5))
    made = [thread(f"t{n}", f"v{n}", relevance=1.0) for n in range(5)]
    made += [Candidate(f"f{n}", "v0", "follow-up", "g", 1.0, 10, person=f"p{n}", due_day=0) for n in range(2)]
    found = solve(Problem("w", 0, {0: 40}, (PlanGoal("g"),), venues, candidates=tuple(made)))
    assert [item.candidate for item in found.items[:2]] == ["f0", "f1"]


def test_an_overdue_answer_comes_on_the_first_day_however_fresh_the_threads_of_strangers() -> None:
    venues = tuple(PlanVenue(f"v{n}", type="reddit", half_life_hours=9.0, audience=300) for n in range(6))
    made = [thread(f"t{n}", f"v{n}", minutes=10) for n in range(6)]
    for due, first in ((None, "t"), (-2, "f")):
        late = Candidate("f", "v0", "follow-up", "g", 1.0, 10, person="p", due_day=due)
        found = solve(Problem("w", 0, {0: 30, 1: 60}, (PlanGoal("g"),), venues, candidates=(*made, late)))
        assert found.items[0].candidate[0] == first
        assert "f" in [item.candidate for item in found.items]


def test_locks_stand_and_what_they_break_is_said() -> None:
    venue = PlanVenue("v", audience=100, cap_per_week=1, cooldown_days=2, wish=4)
    made = (thread("a", "v", minutes=30), thread("b", "v", minutes=30), thread("c", "v"))
    locks = (PreviousItem("a", 1, locked=True), PreviousItem("b", 1, locked=True))
    p = Problem("w", 0, {1: 45, 2: 20}, (PlanGoal("g"),), (venue,), previous=locks, candidates=made)
    found = solve(p)
    assert violations(p, found) == []
    assert [(item.candidate, item.day) for item in found.items] == [("a", 1), ("b", 1)]
    assert "locked items exceed Tuesday by 15 minutes" in found.unmet
    assert "locked items exceed the cap of v (1 left) by 1" in found.unmet
    (short,) = found.short
    assert (short.venue, short.missing, short.wished) == ("v", 2, 4)
    assert write(found)["unmet"][-1] == "2 of 4 wished in v are not in the plan: nothing that is open fits in"


def test_a_lock_on_a_day_that_is_over_hides_no_other() -> None:
    locks = (PreviousItem("a", 1, locked=True), PreviousItem("a", 5, locked=True), PreviousItem("a", 4))
    made = (thread("a", "v", relevance=0.1), thread("b", "v"))
    p = Problem("w", 3, {3: 20}, (PlanGoal("g"),), (PlanVenue("v"),), previous=locks, candidates=made)
    found = solve(p)
    assert ("a", 5) in {(item.candidate, item.day) for item in found.items}
    assert violations(p, found) == []


def test_what_locks_break_is_said_once() -> None:
    venue = PlanVenue("v", audience=100, cap_per_week=9, cooldown_days=3)
    made = tuple(thread(name, "v") for name in "ab")
    locks = (PreviousItem("a", 2, locked=True), PreviousItem("b", 3, locked=True))
    p = Problem("w", 0, ALL_WEEK, (PlanGoal("g"),), (venue,), previous=locks, candidates=made)
    assert solve(p).unmet == ("locked items exceed the days between two items in v by 1",)


def test_a_wish_that_is_not_met_says_what_it_would_cost() -> None:
    venues = (PlanVenue("small", audience=5, quality=0.2, wish=2), PlanVenue("large", audience=5000, quality=1.0))
    made = (thread("a", "large"), thread("b", "small", relevance=0.2), thread("c", "small", relevance=0.1))
    p = Problem("w", 0, {0: 20}, (PlanGoal("g"),), venues, candidates=made)
    found = solve(p)
    (short,) = found.short
    assert (short.missing, short.out) == (2, ("a",))
    forced = solve(replace(p, previous=(PreviousItem("b", 0, locked=True),)))
    assert short.cost == pytest.approx(found.value - forced.value - k.WISH_PRICE * tableau(p).price)
    assert write(found)["unmet"][0].endswith("points and push out a")


def test_one_more_in_a_venue_is_one_more_there() -> None:
    venue = PlanVenue("v", audience=100, cap_per_week=9, cooldown_days=0, wish=3)
    made = (
        thread("full", "v", thread="t", minutes=15),
        thread("short", "v", thread="t", minutes=10),
        thread("other", "v", minutes=15),
    )
    for minutes in (60, 25):
        found = solve(Problem("w", 0, {0: minutes}, (PlanGoal("g"),), (venue,), candidates=made))
        (short,) = found.short
        assert (short.missing, short.cost, short.out) == (1, None, ())


def test_promotion_and_growth_are_kept() -> None:
    venues = tuple(PlanVenue(f"v{n}", audience=100, promo_left=0 if n else None) for n in range(4))
    made = tuple(thread(f"t{n}", f"v{n}", promo=True, new=True) for n in range(4))
    p = Problem("w", 0, ALL_WEEK, (PlanGoal("g"),), venues, candidates=made)
    assert [item.candidate for item in solve(p).items] == ["t0"]
    assert solve(replace(p, growth_cap=0)).items == ()


def test_small_noise_hardly_moves_an_accepted_plan() -> None:
    dropped = kept = 0
    for seed in range(4):
        p = replace(problem(seed + 50, venues=8, candidates=50), previous=(), today=0, minutes=ALL_WEEK)
        accepted = solve(p)
        r = random.Random(seed)
        noisy = replace(
            p, candidates=tuple(replace(c, relevance=min(1.0, c.relevance * r.uniform(0.9, 1.1))) for c in p.candidates)
        )
        again = replace(noisy, previous=tuple(PreviousItem(i.candidate, i.day) for i in accepted.items))
        after, free = solve(again), solve(noisy)
        names = {item.candidate for item in after.items}
        dropped += sum(item.candidate not in names for item in accepted.items)
        kept += len(accepted.items)
        assert after.value >= 0.98 * free.value
    assert dropped <= 0.07 * kept


def test_another_strength_is_just_another_problem() -> None:
    p = replace(problem(3, venues=12, candidates=80), previous=(), today=0, minutes=ALL_WEEK)
    wide = solve(replace(p, goals=tuple(replace(g, theta=0.0) for g in p.goals)))
    deep = solve(replace(p, goals=tuple(replace(g, theta=1.0) for g in p.goals)))
    assert {item.candidate for item in wide.items} != {item.candidate for item in deep.items}


def test_a_friend_who_was_just_met_gives_way_to_one_who_waits() -> None:
    friends = (PlanPerson("met", 0.7, 1, 1.0, focus=("g",)), PlanPerson("waits", 0.7, 12, 1.0, focus=("g",)))
    made = tuple(Candidate(f"touch {p.id}", DIRECT, "touch", "g", 1.0, 10, person=p.id) for p in friends)
    direct = PlanVenue(DIRECT, "direct", 1.0, 1, 1e6, 999, 0)
    p = Problem("w", 0, {0: 10}, (PlanGoal("g", theta=0.8),), (direct,), friends, candidates=made)
    assert [item.candidate for item in solve(p).items] == ["touch waits"]
    fading = replace(p, people=(replace(friends[0], strength=0.3), friends[1]))
    assert [item.candidate for item in solve(fading).items] == ["touch met"]


def test_an_owed_answer_holds_its_place_where_only_the_best_threads_fit() -> None:
    venues = tuple(PlanVenue(f"v{n}", audience=100 * 2**n, quality=0.6) for n in range(6))
    made = [thread(f"t{n}", f"v{n}", relevance=0.9, minutes=10) for n in range(6)]
    made += [Candidate("f", "v0", "follow-up", "g", 1.0, 10, person="p", due_day=0)]
    for minutes in (10, 20, 60):
        p = Problem("w", 0, {0: minutes}, (PlanGoal("g"),), venues, candidates=tuple(made))
        assert solve(p).items[0].candidate == "f"
