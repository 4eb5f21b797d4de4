"""A pane of lines that are made for the room there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

Make = Callable[[int, int], Sequence[Content]]
"""Lines for a width and a height in cells; text from outside has passed the gate."""


class Drawn(Widget):
    """Shows the lines that `make` gives, cut to the width and height of the pane."""

    DEFAULT_CSS = "Drawn { height: auto; color: $foreground; }"

    def __init__(self, make: Make, name: str = "") -> None:
        super().__init__(id=name or None)
        self._make = make

    def render(self) -> Content:
        width, height = self.size.width, self.size.height
        lines = self._make(width, height)[:height]
        return Content("\n").join(line.truncate(width, ellipsis=True) for line in lines)


def rule(words: str, width: int, right: str = "") -> Content:
    """A line across with harmless words in it."""
    end = f" {right} ─" if right else ""
    head = Content(words).truncate(max(0, width - cell_len(end) - 5), ellipsis=True)
    fill = "─" * max(0, width - head.cell_length - cell_len(end) - 3)
    return Content.assemble(("─ ", "$faint"), head.stylize("$secondary"), (f" {fill}{end}", "$faint"))
