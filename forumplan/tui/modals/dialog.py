"""The base of what opens above a screen: a quiet box, `esc` or `q` closes it."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.events import Key
from textual.screen import ModalScreen

from forumplan.tui.keymap import pressed

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None], Generic[Answer], inherit_bindings=False):
    """A box above a screen. Its answer is None when it is closed without one."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 40%; }
    Dialog > #box {
        width: auto; max-width: 90%; height: auto; max-height: 90%; padding: 0 1;
        background: $panel; border: round $faint; border-title-color: $accent; border-title-style: bold;
    }
    Dialog > #box > * { width: auto; }
    Dialog > #box > Input { width: 48; }
    """

    CLOSING: tuple[str, ...] = ("esc", "q")

    def on_key(self, event: Key) -> None:
        """Close, or hand the key to `typed`."""
        typed = pressed(event.key, event.character)
        if self.focused is not None and typed not in ("esc", "enter", "up", "down"):
            return
        event.stop()
        event.prevent_default()
        if typed in self.CLOSING and not (self.focused is not None and typed != "esc"):
            self.dismiss(None)
        else:
            self.typed(typed)

    def typed(self, key: str) -> None:
        """A key that does not close the box."""
