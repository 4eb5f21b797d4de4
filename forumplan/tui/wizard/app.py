"""The first run as a program of its own, before there is a feeds.toml to open a home with."""

from __future__ import annotations

from typing import Literal

from forumplan.tui.engine import EngineSaid
from forumplan.tui.program import Program
from forumplan.tui.screens.wizard import WizardScreen

Ending = Literal["written", "sample"]
"""feeds.toml was written, or the user wants to look at the sample first."""


class FirstRun(Program[Ending], inherit_bindings=False):
    """Its result says how it ended; None stands for left."""

    def on_mount(self) -> None:
        self.end_on_signals()
        self.push_screen(WizardScreen())

    def on_engine_said(self, message: EngineSaid) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, WizardScreen):
                screen.heard(message)
