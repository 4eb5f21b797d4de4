"""The Week screen while other things happen: a question left open, a plan that waits, another program at work."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.cells import cell_len
from tui_worlds import QuietApp, picture
from week_hands import looked_at, press, states, week_of
from week_worlds import TITLES, WEEK, keep, threads_of

from forumplan.domain.events import Change
from forumplan.domain.records import Contribution, FollowUp, PlanItem
from forumplan.services import record
from forumplan.services.home import Home
from forumplan.tui.week.lines import lines
from forumplan.tui.week.view import WeekView


@pytest.mark.parametrize("between", [("j",), ("j", "a"), ("a",)])
async def test_the_question_after_opening_ends_with_the_next_key(tmp_path: Path, between: tuple[str, ...]) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j", "o")
        assert "Posted in Forum [pandas]?" in picture(app)
        await press(pilot, *between)
        assert "Posted in" not in picture(app)
        here = week_of(app).rows.key
        assert here != "i2"
        await press(pilot, "d")
        assert states(home)[here] == "done"
        assert states(home).get("i2") != "done", "d means the row that the cursor is on"


async def test_what_another_program_has_logged_is_not_logged_again(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j", "o")
        with Home(home.paths, home.clock) as other:
            record.done(other, next(one for one in week_of(app).view.seen.items if one.id == "i2"))
        await press(pilot, "d")
        assert "this is done already" in picture(app)
        assert [one.item for one in home.ledger.all(Contribution)].count("i2") == 1


async def test_accepted_items_stay_where_they_are_until_the_new_plan_is_taken_in(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "Y")
        keep(home, without="i4")
        kept = home.threads.proposal(WEEK)
        assert kept is not None
        next(one for one in kept["items"] if one["id"] == "i3")["day"] = 5
        accepted = home.ledger.get(PlanItem, "i4")
        assert accepted is not None
        home.threads.keep_proposal(WEEK, kept | {"gave_way": {"i4": home.ledger.changed_at(accepted)}})
        app.engine.say("plan", "done", plan={})
        await pilot.pause()
        view = week_of(app).view
        assert "new plan: 1 gone (1 of them accepted), 1 on another day · r takes it in" in picture(app)
        assert {one.id: one.day for one in view.seen.items if one.id in ("i3", "i4")} == {"i3": 2, "i4": 4}
        assert view.item("i4").state == "accepted"  # type: ignore[union-attr]
        await press(pilot, "r")
        assert {one.id: one.day for one in view.seen.items if one.id in ("i3", "i4")} == {"i3": 5}


async def test_what_was_put_in_is_left_out_no_more_and_the_day_that_is_too_full_is_named(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "G", "p")
        assert f"out:{threads_of(home, 'list')[3].id}" not in week_of(app).rows.keys
        assert app.engine.asked[-1][0] == "plan", "what it pushes out is told"
        week_of(app).rows.move_to("i2")
        await press(pilot, ">")
        assert f"0h15 more than Thu has: moved to Thu: {TITLES[0]}" in picture(app)


async def test_room_that_is_gone_is_not_offered(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        app.engine.say("plan", "done", plan={})
        await pilot.pause()
        one = {"id": "x", "venue": "circle", "title": "t", "kind": "slot"}
        app.engine.say("more", "done", free=[one], items=[one])
        await pilot.pause()
        assert "that are free: Data circle" in picture(app)
        asked = [job for job, _ in app.engine.asked].count("more")
        await press(pilot, "d", "k", "d", "backspace", "backspace", "4", "5", "enter")
        assert "that are free: Data circle" not in picture(app)
        assert [job for job, _ in app.engine.asked].count("more") > asked, "it is asked anew"


async def test_after_the_last_of_a_day_the_cursor_goes_to_what_is_left_to_do(tmp_path: Path) -> None:
    app = QuietApp(looked_at(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        week_of(app).rows.move_to("i5")
        await press(pilot, "d")
        assert week_of(app).rows.key == "i1", "not on what was left out"


@pytest.mark.parametrize("width", [1, 60, 80, 100])
def test_what_is_not_met_can_be_read_whole(tmp_path: Path, width: int) -> None:
    home = looked_at(tmp_path)
    kept = home.threads.proposal(WEEK)
    assert kept is not None
    long = "1 of the 2 you still want in the list found no place: one more would push out “How do I keep 40k rows out”"
    home.threads.keep_proposal(WEEK, kept | {"unmet": [f"{long} and the visit to Data circle"]})
    shown = ["".join(text for text, _ in line.cells) for line in lines(WeekView(home), width)]
    if width > 1:  # before it is laid out
        assert f"! {long} and the visit to Data circle" in " ".join(" ".join(shown).split())
        assert all(cell_len(line) < width for line in shown)


async def test_a_strength_asked_twice_is_said_once_and_what_moves_is_marked(tmp_path: Path) -> None:
    app = QuietApp(looked_at(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "i", "1")
        assert "recommend me  as it is" in " ".join(picture(app).split()).replace("me as", "me  as")
        await press(pilot, "h")
        items = [
            {"id": one.id, "day": 5 if one.id == "i4" else one.day, "candidate": one.candidate, "title": one.title}
            for one in week_of(app).view.seen.items
            if one.state != "done"
        ]
        app.engine.say("what_if", "done", plan={"items": items}, words=["worth less"])
        await pilot.pause()
        assert "Sat  > " in picture(app), "what goes to another day is marked"
        await press(pilot, "i", "1", "p")
        assert "planning: what if sql: people should be my partners …" in picture(app)


def rewrite(home: Home, old: str, new: str) -> None:
    """feeds.toml as another program writes it."""
    path = home.paths.config_file
    before = path.stat().st_mtime_ns
    path.write_text(path.read_text().replace(old, new))
    os.utime(path, ns=(before + 1, before + 1))


async def test_feeds_toml_edited_elsewhere_is_taken_in_and_the_week_planned_anew(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "of 3h00" in picture(app)
        rewrite(home, "fri = 60", "fri = 120")
        app.watch_ledger()
        await pilot.pause()
        assert "of 4h00" in picture(app) and "feeds.toml was changed; taken in" in picture(app)
        assert [job for job, _ in app.engine.asked].count("plan") == 2
        rewrite(home, "fri = 120", "fry = 120")
        app.watch_ledger()
        await pilot.pause()
        assert "fry" in picture(app) and "fri" in picture(app), "wrong key and nearest name"
        app.watch_ledger()
        await press(pilot, "j", "a")
        assert "of 4h00" in picture(app), "what was read before stands"
        assert list(states(home).values()) == ["accepted"]


async def test_a_day_and_a_week_that_begin_while_the_program_is_open_are_shown(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "Y")
        app.watch_ledger()
        home.clock.now += 24 * 3600  # type: ignore[attr-defined]
        app.watch_ledger()
        await pilot.pause()
        assert week_of(app).view.seen.today == 3
        assert all(one.day >= 3 for one in week_of(app).view.seen.items if one.state != "done")
        assert [job for job, _ in app.engine.asked].count("plan") == 2
        home.clock.now += 4 * 24 * 3600  # type: ignore[attr-defined]
        app.watch_ledger()
        await pilot.pause()
        assert "Week 48" in picture(app) and "i2" not in week_of(app).rows.keys


async def test_days_away_ask_for_another_plan(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        app.watch_ledger()
        with Home(home.paths, home.clock) as other:
            record.away(other, *record.days_of("2026-11-19..2026-11-22"))
        app.watch_ledger()
        await pilot.pause()
        assert [job for job, _ in app.engine.asked].count("plan") == 2


@pytest.mark.parametrize(("size", "words"), [((100, 30), " (0h10 for 1 of 2 answers)"), ((80, 24), " (0h10)")])
async def test_how_many_answers_the_minutes_are_for_is_said_where_there_is_room(
    tmp_path: Path, size: tuple[int, int], words: str
) -> None:
    home = looked_at(tmp_path)
    owed = FollowUp("f2", venue="forum", person="p2", person_name="Ana", title="x")
    values = owed.dump() | {"at": home.clock(), "due_at": home.clock() + 9 * 24 * 3600, "goal": "sql"}
    home.ledger.observe("owed", [(owed.id, "Ana waits", Change("followup", owed.id, values))])
    app = QuietApp(home)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert f"2 people wait for you{words}" in picture(app)
