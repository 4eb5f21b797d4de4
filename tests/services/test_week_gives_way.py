"""What was accepted and finds no place, answers that come late, and whether reasons say which thing they mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from week_homes import DAY, HOUR, MONDAY_8, Told, forums, made, plain, rank, show

from forumplan.domain.errors import UsageError
from forumplan.domain.events import Change
from forumplan.domain.records import Contribution, FollowUp, PlanItem
from forumplan.services import planning, proposals, record, settings_acts
from forumplan.services.export_calendar import calendar
from forumplan.services.home import Home
from forumplan.services.take_in import take_in

SITTINGS = "mon = 60, tue = 60, wed = 60, thu = 60, fri = 60"


def sit(home: Home, minutes: str) -> None:
    """Other sittings from now on."""
    path = home.paths.config_file
    text = path.read_text()
    begin = text.index("minutes = {")
    path.write_text(text[:begin] + f"minutes = {{ {minutes} }}" + text[text.index("}", begin) + 1 :])
    home.reload()


def todo(home: Home) -> dict[str, PlanItem]:
    """What is to be done as the screen shows it, by title."""
    return {one.title: one for one in proposals.seen(home).items if one.state != "done"}


def owe(home: Home, *due_days: float) -> None:
    """So many answers, each due so many days from now."""
    for number, days in enumerate(due_days):
        owed = FollowUp(f"f{number}", venue="forum", person=f"p{number}", person_name=f"Asker {number}", title="x")
        values = owed.dump() | {"at": home.clock() - DAY, "due_at": home.clock() + int(days * DAY)}
        home.ledger.observe("owed", [(owed.id, "waits", Change("followup", owed.id, values))])


# -- accepted and without a place ------------------------------------------------------------------------------------


@pytest.fixture
def cut(tmp_path: Path) -> Home:
    """Four accepted items of a week that has only room for some of them any more."""
    home = made(tmp_path, forums(*"abcd"))
    show(home, [Told(venue, f"{venue} one", 0.8, hours=2) for venue in "abcd"])
    plan = planning.plan_week(home)
    assert len(plan.items) == 4
    record.accept(home, plan.items)
    sit(home, "mon = 30")
    return home


def test_the_screen_shows_what_the_plan_has_and_says_what_gave_way(cut: Home) -> None:
    plan = planning.plan_week(cut)
    inside = {one.title for one in plan.items}
    gone = {f"{venue} one" for venue in "abcd"} - inside
    assert gone and inside
    assert set(todo(cut)) == inside
    assert proposals.seen(cut).minutes_free == 30 - plan.minutes_planned >= 0
    for title in gone:
        assert any(line.startswith(f"“{title}”, which you accepted, gave way: ") for line in plan.unmet), plan.unmet
    assert "".join(calendar(cut)).count("BEGIN:VEVENT") == len(inside)


def test_a_second_replan_finds_nothing_new(cut: Home) -> None:
    _, first = planning.replan(cut)
    assert [one.sign for one in first].count("-") == len([one for one in first if one.sign == "-"]) > 0
    _, second = planning.replan(cut)
    assert second == []


def test_what_gave_way_comes_back_when_there_is_room_and_can_be_done_all_the_same(cut: Home) -> None:
    planning.plan_week(cut)
    gone = {f"{venue} one" for venue in "abcd"} - set(todo(cut))
    sit(cut, SITTINGS)
    planning.plan_week(cut)
    assert {todo(cut)[title].state for title in gone} == {"accepted"}
    sit(cut, "mon = 30")
    planning.plan_week(cut)
    title = next(iter({f"{venue} one" for venue in "abcd"} - set(todo(cut))))
    (known,) = [one for one in cut.ledger.all(PlanItem) if one.title == title]
    record.done(cut, proposals.item(cut, known.id))
    assert [one.title for one in proposals.seen(cut).items if one.state == "done"] == [title]


def test_equal_items_do_not_take_turns(tmp_path: Path) -> None:
    manual = "".join(f'[[venue]]\nid = "m{n}"\nname = "M{n}"\nmanual = true\n\n' for n in range(6))
    with made(tmp_path, manual) as home:
        sit(home, "mon = 90")
        record.accept(home, planning.plan_week(home).items)
        sit(home, "mon = 45")
        planning.plan_week(home)
        shown = set(todo(home)), {one.venue for one in proposals.seen(home).items}
        for _ in range(3):
            home.clock.now += 60  # type: ignore[attr-defined]
            plan, changes = planning.replan(home)
            assert changes == []
            assert (set(todo(home)), {one.venue for one in proposals.seen(home).items}) == shown
        assert len(plan.unmet) == 3
        sit(home, "mon = 15")
        (line,) = planning.plan_week(home).unmet
        assert line.startswith("5 that you accepted gave way: the visit to M") and line.endswith(" and 2 more")


def test_the_screen_tells_of_accepted_items_what_is_true_today(tmp_path: Path) -> None:
    with made(tmp_path, forums("a", "b")) as home:
        show(home, [Told(venue, f"{venue} one", 0.8, hours=2) for venue in "ab"])
        first, second = planning.plan_week(home).items
        record.accept(home, [first])
        record.pin(home, second)
        home.clock.now += 20 * HOUR  # type: ignore[attr-defined]
        planning.plan_week(home)
        assert all("unanswered for 22 h" in one.why for one in todo(home).values())


def test_what_is_put_in_by_hand_stays_in_sight_until_the_next_plan(cut: Home) -> None:
    planning.plan_week(cut)
    title = next(iter({f"{venue} one" for venue in "abcd"} - set(todo(cut))))
    cut.clock.now += 60  # type: ignore[attr-defined]
    (thread,) = [one for one in cut.threads.since(0) if one.title == title]
    take_in(cut, thread, "sql")
    assert todo(cut)[title].state == "accepted"
    assert thread.id not in {one.thread for one in proposals.seen(cut).skipped}, "it is in now"


def test_who_waits_and_what_was_accepted_outlive_the_last_goal(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum", "list")) as home:
        show(home, [Told("list", "list one", 0.8, hours=2)])
        owe(home, 2)
        record.accept(home, [one for one in planning.plan_week(home).items if one.kind == "reply"])
        settings_acts.end_goal(home, "sql")
        plan = planning.plan_week(home)
        assert sorted((one.kind, one.state) for one in plan.items) == [("follow-up", "proposed"), ("reply", "accepted")]
        assert set(todo(home)) == {"list one", "x"}
        assert planning.replan(home)[1] == []


# -- answers that come late ------------------------------------------------------------------------------------------


def test_answers_due_together_are_given_late_rather_than_never(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum")) as home:
        sit(home, "mon = 30, wed = 45, sat = 90")
        owe(home, *([0.2] * 20))
        plan = planning.plan_week(home)
        days = [one.day for one in plan.items]
        assert [days.count(day) for day in (0, 2, 5)] == [3, 4, 9]
        assert "4 of the 20 answers you owe found no place" in plan.unmet


def test_an_answer_due_before_the_only_sitting_is_given_in_it(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum")) as home:
        sit(home, "sat = 30")
        owe(home, 2)
        plan = planning.plan_week(home)
        assert [(one.kind, one.day) for one in plan.items] == [("follow-up", 5)]
        assert plan.unmet == ()
        sit(home, "sat = 5")
        (line,) = planning.plan_week(home).unmet
        assert line == "the answer to Asker 0 in “x” found no place: no day that is left has 10 minutes"
        record.accept(home, plan.items)
        (line,) = planning.plan_week(home).unmet
        assert line.startswith("the answer to Asker 0 in “x”, which you accepted, gave way: "), "and it is told once"


def test_an_answer_that_can_be_given_in_time_is(tmp_path: Path) -> None:
    with made(tmp_path, forums("forum", *"abcdefgh")) as home:
        show(home, [Told(venue, f"{venue} one", 0.95, hours=1) for venue in "abcdefgh"])
        sit(home, "mon = 60, fri = 60")
        owe(home, 0.2, 0.3, 1)
        plan = planning.plan_week(home)
        assert {one.day for one in plan.items if one.kind == "follow-up"} == {0}


# -- what is done is done --------------------------------------------------------------------------------------------


def test_an_item_is_logged_once_and_moved_to_no_day_that_is_over(tmp_path: Path) -> None:
    with made(tmp_path, forums("a", "b"), MONDAY_8 + 3 * DAY) as home:
        show(home, [Told(venue, f"{venue} one", 0.8, hours=2) for venue in "ab"])
        first, second = planning.plan_week(home).items
        record.done(home, first)
        with pytest.raises(UsageError, match="this is done"):
            proposals.item(home, first.id)
        assert len(home.ledger.all(Contribution)) == 1
        with pytest.raises(UsageError, match="Mon is over"):
            record.move(home, second, 0)
        record.move(home, second, 3)
        assert todo(home)[second.title].day == 3


# -- words -----------------------------------------------------------------------------------------------------------


def test_a_reason_names_the_visit_and_the_person_it_means(tmp_path: Path) -> None:
    manual = '[[venue]]\nid = "circle"\nname = "Data circle"\nmanual = true\n\n'
    with made(tmp_path, manual + forums("forum")) as home:
        sit(home, "mon = 15")
        show(home, plain(1, hours=60))
        assert [one.kind for one in planning.plan_week(home).items] == ["slot"]
        assert planning.plan_week(home).skipped[0].why == "would push out the visit to Data circle"


def test_what_is_left_out_is_of_several_venues_and_closed_threads_come_last(tmp_path: Path) -> None:
    with made(tmp_path, forums("a", "b", "c", cap_per_week=1)) as home:
        told = [Told("a", f"a {n}", 0.9 - n / 100, hours=2 + n) for n in range(7)]
        told += [Told("b", f"b {n}", 0.5 - n / 100, hours=2 + n) for n in range(3)]
        told += [Told("c", f"c {n}", 0.95, hours=390) for n in range(2)]
        show(home, told)
        left = planning.plan_week(home).skipped
        assert [one.venue for one in left] == ["a", "a", "b", "b", "c"]
        assert left[-1].why.startswith("closed: ")


def test_a_post_after_one_that_is_done_is_the_second(tmp_path: Path) -> None:
    with made(tmp_path, forums("a")) as home:
        show(home, plain(3, "a", hours=1.0))
        first = min(planning.plan_week(home).items, key=lambda one: one.day)
        record.done(home, first)
        home.clock.now += HOUR  # type: ignore[attr-defined]
        rank(home, {f"a/a {n}": 0.9 for n in range(3)})
        after = [one for one in planning.plan_week(home).items if one.state != "done"]
        assert [one.why.rpartition(" · ")[2] for one in after] == [
            "your second here this week",
            "your third here this week",
        ]
