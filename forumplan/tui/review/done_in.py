"""One week gone by, contribution by contribution; what came of each can still be noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content

from forumplan.domain.records import Contribution
from forumplan.domain.text import hours_minutes, plural
from forumplan.domain.times import local_date
from forumplan.domain.week import DAY_NAMES, Week
from forumplan.services.review import done_in
from forumplan.tui import gate
from forumplan.tui.modals.dialog import Dialog
from forumplan.tui.outcomes import OUTCOME_WORDS, ask_outcome
from forumplan.tui.week.lines import fit
from forumplan.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from forumplan.tui.screens.review import ReviewScreen

KEYS = (("O", "what came of it"), ("j k", "move"), ("esc", "back"))


class DoneIn(Dialog[None]):
    """The whole screen for one week of the review."""

    DEFAULT_CSS = """
    DoneIn { background: $background; align: left top; }
    DoneIn > Drawn { width: 100%; height: 100%; }
    """

    def __init__(self, screen: ReviewScreen, week: Week) -> None:
        super().__init__()
        self._screen, self.week = screen, week
        self.made: list[Contribution] = []
        self.cursor = 0
        self._read()

    def compose(self) -> ComposeResult:
        yield Drawn(self._page)

    def typed(self, key: str) -> None:
        """Move, or note what came of one."""
        if key in ("j", "down"):
            self.cursor = min(len(self.made) - 1, self.cursor + 1)
        elif key in ("k", "up"):
            self.cursor = max(0, self.cursor - 1)
        elif key == "O" and self.made:
            one = self.made[self.cursor]
            ask_outcome(self._screen, one.id, one.outcome, lambda _words: self._read())
        self.query_one(Drawn).refresh()

    def _read(self) -> None:
        self.made = done_in(self._screen.planner.home, self.week)
        self.cursor = max(0, min(self.cursor, len(self.made) - 1))
        for pane in self.query(Drawn):
            pane.refresh()

    def _page(self, width: int, height: int) -> list[Content]:
        minutes = sum(one.minutes for one in self.made)
        first, last = self.week.day(0), self.week.day(6)
        head = f" Week {self.week.number} · {first.day} {first:%b} to {last.day} {last:%b %Y}"
        sums = f"{plural(len(self.made), 'contribution')} · {hours_minutes(minutes)}"
        room = max(1, height - 5)
        top = max(0, min(self.cursor - room // 2, len(self.made) - room))
        rows = [self._row(n, one, width) for n, one in enumerate(self.made)][top : top + room]
        if not rows:
            rows = [Content.styled(" nothing was done in this week", "$muted")]
        keys = Content.assemble(" ", *(part for key, words in KEYS for part in ((key, "bold $primary"), f" {words}  ")))
        return [
            Content.assemble((head, "bold $accent"), f"   {sums}"),
            Content(""),
            *rows,
            *[Content("")] * (room - len(rows)),
            Content.styled("─" * width, "$faint"),
            keys,
        ]

    def _row(self, number: int, one: Contribution, width: int) -> Content:
        home = self._screen.planner.home
        day = local_date(one.at, home.zone)
        venue = home.settings.venue(one.venue)
        place = gate.plain(venue.title if venue else one.venue or one.person_name, 60)
        came = OUTCOME_WORDS[one.outcome][0] if one.outcome else "no outcome noted"
        wide = 20 if width >= 96 else 15
        room = max(10, width - 9 - wide - 6 - 25)
        line = Content.assemble(
            "▌" if number == self.cursor else " ",
            (fit(f"{DAY_NAMES[day.weekday()].capitalize()} {day.day}", 8), "$muted"),
            (fit(place, wide, 1), "$secondary"),
            fit(gate.plain(one.title, 200) or "(no title)", room, 1),
            (f"{one.minutes:>4}m ", "$muted"),
            (fit(came, 25), "$muted" if not one.outcome else ""),
        )
        return line.stylize("reverse") if number == self.cursor else line
