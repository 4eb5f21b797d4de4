"""Threads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from forumplan.tui.screens.base import PlannerScreen
from forumplan.tui.widgets.empty import Empty


class ThreadsScreen(PlannerScreen):
    """The screen Threads."""

    NAME: ClassVar[str] = "threads"

    def body(self) -> Iterable[Widget]:
        yield Empty("x [R] fetch")
