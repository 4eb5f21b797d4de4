"""Weeks as they are planned, day by day: what stands, what gives way, what starts clean, and whether it is honest."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import homes
import pytest
from fakes import Clock
from hypothesis import example, given, settings
from hypothesis import strategies as st
from week_homes import DAY, HOUR, MONDAY_8, Told, forums, made, plain, rank, show

from forumplan.domain.events import Change
from forumplan.domain.planning import Answer
from forumplan.domain.records import PRIVATE_KINDS, Contribution, FollowUp, PlanItem
from forumplan.domain.week import Week
from forumplan.plan import check, solve
from forumplan.services import planning, proposals, record, spread_first
from forumplan.services.home import Home
from forumplan.services.planning import WeekPlan
from forumplan.services.spread_first import solve_week
from forumplan.services.week_problem import draft

VENUES = ("forum", "list", "board", "hn", "circle")
TEXT = (
    forums("forum", "list", cap_per_week=3)
    + forums("board", cooldown_days=2, target_per_week=2)
    + forums("hn", platform="hackernews")
    + '[[venue]]\nid = "circle"\nmanual = true\n\n'
)


def at(home: Home, seconds: int) -> None:
    """Set the clock."""
    home.clock.now = seconds  # type: ignore[attr-defined]


def todo(plan: WeekPlan) -> list[PlanItem]:
    return [one for one in plan.items if one.state != "done"]


def owed(home: Home, number: int, days: float) -> None:
    """Somebody waits in the forum; the answer is due in so many days."""
    one = FollowUp(
        f"f{number}", venue="forum", person=f"p{number}", person_name=f"who{number}", title=f"asked {number}"
    )
    values = one.dump() | {"at": home.clock() - DAY, "due_at": int(home.clock() + days * DAY), "goal": "sql"}
    home.ledger.observe("owed", [(one.id, "waits", Change("followup", one.id, values))])


ACTS = st.lists(
    st.tuples(st.sampled_from(["accept", "drop", "pin", "done", "log", "owe", "day"]), st.integers(0, 6)), max_size=8
)


THREADS = st.lists(
    st.tuples(st.sampled_from(VENUES[:4]), st.floats(0.1, 0.99), st.floats(0, 80), st.integers(0, 9)), max_size=14
)


@example([("forum", 0.5, 0.0, 0)] * 3 + [("list", 0.5, 0.0, 0), ("board", 0.5, 0.0, 0)], [("pin", 2), ("log", 1)])
@given(threads=THREADS, acts=ACTS)
@settings(max_examples=15, deadline=None)
def test_whatever_happens_a_week_breaks_nothing_and_is_the_same_twice(
    threads: list[tuple[str, float, float, int]], acts: list[tuple[str, int]]
) -> None:
    _holds(threads, acts)


@pytest.mark.soak
@given(threads=THREADS, acts=ACTS)
@settings(max_examples=600, deadline=None)
def test_whatever_happens_a_week_breaks_nothing_at_length(
    threads: list[tuple[str, float, float, int]], acts: list[tuple[str, int]]
) -> None:
    _holds(threads, acts)


def _holds(threads: list[tuple[str, float, float, int]], acts: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as name, made(Path(name), TEXT) as home:
        told = [Told(v, f"{v} {n}", r, age, re) for n, (v, r, age, re) in enumerate(threads)]
        show(home, told)
        relevance = {f"{one.venue}/{one.title}": one.relevance for one in told}
        for number, (act, which) in enumerate(acts):
            _act(home, act, which, number)
            rank(home, relevance)
        drafted = draft(home, home.week())
        solved = solve_week(drafted)
        assert check.violations(drafted.problem, solved.answer) == []
        assert solved.answer.bound >= solved.answer.value - 1e-6
        assert not solved.answer.proven or solved.answer.gap == 0
        plan = planning.plan_week(home)
        _keeps_what_was_decided(home, plan)
        with Home(home.paths, home.clock) as again:
            assert planning.plan_week(again) == plan, "another process plans another week"


def _act(home: Home, act: str, which: int, number: int) -> None:
    """What a user may do with the week as it is planned now."""
    items = todo(planning.plan_week(home))
    item = items[which % len(items)] if items else None
    if act == "day":
        at(home, min(home.clock() + which * 6 * HOUR, MONDAY_8 + 6 * DAY))
    elif act == "owe":
        owed(home, number, which - 2)
    elif act == "log":
        record.log(home, Contribution("", venue=VENUES[which % 5], minutes=5 * which, title=f"unplanned {number}"))
    elif item is not None:
        {
            "accept": lambda: record.accept(home, [item]),
            "drop": lambda: record.drop(home, [item]),
            "pin": lambda: record.pin(home, item),
            "done": lambda: record.done(home, item),
        }[act]()


def _keeps_what_was_decided(home: Home, plan: WeekPlan) -> None:
    records = home.ledger.where(PlanItem, week=str(plan.week))
    planned = {one.candidate for one in todo(plan)}
    assert planned.isdisjoint({one.candidate for one in records if one.state in ("dropped", "done")})
    locked = {one.id: one.day for one in records if one.state == "pinned" and one.day >= plan.today}
    assert locked.items() <= {one.id: one.day for one in todo(plan)}.items()
    used: Counter[int] = Counter()
    for one in todo(plan):
        used[one.day] += one.minutes
    for day, minutes in used.items():
        forced = sum(one.minutes for one in todo(plan) if one.id in locked and one.day == day)
        assert day >= plan.today and minutes <= max(plan.left.get(day, 0), forced)


# -- the days of a week ----------------------------------------------------------------------------------------------


def test_monday_starts_clean(tmp_path: Path) -> None:
    with made(tmp_path, forums(*"abcdefgh")) as home:
        show(home, [Told(v, f"{v} one", hours=3) for v in "abcdefgh"])
        first = planning.plan_week(home)
        record.accept(home, todo(first))
        record.done(home, todo(planning.plan_week(home))[0])
        at(home, MONDAY_8 + 7 * DAY)
        second = planning.plan_week(home)
        assert second.week == first.week.next and second.minutes_done == 0
        assert all(one.state == "proposed" for one in second.items)
        assert {one.id for one in second.items}.isdisjoint({one.id for one in first.items})
        assert len(second.items) < len(first.items), "what is too old is copied into the next week"
        assert planning.plan_week(home) == second


def test_thursday_half_done(tmp_path: Path) -> None:
    with made(tmp_path, forums(*"abcdefgh")) as home:
        show(home, [Told(v, f"{v} {n}", hours=3) for v in "abcdefgh" for n in range(2)])
        owed(home, 1, 6)
        monday = planning.plan_week(home)
        done, kept = todo(monday)[0], [one for one in todo(monday) if one.day in (3, 4)][:2]
        for one in todo(monday)[:2]:
            record.done(home, one)
        record.accept(home, kept)
        missed = [one for one in todo(monday)[2:] if one.day < 3]
        assert missed and len(kept) == 2
        at(home, MONDAY_8 + 3 * DAY)
        thursday, found = planning.replan(home)
        assert [one.candidate[:2] for one in thursday.items if one.state == "done"] == ["c:", "c:"]
        states = {one.id: one.state for one in thursday.items}
        assert {states.get(one.id) for one in kept} == {"accepted"}
        assert all(one.day >= 3 for one in todo(thursday))
        assert sum(one.minutes for one in todo(thursday)) <= 120
        changed = {one.item.id: one for one in found}
        assert done.id not in {one.item.candidate for one in found}
        for one in missed:
            if one.id in changed and changed[one.id].sign == ">":
                assert "which is over" in changed[one.id].words
        assert all(one.words for one in found)
        again, nothing = planning.replan(home)
        assert again == thursday and nothing == []


def test_what_was_not_planned_uses_minutes_and_marks_its_venue(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum", cooldown_days=2, cap_per_week=1) + forums("list")) as home:
        show(home, [*plain(2), *plain(2, "list")])
        before = planning.plan_week(home)
        assert "forum" in {one.venue for one in todo(before)}
        record.log(home, Contribution("", venue="forum", minutes=45, title="unplanned"))
        after = planning.plan_week(home)
        assert after.left[0] == before.left[0] - 45
        assert "forum" not in {one.venue for one in todo(after)}
        reason = next(one.why for one in after.skipped if one.venue == "forum")
        assert "your last post there was today" in reason or "the cap of 1 a week there is used" in reason
        assert after.items[0].state == "done" and after.minutes_done == 45
        record.log(home, Contribution("", venue="list", minutes=45, title="more than a sitting"))
        assert planning.plan_week(home).left == {**before.left, 0: 0, 1: 30}, "beyond a sitting the next ones pay"


def test_an_answer_that_needs_none_leaves_the_week_although_it_was_accepted(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum")) as home:
        owed(home, 1, 2)
        item = todo(planning.plan_week(home))[0]
        assert item.kind == "follow-up"
        record.accept(home, [item])
        followup = home.ledger.get(FollowUp, "f1")
        assert followup is not None
        record.no_answer_needed(home, followup)
        assert proposals.seen(home).items == ()
        plan, found = planning.replan(home)
        assert plan.items == () and found == [], "what the user said is told as news"


# -- calendars -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "monday", "hours"),
    [
        ("Europe/Berlin", datetime(2026, 3, 23, 7, tzinfo=UTC), 167),
        ("Europe/Berlin", datetime(2026, 10, 19, 6, tzinfo=UTC), 169),
        ("Pacific/Auckland", datetime(2026, 12, 27, 19, tzinfo=UTC), 168),
    ],
)
def test_weeks_of_every_length_and_number(zone: str, monday: datetime, hours: int, tmp_path: Path) -> None:
    text = homes.WEEK.replace('"UTC"', f'"{zone}"') + homes.GOAL + forums("forum", "list")
    with homes.made(tmp_path, text, Clock(int(monday.timestamp()))) as home:
        week = home.week()
        begin, end = week.bounds(home.zone)
        assert (end - begin) / HOUR == hours
        show(home, [*plain(4), *plain(4, "list")])
        plan = planning.plan_week(home)
        assert plan.today == 0 and plan.minutes == 180 and todo(plan)
        for seconds in (begin, end - 1):
            record.log(home, Contribution("", at=seconds, venue="forum", minutes=10, title="at the edge"))
        record.log(home, Contribution("", at=end, venue="list", minutes=10, title="the week after"))
        at(home, end - 1)
        after = planning.plan_week(home)
        assert (after.week, after.today) == (week, 6)
        assert [one.day for one in after.items if one.state == "done"] == [0, 6]
        at(home, end)
        assert planning.plan_week(home).week == week.next
        assert [one.title for one in planning.plan_week(home).items if one.state == "done"] == ["the week after"]


def test_week_53_is_planned_and_is_followed_by_the_first(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum"), int(datetime(2026, 12, 31, 9, tzinfo=UTC).timestamp())) as home:
        show(home, plain(3))
        assert planning.plan_week(home).week == Week(2026, 53) and planning.plan_week(home).today == 3
        assert planning.plan_week(home, Week(2026, 53).next).week == Week(2027, 1)


def test_a_move_to_another_time_zone_keeps_days_and_decisions(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum", "list")) as home:
        show(home, [*plain(3), *plain(3, "list")])
        item = todo(planning.plan_week(home))[-1]
        record.pin(home, item)
        path = home.paths.config_file
        path.write_text(path.read_text().replace('"UTC"', '"Asia/Tokyo"'))
        home.reload()
        plan = planning.plan_week(home)
        assert plan.today == 0
        assert {one.id: (one.day, one.state) for one in plan.items}[item.id] == (item.day, "pinned")


def test_days_away_have_no_minutes_and_no_items(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum", "list")) as home:
        show(home, [*plain(3), *plain(3, "list")])
        monday = home.week().monday
        record.away(home, monday, monday.replace(day=monday.day + 2))
        plan = planning.plan_week(home)
        assert [plan.budget[day] for day in range(5)] == [0, 0, 0, 60, 60]
        assert todo(plan) and all(one.day in (3, 4) for one in todo(plan))


# -- every venue once first ------------------------------------------------------------------------------------------


def test_a_venue_is_doubled_only_for_a_good_deal_more_and_the_plan_says_so(tmp_path: Path) -> None:
    rich = forums("rich", audience=5000, cooldown_days=0, cap_per_week=9)
    poor = forums("poor", audience=1, quality=0.05)
    text = rich + poor
    with made(tmp_path, text) as home:
        path = home.paths.config_file
        path.write_text(path.read_text().replace("mon = 60, tue = 60, wed = 60, thu = 60, fri = 60", "mon = 30"))
        home.reload()
        show(home, [*plain(4, "rich", hours=1), Told("poor", "poor", 0.16, hours=1)])
        drafted = draft(home, home.week())
        solved = solve_week(drafted)
        assert spread_first.doubled(drafted, solved.answer) == {"rich"}
        plan = planning.plan_week(home)
        said = [one.why for one in todo(plan) if "here this week, worth more than a first elsewhere" in one.why]
        assert len(said) == len([one for one in todo(plan) if one.venue == "rich"]) - 1 > 0


def test_equal_threads_in_equal_venues_are_one_each_and_the_bound_is_of_any_week(tmp_path: Path) -> None:
    with made(tmp_path, forums(*"abcdefghij", cooldown_days=0, cap_per_week=9)) as home:
        show(home, [Told(v, f"{v} {n}", 0.8, hours=2) for v in "abcdefghij" for n in range(10)])
        drafted = draft(home, home.week())
        solved = solve_week(drafted)
        free = solve.solve(drafted.problem)
        assert solved.answer.bound >= free.value - 1e-6, "the bound does not hold for weeks that go somewhere twice"
        assert solved.answer.value >= 0.9 * free.value
        plan = planning.plan_week(home)
        counted = Counter(one.venue for one in todo(plan) if one.kind not in PRIVATE_KINDS)
        assert len(counted) == 10 and sum(counted.values()) >= 10
        early: Answer = solve_week(drafted, fast=True).answer
        assert early.bound >= free.value - 1e-6


def test_what_is_left_out_behind_a_first_post_is_told_in_those_words(tmp_path: Path) -> None:
    with made(tmp_path, forums(*"abcd", cooldown_days=0, cap_per_week=9, audience=500)) as home:
        path = home.paths.config_file
        path.write_text(path.read_text().replace("mon = 60, tue = 60, wed = 60, thu = 60, fri = 60", "mon = 40"))
        home.reload()
        show(home, [*(Told("a", f"a {n}", 0.95, hours=1) for n in range(5)),
                    *(Told(v, f"{v} one", 0.9, hours=1) for v in "bcd")])  # fmt: skip
        plan = planning.plan_week(home)
        assert Counter(one.venue for one in todo(plan)).most_common(1)[0][1] == 1, "minutes for four, and four venues"
        words = [one.why for one in plan.skipped]
        assert words and all("“" in one or "worth" in one for one in words)
