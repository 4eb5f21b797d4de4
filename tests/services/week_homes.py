"""Homes whose threads have a known relevance, so that weeks are planned without a model."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import homes
from fakes import NOON, Clock, entry, parsed

from forumplan.domain.records import Label
from forumplan.services import ranking
from forumplan.services.home import Home
from forumplan.store.rankings import StoredRanking

HOUR, DAY = 3600, 24 * 3600
MONDAY_8 = NOON - 2 * DAY - 4 * HOUR
WORDS = "when does a query read the whole table although there is an index on the column that the condition names"
EVERY_DAY = (
    '[week]\ntimezone = "UTC"\ntriage_minutes = 0\nminutes = { mon = 60, tue = 60, wed = 60, thu = 60, fri = 60 }\n\n'
)


@dataclass(frozen=True, slots=True)
class Told:
    """A thread to be shown in a venue; those of one `text` are one discussion. `hours`: its age."""

    venue: str
    title: str
    relevance: float = 0.8
    hours: float = 5.0
    replies: int = 0
    author: str = ""
    text: str = ""


def made(folder: Path, text: str = "", now: int = MONDAY_8) -> Home:
    """A home on a Monday morning; `text` stands behind the week and the goal in its feeds.toml."""
    return homes.made(folder, EVERY_DAY + homes.GOAL + text, Clock(now))


def forums(*names: str, **values: object) -> str:
    """Venues that are Discourse forums unless `values` say otherwise."""
    return "".join(homes.venue(name, **{"platform": "discourse", **values}) for name in names)


def show(home: Home, told: Iterable[Told]) -> dict[str, str]:
    """Put threads into a home and rank them for every goal; returns the ids by `VENUE/TITLE`."""
    told = list(told)
    for venue in dict.fromkeys(one.venue for one in told):
        place = home.settings.venue(venue)
        entries = [
            entry(
                number,
                key=f"{venue}-{one.title}",
                thread_key=f"{venue}-{one.title}",
                alias=f"{venue}.example/t/{one.title.replace(' ', '-')}",
                url=f"https://{venue}.example/t/{one.title.replace(' ', '-')}",
                title=one.title,
                text=one.text or f"The text of {one.title}.",
                author=one.author or f"asker of {one.title}",
                published_at=int(home.clock() - one.hours * HOUR),
                replies=one.replies,
            )
            for number, one in enumerate(told)
            if one.venue == venue
        ]
        scope = f"{venue}.example"
        homes.fold(home, [(venue, parsed(*entries, scope=scope, platform=place.platform if place else "discourse"))])
    rank(home, {f"{one.venue}/{one.title}": one.relevance for one in told})
    return ids(home)


def ids(home: Home) -> dict[str, str]:
    """The ids of all threads by `VENUE/TITLE`."""
    return {f"{one.venue}/{one.title}": one.id for one in home.threads.since(0)}


def rank(home: Home, relevance: dict[str, float]) -> None:
    """Keep a ranking of every goal with these relevances by `VENUE/TITLE`; threads not named have none."""
    threads = sorted(
        ((relevance.get(f"{one.venue}/{one.title}", 0.0), one.number) for one in home.threads.since(0)), reverse=True
    )
    for goal in home.settings.goals:
        stored = StoredRanking(
            goal.id,
            home.clock(),
            ranking.evidence_of(home, goal, home.ledger.whole(Label)).stamp,
            "",
            0,
            array("I", (number for _, number in threads)),
            array("f", (value for value, _ in threads)),
            array("f", (value for value, _ in threads)),
            b"s" * len(threads),
        )
        home.threads.keep_ranking(stored)


def plain(count: int, venue: str = "forum", **values: object) -> list[Told]:
    """So many threads of a venue, each by somebody else, the first the best."""
    return [Told(venue, f"{venue} {n}", **{"relevance": 0.9 - n * 0.01, **values}) for n in range(count)]  # type: ignore[arg-type]
