"""The list of threads, drawn line by line: only the rows in sight are ever read or drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from forumplan.store.pages import Row
from forumplan.tui.threads.columns import Columns, Look, cells
from forumplan.tui.threads.pages import Pages

LookAt = Callable[[Row], Look]


class ThreadList(ScrollView, can_focus=False, inherit_bindings=False):
    """Rows of `pages` with a cursor. `look` says what is known of a row; `now` is seconds since the epoch."""

    DEFAULT_CSS = """
    ThreadList { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; overflow-y: auto;
        scrollbar-color: $faint; scrollbar-background: $background; scrollbar-color-hover: $muted;
        scrollbar-background-hover: $background; scrollbar-color-active: $muted; }
    ThreadList .list--row { color: $foreground; }
    ThreadList .list--quiet { color: $muted; }
    ThreadList .list--venue { color: $secondary; }
    ThreadList .list--strong { color: $success; }
    ThreadList .list--maybe { color: $accent; }
    ThreadList .list--weak { color: $muted; }
    ThreadList .list--yes { color: $success; text-style: bold; }
    ThreadList .list--no { color: $error; }
    ThreadList .list--planned { color: $accent; text-style: bold; }
    ThreadList .list--bar { color: $accent; text-style: bold; }
    ThreadList .list--cursor { background: $row; text-style: bold; }
    ThreadList:ansi .list--cursor { color: ansi_default; text-style: bold reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"list--{name}"
        for name in (
            "row",
            "quiet",
            "venue",
            "strong",
            "maybe",
            "weak",
            "yes",
            "no",
            "planned",
            "bar",
            "cursor",
        )
    }
    ROLES: ClassVar[dict[str, str]] = {
        "title": "row",
        "venue": "venue",
        "quiet": "quiet",
        "band-strong": "strong",
        "band-maybe": "maybe",
        "band-weak": "weak",
        "state-y": "yes",
        "state-n": "no",
        "state-P": "planned",
        "state-D": "yes",
        "state-x": "quiet",
    }

    class Moved(Message):
        """The cursor stands on another row."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, ThreadList.Moved)

    class Entered(Message):
        """A row was clicked twice."""

    class Fitted(Message):
        """It has another width, so its columns may be others."""

    def __init__(self, pages: Pages, look: LookAt, clock: Callable[[], int]) -> None:
        super().__init__()
        self.pages, self._look, self._clock = pages, look, clock
        self.several_goals = False
        self.cursor = 0

    # -- what is shown -----------------------------------------------------------------------------------------------

    def rows_changed(self, cursor: int = 0) -> None:
        """The order behind the rows is another one: draw all, the cursor on a given row."""
        self.virtual_size = Size(self.size.width, len(self.pages))
        self.cursor = max(0, min(cursor, len(self.pages) - 1))
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved())

    def row_changed(self) -> None:
        """Something about rows in sight changed: draw them again where they are."""
        self.refresh()

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.pages.row(self.cursor) if 0 <= self.cursor < len(self.pages) else None

    def columns(self) -> Columns:
        """The columns at the present width."""
        return Columns.of(self.scrollable_content_region.width, several_goals=self.several_goals)

    # -- moving ------------------------------------------------------------------------------------------------------

    def move_to(self, place: int) -> None:
        """Put the cursor on a row, as far as there is one."""
        place = max(0, min(place, len(self.pages) - 1))
        if place == self.cursor:
            return
        before, self.cursor = self.cursor, place
        if not self._keep_in_sight():
            self.refresh_line(before)
            self.refresh_line(place)
        self.post_message(self.Moved())

    def move_by(self, rows: int) -> None:
        self.move_to(self.cursor + rows)

    @property
    def page_rows(self) -> int:
        """Rows in sight."""
        return max(1, self.scrollable_content_region.height)

    def _keep_in_sight(self) -> bool:
        """Scroll so that the cursor is seen; whether anything moved."""
        top, height = round(self.scroll_y), self.page_rows
        wanted = min(max(top, self.cursor - height + 1), self.cursor)
        wanted = max(0, min(wanted, len(self.pages) - height))
        if wanted == top:
            return False
        self.scroll_to(y=wanted, animate=False)
        return True

    def on_resize(self, _event: Resize) -> None:
        self.virtual_size = Size(self.size.width, len(self.pages))
        self._keep_in_sight()
        self.post_message(self.Fitted())

    def on_click(self, event: Click) -> None:
        """A click moves the cursor, a second one enters the row."""
        place = event.y + round(self.scroll_y)
        if place < len(self.pages):
            self.move_to(place)
            if event.chain == 2:
                self.post_message(self.Entered())

    # -- drawing -----------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        place, width = y + round(self.scroll_y), self.scrollable_content_region.width
        base = self.rich_style
        if not 0 <= place < len(self.pages):
            return Strip.blank(width, base)
        row = self.pages.row(place)
        here = place == self.cursor
        if row is None:
            return Strip([Segment("   (gone from the cache)".ljust(width)[:width], base)], width)
        return Strip(self._segments(row, here), None).adjust_cell_length(width, base).crop(0, width)

    def _segments(self, row: Row, here: bool) -> list[Segment]:
        look = self._look(row)
        over = self.get_component_rich_style("list--cursor", partial=True) if here else Style.null()
        lead = ("▌" if here else " ") + ("●" if look.marked else " ")
        found = [Segment(lead, self.get_component_rich_style("list--bar") + over)]
        for text, role in cells(row, look, self.columns(), self._clock()):
            style = self.get_component_rich_style(f"list--{self.ROLES.get(role, 'quiet')}")
            found.append(Segment(text, style + over))
        return found
