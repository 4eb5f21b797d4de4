"""Review: the weeks as bars, the window moved by keys."""

from __future__ import annotations

from pathlib import Path

import homes
import pytest
from hostile import LITERAL, PAYLOADS
from kept_pictures import SIZES, check, harmless
from lived_worlds import lived
from textual.pilot import Pilot
from tui_worlds import QuietApp, picture

from forumplan.domain.records import Contribution
from forumplan.services import record
from forumplan.tui.screens.review import ReviewScreen

HERE = Path(__file__).parent


async def at_review(app: QuietApp, pilot: Pilot[int]) -> ReviewScreen:
    await pilot.press("6")
    await pilot.pause()
    screen = app.screen
    assert isinstance(screen, ReviewScreen)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_pictures(tmp_path: Path, size: str) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=SIZES[size]) as pilot:
        await at_review(app, pilot)
        check(HERE, f"review-12-{size}", picture(app))
        await pilot.press("[")
        check(HERE, f"review-4-{size}", picture(app))
        await pilot.press("]", "]")
        check(HERE, f"review-52-{size}", picture(app))


@pytest.mark.parametrize("size", SIZES)
async def test_the_empty_picture(tmp_path: Path, size: str) -> None:
    app = QuietApp(homes.made(tmp_path, homes.WEEK + homes.GOAL + homes.venue("forum")))
    async with app.run_test(size=SIZES[size]) as pilot:
        await at_review(app, pilot)
        check(HERE, f"review-empty-{size}", picture(app))


async def test_the_window_moves_week_by_week_and_stops_at_the_present(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_review(app, pilot)
        now = app.home.week()
        await pilot.press("h", "h")
        assert screen.found is not None
        assert screen.found.weeks[-1].week == now.previous.previous
        await pilot.press("l", "l")
        assert screen.last is None
        await pilot.press("l")
        assert "this is the present week" in picture(app)
        await pilot.press("]", "]")
        assert "52 weeks is the most shown here" in picture(app)


@pytest.mark.parametrize("size", SIZES)
async def test_a_week_is_entered_and_what_came_of_it_noted(tmp_path: Path, size: str) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=SIZES[size]) as pilot:
        await at_review(app, pilot)
        await pilot.press("h", "h", "enter")
        await pilot.pause()
        check(HERE, f"review-week-{size}", picture(app))
        await pilot.press("j", "O", "l")
        await pilot.pause()
        assert "a lead" in picture(app)
        changed = [one.id for one in app.home.ledger.all(Contribution) if one.outcome == "lead"]
        assert changed == ["c03"]
        await pilot.press("escape")
        await pilot.pause()
        assert app.front.NAME == "review"


async def test_the_present_week_is_entered_on_week(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_review(app, pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert app.front.NAME == "week"


@pytest.mark.parametrize(("key", "ending", "begins"), [("h", "html", "<!doctype html>"), ("m", "md", "# 12 weeks")])
async def test_the_review_is_written_into_a_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, ending: str, begins: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    app = QuietApp(lived(tmp_path / "home"))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_review(app, pilot)
        for words in ("written: ", "there is a file of this name already"):
            await pilot.press("x", key)
            await pilot.pause()
            await pilot.press("enter")
            await pilot.pause()
            assert words in picture(app)
    written = tmp_path / f"review-2026-W47.{ending}"
    assert written.read_text().startswith(begins)
    assert written.stat().st_mode & 0o777 == 0o600


async def test_what_is_done_meanwhile_is_there_when_it_is_looked_at_again(tmp_path: Path) -> None:
    app = QuietApp(lived(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at_review(app, pilot)
        assert screen.found is not None
        before = screen.found.contributions
        await pilot.press("1")
        record.log(app.home, Contribution("", venue="forum", title="one more", minutes=5))
        await pilot.press("6")
        await pilot.pause()
        assert screen.found.contributions == before + 1


@pytest.mark.parametrize("name", PAYLOADS)
async def test_a_hostile_venue_is_harmless_and_shown(tmp_path: Path, name: str) -> None:
    text = PAYLOADS[name]
    home = homes.made(tmp_path, homes.WEEK + homes.GOAL)
    record.log(home, Contribution("c1", home.clock(), venue=text, title=text, minutes=5))
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await at_review(app, pilot)
        seen = picture(app)
    assert harmless(seen)
    if name in LITERAL:
        assert text in seen
