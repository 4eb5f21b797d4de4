"""Plain-text pictures of the frame and of Threads at both sizes, full and empty, held against files beside this one.

With FORUMPLAN_SNAPSHOTS=write in the environment the files are written anew; look at the difference before it lands.
"""

from __future__ import annotations

from pathlib import Path

import homes
import pytest
from kept_pictures import check
from tui_worlds import TWO_GOALS, QuietApp, full, picture

from forumplan.services.home import Home

SIZES = {"100x30": (100, 30), "80x24": (80, 24), "60x16": (60, 16)}
HERE = Path(__file__).parent


def no_venues(folder: Path) -> Home:
    return homes.made(folder, homes.WEEK + homes.GOAL)


def not_fetched(folder: Path) -> Home:
    return homes.made(folder, homes.WEEK + homes.GOAL + homes.venue("forum"))


def two_goals(folder: Path) -> Home:
    return full(folder, goals=TWO_GOALS)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("made", [full, two_goals, not_fetched, no_venues], ids=lambda made: made.__name__)
async def test_threads(tmp_path: Path, size: str, made: type[Home]) -> None:
    app = QuietApp(made(tmp_path))  # type: ignore[arg-type]
    async with app.run_test(size=SIZES[size]) as pilot:
        await pilot.press("2")
        if made in (full, two_goals):  # type: ignore[comparison-overlap]
            await pilot.press("y", "j", "n", "j", "p", "j", "space")
        await pilot.pause(0.2)
        check(HERE, f"threads-{made.__name__}-{size}", picture(app))


async def test_keys_of_threads(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("2", "question_mark")
        await pilot.pause()
        shown = picture(app)
    assert "keys of Threads" in shown
    assert "relevant: teaches the goal shown on the row" in shown


async def test_wide_terminals_have_the_preview_beside_the_list(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("2")
        await pilot.pause()
        check(HERE, "threads-full-140x40", picture(app))
