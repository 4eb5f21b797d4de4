"""A program for a pty: the screens with their real engine over a home made before; says at the end what it loaded."""

from __future__ import annotations

import sys

from forumplan.config.paths import Paths
from forumplan.services.home import Home
from forumplan.tui.app import ForumplanApp

FORBIDDEN = ("sklearn", "numpy", "scipy", "feedparser")


if __name__ == "__main__":
    with Home(Paths.find(sys.argv[1], None, {})) as home:
        app = ForumplanApp(home)
        app.run()
        acts = len(home.ledger.history(100_000))
    loaded = [name for name in FORBIDDEN if name in sys.modules]
    sys.stdout.write(f"left {app.return_code}, {acts} acts, loaded {loaded}\n")
