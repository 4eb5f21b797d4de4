"""The base of what opens above a screen: a quiet box, `esc` or `q` closes it."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input

from forumplan.tui.keymap import pressed

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None], Generic[Answer], inherit_bindings=False):
    """A box above a screen. Its answer is None when it is closed without one."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 40%; }
    Dialog > #box {
        width: auto; max-width: 90%; height: auto; max-height: 90%; padding: 0 1;
        background: $panel; border: round $faint; border-title-color: $accent; border-title-style: bold;
        scrollbar-size-vertical: 1; scrollbar-color: $faint; scrollbar-background: $panel;
        scrollbar-color-hover: $muted; scrollbar-background-hover: $panel; scrollbar-color-active: $muted;
    }
    Dialog > #box > * { width: auto; }
    Dialog > #box > Input { width: 48; }
    """

    CLOSING: tuple[str, ...] = ("esc", "q")

    _answered = False

    def on_key(self, event: Key) -> None:
        """Close, or hand the key to `typed`; keys typed before the field was there go into the field."""
        if self._answered or not self.is_active:
            event.stop()
            self.app.post_message(Key(event.key, event.character))  # it is for what is below
            return
        typed = pressed(event.key, event.character)
        field = next(iter(self.query(Input)), None)
        if field is not None and typed not in ("esc", "enter", "up", "down"):
            if event.is_printable and event.character:
                event.stop()
                field.insert_text_at_cursor(event.character)
            return
        event.stop()
        event.prevent_default()
        if typed == "esc" or (typed in self.CLOSING and field is None):
            self.answer(None)
        else:
            self.typed(typed)

    def answer(self, value: Answer | None) -> None:
        """Close with this answer, if the box is still open."""
        if self.is_active and not self._answered:
            self._answered = True
            self.dismiss(value)

    def typed(self, key: str) -> None:
        """A key that does not close the box."""
