"""Below 60 columns or 16 rows nothing can be shown well: say so, and take no key that acts."""

from __future__ import annotations

from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen

from forumplan.tui.keymap import pressed

COLUMNS, ROWS = 60, 16


class TooSmall(ModalScreen[None], inherit_bindings=False):
    """A notice over everything until the terminal is large enough; `q` leaves the program."""

    DEFAULT_CSS = "TooSmall { background: $background; align: center middle; content-align: center middle; }"

    closed = False

    def close(self) -> None:
        """The terminal is large enough again. Closing takes a moment, so a second call does nothing."""
        if not self.closed:
            self.closed = True
            self.dismiss(None)

    def render(self) -> Content:
        size = self.app.size
        return Content(f"{size.width}x{size.height} is too small\n{COLUMNS}x{ROWS} is enough\nq quits")

    def on_resize(self) -> None:
        self.refresh()

    def on_key(self, event: Key) -> None:
        """Everything but q is swallowed; `?` has its answer on the screen already."""
        event.stop()
        event.prevent_default()
        if pressed(event.key, event.character) == "q":
            self.app.exit(0)
