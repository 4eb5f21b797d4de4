"""The Week screen, used as a person would: acts are durable, nothing moves by itself, words say what happened."""

from __future__ import annotations

from pathlib import Path

import homes
import week_worlds
from tui_worlds import QuietApp, picture
from week_hands import looked_at, press, states, week_of
from week_worlds import NOON, TITLES, keep, threads_of

from forumplan.domain.records import Contribution, FollowUp, Idea, PlanItem
from forumplan.services.home import Home
from forumplan.tui.week import opening

DAY = 24 * 3600


async def test_the_last_plan_is_shown_at_once_and_a_new_one_asked_for(tmp_path: Path) -> None:
    app = QuietApp(looked_at(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "How do I keep 40k rows" in picture(app)
        assert [job for job, _ in app.engine.asked].count("plan") == 1
        assert week_of(app).rows.key == "i1"


async def test_one_item_and_then_all_are_accepted_and_taken_back(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "a")
        assert states(home) == {"i1": "accepted"}
        assert week_of(app).rows.key == "i2"
        await press(pilot, "Y")
        assert states(home) == dict.fromkeys(("i1", "i2", "i3", "i4", "i5"), "accepted")
        assert "accepted 4 items" in picture(app)
        await press(pilot, "u")
        assert states(home) == {"i1": "accepted"}
        assert "proposed" in picture(app)
        await press(pilot, "Y", "Y")
        assert "nothing is proposed" in picture(app)


async def test_done_logs_the_minutes_and_the_cursor_goes_on(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j", "d")
        made = next(one for one in home.ledger.all(Contribution) if one.item == "i2")
        assert (made.minutes, made.thread) == (15, threads_of(home, "forum")[0].id)
        assert week_of(app).rows.key == "i3"
        assert "0h30 done" in picture(app)
        week_of(app).rows.move_to("i2")
        await press(pilot, "d", "backspace", "backspace", "4", "0", "enter")
        assert home.ledger.get(Contribution, made.id) is not None
        assert next(one for one in home.ledger.all(Contribution) if one.item == "i2").minutes == 40
        await press(pilot, "d", "x", "enter")
        assert "give whole minutes" in picture(app)


async def test_answering_whoever_waits_settles_what_is_owed(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "1 person waits for you (0h10)" in picture(app)
        await press(pilot, "d")
        assert home.ledger.get(FollowUp, "f1").state == "answered"  # type: ignore[union-attr]
        assert "waits for you" not in picture(app)
        await press(pilot, "u")
        assert "1 person waits for you" in picture(app)


async def test_an_answer_that_is_not_needed(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "N")
        assert home.ledger.get(FollowUp, "f1").state == "no-answer"  # type: ignore[union-attr]
        assert "i1" not in week_of(app).rows.keys
        await press(pilot, "N")
        assert "nobody waits for this" in picture(app)


async def test_moving_pinning_and_dropping(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j", ">")
        moved = home.ledger.get(PlanItem, "i2")
        assert moved is not None
        assert (moved.day, moved.state) == (3, "pinned")
        assert week_of(app).rows.key == "i2"
        await press(pilot, "<", "<")
        assert "not before today" in picture(app)
        await press(pilot, "x")
        assert states(home)["i2"] == "dropped"
        assert "i2" not in week_of(app).rows.keys
        await press(pilot, "u")
        assert "i2" in week_of(app).rows.keys
        week_of(app).rows.move_to("i5")
        await press(pilot, "!", ">", ">", ">")
        assert "Sunday is the last day" in picture(app)


async def test_a_newer_plan_is_announced_and_taken_when_asked(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j", "j")
        before = week_of(app).rows.keys
        keep(home, without="i4", more=True)
        app.engine.say("plan", "done", plan={})
        await pilot.pause()
        assert week_of(app).rows.keys == before
        assert "new plan: 1 new, 1 gone · r takes it in" in picture(app)
        await press(pilot, "a")
        assert week_of(app).rows.keys == before, "an act of the user moves nothing else"
        await press(pilot, "r")
        assert "i4" not in week_of(app).rows.keys
        assert "i6" in week_of(app).rows.keys
        assert "new plan" not in picture(app)
        assert states(home) == {"i3": "accepted"}


async def test_a_plan_that_was_asked_for_is_shown_when_it_comes(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "r")
        assert [job for job, _ in app.engine.asked].count("plan") == 2
        keep(home, more=True)
        app.engine.say("plan", "done", plan={})
        await pilot.pause()
        assert "i6" in week_of(app).rows.keys
        assert "planned again: 1 new" in picture(app)


async def test_a_plan_that_fails_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    app = QuietApp(looked_at(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "r")
        app.engine.say("plan", "lost", error="the think process ended")
        await pilot.pause()
        assert "the think process ended" in picture(app)
        assert "i2" in week_of(app).rows.keys


async def test_the_first_opening_accepts_the_week_with_one_key(tmp_path: Path) -> None:
    home = week_worlds.full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "enter accept this week" in picture(app)
        assert "1 person waits for you (0h10). 2h00 are left for the week." in picture(app)
        await press(pilot, "enter")
        assert set(states(home).values()) == {"accepted"}
        assert "enter accept this week" not in picture(app)
    assert not opening.is_new(home, home.week())


async def test_looking_first_ends_the_opening_and_enter_opens(tmp_path: Path) -> None:
    home = week_worlds.full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j", "enter")
        assert states(home) == {}
        assert "Posted in Forum [pandas]?" in picture(app)
        await press(pilot, "x")
        assert "nothing logged" in picture(app)
        await press(pilot, "o", "d")
        assert states(home) == {"i2": "done"}


async def test_a_missed_week_says_nothing(tmp_path: Path) -> None:
    home = week_worlds.full(tmp_path)
    home.ledger.undo(1)  # the contribution of the week before
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "Last week" not in picture(app)
        assert "Week 47: 5 proposals in 3 venues." in picture(app)


async def test_what_was_left_out_can_be_put_in(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "G")
        assert "Left out the cap of 2 a week there is used" in picture(app)
        await press(pilot, "d")
        assert "p puts it into the week" in picture(app)
        await press(pilot, "p")
        taken = home.ledger.all(PlanItem)
        assert [one.title for one in taken] == [TITLES[3]]
        assert week_of(app).rows.key == taken[0].id


async def test_logging_by_address_and_by_choice_of_venue(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "L", *"https://forum.example/p/1", "enter")
        await press(pilot, "L", *"elsewhere.example/1", "enter")
        assert "in which venue?" in picture(app)
        await press(pilot, *"circle", "enter")
        made = {one.venue: one.url for one in home.ledger.all(Contribution) if one.id not in ("c1", "c2")}
        assert made == {"forum": "https://forum.example/p/1", "circle": "elsewhere.example/1"}
        assert "logged, 15 min" in picture(app)


async def test_outcomes(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "O")
        assert "not done yet" in picture(app)
        await press(pilot, "g", "g", "O", "h")
        assert home.ledger.all(Contribution)[0].outcome == "helped"


async def test_the_first_plan_comes_at_once_and_gives_way_to_the_best_if_nobody_looked(tmp_path: Path) -> None:
    home = week_worlds.full(tmp_path)
    stored = home.threads.proposal(week_worlds.WEEK)
    assert stored is not None
    home.threads.db.execute("DELETE FROM proposals")
    opening.mark(home, home.week())
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert ("plan", {"fast": True}) in app.engine.asked
        keep(home, without="i1")
        app.engine.say("plan", "done", fast=True)
        await pilot.pause()
        assert week_of(app).rows.key == "i2" and "i1" not in week_of(app).rows.keys
        assert ("plan", {}) in app.engine.asked
        keep(home)
        app.engine.say("plan", "done", fast=False)
        await pilot.pause()
        assert week_of(app).rows.key == "i1", "nobody moved the cursor, so it stands on the first thing to do"
        assert "new plan" not in picture(app)
        await press(pilot, "j")
        keep(home, more=True)
        app.engine.say("plan", "done", fast=False)
        await pilot.pause()
        assert "i6" not in week_of(app).rows.keys and "new plan: 1 new" in picture(app)


async def test_what_would_fit_into_freed_minutes_is_said(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j", "j", "x")
        assert app.engine.asked[-1] == ("more", {"minutes": 30})
        one = {"id": "x", "venue": "circle", "title": "t", "kind": "slot"}
        app.engine.say("more", "done", free=[one], items=[one])
        await pilot.pause()
        assert "that are free: Data circle" in picture(app)
        assert "With 30 more minutes" not in picture(app)


async def test_something_to_write_is_noted_and_put_in_by_hand(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "colon", *"note a topic", "enter")
        await press(pilot, *"Counting", "enter")
        await press(pilot, *"circle", "enter")
        await press(pilot, "a")
        (idea,) = home.ledger.all(Idea)
        assert (idea.title, idea.venue, idea.kind, idea.promo) == ("Counting", "circle", "placement", False)
        assert "noted: Counting" in picture(app)
        kept = home.threads.proposal(week_worlds.WEEK)
        assert kept is not None
        kept["skipped"] = [{"thread": f"n:{idea.id}", "venue": "circle", "title": "Counting", "why": "no room"}]
        home.threads.keep_proposal(week_worlds.WEEK, kept)
        week_of(app).take()
        await press(pilot, "G", "p")
        taken = next(one for one in home.ledger.all(PlanItem) if one.candidate == f"n:{idea.id}")
        assert (taken.kind, taken.minutes, taken.state) == ("placement", 60, "accepted")
        await press(pilot, "u", "u")
        assert home.ledger.all(Idea) == []


async def test_before_and_half_an_hour_more_arrive_later(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "j")
        app.engine.say("plan", "done", plan={})
        await pilot.pause()
        assert {"earlier", "more"} <= {job for job, _ in app.engine.asked}
        thread = threads_of(home, "forum")[0].id
        found = {
            "thread": thread,
            "title": "Counts",
            "venue": "list",
            "url": "https://list.example/7",
            "at": NOON - 40 * DAY,
        }
        app.engine.say("earlier", "done", found=[found])
        app.engine.say("more", "done", free=[], items=[{"id": "x", "venue": "circle", "title": "t", "kind": "slot"}])
        await pilot.pause()
        shown = picture(app)
        assert "you answered something like this in the list, 9 Oct: Counts" in shown
        assert "With 30 more minutes today: Data circle" in shown
        await press(pilot, "C")
        assert "copied https://list.example/7" in picture(app)


async def test_days_left_and_right(tmp_path: Path) -> None:
    app = QuietApp(looked_at(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "l")
        assert week_of(app).rows.key == "i4"
        await press(pilot, "h")
        assert week_of(app).rows.key == "i1"
        await press(pilot, "h")
        assert week_of(app).view.item(week_of(app).rows.key).state == "done"  # type: ignore[union-attr]


async def test_what_another_program_does_is_seen(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        app.watch_ledger()
        with Home(home.paths, home.clock) as other:
            item = next(one for one in week_of(app).view.seen.items if one.id == "i4")
            from forumplan.services import record

            record.done(other, item)
        app.watch_ledger()
        await pilot.pause()
        assert week_of(app).view.item("i4").state == "done"  # type: ignore[union-attr]


async def test_a_first_goal_is_written_and_the_week_planned(tmp_path: Path) -> None:
    home = week_worlds.empty(tmp_path, homes.WEEK + homes.venue("forum"))
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "plus")
        await press(pilot, *"calm SQL", "enter")
        await press(pilot, "h")
        assert [(goal.statement, goal.strength) for goal in home.settings.goals] == [("calm SQL", 0.7)]
        assert "plan" in [job for job, _ in app.engine.asked]
        await press(pilot, "u")
        assert home.settings.goals == ()


async def test_a_new_week_begins_while_the_program_is_open(tmp_path: Path) -> None:
    home = looked_at(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        home.clock.now += 7 * DAY  # type: ignore[attr-defined]
        await press(pilot, "2", "1")
        assert str(week_of(app).view.seen.week) == "2026-W48"
        assert [job for job, _ in app.engine.asked].count("plan") == 2
        assert "i2" not in week_of(app).rows.keys
