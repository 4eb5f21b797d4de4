"""Review."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from forumplan.tui.screens.base import PlannerScreen
from forumplan.tui.widgets.empty import Empty


class ReviewScreen(PlannerScreen):
    """The screen Review."""

    NAME: ClassVar[str] = "review"

    def body(self) -> Iterable[Widget]:
        yield Empty("Your last weeks stand here once something is done.\n\n[1] to the week")
