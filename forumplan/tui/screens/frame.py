"""The first thing painted: the frame without a body. What a body needs is loaded while the user already sees it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.events import Key
from textual.widget import Widget

from forumplan.tui.actions import SCREENS
from forumplan.tui.screens.base import PlannerScreen


class FrameScreen(PlannerScreen):
    """Looks like the first screen and gives way to it as soon as it is on the terminal."""

    NAME: ClassVar[str] = SCREENS[0]

    def __init__(self) -> None:
        super().__init__()
        self._early: list[Key] = []
        """Keys pressed so early are for the screen that comes."""

    def body(self) -> Iterable[Widget]:
        return ()

    def reload(self) -> None:
        self.planner.call_later(self.planner.begin, self._early)

    async def on_key(self, event: Key) -> None:
        event.stop()
        event.prevent_default()
        self._early.append(Key(event.key, event.character))
