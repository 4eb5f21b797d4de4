"""A program for a pty: the screens over a home made before, with an engine that only says hostile things."""

from __future__ import annotations

import sys

from hostile_worlds import HostileApp, with_hostile_names

from forumplan.config.paths import Paths
from forumplan.services.home import Home

FORBIDDEN = ("sklearn", "numpy", "scipy", "feedparser")


if __name__ == "__main__":
    with Home(Paths.find(sys.argv[1], None, {})) as home:
        if home.settings.venues[0].id == "v0":
            with_hostile_names(home)
        app = HostileApp(home)
        app.run()
    loaded = [name for name in FORBIDDEN if name in sys.modules]
    sys.stdout.write(f"left {app.return_code}, loaded {loaded}\n")
