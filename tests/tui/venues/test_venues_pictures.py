"""Plain-text pictures of Venues, full and empty, and hostile text in every field that comes from outside.

With FORUMPLAN_SNAPSHOTS=write in the environment the files are written anew; look at the difference before it lands.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import venue_worlds
from hostile import LITERAL, PAYLOADS
from tui_worlds import QuietApp, picture

from forumplan.domain.text import clean
from forumplan.services.home import Home

SIZES = {"100x30": (100, 30), "80x24": (80, 24)}
FOLDER = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("made", [venue_worlds.full, venue_worlds.empty], ids=["full", "empty"])
async def test_venues(tmp_path: Path, size: str, made: Callable[[Path], Home], request: pytest.FixtureRequest) -> None:
    app = QuietApp(made(tmp_path))
    async with app.run_test(size=SIZES[size]) as pilot:
        await pilot.press("3", "j", "j", "j")
        await pilot.pause(0.1)
        text = picture(app)
    path = FOLDER / f"venues-{request.node.callspec.id.replace(size, '').strip('-')}-{size}.txt"
    if os.environ.get("FORUMPLAN_SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


@pytest.mark.parametrize("name", PAYLOADS)
async def test_names_errors_and_titles_of_feeds(tmp_path: Path, name: str) -> None:
    text = PAYLOADS[name]
    written = text if text.isprintable() else clean(text)
    names = {one: f"{written} {one}" for one in venue_worlds.NAMES}
    app = QuietApp(venue_worlds.full(tmp_path, names, error=f"error {text}"))
    feed = {"url": "https://new.example/feed", "title": f"title {text}", "platform": text, "entries": 1, "threads": 0}
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        shown = ""
        for keys in ((), ("e",), ("escape", "X"), ("escape", "D"), ("escape", "j", "j", "j", "j")):
            await pilot.press(*keys)
            await pilot.pause(0.05)
            shown += picture(app)
        app.engine.say("discover", "done", address=f"https://a.example/{text}", feeds=[feed], problem=f"no {text}")
        await pilot.pause()
        shown += picture(app)
    steering = [
        char for char in shown if (ord(char) < 32 and char != "\n") or 0x7F <= ord(char) < 0xA0 or char == "\u202e"
    ]
    assert not steering
    if name in LITERAL:
        assert text in shown
