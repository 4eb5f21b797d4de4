"""One line to type: a question, a field, `enter` answers."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from forumplan.tui import gate
from forumplan.tui.modals.dialog import Dialog

PRIVATE_MARK = "--allow-private"
"""Behind an address: it may lie in one's own network."""


class Ask(Dialog[str]):
    """Ask for one line of text; the answer is the line, None if it was closed."""

    def __init__(self, title: str, hint: str = "", value: str = "") -> None:
        super().__init__()
        self._title, self._hint, self._value = title, hint, value

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = gate.line(f" {self._title} ")
            yield Input(value=self._value, compact=True)
            yield Static(Content.styled(self._hint or "enter answers · esc closes", "$muted"))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def typed(self, key: str) -> None:
        if key == "enter":
            self.answer(self.query_one(Input).value)
