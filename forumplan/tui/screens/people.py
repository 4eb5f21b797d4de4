"""People."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from forumplan.tui.screens.base import PlannerScreen
from forumplan.tui.widgets.empty import Empty


class PeopleScreen(PlannerScreen):
    """The screen People."""

    NAME: ClassVar[str] = "people"

    def body(self) -> Iterable[Widget]:
        yield Empty("People you met, and those who wait for you, stand here.\n\n[2] answer somebody")
