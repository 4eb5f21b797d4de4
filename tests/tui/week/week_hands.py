"""What a test of the Week screen does again and again: open a full week, press keys, ask what became of its items."""

from __future__ import annotations

from pathlib import Path

import week_worlds
from textual.pilot import Pilot
from tui_worlds import QuietApp

from forumplan.domain.records import PlanItem
from forumplan.services.home import Home
from forumplan.tui.screens.week import WeekScreen
from forumplan.tui.week import opening


def looked_at(folder: Path) -> Home:
    """A full week that was opened before."""
    home = week_worlds.full(folder)
    opening.mark(home, home.week())
    return home


def week_of(app: QuietApp) -> WeekScreen:
    assert isinstance(app.screen, WeekScreen)
    return app.screen


def states(home: Home) -> dict[str, str]:
    return {one.id: one.state for one in home.ledger.all(PlanItem)}


async def press(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()
