"""People: who waits, whom you know and how well, and what passed between you."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.events import Key
from textual.widget import Widget

from forumplan.domain.errors import UsageError
from forumplan.domain.records import Person
from forumplan.services.people import merged_into
from forumplan.tui.people import draw
from forumplan.tui.people.acts import PeopleActs
from forumplan.tui.people.view import PeopleView
from forumplan.tui.screens.base import PlannerScreen
from forumplan.tui.widgets.drawn import Drawn
from forumplan.tui.widgets.empty import Empty
from forumplan.tui.widgets.row_moves import RowMoves
from forumplan.tui.widgets.rows import RowList


class PeopleScreen(PeopleActs, RowMoves, PlannerScreen):
    """Those who wait first, then those due; the card below."""

    NAME: ClassVar[str] = "people"
    DEFAULT_CSS = """
    PeopleScreen #head { height: 2; }
    PeopleScreen #card { height: 9; }
    PeopleScreen.tall #card { height: 12; }
    PeopleScreen.bare #head, PeopleScreen.bare RowList, PeopleScreen.bare #card { display: none; }
    PeopleScreen Empty { display: none; }
    PeopleScreen.bare Empty { display: block; }
    """

    def body(self) -> Iterable[Widget]:
        self.view = PeopleView(self.planner.home)
        self.rows = RowList(lambda width: draw.rows(self.view, width))
        yield Drawn(lambda width, _height: draw.head(self.view, width), "head")
        yield self.rows
        yield Drawn(lambda width, height: draw.card(self.view, self.rows.key, width, height), "card")
        yield Empty(
            "People you met, and those who wait for you, stand here.\n\n[2] answer somebody   [+] add somebody you know"
        )

    def reload(self) -> None:
        self.view.learn()
        self.set_class(not self.view.rows, "bare")
        self._fit()
        self.rows.rows_changed()
        self._draw()

    def _draw(self) -> None:
        for pane in self.query(Drawn):
            pane.refresh()

    def point_at(self, key: str) -> None:
        """Put the cursor on a person; UsageError if you have had nothing to do with them."""
        person = merged_into(key, {one.id: one for one in self.planner.home.ledger.all(Person)})
        if person not in self.rows.keys:
            raise UsageError("you have had nothing to do with them yet")
        self.rows.move_to(person)

    def on_row_list_moved(self) -> None:
        self._draw()

    def on_row_list_entered(self) -> None:
        self.attempt(self.act_open)

    def on_resize(self) -> None:
        self.set_class(self.size.height >= 28, "tall")
        self._fit()

    def _fit(self) -> None:
        """As many lines above the list as there are things to say."""
        self.query_one("#head").styles.height = 2 + len(draw.advice(self.view, self.size.width))

    async def take_key(self, event: Key, typed: str) -> None:
        """After opening a follow-up the question has its own keys."""
        if self.is_current and self.asking is not None and typed in ("d", "x", "esc"):
            event.stop()
            self.attempt(lambda: self.answered(yes=typed == "d"))
        else:
            await super().take_key(event, typed)
