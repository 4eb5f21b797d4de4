"""What the People screen shows, and under which names."""

from __future__ import annotations

from forumplan.domain.records import Contribution
from forumplan.domain.text import plural
from forumplan.services.home import Home
from forumplan.services.people import Tie, ids_of
from forumplan.services.person_card import Circle, Passed, Standing, circle, counts, passed, strengths

WEEKS = 12
"""So many weeks of a tie are drawn."""


class PeopleView:
    """Everybody, those who wait first. While masked, nobody is shown by name, note or title."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.circle = Circle()
        self.rows: list[Standing] = []
        self.masked = False
        self._standing_of: dict[str, Standing] = {}
        self._numbers: dict[str, int] = {}
        self._passed: tuple[str, list[Passed]] = ("", [])
        self._course: tuple[str, list[float]] = ("", [])

    def learn(self) -> None:
        """Read again what the ledger knows."""
        self.circle = circle(self.home)
        self.rows = list(self.circle.rows)
        self._standing_of = {one.tie.person: one for one in self.rows}
        self._numbers = {name: number for number, name in enumerate(sorted(one.tie.person for one in self.rows), 1)}
        self._passed = ("", [])
        self._course = ("", [])

    def standing(self, person: str) -> Standing | None:
        """The row of somebody."""
        return self._standing_of.get(person)

    def passed(self, person: str) -> list[Passed]:
        """What passed between you, newest first; read once for each look."""
        if self._passed[0] != person:
            self._passed = (person, passed(self.home, person))
        return self._passed[1]

    def course(self, person: str) -> list[float]:
        """The strength of the tie over twelve weeks; read once for each look."""
        if self._course[0] != person:
            self._course = (person, strengths(self.home, person, WEEKS))
        return self._course[1]

    def last_made(self, person: str, *, with_address: bool = False) -> Contribution | None:
        """The last thing done with somebody."""
        ids = ids_of(self.home, person)
        made = [one for who in ids for one in self.home.ledger.since(Contribution, 0, person=who)]
        return max((one for one in made if one.url or not with_address), key=lambda one: one.at, default=None)

    def advice(self) -> str:
        """The one thing most worth a thought: too many people, two who may be one, who was silent long; or ""."""
        if warnings := self.circle.warnings():
            return warnings[0]
        if self.circle.twins:
            first, second = self.circle.twins[0]
            where = " and ".join(self.venues(tie) for tie in (first, second))
            return f"{self.name(first)} in {where}: one person? M makes them one"
        if self.circle.silent:
            return f"{plural(len(self.circle.silent), 'person', 'people')} silent for two years; X lets them go"
        return ""

    def name(self, tie: Tie) -> str:
        """The name to show."""
        return f"person {self._numbers.get(tie.person, 0)}" if self.masked else tie.name

    def private(self, text: str) -> str:
        """A note or title as it may be shown."""
        return "…" if self.masked and text else text

    def venues(self, tie: Tie) -> str:
        """Where somebody was met, by the names of the venues."""
        found = (self.venue_title(name) for name in tie.venues)
        return ", ".join(found) or "by hand"

    def venue_title(self, venue: str) -> str:
        """The name to show of a venue."""
        known = self.home.settings.venue(venue)
        return known.title if known else venue

    def words(self) -> str:
        """The line above the list."""
        people, owed, cooling = counts(self.rows)
        parts = [plural(people, "person", "people")]
        parts.append(plural(owed, "answer owed", "answers owed") if owed else "nobody waits for you")
        if cooling:
            parts.append(f"{cooling} cooling")
        parts += [
            f"{one.goal.id} keeps {len(one.people)} close of {one.room}" for one in self.circle.lists if one.people
        ]
        return " · ".join(parts) + (" · names masked" if self.masked else "")
