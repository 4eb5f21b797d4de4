"""A home whose venues fare in different ways: healthy, told to wait, failing, gone, by hand, not read yet."""

from __future__ import annotations

import json
from pathlib import Path

import homes
import tui_worlds
from fakes import NOON, entry, parsed

from forumplan.domain.feed import FeedMemory
from forumplan.domain.records import Contribution
from forumplan.services import record
from forumplan.services.home import Home

HOUR, DAY = 3600, 24 * 3600
NAMES = {
    "forum": "Forum [pandas]",
    "list": "the list",
    "reddit": "r/learnpython",
    "polars": "gh:polars",
    "old": "Old board",
}


def full(folder: Path, names: dict[str, str] = NAMES, error: str = "not found (404)") -> Home:
    """Six venues and one by hand."""
    text = homes.WEEK + homes.GOAL
    for place, (name, title) in enumerate(names.items()):
        target = "target_per_week = 1\n" if place < 3 else ""
        text += f"{homes.venue(name).rstrip()}\nname = {json.dumps(title, ensure_ascii=False)}\n{target}\n"
    text += homes.venue("fresh") + '[[venue]]\nid = "circle"\nname = "Data circle"\nmanual = true\n'
    home = homes.made(folder, text)
    for name in ("forum", "list"):
        made = [entry(n, title=f"Thread {n} there", alias=f"{name}.example/t/{n}") for n in range(1, 11)]
        homes.fold(home, [(name, parsed(*made, scope=f"{name}.example"))])
    tui_worlds.rank(home, "sql", [thread.number for thread in home.threads.since(0)])
    home.threads.remember(memories(error))
    posts = (("list", 1, "helped"), ("list", 2, ""), ("reddit", 1, ""), ("reddit", 8, "thanks"), ("forum", 60, "reply"))
    for number, (venue, days, outcome) in enumerate(posts):
        made_at = NOON - days * DAY
        record.log(home, Contribution(f"c{number}", made_at, venue=venue, title="A post", minutes=15, outcome=outcome))
    return home


def memories(error: str) -> list[FeedMemory]:
    """How the feeds fared at their last visit."""
    at = {name: f"https://{name}.example/feed" for name in NAMES}
    return [
        FeedMemory(
            at["forum"], "forum", "ok", 200, platform="discourse", checked_at=NOON - HOUR, interval_seconds=3 * HOUR
        ),
        FeedMemory(at["list"], "list", "unchanged", 304, platform="publicinbox", checked_at=NOON - 2 * HOUR),
        FeedMemory(
            at["reddit"],
            "reddit",
            "waiting",
            429,
            "told to wait",
            "reddit",
            checked_at=NOON - HOUR,
            next_at=NOON + 2 * HOUR,
        ),
        FeedMemory(
            at["polars"],
            "polars",
            "failing",
            404,
            error,
            "github",
            checked_at=NOON - HOUR,
            next_at=NOON + DAY,
            failures=6,
            failing_since=NOON - 2 * DAY,
        ),
        FeedMemory(at["old"], "old", "dead", 410, "gone (410)", checked_at=NOON - DAY),
    ]


def empty(folder: Path) -> Home:
    """No venue at all."""
    return homes.made(folder, homes.WEEK + homes.GOAL)
