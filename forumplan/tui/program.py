"""What the screens and the first run share as programs: looks, both gates, signals, the engine, the notice of size."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import TypeVar

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

Result = TypeVar("Result")


class Program(App[Result], inherit_bindings=False):
    """A Textual program of ours. `engine` has jobs done in child processes; what it says comes as `EngineSaid`."""

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
        """The children beside the screens; each is started when it is first asked."""
        paths = self.paths
        opening = Opening(*(str(p) for p in (paths.config_file, paths.data, paths.state, paths.cache)))
        log = paths.state / "engine.log"
        return Engine(opening, Path(os.devnull) if config_paths.hindrance(log) else log, self.hear)

    def hear(self, event: Event) -> None:
        """Called by the engine; the message is handled in turn."""
        self.post_message(EngineSaid(event))

    def get_line_filters(self) -> list[LineFilter]:
        """Every line passes our gate; without colours nothing but shapes and reverse video is left."""
        if self.no_color:
            return [NoColor(), self._gate]
        return [*super().get_line_filters(), self._gate]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme.defaults(self.current_theme.dark)

    def end_on_signals(self, result: Result | None = None) -> None:
        """Leave in order, the terminal restored, when the system asks to or the terminal is gone."""
        loop = asyncio.get_running_loop()
        for ending in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(ending, self.exit, result)

    def on_unmount(self) -> None:
        self.engine.stop()

    def on_resize(self, event: Resize) -> None:
        """Cover everything while the terminal is too small."""
        small = event.size.width < COLUMNS or event.size.height < ROWS
        notice = self.screen
        if isinstance(notice, TooSmall) and not small:
            notice.close()
        elif small and (not isinstance(notice, TooSmall) or notice.closed):
            self.push_screen(TooSmall())
