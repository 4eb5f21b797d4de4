"""Homes, a quiet engine and a plain picture of the screen for the tests of the screens."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import homes
from fakes import entry, parsed

from forumplan.engine.client import Engine
from forumplan.engine.protocol import Event
from forumplan.services.home import Home
from forumplan.store.rankings import StoredRanking
from forumplan.tui.app import ForumplanApp

TOPICS = ("merge loses the index", "40k rows out of the admin list", "rolling window with gaps", "parquet or sqlite")
TEXTS = {
    "forum": "I have tried two ways and both are slow on the larger of our tables; the smaller one is fine. "
    "What would you look at first, and what did it cost you?",
    "list": "A colleague wrote this part years ago, nobody dares to touch it, and since the upgrade the numbers differ "
    "by a little every night. Is there a known reason for that?",
}
"""What threads say; different in each venue, so that none is told twice."""
TWO_GOALS = homes.GOAL + '[[goal]]\nid = "plots"\nstatement = "help people draw plots"\n\n'


def full(folder: Path, count: int = 24, goals: str = homes.GOAL) -> Home:
    """A home with two venues, `count` threads and a ranking for each goal, all about now of the standing clock."""
    forum = homes.venue("forum", note="no links to own products") + 'name = "Forum [pandas]"\n\n'
    home = homes.made(folder, homes.WEEK + goals + forum + homes.venue("list"))
    for name in ("forum", "list"):
        made = [
            entry(n, title=f"{TOPICS[n % 4].capitalize()}, case {n}?", alias=f"{name}.example/t/{n}", text=TEXTS[name])
            for n in range(1, count // 2 + 1)
        ]
        homes.fold(home, [(name, parsed(*made, scope=f"{name}.example"))])
    for place, goal in enumerate(home.settings.goals):
        numbers = [thread.number for thread in home.threads.since(0)]
        rank(home, goal.id, numbers[place:] + numbers[:place])
    return home


def rank(home: Home, goal: str, numbers: Sequence[int], stamp: str = "made") -> None:
    """Keep an order of threads for a goal as the ranking service would."""
    count = max(1, len(numbers))
    relevance = array("f", (0.9 - 0.8 * place / count for place in range(len(numbers))))
    bands = bytes(b"smw"[0 if value > 0.7 else 1 if value > 0.4 else 2] for value in relevance)
    reasons = {number: ("index", "rows") for number in numbers[:8]}
    ranking = StoredRanking(
        goal, home.clock(), stamp, "", 0, array("I", numbers), relevance, relevance, bands, reasons, {}
    )
    home.threads.keep_ranking(ranking)


class QuietEngine(Engine):
    """An engine without children: what it was asked is in `asked`; `say` lets a test answer."""

    def __init__(self, hear: Any) -> None:
        self._say = hear
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.running: set[str] = set()

    def ask(self, job: str, **arguments: Any) -> int:
        self.asked.append((job, arguments))
        return len(self.asked)

    def busy(self, job: str) -> bool:
        return job in self.running

    def cancel(self, job: str) -> bool:
        return job in self.running

    def stop(self) -> None:
        self.asked.append(("stop", {}))

    def say(self, job: str, kind: Any, **data: Any) -> None:
        self._say(Event(len(self.asked), job, kind, data))


class QuietApp(ForumplanApp):
    """The screens with a quiet engine."""

    engine: QuietEngine

    def make_engine(self) -> QuietEngine:
        return QuietEngine(self.hear)


def picture(app: ForumplanApp) -> str:
    """What is on the screen, as text without colours."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips) + "\n"
