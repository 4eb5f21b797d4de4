"""A home, and an engine, in which every text that could come from outside is hostile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import homes
from fakes import NOON, entry, parsed
from hostile import PAYLOADS
from tui_worlds import QuietApp, QuietEngine, rank

from forumplan.services.home import Home


def hostile_home(folder: Path) -> Home:
    """Every payload as title, author, text and venue name, put into the store behind the back of the first gate."""
    venues = "".join(f'[[venue]]\nid = "v{n}"\nmanual = true\n\n' for n in range(len(PAYLOADS)))
    home = homes.made(folder, homes.WEEK + homes.GOAL + venues)
    for n, text in enumerate(PAYLOADS.values()):
        homes.fold(home, [(f"v{n}", parsed(entry(n + 1, alias=f"v{n}.example/t"), scope=f"v{n}.example"))])
        home.threads.db.execute(
            "UPDATE threads SET title = ?, author = ?, text = ?, active_at = ? WHERE venue = ?",
            (text, text, f"{text} body", NOON, f"v{n}"),
        )
    rank(home, "sql", [thread.number for thread in home.threads.since(0)])
    return home


def with_hostile_names(home: Home) -> Home:
    """The same home with hostile names and notes of venues: feeds.toml refuses control characters, so past it."""
    names = zip(home.settings.venues, PAYLOADS.values(), strict=True)
    venues = tuple(replace(venue, name=text, note=text) for venue, text in names)
    home.__dict__["settings"] = replace(home.settings, venues=venues)
    return home


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


class HostileApp(QuietApp):
    """The screens with the hostile engine."""

    def make_engine(self) -> HostileEngine:
        return HostileEngine(self.hear)
