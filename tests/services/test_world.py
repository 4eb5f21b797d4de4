"""A whole week in a made world: thirty venues, a third by hand, three goals, four hours, a thousand threads."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Iterator

import homes
import pytest
import worlds
from fakes import NOON, Clock

from forumplan.domain.events import Change
from forumplan.domain.identity import person_id
from forumplan.domain.planning import DIRECT
from forumplan.domain.records import PRIVATE_KINDS, Contribution, Label, Person, PlanItem
from forumplan.domain.times import DAY
from forumplan.plan import check, solve
from forumplan.services import planning, ranking, record
from forumplan.services.home import Home
from forumplan.services.refresh import Summary, refresh
from forumplan.services.week_problem import draft

FRIENDS = ["ada_lind", "boris_k", "chen_y"]
GOALS = """
[[goal]]
id = "postgres"
statement = "help teams who move from Oracle to PostgreSQL: migration, index, query planner, replication"
strength = 1.0

[[goal]]
id = "garden"
statement = "be known for garden advice: compost, soil, tomato seedlings and pruning"
strength = 0.1

[[goal]]
id = "sailing"
statement = "help people with sailing: rigging, anchor, mooring, spinnaker"
strength = 0.4
"""
WEEK = """
[week]
timezone = "UTC"
minutes = { mon = 60, tue = 60, wed = 60, thu = 60 }
triage_minutes = 0
"""
MONDAY_8 = NOON - 2 * DAY - 4 * 3600


def visit(home: Home, **how: object) -> Summary:
    async def run() -> Summary:
        summary = Summary()
        async for _ in refresh(home, summary, **how):  # type: ignore[arg-type]
            pass
        return summary

    return asyncio.run(run())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, worlds.Forum]]:
    venues = {f"v{n:02}": worlds.make_threads(50, n, {"postgres": FRIENDS}) for n in range(20)}
    with worlds.serving(venues, MONDAY_8) as forum:
        text = WEEK + GOALS
        for name in venues:
            text += (
                f'\n[[venue]]\nid = "{name}"\nurl = "{forum.url}/{name}"\nfeeds = ["{forum.url}/{name}/latest.rss"]\n'
                'platform = "discourse"\nallow_private = true\n'
            )
        for n in range(10):
            text += f'\n[[venue]]\nid = "m{n}"\nmanual = true\n'
        with homes.made(tmp_path_factory.mktemp("world"), text, Clock(MONDAY_8)) as home:
            summary = visit(home)
            assert summary.states == {"ok": 20} and summary.new_threads == 1000
            site = f"127.0.0.1:{forum.server.server_port}"
            for name in FRIENDS:
                who = person_id(site, name)
                home.ledger.act(
                    "met", name, [Change("person", who, Person(who, name, relevant={"postgres": 5}).dump())]
                )
                for days in (40, 25, 12):
                    record.log(
                        home,
                        Contribution(
                            "", at=MONDAY_8 - days * DAY, kind="mail", goal="postgres", minutes=10, person=who,
                            person_name=name, title="about the migration",
                        ),
                    )  # fmt: skip
            yield home, forum


def test_the_week_is_spread_and_breaks_nothing(world: tuple[Home, worlds.Forum]) -> None:
    home, _ = world
    plan = planning.plan_week(home)
    public = [item for item in plan.items if item.kind not in PRIVATE_KINDS]
    assert len(public) >= 8
    assert max(Counter(item.venue for item in public).values()) == 1, "a venue is doubled while others fit"
    assert plan.spread.venues == len(public)
    used: Counter[int] = Counter()
    for item in plan.items:
        used[item.day] += item.minutes
    assert all(used[day] <= plan.budget[day] for day in used)
    assert all(item.why for item in plan.items)


def test_no_rule_of_the_plan_is_broken(world: tuple[Home, worlds.Forum]) -> None:
    home, _ = world
    problem = draft(home, home.week()).problem
    assert check.violations(problem, solve.solve(problem)) == []


def test_the_goal_of_strength_one_returns_to_its_people(world: tuple[Home, worlds.Forum]) -> None:
    home, forum = world
    site = f"127.0.0.1:{forum.server.server_port}"
    friends = {person_id(site, name) for name in FRIENDS}
    plan = planning.plan_week(home)
    met = [item for item in plan.items if item.goal == "postgres" and item.person in friends]
    assert len({item.person for item in met}) == len(FRIENDS)


def test_threads_of_a_goal_are_about_it(world: tuple[Home, worlds.Forum]) -> None:
    home, forum = world
    ranking.refresh_rankings(home)
    topics = {
        f"{forum.url}/{venue}/t/topic-{t.number}/{t.number}": t.topic
        for venue, threads in forum.venues.items()
        for t in threads
    }
    for goal in ("postgres", "garden", "sailing"):
        stored = home.threads.ranking(goal)
        assert stored is not None
        top = home.threads.threads(list(stored.numbers[:50]))
        assert sum(topics[thread.url] == goal for thread in top) >= 45


def test_the_plan_is_the_same_twice(world: tuple[Home, worlds.Forum]) -> None:
    home, _ = world
    assert planning.plan_week(home) == planning.plan_week(home)


def test_what_is_accepted_stays_and_what_is_dropped_is_not_proposed_again(world: tuple[Home, worlds.Forum]) -> None:
    home, _ = world
    plan = planning.plan_week(home)
    first, second = [item for item in plan.items if item.kind == "reply"][:2]
    record.accept(home, [first])
    record.drop(home, [second])
    again = planning.plan_week(home)
    states = {item.id: item.state for item in again.items}
    assert states[first.id] == "accepted"
    assert second.id not in states
    made = record.done(home, next(item for item in again.items if item.id == first.id))
    third = planning.plan_week(home)
    assert {item.id: item.state for item in third.items}[first.id] == "done"
    assert third.minutes_done == made.minutes
    assert sum(third.left.values()) == sum(plan.left.values()) - made.minutes
    home.ledger.undo(3)
    assert planning.plan_week(home) == plan


def test_a_second_refresh_downloads_no_body(world: tuple[Home, worlds.Forum]) -> None:
    home, forum = world
    before = len(forum.bodies)
    summary = visit(home, everything=True)
    assert summary.states == {"unchanged": 20}
    assert len(forum.bodies) == before and forum.conditional >= 20


def test_a_lost_cache_changes_nothing_that_the_user_did(world: tuple[Home, worlds.Forum]) -> None:
    home, _ = world
    plan = planning.plan_week(home)
    chosen = [item for item in plan.items if item.kind == "reply"][:3]
    record.accept(home, chosen)
    for item, value in zip(chosen, (1, 0, 1), strict=True):
        thread = home.threads.find(item.thread)
        assert thread is not None
        record.label(home, thread, item.goal, value)
    kinds: tuple[type[Label | Contribution | PlanItem | Person], ...] = (Label, Contribution, PlanItem, Person)
    before = [home.ledger.whole(kind) for kind in kinds]
    goals = home.settings.goals
    home.close()
    shutil.rmtree(home.paths.cache)
    visit(home)
    assert [home.ledger.whole(kind) for kind in kinds] == before
    assert home.reload().goals == goals
    after = {item.id: item.state for item in planning.plan_week(home).items}
    kept = [item for item in chosen if item.id in after]
    assert all(after[item.id] == "accepted" for item in kept)
    assert {item.id for item in kept} >= {chosen[0].id, chosen[2].id}
    home.ledger.undo(4)


def test_private_contact_is_not_a_post(world: tuple[Home, worlds.Forum]) -> None:
    home, _ = world
    plan = planning.plan_week(home)
    assert DIRECT not in {item.venue for item in plan.items if item.kind not in PRIVATE_KINDS}
