"""A home in the middle of a week, without a planner: what was done, who waits, and a plan as it would be kept."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import homes
from fakes import NOON, entry, parsed
from tui_worlds import TWO_GOALS

from forumplan.domain.events import Change
from forumplan.domain.records import Contribution, FollowUp
from forumplan.domain.thread import Thread
from forumplan.services import record
from forumplan.services.home import Home

HOUR, DAY = 3600, 24 * 3600
WEEK = "2026-W47"
TITLES = (
    "How do I keep 40k rows out of the admin list view?",
    "merge() loses the index, is that documented?",
    "Rolling windows with gaps",
    "Parquet or SQLite for 4 GB?",
    "Typing of generators in 3.15",
)


def empty(folder: Path, text: str = homes.WEEK + TWO_GOALS + homes.venue("forum")) -> Home:
    """Nothing fetched, nothing planned."""
    return homes.made(folder, text)


def full(folder: Path, titles: tuple[str, ...] = TITLES, note: str = "no links to own products") -> Home:
    """Wednesday noon: one item done on Monday, somebody waits, four are proposed, two were left out."""
    text = homes.WEEK + TWO_GOALS + _venue("forum", "Forum [pandas]", note)
    text += _venue("list", "the list") + '[[venue]]\nid = "circle"\nname = "Data circle"\nmanual = true\n'
    home = homes.made(folder, text)
    for name in ("forum", "list"):
        made = [
            entry(
                n,
                title=title,
                text=f"The text of “{title}”.",
                alias=f"{name}.example/t/{n}",
                published_at=NOON - n * HOUR,
            )
            for n, title in enumerate(titles, 1)
        ]
        homes.fold(home, [(name, parsed(*made, scope=f"{name}.example"))])
    done = Contribution(
        "c1", NOON - 2 * DAY, venue="list", title="A 4 GB CSV", goal="sql", minutes=15, outcome="thanks"
    )
    record.log(home, done)
    past = Contribution("c2", NOON - 9 * DAY, venue="forum", title="Exact counts", person="p1", person_name="Lena K.")
    record.log(home, past)
    owed = FollowUp("f1", venue="forum", person="p1", person_name="Lena K.", title=titles[1], text="And with gaps?")
    values = owed.dump() | {
        "at": NOON - 3 * DAY,
        "due_at": NOON + DAY,
        "goal": "sql",
        "url": "https://forum.example/p/9",
    }
    home.ledger.observe("owed", [(owed.id, "Lena K. waits", Change("followup", owed.id, values))])
    keep(home)
    return home


def _venue(name: str, title: str, note: str = "") -> str:
    return (
        homes.venue(name).rstrip()
        + f"\nname = {json.dumps(title, ensure_ascii=False)}\nnote = {json.dumps(note, ensure_ascii=False)}\n\n"
    )


def keep(home: Home, *, without: str = "", more: bool = False) -> None:
    """Keep a plan as the planner would: without the item of an id, with one more."""
    threads = threads_of(home, "forum")
    others = threads_of(home, "list")
    found = [
        item("i1", 2, "f:f1", kind="follow-up", person="p1", person_name="Lena K.", title=threads[1].title, minutes=10)
        | {"why": "Lena K. answered your post 3 days ago", "url": "https://forum.example/p/9"},
        of_thread("i2", 2, threads[0]),
        of_thread("i3", 2, others[2], goal="plots", minutes=25),
        of_thread("i4", 4, threads[3]),
        item("i5", 4, "s:circle", venue="circle", kind="slot", title="one visit, no feed there", why="a regular visit"),
    ]
    if more:
        found.append(of_thread("i6", 4, others[4]))
    skipped = [
        {
            "thread": others[1].id,
            "venue": "list",
            "title": others[1].title,
            "why": "its 15 minutes are worth more elsewhere",
        },
        {"thread": others[3].id, "venue": "list", "title": others[3].title, "why": "the cap of 2 a week there is used"},
    ]
    data = {
        "items": [one for one in found if one["id"] != without],
        "unmet": ["1 of 2 wished in list are not in the plan"],
        "skipped": skipped,
        "figures": {"value": 40.0, "bound": 41.0, "gap": 0.025, "proven": False, "worth": {"i2": [1.0, 2.0, 3.0]}},
    }
    home.threads.keep_proposal(WEEK, data)


def threads_of(home: Home, venue: str) -> list[Thread]:
    """The threads of a venue in the order of their titles' places."""
    return sorted((one for one in home.threads.since(0) if one.venue == venue), key=lambda one: -one.started_at)


def of_thread(name: str, day: int, thread: Thread, goal: str = "sql", minutes: int = 15) -> dict[str, Any]:
    """A reply to a thread, as the plan keeps it."""
    why = f"fits “{goal}” (strong: rows, index) · unanswered for 5 h · your first here"
    found = item(name, day, f"r:{goal}:{thread.id}", venue=thread.venue, title=thread.title, minutes=minutes, why=why)
    return found | {
        "thread": thread.id,
        "url": thread.url,
        "goal": goal,
        "person": f"p-{thread.author}",
        "person_name": thread.author,
        "copy": asdict(thread.copy()),
    }


def item(name: str, day: int, candidate: str, **values: Any) -> dict[str, Any]:
    """An item as the plan keeps it."""
    fields = {"kind": "reply", "venue": "forum", "goal": "sql", "minutes": 15, "state": "proposed"}
    return {"id": name, "week": WEEK, "day": day, "candidate": candidate, **fields, **values}


def spoil(home: Home, text: str) -> None:
    """The kept plan with a text in every field that comes from outside."""
    kept = home.threads.proposal(WEEK) or {}
    for one in kept["items"]:
        one |= {"title": f"{text} {one['id']}", "why": f"why {text}", "person_name": f"who {text}"}
        one["copy"] = {"text": f"body {text}"}
    for left in kept["skipped"]:
        left |= {"title": f"left {text}", "why": f"because {text}"}
    home.threads.keep_proposal(WEEK, kept | {"unmet": [f"unmet {text}"]})
