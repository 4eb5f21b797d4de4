"""Random keys, resizes and clicks: the program lives, the ledger is whole, everything that was done can be undone."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key
from tui_worlds import TWO_GOALS, QuietApp, full, picture

from forumplan.domain.errors import ForumplanError
from forumplan.domain.records import RECORDS
from forumplan.services import history
from forumplan.services.home import Home
from forumplan.store.ledger_file import verify
from forumplan.tui.actions import ACTIONS

NAMED = {
    "esc": "escape",
    "pgdn": "pagedown",
    "pgup": "pageup",
}
LEAVING = frozenset({"q"})
DOING = (
    "y",
    "n",
    "x",
    "p",
    "d",
    "a",
    "Y",
    "!",
    ">",
    "<",
    "=",
    "-",
    "N",
    "u",
    "ctrl+r",
    "space",
    "j",
    "1",
    "2",
    "3",
    "4",
)
"""Keys that change something, or lead to where they do; pressed as often as all others together."""
OTHERS = ["enter", "esc", "tab", "up", "down", "left", "right", "backspace", "delete", "f5", "ctrl+a", "ctrl+w"]
SIZES = ((100, 30), (80, 24), (60, 16), (59, 15), (140, 40))


class StayingApp(QuietApp):
    """Stays when the palette's quit is chosen."""

    def act_quit(self) -> None:
        self.front.say("a monkey stays")


def keys_of(chance: random.Random, count: int) -> list[str]:
    """Keys that change something mostly, then those of the registry, then letters and others."""
    ours = [part for action in ACTIONS for key in action.keys for part in key.split(" ") if part not in LEAVING]
    letters = [c for c in map(chr, range(33, 127)) if c not in LEAVING]
    found: list[str] = []
    while len(found) < count:
        found.append(chance.choice(chance.choices((DOING, ours, letters, OTHERS, ["esc"]), (8, 5, 1, 1, 3))[0]))
    return found


def event(key: str) -> events.Key:
    name = NAMED.get(key, key)
    if len(key) == 1:
        return events.Key(_character_to_key(key), key)
    return events.Key(name, {"space": " ", "enter": "\r", "tab": "\t"}.get(key))


async def settled(app: QuietApp) -> None:
    """Wait until the screen in front has worked off what it was sent."""
    done = asyncio.Event()
    app.screen.call_after_refresh(done.set)
    async with asyncio.timeout(30):
        await done.wait()


async def drive(home: Home, seed: int, count: int) -> None:
    chance = random.Random(seed)
    app = StayingApp(home)
    async with app.run_test(size=(100, 30)) as pilot:
        for number, key in enumerate(keys_of(chance, count)):
            app.post_message(event(key))
            if number % 5 == 4:
                await asyncio.sleep(0)
            if number % 10 == 9:
                await settled(app)
            if number % 97 == 96:
                await pilot.resize_terminal(*chance.choice(SIZES))
            if number % 61 == 60:
                await pilot.click(offset=(chance.randrange(58), chance.randrange(14)))
        await pilot.resize_terminal(100, 30)
        while len(app.screen_stack) > 1:
            await pilot.press("escape")
        await pilot.press("escape", "escape", "escape", "2")
        await pilot.pause()
        assert app.is_running
        assert "[2 Threads]" in picture(app)
    assert app._exception is None


def check_ledger(home: Home) -> int:
    """The ledger is whole and every act can be taken back; returns how many were ever made, undone ones too."""
    verify(home.paths.ledger_file)
    made = len(home.ledger.history(100_000))
    while True:
        try:
            history.undo(home)
        except ForumplanError as error:
            assert str(error) == "nothing to undo"  # noqa: PT017 the loop ends here
            break
    assert not [record for kind in RECORDS.values() for record in home.ledger.all(kind)]
    verify(home.paths.ledger_file)
    return made


@pytest.mark.parametrize("seed", [1, 2])
async def test_two_thousand_random_keys(tmp_path: Path, seed: int) -> None:
    with full(tmp_path, goals=TWO_GOALS) as home:
        await drive(home, seed, 1000)
        assert check_ledger(home) > 20


@pytest.mark.soak
async def test_twenty_thousand_random_keys(tmp_path: Path) -> None:
    with full(tmp_path, count=400, goals=TWO_GOALS) as home:
        await drive(home, 3, 20_000)
        assert check_ledger(home) > 400
