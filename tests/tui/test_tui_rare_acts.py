"""What stands in the palette only: the timer, days away, rules, exports."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import Clock
from lived_worlds import lived
from textual.pilot import Pilot
from tui_worlds import QuietApp, picture

from forumplan.domain.records import Away, Contribution, Rule
from forumplan.services import timer
from forumplan.tui.rare import FORMS


async def choose(pilot: Pilot[int], words: str) -> None:
    await pilot.press("colon", *words, "enter")
    await pilot.pause()


async def test_the_timer_runs_above_and_gives_its_minutes_to_what_is_done(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("5")
        await pilot.pause()
        await choose(pilot, "timer")
        assert "timer 1m" in picture(app).splitlines()[0]
        assert isinstance(app.home.clock, Clock)
        app.home.clock.now += 6 * 60
        app.watch_ledger()
        await pilot.pause()
        assert "timer 7m" in picture(app).splitlines()[0]
        await pilot.press("d")
        await pilot.pause()
        assert "logged, 7 min" in picture(app)
        newest = max(app.home.ledger.all(Contribution), key=lambda one: one.at)
        assert newest.minutes == 7 and timer.minutes(app.home) is None
        app.watch_ledger()
        await pilot.pause()
        assert "timer" not in picture(app).splitlines()[0]
        await choose(pilot, "timer")
        await choose(pilot, "timer")
        assert "nothing is logged" in picture(app) and timer.minutes(app.home) is None


async def test_days_away_are_given_and_taken_back(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await choose(pilot, "away:")
        await pilot.press(*"tomorrow", "enter")
        await pilot.pause()
        assert "give days like 2026-12-24..2027-01-03" in picture(app)
        await choose(pilot, "away:")
        await pilot.press(*"2026-12-24..2027-01-03", "enter")
        await pilot.pause()
        assert [(one.first, one.last) for one in app.home.ledger.all(Away)] == [("2026-12-24", "2027-01-03")]
        await choose(pilot, "away:")
        await pilot.press(*"clear", "enter")
        await pilot.pause()
        assert app.home.ledger.all(Away) == []


async def test_a_rule_is_added_seen_and_taken_away(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        for line in ("hide hiring", "mute", 'mute "who is hiring'):
            await choose(pilot, "rules:")
            await pilot.press("enter")
            await pilot.pause()
            await pilot.press(*line, "enter")
            await pilot.pause()
            assert app.home.ledger.all(Rule) == [] and "! " in picture(app)
        await choose(pilot, "rules:")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press(*"mute hiring", "enter")
        await pilot.pause()
        assert [(one.act, one.terms) for one in app.home.ledger.all(Rule)] == [("mute", "hiring")]
        await choose(pilot, "rules:")
        assert "mute hiring" in picture(app)
        await pilot.press(*"mute hiring", "enter")
        await pilot.pause()
        assert app.home.ledger.all(Rule) == []


@pytest.mark.parametrize("form", FORMS)
async def test_an_export_is_written_into_a_new_file(tmp_path: Path, form: str) -> None:
    app = QuietApp(lived(tmp_path))
    target = tmp_path / f"out.{form}"
    async with app.run_test(size=(100, 30)) as pilot:
        for said in ("written: ", "there is a file of this name already"):
            await choose(pilot, "export:")
            await pilot.press(FORMS[form][1])
            await pilot.pause()
            await pilot.press("ctrl+u", *str(target), "enter")
            await pilot.pause()
            assert said in picture(app)
    assert target.stat().st_size > 0 and target.stat().st_mode & 0o777 == 0o600
