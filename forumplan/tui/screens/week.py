"""Week."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from forumplan.tui.screens.base import PlannerScreen
from forumplan.tui.widgets.empty import Empty


class WeekScreen(PlannerScreen):
    """The screen Week."""

    NAME: ClassVar[str] = "week"

    def body(self) -> Iterable[Widget]:
        yield Empty(
            "Your week stands here: what to answer, where and on which day.\n\n[2] look through threads   [R] fetch"
        )
