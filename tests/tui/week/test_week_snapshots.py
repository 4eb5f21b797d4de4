"""Plain-text pictures of Week, full and empty, held against files beside this one.

With FORUMPLAN_SNAPSHOTS=write in the environment the files are written anew; look at the difference before it lands.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import homes
import pytest
import week_worlds
from kept_pictures import check
from tui_worlds import TWO_GOALS, QuietApp, picture

from forumplan.services.home import Home
from forumplan.tui.week import opening

SIZES = {"100x30": (100, 30), "80x24": (80, 24)}
HERE = Path(__file__).parent


def full(folder: Path) -> Home:
    home = week_worlds.full(folder)
    opening.mark(home, home.week())
    return home


def no_venues(folder: Path) -> Home:
    return week_worlds.empty(folder, homes.WEEK + TWO_GOALS)


def no_goals(folder: Path) -> Home:
    return week_worlds.empty(folder, homes.WEEK + homes.venue("forum"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "made",
    [full, week_worlds.full, week_worlds.empty, no_venues, no_goals],
    ids=["full", "opening", "not-fetched", "no-venues", "no-goals"],
)
async def test_week(tmp_path: Path, size: str, made: Callable[[Path], Home], request: pytest.FixtureRequest) -> None:
    app = QuietApp(made(tmp_path))
    async with app.run_test(size=SIZES[size]) as pilot:
        await pilot.pause()
        if made is full:
            await pilot.press("j", "a", "!", "k")
        await pilot.pause(0.1)
        check(HERE, f"week-{request.node.callspec.id.removesuffix(size).strip('-')}-{size}", picture(app))


async def test_the_pane_stands_beside_the_agenda_of_a_wide_terminal(tmp_path: Path) -> None:
    app = QuietApp(full(tmp_path))
    async with app.run_test(size=(150, 40)) as pilot:
        await pilot.pause(0.1)
        check(HERE, "week-full-150x40", picture(app))
