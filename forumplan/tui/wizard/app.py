"""The first run as a program of its own, before there is a feeds.toml to open a home with."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Literal

from textual.app import App
from textual.events import Resize
from textual.filter import LineFilter, NoColor

from forumplan.config import paths as config_paths
from forumplan.config.paths import Paths
from forumplan.engine.client import Engine
from forumplan.engine.protocol import Event, Opening
from forumplan.tui import gate, theme
from forumplan.tui.engine import EngineSaid
from forumplan.tui.modals.too_small import COLUMNS, ROWS, TooSmall
from forumplan.tui.screens.wizard import WizardScreen

Ending = Literal["written", "sample"]
"""feeds.toml was written, or the user wants to look at the sample first."""


class FirstRun(App[Ending], inherit_bindings=False):
    """Its result says how it ended; None stands for left."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, paths: Paths) -> None:
        self._gate = gate.TerminalGate()
        super().__init__()
        self.paths = paths
        self.engine = self.make_engine()
        for own in theme.OWN:
            self.register_theme(own)
        self.theme = theme.choose(os.environ)

    def make_engine(self) -> Engine:
        """The children; only the fetching one is started, when an address is looked at."""
        paths = self.paths
        opening = Opening(*(str(p) for p in (paths.config_file, paths.data, paths.state, paths.cache)))
        return Engine(opening, config_paths.ensure(paths.state) / "engine.log", self.hear)

    def get_line_filters(self) -> list[LineFilter]:
        """Every line passes our gate; without colours nothing but shapes and reverse video is left."""
        if self.no_color:
            return [NoColor(), self._gate]
        return [*super().get_line_filters(), self._gate]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme.defaults(self.current_theme.dark)

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        for ending in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(ending, self.exit)
        self.push_screen(WizardScreen())

    def on_unmount(self) -> None:
        self.engine.stop()

    def on_resize(self, event: Resize) -> None:
        """Cover everything while the terminal is too small."""
        small = event.size.width < COLUMNS or event.size.height < ROWS
        if small and not isinstance(self.screen, TooSmall):
            self.push_screen(TooSmall())
        elif not small and isinstance(self.screen, TooSmall):
            self.screen.close()

    def hear(self, event: Event) -> None:
        """Called by the engine; the message is handled in turn."""
        self.post_message(EngineSaid(event))

    def on_engine_said(self, message: EngineSaid) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, WizardScreen):
                screen.heard(message)
