"""Whatever a feed or a note says, Week and its dialogs show it harmless and whole."""

from __future__ import annotations

from pathlib import Path

import pytest
import week_worlds
from hostile import LITERAL, PAYLOADS
from tui_worlds import QuietApp, picture

from forumplan.domain.text import clean
from forumplan.tui.week import opening


def harmless(shown: str) -> bool:
    """Whether nothing in a picture could steer a terminal."""
    return not any((ord(char) < 32 and char != "\n") or 0x7F <= ord(char) < 0xA0 or char == "\u202e" for char in shown)


@pytest.mark.parametrize("name", PAYLOADS)
async def test_titles_notes_names_and_reasons(tmp_path: Path, name: str) -> None:
    text = PAYLOADS[name]
    note = text if text.isprintable() else clean(text)
    home = week_worlds.full(tmp_path, tuple(f"{text} {n}" for n in range(5)), note)
    week_worlds.spoil(home, text)
    app = QuietApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("j", "j")
        await pilot.pause(0.1)
        shown = picture(app)
        for keys in (("W",), ("escape", "i"), ("escape", "d"), ("G", "W"), ("escape", "z"), ("u",), ("O",)):
            await pilot.press(*keys)
            await pilot.pause(0.05)
            shown += picture(app)
        app.engine.say("plan", "failed", error=f"plan: {text}")
        await pilot.pause()
        shown += picture(app)
    assert harmless(shown)
    if name in LITERAL:
        assert text in shown


@pytest.mark.parametrize("name", PAYLOADS)
async def test_the_board_of_a_wide_terminal(tmp_path: Path, name: str) -> None:
    text = PAYLOADS[name]
    home = week_worlds.full(tmp_path)
    week_worlds.spoil(home, text)
    opening.mark(home, home.week())
    app = QuietApp(home)
    async with app.run_test(size=(150, 40)) as pilot:
        await pilot.press("j", "j")
        await pilot.pause(0.1)
        shown = picture(app)
    assert "Fri 20         1h00" in shown
    assert harmless(shown)
