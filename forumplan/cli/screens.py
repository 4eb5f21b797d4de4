"""Opening the screens: the only place of the command line that loads Textual."""

from __future__ import annotations

from forumplan.config.paths import Paths
from forumplan.services.home import Home


def open_screens(paths: Paths, *, mouse: bool = True) -> int:
    """Run the screens on a home and return their exit status."""
    from forumplan.tui.app import run

    with Home(paths) as home:
        return run(home, mouse=mouse)
