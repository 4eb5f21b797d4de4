"""What the People screen shows, and under which names."""

from __future__ import annotations

from forumplan.services.home import Home
from forumplan.services.people import Tie
from forumplan.services.person_card import Passed, Standing, counts, passed, standings


class PeopleView:
    """Everybody, those who wait first. While masked, nobody is shown by name, note or title."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.rows: list[Standing] = []
        self.masked = False
        self._numbers: dict[str, int] = {}
        self._passed: tuple[str, list[Passed]] = ("", [])

    def learn(self) -> None:
        """Read again what the ledger knows."""
        self.rows = standings(self.home)
        self._numbers = {name: number for number, name in enumerate(sorted(one.tie.person for one in self.rows), 1)}
        self._passed = ("", [])

    def standing(self, person: str) -> Standing | None:
        """The row of somebody."""
        return next((one for one in self.rows if one.tie.person == person), None)

    def passed(self, person: str) -> list[Passed]:
        """What passed between you, newest first; read once for each look."""
        if self._passed[0] != person:
            self._passed = (person, passed(self.home, person))
        return self._passed[1]

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
        parts = [f"{people} {'person' if people == 1 else 'people'}"]
        parts.append(f"{owed} {'answer' if owed == 1 else 'answers'} owed" if owed else "nobody waits for you")
        if cooling:
            parts.append(f"{cooling} cooling")
        return " · ".join(parts) + (" · names masked" if self.masked else "")
