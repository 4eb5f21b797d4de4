"""A short list drawn line by line: rows made for the present width, a cursor that stays with its row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, overload

from rich.segment import Segment
from rich.style import Style
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip


@dataclass(frozen=True, slots=True)
class RowLine:
    """One line: (text, role) pieces, harmless already. `key` names what it is about; "" cannot be chosen."""

    cells: tuple[tuple[str, str], ...]
    key: str = ""


class DrawnLate(Sequence[RowLine]):
    """Lines that can all be chosen, each drawn when it is seen: for lists of thousands."""

    def __init__(self, keys: Sequence[str], draw: Callable[[int], RowLine]) -> None:
        self.keys, self._draw = list(keys), draw

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, place: int) -> RowLine: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[RowLine]: ...
    def __getitem__(self, place: int | slice) -> RowLine | Sequence[RowLine]:
        if isinstance(place, slice):
            return [self._draw(number) for number in range(*place.indices(len(self)))]
        return self._draw(range(len(self))[place])


class RowList(ScrollView, can_focus=False, inherit_bindings=False):
    """Lines made by `make` for a width. The cursor only stands on lines with a key and stays with that key."""

    DEFAULT_CSS = """
    RowList { height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; overflow-x: hidden; overflow-y: auto;
        scrollbar-color: $faint; scrollbar-background: $background; scrollbar-color-hover: $muted;
        scrollbar-background-hover: $background; scrollbar-color-active: $muted; }
    RowList .rows--text { color: $foreground; }
    RowList .rows--quiet { color: $muted; }
    RowList .rows--faint { color: $faint; }
    RowList .rows--place { color: $secondary; }
    RowList .rows--good { color: $success; }
    RowList .rows--wait { color: $accent; }
    RowList .rows--bad { color: $error; text-style: bold; }
    RowList .rows--mark { color: $accent; text-style: bold; }
    RowList .rows--key { color: $primary; text-style: bold; }
    RowList .rows--cursor { background: $row; color: $row-text; text-style: bold; }
    RowList:ansi .rows--cursor { color: ansi_default; text-style: bold reverse; }
    """
    ROLES: ClassVar[tuple[str, ...]] = ("text", "quiet", "faint", "place", "good", "wait", "bad", "mark", "key")
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"rows--{name}" for name in (*ROLES, "cursor")}

    class Moved(Message):
        """The cursor stands on another row."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, RowList.Moved)

    class Entered(Message):
        """A row was clicked twice."""

    def __init__(self, make: Callable[[int], Sequence[RowLine]]) -> None:
        super().__init__()
        self._make = make
        self._lines: Sequence[RowLine] = ()
        self.keys: list[str] = []
        """What can be chosen, from top to bottom."""
        self._places: list[int] = []
        self._place_of: dict[str, int] = {}
        self.key = ""
        """What the row under the cursor is about; "" if there is none."""

    # -- what is shown -----------------------------------------------------------------------------------------------

    def rows_changed(self) -> None:
        """Make the lines anew; the cursor stays with its key, or near its place if that is gone."""
        before = self._place
        self._lines = self._make(max(1, self.scrollable_content_region.width or self.size.width))
        if isinstance(self._lines, DrawnLate):
            self._places, self.keys = list(range(len(self._lines))), self._lines.keys
        else:
            self._places = [n for n, line in enumerate(self._lines) if line.key]
            self.keys = [self._lines[n].key for n in self._places]
        self._place_of = {key: place for place, key in reversed(list(enumerate(self.keys)))}
        if self.key not in self._place_of:
            self.key = self.keys[min(before, len(self.keys) - 1)] if self.keys else ""
            self.post_message(self.Moved())
        self.virtual_size = Size(self.size.width, len(self._lines))
        self._keep_in_sight()
        self.refresh()

    @property
    def _place(self) -> int:
        return self._place_of.get(self.key, 0)

    @property
    def _cursor_line(self) -> int:
        return self._places[self._place] if self._places else -1

    # -- moving ------------------------------------------------------------------------------------------------------

    def move_to(self, key: str) -> None:
        """Put the cursor on the row of a key, if there is one."""
        if key == self.key or key not in self._place_of:
            return
        before = self._cursor_line
        self.key = key
        if not self._keep_in_sight():
            self.refresh_line(before)
            self.refresh_line(self._cursor_line)
        self.post_message(self.Moved())

    def move_by(self, rows: int) -> None:
        """Move over so many rows that can be chosen; at an end it stays there."""
        if self._places:
            self.move_to(self.keys[max(0, min(len(self._places) - 1, self._place + rows))])

    @property
    def page_rows(self) -> int:
        """Rows in sight."""
        return max(1, self.scrollable_content_region.height)

    def _keep_in_sight(self) -> bool:
        """Scroll so that the cursor is seen; whether anything moved. At the first row what stands above it is seen."""
        top, height = round(self.scroll_y), self.page_rows
        line = 0 if self._place == 0 else self._cursor_line
        low = len(self._lines) - 1 if self._place == len(self._places) - 1 else self._cursor_line
        low = min(low, line + height - 1)
        wanted = min(max(top, low - height + 1), line)
        wanted = max(0, min(wanted, len(self._lines) - height))
        if wanted == top:
            return False
        self.scroll_to(y=wanted, animate=False)
        return True

    def on_resize(self, _event: Resize) -> None:
        self.rows_changed()

    def on_click(self, event: Click) -> None:
        """A click moves the cursor, a second one enters the row."""
        place = event.y + round(self.scroll_y)
        if place < len(self._lines) and self._lines[place].key:
            self.move_to(self._lines[place].key)
            if event.chain == 2:
                self.post_message(self.Entered())

    # -- drawing -----------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        place, width = y + round(self.scroll_y), self.scrollable_content_region.width
        base = self.rich_style
        if not 0 <= place < len(self._lines):
            return Strip.blank(width, base)
        here = place == self._cursor_line
        over = self.get_component_rich_style("rows--cursor", partial=True) if here else Style.null()
        found = [Segment("▌" if here else " ", self.get_component_rich_style("rows--mark") + over)]
        for text, role in self._lines[place].cells:
            found.append(Segment(text, self.get_component_rich_style(f"rows--{role}") + over))
        strip = Strip(found).adjust_cell_length(width, base + over)
        return strip.crop(0, width)
