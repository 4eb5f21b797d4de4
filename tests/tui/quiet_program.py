"""A program for a pty: the screens over a home made before, with an engine that only says hostile things."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from hostile import PAYLOADS
from tui_worlds import QuietApp, QuietEngine

from forumplan.config.paths import Paths
from forumplan.services.home import Home

FORBIDDEN = ("sklearn", "numpy", "scipy", "feedparser")


class HostileEngine(QuietEngine):
    """Answers every job with words that a hostile server could have chosen."""

    def ask(self, job: str, **arguments: Any) -> int:
        number = super().ask(job, **arguments)
        if job == "why":
            terms = [[text, 0.5] for text in PAYLOADS.values()]
            found = {"title": PAYLOADS["unclosed"], "goal": arguments["goal"], "terms": terms}
            self.say(job, "done", **found, score=1.0, relevance=0.5, band="strong", place=1, of=18)
        elif job == "refresh":
            for text in PAYLOADS.values():
                self.say(job, "progress", done=1, venue=text, state="failing", error=text, new=0)
            self.say(job, "failed", error=" ".join(PAYLOADS.values()))
        return number


class Program(QuietApp):
    """The screens with the hostile engine."""

    def make_engine(self) -> HostileEngine:
        return HostileEngine(self._hear)


if __name__ == "__main__":
    with Home(Paths.find(sys.argv[1], None, {})) as home:
        if home.settings.venues[0].id == "v0":  # feeds.toml refuses control characters, so past it
            names = zip(home.settings.venues, PAYLOADS.values(), strict=True)
            venues = tuple(replace(venue, name=text, note=text) for venue, text in names)
            home.__dict__["settings"] = replace(home.settings, venues=venues)
        app = Program(home)
        app.run()
    loaded = [name for name in FORBIDDEN if name in sys.modules]
    sys.stdout.write(f"left {app.return_code}, loaded {loaded}\n")
