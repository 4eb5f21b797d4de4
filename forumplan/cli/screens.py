"""Opening the screens: the only place of the command line that loads Textual."""

from __future__ import annotations

import gc

from forumplan.config.paths import Paths
from forumplan.services.home import Home


def open_screens(paths: Paths, *, mouse: bool = True) -> int:
    """Run the screens on a home, the first run before them where there is no feeds.toml; returns the exit status."""
    gc.disable()  # until the first screen is painted: what is loaded until then stays, so looking for waste is waste
    fresh = not paths.config_file.exists()
    if fresh:
        from forumplan.tui.wizard.app import FirstRun

        ending = FirstRun(paths).run(mouse=mouse)
        if ending == "sample":
            from forumplan.cli.demo import open_sample

            return open_sample(mouse=mouse)
        if ending is None:
            return 0
    from forumplan.tui.app import run

    with Home(paths) as home:
        return run(home, mouse=mouse, fresh=fresh)
