"""Threads: what the feeds have, best first, to label, plan, open and search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.containers import Container
from textual.content import Content
from textual.events import Key, Resize
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from forumplan.domain.thread import Thread
from forumplan.store import pages
from forumplan.tui import gate
from forumplan.tui.engine import EngineSaid
from forumplan.tui.screens.base import PlannerScreen
from forumplan.tui.threads import empty
from forumplan.tui.threads.acts import ThreadActs
from forumplan.tui.threads.columns import heads
from forumplan.tui.threads.list import ThreadList
from forumplan.tui.threads.pages import Pages
from forumplan.tui.threads.preview import Preview, sight
from forumplan.tui.threads.view import Filters, View
from forumplan.tui.widgets.empty import Empty
from forumplan.tui.widgets.search_bar import SearchBar

PREVIEW_SECONDS = 0.036
"""The preview follows when the cursor has rested so long."""
SIDE_BY_SIDE = 120
"""Columns from which on the preview stands beside the list."""


class Heads(Widget):
    """The names of the columns."""

    DEFAULT_CSS = "Heads { height: 1; color: $faint; text-style: underline; }"

    def render(self) -> Content:
        return Content(heads(self.screen.query_one(ThreadList).columns()))


class ThreadsScreen(ThreadActs, PlannerScreen):
    """The list with its preview. Nothing moves in it but what the user moves."""

    NAME: ClassVar[str] = "threads"
    DEFAULT_CSS = """
    ThreadsScreen #panes { height: 1fr; layout: vertical; }
    ThreadsScreen.wide #panes { layout: horizontal; }
    ThreadsScreen.wide ThreadList { width: 3fr; height: 100%; }
    ThreadsScreen.wide Preview { width: 2fr; height: 100%; padding-left: 1; }
    ThreadsScreen.zoomed ThreadList { height: 4; }
    ThreadsScreen.zoomed Preview { height: 1fr; }
    ThreadsScreen.bare SearchBar, ThreadsScreen.bare Heads, ThreadsScreen.bare #panes { display: none; }
    ThreadsScreen Empty { display: none; }
    ThreadsScreen.bare Empty { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._loaded = False
        self._news = ""
        self._preview_timer: Timer | None = None

    def body(self) -> Iterable[Widget]:
        home = self.planner.home
        self.view = View(home)
        self.list = ThreadList(Pages(lambda numbers: pages.rows(home.threads, numbers)), self.view.look, home.clock)
        self.preview = Preview()
        self.bar = SearchBar()
        yield self.bar
        yield Heads()
        yield Container(self.list, self.preview, id="panes")
        yield Empty("")

    # -- showing -----------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        self.view.learn()
        self.view.earlier.clear()
        if not self._loaded or self.view.goal != self._wanted_goal() or not len(self.list.pages):
            self.take_order()
            return
        self._news = self.view.news()
        self.say_listed()
        self.list.row_changed()
        self.show_preview()

    def take_order(self) -> None:
        """Show the order as it is stored now, the cursor on the first row."""
        self._loaded = True
        self._news = ""
        self.view.load(self._wanted_goal())
        self.planner.dress(self)
        self.list_rows()

    def list_rows(self, keep: int = 0) -> None:
        """List what the filters leave; the cursor goes to the thread of number `keep` if it is there, else first."""
        numbers = self.view.numbers()
        self.list.pages.show(numbers)
        self.list.several_goals = len(self.view.ranks.rankings) > 1
        bare = not len(numbers) and not self.view.filters.narrow
        self.set_class(bare, "bare")
        if bare:
            self.query_one(Empty).show(empty.words(self.planner.home))
        self.list.rows_changed(numbers.index(keep) if keep in numbers else 0)
        self.query_one(Heads).refresh()
        self.say_listed()
        self.show_preview()

    def _wanted_goal(self) -> str:
        goals = self.view.open_goals()
        return goals[0].id if len(goals) == 1 else self.planner.goal

    def say_listed(self) -> None:
        """Say above the list what is listed, marked and new."""
        count, total = len(self.list.pages), self.view.total
        number = (
            f"{count:,} of {total:,}"
            if self.view.filters.narrow
            else f"{count:,} {'thread' if count == 1 else 'threads'}"
        )
        words = self.view.filters.sentence(self.view.known.venue_title(self.view.filters.venue))
        parts: list[Content | tuple[str, str]] = [gate.line(f"{number} · {words}")]
        if self.view.marked:
            parts.append((f" · ● {len(self.view.marked)} marked", "$accent"))
        if self._news:
            parts.append(
                (f" · {self._news}, press {self.planner.keymap.shown_key('rerank')} to re-rank", "bold $accent")
            )
        self.bar.say(Content.assemble(*parts))

    def on_thread_list_moved(self) -> None:
        if self._preview_timer is not None:
            self._preview_timer.stop()
        self._preview_timer = self.set_timer(PREVIEW_SECONDS, self.show_preview)

    def on_thread_list_entered(self) -> None:
        self.attempt(self.act_open)

    def thread(self) -> Thread | None:
        """The whole thread under the cursor."""
        row = self.list.row
        found = self.planner.home.threads.threads([row.number]) if row else []
        return found[0] if found else None

    def show_preview(self) -> None:
        """Show the thread under the cursor now."""
        thread = self.thread()
        self.preview.place = f"{self.list.cursor + 1:,}/{len(self.list.pages):,}" if thread else ""
        if thread is None:
            self.preview.shown = None
            return
        standing = self.view.ranks.standing(thread.number)
        near = self.view.earlier.get(thread.id)
        self.preview.shown = sight(thread, standing, self.view.known, self.planner.home.clock(), near)
        if near is None and self.view.known.posts:
            self.planner.engine.ask("earlier", threads=[thread.id])

    def on_resize(self, _event: Resize) -> None:
        self.fit_preview()

    def on_thread_list_fitted(self) -> None:
        self.query_one(Heads).refresh()

    def fit_preview(self) -> None:
        """Give the preview its share of the screen: below the list, beside it, or most of it."""
        wide = self.size.width >= SIDE_BY_SIDE
        self.set_class(wide, "wide")
        self.preview.styles.height = None if wide or self.has_class("zoomed") else _preview_rows(self.size.height)

    # -- hearing -----------------------------------------------------------------------------------------------------

    def heard(self, event: EngineSaid) -> None:
        said = event.event
        if said.job == "rank" and said.kind == "done":
            if not self.view.ranks.rankings:
                self.take_order()
            else:
                self._news = self.view.news()
                self.say_listed()
        elif said.job == "why" and said.kind == "done":
            self.show_why(said.data)
        elif said.job == "earlier" and said.kind == "done":
            self.view.earlier.update({thread: {} for thread in said.data["threads"]})
            self.view.earlier.update({one["thread"]: one for one in said.data["found"]})
            if said.data["found"]:
                self.show_preview()

    # -- keys --------------------------------------------------------------------------------------------------------

    async def take_key(self, event: Key, typed: str) -> None:
        """While something is typed only a few keys are acts; after `o` the question has its own."""
        if self.bar.typing and typed in ("enter", "esc", "up", "down"):
            event.stop()
            await self._search_key(typed)
        elif not self.bar.typing and self.asking and typed in ("d", "x"):
            event.stop()
            self.attempt(self.posted if typed == "d" else self.not_posted)
        else:
            await super().take_key(event, typed)

    def wants_key(self, typed: str) -> bool:
        return False

    async def _search_key(self, typed: str) -> None:
        if typed in ("up", "down"):
            self.list.move_by(1 if typed == "down" else -1)
        elif typed == "enter" and self.view.filters.words:
            self.bar.leave()
        else:
            await self.end_search()

    async def end_search(self) -> None:
        """Drop the words searched for; the cursor stays on its thread."""
        row = self.list.row
        await self.bar.close()
        if self.view.filters.words:
            self.filter_by(replace(self.view.filters, words=""), keep=row.number if row else 0)

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value != self.view.filters.words:
            self.filter_by(replace(self.view.filters, words=event.value))

    def filter_by(self, filters: Filters, keep: int = 0) -> None:
        """List by other filters."""
        self.view.filters = filters
        self.attempt(lambda: self.list_rows(keep))


def _preview_rows(rows: int) -> int:
    """The height of the preview below the list: about three eighths of the screen."""
    return max(5, round(rows * 0.38))
