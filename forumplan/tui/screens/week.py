"""Week: the agenda with its meters, what waits, what is proposed and why; the first opening of a week."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.containers import Container
from textual.events import Key, Resize
from textual.timer import Timer
from textual.widget import Widget

from forumplan.domain.errors import ReadOnlyError, UsageError
from forumplan.domain.records import Away, Dismissal, Idea, Label, PlanItem
from forumplan.tui.engine import EngineSaid
from forumplan.tui.screens.base import PlannerScreen
from forumplan.tui.week import empty, opening
from forumplan.tui.week.acts import ItemActs
from forumplan.tui.week.asks import WeekAsks
from forumplan.tui.week.board import LEAST_COLUMNS, LEAST_ROWS, Board
from forumplan.tui.week.head import Head
from forumplan.tui.week.lines import lines
from forumplan.tui.week.pane import ItemPane, sight
from forumplan.tui.week.view import WeekView
from forumplan.tui.widgets.empty import Empty
from forumplan.tui.widgets.row_moves import RowMoves
from forumplan.tui.widgets.rows import RowList

SIDE_BY_SIDE = 120
"""Columns from which on the pane stands beside the agenda."""
MORE_MINUTES = 30
PANE_SECONDS = 0.03


class WeekScreen(ItemActs, WeekAsks, RowMoves, PlannerScreen):
    """The agenda. A newer plan is announced; nothing moves until the user takes it."""

    NAME: ClassVar[str] = "week"
    DEFAULT_CSS = """
    WeekScreen #panes { height: 1fr; layout: vertical; }
    WeekScreen.wide #panes { layout: horizontal; }
    WeekScreen.wide RowList { width: 2fr; height: 100%; }
    WeekScreen.wide ItemPane { width: 1fr; height: 100%; padding-left: 1; }
    WeekScreen.zoomed RowList { height: 3; }
    WeekScreen.zoomed ItemPane { height: 1fr; }
    WeekScreen.board Board { display: block; }
    WeekScreen.bare #panes, WeekScreen.bare Board { display: none; }
    WeekScreen Empty { display: none; }
    WeekScreen.bare Empty { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._opening = False
        self._wanted = False
        """The user asked for a new plan, so it is shown when it comes."""
        self._untouched = False
        """The first plan is shown and no key was pressed since."""
        self._placed = False
        """Whether the cursor was put on the first open item once."""
        self._planned_of: tuple[object, ...] = ()
        self._pane_timer: Timer | None = None

    def body(self) -> Iterable[Widget]:
        self.view = WeekView(self.planner.home)
        self._opening = opening.is_new(self.planner.home, self.view.seen.week)
        self.head = Head(self.view, self.planner.keymap)
        self.rows = RowList(lambda width: lines(self.view, width))
        self.pane = ItemPane()
        yield self.head
        self.board = Board(self.view)
        yield self.board
        yield Container(self.rows, self.pane, id="panes")
        yield Empty("")

    # -- showing -----------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        shown = self.view.seen.week
        self._show(self.view.refresh().words())
        if self.view.seen.week != shown:
            self._opening = opening.is_new(self.planner.home, self.view.seen.week)
        if self.view.forget_room():
            self.ask_more()
        self.call_after_refresh(self.attempt, self.plan_if_stale)

    def take(self) -> None:
        """Show the newest plan, the cursor on its item."""
        self.view.take()
        self._show("")

    def _show(self, news: str) -> None:
        view = self.view
        engine = self.planner.engine
        busy = not self._planned_of or engine.busy("plan") or engine.busy("rank")
        busy = busy and not self.planner.home.threads.read_only
        bare = empty.words(self.planner.home, view.seen, busy=busy)
        self.set_class(bool(bare), "bare")
        self.query_one(Empty).show(bare)
        proposed = any(one.state == "proposed" for one in view.seen.items)
        self.head.show(news, opening=self._opening and proposed)
        self.board.refresh(layout=True)
        self.rows.rows_changed()
        if not self.rows.key or not self._placed:
            self._to_next()
        self.show_pane()

    def _to_next(self) -> None:
        """The cursor on the first thing that is still to do, once there is one."""
        first = next((one.id for one in self.view.seen.items if one.state != "done"), "")
        if first:
            self._placed = True
            self.rows.move_to(first)

    def show_pane(self) -> None:
        """Show what is under the cursor now."""
        self.board.key = self.rows.key
        self.pane.shown = sight(self.view, self.rows.key)

    def on_row_list_moved(self) -> None:
        if self.asking and self.asking.id != self.rows.key:
            self.asking = None
            self.say("", 0)
        if self._pane_timer is not None:
            self._pane_timer.stop()
        self._pane_timer = self.set_timer(PANE_SECONDS, lambda: self.attempt(self.show_pane))

    def on_row_list_entered(self) -> None:
        self.attempt(self.act_open)

    def on_resize(self, _event: Resize) -> None:
        self._fit()

    def _fit(self) -> None:
        """Give the pane its share of the screen: below the agenda, beside it, or most of it."""
        wide = self.size.width >= SIDE_BY_SIDE
        self.set_class(wide, "wide")
        self.set_class(self.size.width >= LEAST_COLUMNS and self.size.height >= LEAST_ROWS, "board")
        small = 5 if self.size.height < 28 else 8
        self.pane.styles.height = None if wide or self.has_class("zoomed") else small

    # -- planning ----------------------------------------------------------------------------------------------------

    def plan_if_stale(self) -> None:
        """Have the week planned anew where what it was planned of is otherwise: threads, labels, settings, the day."""
        home = self.planner.home
        of = (
            home.threads.newest_number(),
            len(home.ledger.all(Label)),
            len(home.ledger.all(Dismissal)),
            len(home.ledger.all(Idea)),
            home.ledger.all(Away),
            home.settings,
            home.today(),
        )
        if of != self._planned_of and not self.planner.engine.busy("plan"):
            self._planned_of = of
            self.plan_again()
            if self.has_class("bare"):
                self._show(self.head.news)  # it says now that the week is being planned

    def plan_again(self) -> None:
        """Ask for a new plan; what is shown stays until it is there. Where nothing is, the first plan comes at once."""
        home = self.planner.home
        if home.settings.goals and not home.threads.read_only:
            self.planner.engine.ask("plan", fast=not self.view.seen.planned)

    def act_replan(self) -> None:
        """Take in the newer plan, or have one made."""
        if self.head.news:
            words = self.head.news
            self.take()
            self.say(f"taken in: {words}", 4)
            return
        if words := self.planner.home.threads.read_only:
            raise ReadOnlyError(words)
        self._wanted = True
        self.plan_again()
        self.say("planning …", 0)

    def heard(self, event: EngineSaid) -> None:
        said = event.event
        if said.kind != "done":
            if said.job == "plan":
                self._wanted = False
                self._show(self.head.news)
        elif said.job == "plan":
            self.attempt(lambda: self._plan_made(first=bool(said.data.get("fast"))))
        elif said.job == "rank":
            self.attempt(self.plan_if_stale)
        elif said.job == "what_if":
            self.show_what_if(said.data["plan"], said.data["words"])
        elif said.job == "why":
            self.show_why(said.data)
        elif said.job == "more":
            self.view.free = [PlanItem.load(one["id"], one) for one in said.data["free"]]
            self.view.more = [PlanItem.load(one["id"], one) for one in said.data["items"]]
            self.show_pane()
        elif said.job == "earlier":
            self.view.earlier = {one["thread"]: one for one in said.data["found"]}
            self.show_pane()

    def _plan_made(self, *, first: bool) -> None:
        """A new plan is stored: show it if it was asked for or nothing was looked at yet, else say that it is there.

        The first plan of all is followed by the best one.
        """
        change = self.view.refresh()
        if self._untouched:
            self._placed = False
        if self._wanted or self._untouched or not self.view.seen.items:
            self.take()
            if self._wanted:
                self.say(f"planned again: {change.words() or 'nothing changed'}", 4)
            self._wanted = False
        else:
            self._show(change.words())
        self._untouched = first
        if first:
            self.planner.engine.ask("plan")
            return
        threads = [one.thread for one in self.view.seen.items if one.thread and one.state != "done"]
        threads += [one.thread for one in self.view.seen.skipped]
        self.planner.engine.ask("earlier", threads=threads)
        self.ask_more()

    def ask_more(self) -> None:
        """Have it worked out what would fit into free minutes, and into some more."""
        self.view.asked_for_room()
        self.planner.engine.ask("more", minutes=MORE_MINUTES)

    # -- keys --------------------------------------------------------------------------------------------------------

    async def take_key(self, event: Key, typed: str) -> None:
        """At the opening of a week enter accepts it; after `o` the question has its own keys, until another one."""
        self._untouched = False
        if self.asking and typed in ("d", "x"):
            event.stop()
            self.attempt(self.posted if typed == "d" else self.not_posted)
        elif self.head.opening and typed == "enter":
            event.stop()
            self.attempt(self.act_accept_all)
        else:
            if self.asking and typed != "esc":
                self.asking = None
                self.say("", 0)
            if self.head.opening and typed in ("j", "down", "esc"):
                self.settle_opening()
            await super().take_key(event, typed)

    def settle_opening(self) -> None:
        """The week was looked at: from now on its meters stand above the agenda."""
        if self._opening:
            self._opening = False
            opening.mark(self.planner.home, self.view.seen.week)
            self.head.show(self.head.news, opening=False)

    def act_back(self) -> None:
        """End the question, then the zoom; then what the app has to end."""
        if self.asking is not None:
            self.not_posted()
        elif self.has_class("zoomed"):
            self.act_zoom()
        else:
            self.planner.act_back()

    # -- moving ------------------------------------------------------------------------------------------------------

    def act_next_day(self) -> None:
        """The first item of the next day that has one."""
        self._to_day(1)

    def act_previous_day(self) -> None:
        """The first item of the day before that has one."""
        self._to_day(-1)

    def _to_day(self, step: int) -> None:
        item = self.view.item(self.rows.key)
        days = sorted({one.day for one in self.view.seen.items})
        here = item.day if item else 7
        found = [day for day in days if (day > here if step > 0 else day < here)]
        if found:
            day = found[0] if step > 0 else found[-1]
            self.rows.move_to(next(one.id for one in self.view.seen.items if one.day == day))

    async def act_to_venue(self) -> None:
        """This item's venue, on Venues."""
        item, skipped = self.view.item(self.rows.key), self.view.skipped(self.rows.key)
        venue = item.venue if item else skipped.venue if skipped else ""
        if venue:
            await self.planner.go_to("venues", venue)

    async def act_to_person(self) -> None:
        """This item's person, on People."""
        item = self.view.item(self.rows.key)
        if item is None or not item.person:
            raise UsageError("nobody is known here")
        await self.planner.go_to("people", item.person)

    def act_zoom(self) -> None:
        """The pane large, or small again."""
        self.toggle_class("zoomed")
        self._fit()
