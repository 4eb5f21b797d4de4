"""The Threads screen, used as a person would: the list stands still, acts are durable, words say what happened."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from tui_worlds import TWO_GOALS, QuietApp, full, picture, rank

from forumplan.domain.records import Contribution, Dismissal, Label, PlanItem
from forumplan.services import record
from forumplan.tui.screens.threads import ThreadsScreen


async def at_threads(app: QuietApp, pilot: Pilot[int]) -> ThreadsScreen:
    await pilot.press("2")
    await pilot.pause()
    screen = app.screen
    assert isinstance(screen, ThreadsScreen)
    return screen


async def test_labels_are_durable_and_nothing_moves(tmp_path: Path) -> None:
    home = full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_threads(app, pilot)
        before = list(screen.list.pages.numbers)
        await pilot.press("j", "y", "j", "n")
        labels = home.ledger.all(Label)
        assert sorted(label.value for label in labels) == [0, 1]
        assert {label.goal for label in labels} == {"sql"}
        assert list(screen.list.pages.numbers) == before
        assert screen.list.cursor == 2
        assert ("rank", {"goals": ["sql"]}) in app.engine.asked
        assert "off topic for sql" in picture(app)


async def test_a_new_order_is_announced_and_taken_when_asked(tmp_path: Path) -> None:
    home = full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_threads(app, pilot)
        before = list(screen.list.pages.numbers)
        rank(home, "sql", list(reversed(before)), stamp="another")
        app.engine.say("rank", "done", goals=["sql"])
        await pilot.pause()
        assert list(screen.list.pages.numbers) == before
        assert "the order changed, press r to re-rank" in picture(app)
        await pilot.press("r")
        assert list(screen.list.pages.numbers) == before[::-1]
        assert "press r to re-rank" not in picture(app)


async def test_new_threads_are_counted(tmp_path: Path) -> None:
    home = full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_threads(app, pilot)
        numbers = list(screen.list.pages.numbers)
        rank(home, "sql", [*numbers, 901, 902], stamp="another")
        app.engine.say("rank", "done", goals=["sql"])
        await pilot.pause()
        assert "2 new, press r to re-rank" in picture(app)


async def test_undo_and_redo_say_what_and_the_row_follows(tmp_path: Path) -> None:
    home = full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_threads(app, pilot)
        await pilot.press("y", "u")
        assert not home.ledger.all(Label)
        assert "undone: relevant for sql" in picture(app)
        await pilot.press("ctrl+r")
        assert len(home.ledger.all(Label)) == 1
        assert "redone: relevant for sql" in picture(app)
        await pilot.press("u", "u")
        assert "nothing to undo" in picture(app)


async def test_marked_threads_take_the_next_act_together(tmp_path: Path) -> None:
    home = full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_threads(app, pilot)
        await pilot.press("space", "space", "space")
        assert "● 3 marked" in picture(app)
        await pilot.press("x")
        assert len(home.ledger.all(Dismissal)) == 3
        assert not screen.view.marked
        assert "dismissed: 3 threads" in picture(app)
        await pilot.press("space", "space", "y")
        assert len(home.ledger.all(Label)) == 2
        await pilot.press("u", "u")
        assert not home.ledger.all(Label) and not home.ledger.all(Dismissal)


async def test_the_head_counts_what_is_listed(tmp_path: Path) -> None:
    home = full(tmp_path)
    record.dismiss(home, *home.threads.threads(sorted(home.threads.numbers())[:3]))
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_threads(app, pilot)
        assert "21 threads · best first" in picture(app)


async def test_search_narrows_letter_by_letter_and_esc_gives_all_back(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_threads(app, pilot)
        await pilot.press("slash", *"parq")
        await pilot.pause()
        assert len(screen.list.pages) == 6
        assert "6 of 24" in picture(app)
        await pilot.press("enter", "j", "y")
        assert len(screen.planner.home.ledger.all(Label)) == 1
        await pilot.press("escape")
        await pilot.pause()
        assert len(screen.list.pages) == 24


async def test_keys_are_letters_while_searching(tmp_path: Path) -> None:
    home = full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_threads(app, pilot)
        await pilot.press("slash", *"yuqxn2")
        await pilot.pause()
        assert app.is_running
        assert app.current_mode == "threads"
        assert not home.ledger.history()


async def test_filters_and_sorts_by_key(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_threads(app, pilot)
        await pilot.press("y", "f", "u")
        await pilot.pause()
        assert len(screen.list.pages) == 23
        await pilot.press("s", "n")
        await pilot.pause()
        assert "unlabelled · newest first" in picture(app)
        await pilot.press("f", "a", "v")
        await pilot.pause()
        assert len(screen.list.pages) == 12
        await pilot.press("escape")
        assert len(screen.list.pages) == 24


async def test_a_thread_goes_into_the_plan_once(tmp_path: Path) -> None:
    home = full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_threads(app, pilot)
        await pilot.press("p", "p")
        items = home.ledger.all(PlanItem)
        assert [(item.state, item.week, item.day) for item in items] == [("accepted", "2026-W47", 2)]
        assert "in the plan already" in picture(app)


async def test_after_opening_the_question_is_answered_with_one_key(tmp_path: Path) -> None:
    home = full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_threads(app, pilot)
        await pilot.press("o")
        assert "Posted in" in picture(app)
        await pilot.press("x")
        assert not home.ledger.all(Contribution)
        assert not home.ledger.all(Dismissal)
        await pilot.press("o", "j", "d")
        made = home.ledger.all(Contribution)
        assert len(made) == 1
        assert made[0].minutes == 15
        assert made[0].title in {t.title for t in home.threads.since(0)}
        await pilot.press("u")
        assert not home.ledger.all(Contribution)


async def test_tab_goes_through_the_goals_and_a_label_teaches_the_one_shown(tmp_path: Path) -> None:
    home = full(tmp_path, goals=TWO_GOALS)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_threads(app, pilot)
        assert "all goals" in picture(app)
        await pilot.press("tab", "tab")
        assert "goal: plots" in picture(app)
        await pilot.press("y")
        assert [label.goal for label in home.ledger.all(Label)] == ["plots"]
        await pilot.press("shift+tab")
        assert "all goals" in picture(app)


async def test_the_preview_follows_behind(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_threads(app, pilot)
        first = screen.preview.shown
        await pilot.press("G")
        await pilot.pause(0.2)
        assert first is not None
        assert screen.preview.shown is not None
        assert screen.preview.shown.title != first.title
        assert screen.preview.place == "24/24"
        await pilot.press("g", "g")
        await pilot.pause(0.2)
        assert screen.preview.shown.title == first.title


async def test_an_address_that_is_none_is_not_opened(tmp_path: Path) -> None:
    home = full(tmp_path)
    home.threads.db.execute("UPDATE threads SET url = 'javascript:alert(1)'")
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_threads(app, pilot)
        await pilot.press("o")
        assert "not opened: only http and https" in picture(app)
        assert screen.asking is None


async def test_a_child_that_fails_is_said_in_the_status_line(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_threads(app, pilot)
        app.engine.say("rank", "lost", error="the think process ended (signal 9); nothing is lost")
        await pilot.pause()
        assert "the think process ended (signal 9)" in picture(app)


async def test_another_program_writing_the_ledger_is_seen(tmp_path: Path) -> None:
    home = full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_threads(app, pilot)
        thread = screen.thread()
        assert thread is not None
        from forumplan.services.home import Home

        app.watch_ledger()
        with Home(home.paths, home.clock) as other:
            record.label(other, thread, "sql", 1)
        app.watch_ledger()
        assert screen.view.known.labels == {("sql", thread.id): 1}


async def test_below_sixty_columns_only_leaving_is_taken(tmp_path: Path) -> None:
    home = full(tmp_path)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_threads(app, pilot)
        await pilot.resize_terminal(59, 30)
        await pilot.press("y", "x", "p")
        assert "59x30 is too small" in picture(app)
        assert not home.ledger.history()
        await pilot.resize_terminal(80, 24)
        await pilot.press("y")
        assert len(home.ledger.history()) == 1
        await pilot.resize_terminal(80, 15)
        await pilot.press("q")
    assert app.return_code == 0


@pytest.mark.parametrize("key", ["t", "Z", "F5"])
async def test_a_key_that_means_nothing_flashes(tmp_path: Path, key: str) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_threads(app, pilot)
        await pilot.press(key.lower() if len(key) > 1 else key)
        assert "is not here; ? for keys" in picture(app)


async def test_keys_pressed_before_the_first_screen_is_there_are_not_lost(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        for key in ("2", "y"):
            app.post_message(events.Key(key, key))
        await pilot.pause()
        await pilot.pause()
        assert "[2 Threads]" in picture(app)
        assert len(app.home.ledger.all(Label)) == 1
