"""Venues."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from forumplan.tui.screens.base import PlannerScreen
from forumplan.tui.widgets.empty import Empty


class VenuesScreen(PlannerScreen):
    """The screen Venues."""

    NAME: ClassVar[str] = "venues"

    def body(self) -> Iterable[Widget]:
        yield Empty(
            "Your venues stand here: what you gave each, and how its feed fares.\n\n"
            "[2] look through threads   [R] fetch"
        )
