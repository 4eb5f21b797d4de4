"""Pictures of the real program on its demo, for the README: python docs/make_pictures.py

Each is an SVG as the terminal would show it at 100 columns by 30 rows.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import time
from pathlib import Path

from forumplan.config.paths import Paths
from forumplan.demo.server import DemoServer
from forumplan.domain.times import DAY
from forumplan.services import demo, planning, record
from forumplan.services.home import Home
from forumplan.services.refresh import Summary
from forumplan.tui.app import ForumplanApp

PICTURES = Path(__file__).parent / "pictures"
SIZE = (100, 30)
REMOTE_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""A picture loads nothing from anywhere; the viewer's own font does."""
SCREENS = {"week": "1", "threads": "2"}


async def fill(home: Home, server: DemoServer) -> None:
    """The demo as it stands on a Monday, half of the week accepted."""
    async for _ in demo.visits(home, Summary(), server):
        pass
    plan = planning.plan_week(home)
    waiting = [one for one in plan.items if one.state == "proposed"]
    record.accept(home, waiting[: len(waiting) // 2])
    planning.plan_week(home)


async def draw(home: Home) -> None:
    """Save a picture of each screen."""
    app = ForumplanApp(home)
    app.engine.ask = lambda *_, **__: 0  # type: ignore[assignment, method-assign]  # its children know no other clock
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j")
        for name, key in SCREENS.items():
            await pilot.press(key, "j")
            await pilot.pause(1.0)  # the preview follows behind the cursor
            picture = REMOTE_FONT.sub("", app.export_screenshot(title="forumplan"))
            (PICTURES / f"{name}.svg").write_text(picture)


def monday_clock() -> int:
    """Seconds since the epoch, as if today were the Monday of this week."""
    return int(time.time()) - time.localtime().tm_wday * DAY


def main() -> None:
    """Draw them all into docs/pictures."""
    PICTURES.mkdir(exist_ok=True)
    os.environ["COLORTERM"] = "truecolor"
    with tempfile.TemporaryDirectory() as folder, DemoServer(monday_clock()) as server:
        home = Home(Paths.find(str(Path(folder) / "home"), None, {}), monday_clock)
        demo.write_settings(home.paths, server)
        with home:
            asyncio.run(fill(home, server))
            asyncio.run(draw(home))


if __name__ == "__main__":
    main()
