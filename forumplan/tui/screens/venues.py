"""Venues: what was given to each place this week, how good it is, and how its feed fares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from rich.cells import cell_len
from textual.containers import Container
from textual.content import Content
from textual.events import Resize
from textual.timer import Timer
from textual.widget import Widget

from forumplan.tui.engine import EngineSaid
from forumplan.tui.screens.base import PlannerScreen
from forumplan.tui.venues import empty
from forumplan.tui.venues.acts import VenueActs
from forumplan.tui.venues.lines import Columns, heads, lines
from forumplan.tui.venues.pane import VenuePane, sight
from forumplan.tui.venues.view import FILTERS, SORTS, VenuesView
from forumplan.tui.widgets.empty import Empty
from forumplan.tui.widgets.row_moves import RowMoves
from forumplan.tui.widgets.rows import RowList

PANE_SECONDS = 0.03
STEP_SECONDS = 0.001
"""Between two steps of what takes longer: through the loop, so that keys pressed meanwhile come first."""


class Summary(Widget):
    """How the venues fare as a whole, and how the list is arranged."""

    DEFAULT_CSS = "Summary { height: 1; color: $muted; }"

    def __init__(self, view: VenuesView) -> None:
        super().__init__()
        self._view = view

    def render(self) -> Content:
        order, width = self._view.order, self.size.width
        left = f" {self._view.sentence()}"
        right = SORTS[order.sort] + ("" if order.shown == "all" else f" · only {FILTERS[order.shown]}")
        space = max(2, width - cell_len(left) - cell_len(right) - 1)
        return Content(left + " " * space + right).truncate(width, ellipsis=True)


class VenueHeads(Widget):
    """The names of the columns."""

    DEFAULT_CSS = "VenueHeads { height: 1; color: $faint; text-style: underline; }"

    def render(self) -> Content:
        return Content(heads(Columns.of(self.size.width - 1)))


class VenuesScreen(VenueActs, RowMoves, PlannerScreen):
    """The list with its pane. Nothing moves in it but what the user arranges."""

    NAME: ClassVar[str] = "venues"
    DEFAULT_CSS = """
    VenuesScreen #panes { height: 1fr; layout: vertical; }
    VenuesScreen.bare Summary, VenuesScreen.bare VenueHeads, VenuesScreen.bare #panes { display: none; }
    VenuesScreen Empty { display: none; }
    VenuesScreen.bare Empty { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._pane_timer: Timer | None = None
        self._learning: Iterator[None] = iter(())

    def body(self) -> Iterable[Widget]:
        self.view = VenuesView(self.planner.home)
        self.rows = RowList(lambda width: lines(self.view, width))
        self.pane = VenuePane()
        yield Summary(self.view)
        yield VenueHeads()
        yield Container(self.rows, self.pane, id="panes")
        yield Empty("")

    # -- showing -----------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        self.view.load()
        self.show_all()
        self._learning = self.view.learn()
        self.call_after_refresh(self.attempt, self._learn)

    def on_screen_resume(self) -> None:
        self.attempt(self.look_again)

    def _learn(self) -> None:
        """What takes longer than the first paint may: step by step, so that no key waits for it."""
        for _ in self._learning:
            self.set_timer(STEP_SECONDS, lambda: self.attempt(self._learn))
            return
        self.show_all()

    def show_all(self) -> None:
        """Draw everything as the view has it."""
        shown = self.view.shown()
        self.set_class(not shown, "bare")
        self.query_one(Empty).show(empty.NONE_LEFT if self.view.lines else empty.NO_VENUES)
        self.query_one(Summary).refresh()
        self.rows.rows_changed()
        self.show_pane()

    def show_pane(self) -> None:
        """Show the venue under the cursor now."""
        self.pane.shown = sight(self.view, self.rows.key)

    def point_at(self, key: str) -> None:
        """Put the cursor on a venue, listing all if it is not listed."""
        if key not in self.rows.keys:
            self._filtered("all")
        self.rows.move_to(key)

    def on_row_list_moved(self) -> None:
        if self._pane_timer is not None:
            self._pane_timer.stop()
        self._pane_timer = self.set_timer(PANE_SECONDS, lambda: self.attempt(self.show_pane))

    async def on_row_list_entered(self) -> None:
        await self.act_enter()

    def on_resize(self, _event: Resize) -> None:
        self.pane.styles.height = 6 if self.size.height < 28 else 9

    # -- hearing -----------------------------------------------------------------------------------------------------

    def heard(self, event: EngineSaid) -> None:
        said = event.event
        if said.job == "discover" and said.kind != "progress":
            self.looked()
        if said.kind != "done":
            return
        if said.job in ("refresh", "rank", "plan"):
            self.attempt(self.reload)
        elif said.job == "discover":
            self.show_found(said.data)

    def act_back(self) -> None:
        """Stop looking for feeds, list all again; then what the app has to end."""
        if self.planner.engine.cancel("discover"):
            self.say("no longer looked for", 2)
        elif self.view.order.shown != "all":
            self._filtered("all")
        else:
            self.planner.act_back()
