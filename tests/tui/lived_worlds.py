"""A home of somebody who has been at it for weeks: contributions, people met, people who wait."""

from __future__ import annotations

from pathlib import Path

from fakes import NOON
from tui_worlds import TWO_GOALS, full

from forumplan.domain.events import Change
from forumplan.domain.records import Contribution, FollowUp, Person
from forumplan.services import record
from forumplan.services.home import Home

DAY = 24 * 3600
OUTCOMES = ("helped", "", "thanks", "nothing", "reply")


def lived(folder: Path, name: str = "Ana Moreno", title: str = "sent a bench") -> Home:
    """Eleven weeks of contributions in two venues, three people; `name` waits since three days."""
    home = full(folder, goals=TWO_GOALS)
    for n in range(22):
        venue = "forum" if n % 3 else "list"
        made = Contribution(
            f"c{n:02}", NOON - n * 7 * DAY // 2, venue=venue, title=f"{title} {n}", minutes=10 + n, goal="sql"
        )
        who = {0: ("p-ana", name), 1: ("p-lena", "Lena K."), 2: ("", "")}[n % 3]
        values = made.dump() | {"person": who[0], "person_name": who[1], "outcome": OUTCOMES[n % 5]}
        record.log(home, Contribution.load(made.id, values))
    owe(home, name, title)
    added = Person("p-ana", name=name, relevant={"sql": 4}, note=f"{title}, ask how it ran", added_at=NOON)
    other = Person("p-juma", name="Juma O.", relevant={"plots": 2}, added_at=NOON)
    for person in (added, other):
        home.ledger.act("person", f"met {person.name}", [Change("person", person.id, person.dump())])
    return home


def owe(home: Home, name: str, title: str) -> FollowUp:
    """Somebody answered three days ago; it was due yesterday."""
    owed = FollowUp.load(
        "f1",
        {
            "venue": "forum",
            "thread": "t-owed",
            "person": "p-ana",
            "person_name": name,
            "title": f"{title}?",
            "url": "https://forum.example/p/9",
            "at": NOON - 3 * DAY,
            "due_at": NOON - DAY,
            "goal": "sql",
        },
    )
    home.ledger.observe("owed", [(owed.id, f"{name} waits", Change("followup", owed.id, owed.dump()))])
    return owed
