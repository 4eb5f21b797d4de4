"""Train."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from forumplan.tui.screens.base import PlannerScreen
from forumplan.tui.widgets.empty import Empty


class TrainScreen(PlannerScreen):
    """The screen Train."""

    NAME: ClassVar[str] = "train"

    def body(self) -> Iterable[Widget]:
        yield Empty(
            "Threads that teach most when you label them stand here.\n\n[2] label threads with [y] and [n] meanwhile"
        )
