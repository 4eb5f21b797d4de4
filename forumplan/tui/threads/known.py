"""What the ledger knows about threads in the list: labels, dismissals, plans, posts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from forumplan.domain.records import PRIVATE_KINDS, Dismissal, Label, PlanItem
from forumplan.domain.venue import Venue
from forumplan.services import people, proposals, rules
from forumplan.services.home import Home
from forumplan.services.people import Tie
from forumplan.services.shared_labels import labels_shown
from forumplan.store import pages
from forumplan.store.deeds import Posted


@dataclass
class Known:
    """`labels`: 1 or 0 by (goal, thread id); `items`: this week's plan by thread id; `hidden`: thread numbers."""

    home: Home
    labels: dict[tuple[str, str], int] = field(default_factory=dict)
    dismissed: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    items: dict[str, PlanItem] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    pinned: set[int] = field(default_factory=set)
    venues: dict[str, Venue] = field(default_factory=dict)
    _ties: dict[str, Tie | None] = field(default_factory=dict)

    @classmethod
    def of(cls, home: Home) -> Known:
        """Everything as the ledger has it now."""
        ledger, view = home.ledger, rules.view(home)
        dismissed = {one.id for one in ledger.all(Dismissal)}
        return cls(
            home,
            labels_shown(home, ledger.all(Label)),
            dismissed,
            ledger.deeds.threads(),
            {item.thread: item for item in proposals.items(home) if item.thread and item.state != "proposed"},
            set(pages.numbers_of(home.threads, sorted(dismissed)).values()) | view.muted,
            view.pinned,
            {venue.id: venue for venue in home.settings.venues},
        )

    def state(self, thread: str, goal: str) -> str:
        """The letter of a thread in the list: D done, P planned, y or n labelled, x dismissed, "" nothing."""
        if thread in self.done:
            return "D"
        item = self.items.get(thread)
        if item is not None:
            return "D" if item.state == "done" else "P"
        if thread in self.dismissed:
            return "x"
        value = self.labels.get((goal, thread))
        return "" if value is None else "y" if value else "n"

    def labelled_numbers(self) -> set[int]:
        """Numbers of the threads with a label for any goal."""
        ids = sorted({thread for _, thread in self.labels})
        return set(pages.numbers_of(self.home.threads, ids).values())

    def venue_title(self, venue: str) -> str:
        """The name to show of a venue."""
        found = self.venues.get(venue)
        return found.title if found else venue

    @cached_property
    def posts(self) -> dict[str, Posted]:
        """One's own posts in each venue, counted when the first preview asks."""
        return self.home.ledger.deeds.posted(PRIVATE_KINDS, ())

    def tie(self, person: str) -> Tie | None:
        """The tie to somebody, read when it is first looked at."""
        if person and person not in self._ties:
            self._ties[person] = people.ties_of(self.home, [person]).get(person)
        return self._ties.get(person)
