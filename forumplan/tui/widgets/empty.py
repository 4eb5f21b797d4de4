"""What a screen says when it has nothing yet: what would be here, and what to press."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget


class Empty(Widget):
    """A few quiet lines in the middle. `text` is ours; `[key]` in it is shown as a key."""

    DEFAULT_CSS = "Empty { height: 1fr; content-align: center middle; text-align: center; color: $muted; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def show(self, text: str) -> None:
        """Say something else."""
        self._text = text
        self.refresh()

    def render(self) -> Content:
        parts: list[str | tuple[str, str]] = []
        for number, piece in enumerate(self._text.replace("]", "[").split("[")):
            parts.append((piece, "bold $primary") if number % 2 else piece)
        return Content.assemble(*parts)
