"""One of several: a short list with a key each, or one that narrows as one types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from forumplan.tui import gate
from forumplan.tui.modals.dialog import Dialog

ROWS = 14
LEAST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """One line to choose. `key`: chooses it at once where nothing is typed; `note` stands behind, quietly."""

    id: str
    words: str
    key: str = ""
    note: str = ""


class Choices(Widget):
    """The lines that are left, a few around the cursor."""

    DEFAULT_CSS = "Choices { width: auto; height: auto; }"

    cursor: reactive[int] = reactive(0)

    def __init__(self, choices: Sequence[Choice], least: int = 0) -> None:
        super().__init__()
        self.all = tuple(choices)
        self.left = self.all
        self.shrink = False  # the box around it takes its width from these lines
        wide = max((max(LEAST_WORDS, len(c.words)) + len(c.note) for c in choices), default=0) + 8
        self._wide = max(wide, least)

    def narrow(self, words: str) -> None:
        """Keep the choices that have every word."""
        wanted = words.casefold().split()
        self.left = tuple(c for c in self.all if all(word in f"{c.words} {c.id}".casefold() for word in wanted))
        self.cursor = 0
        self.refresh(layout=True)

    def render(self) -> Content:
        first = min(max(0, self.cursor - ROWS // 2), max(0, len(self.left) - ROWS))
        lines = [self._line(n, c) for n, c in enumerate(self.left)][first : first + ROWS]
        return Content("\n").join(lines or [Content.styled("nothing is called so", "$muted")])

    def on_mount(self) -> None:
        """As wide as the widest line, as far as there is room."""
        self.styles.width = min(self._wide, self.app.size.width - 8)

    def _line(self, number: int, choice: Choice) -> Content:
        here = number == self.cursor
        room = max(LEAST_WORDS, self.size.width - len(choice.note) - 6)
        words = gate.plain(choice.words, 90)
        words = words if len(words) <= room else words[: room - 1] + "…"
        text = Content.assemble(
            ("▌" if here else " ", "" if here else "$accent"),
            (f"{choice.key:>2} ", "bold" if here else "bold $primary"),
            words.ljust(room),
            ("  ", ""),
            Content.styled(gate.plain(choice.note, 40), "" if here else "$muted"),
        )
        text = text.pad_right(max(0, self.size.width - text.cell_length))
        return text.stylize("reverse") if here else text


class Choose(Dialog[str]):
    """Ask for one of several; the answer is the id of the choice. `typing`: narrow by words, for long lists."""

    def __init__(self, title: str, choices: Sequence[Choice], *, typing: bool = False, chosen: str = "") -> None:
        super().__init__()
        self._title, self._choices, self._typing = title, choices, typing
        self._start = next((n for n, c in enumerate(choices) if c.id == chosen), 0)

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = gate.line(f" {self._title} ")
            if self._typing:
                yield Input(placeholder="type to narrow", compact=True, select_on_focus=False)
            choices = Choices(self._choices, len(self._title) + 4)
            choices.set_reactive(Choices.cursor, self._start)
            yield choices

    def on_mount(self) -> None:
        if self._typing:
            self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.query_one(Choices).narrow(event.value)

    def typed(self, key: str) -> None:
        choices = self.query_one(Choices)
        if key in ("down", "j"):
            choices.cursor = min(len(choices.left) - 1, choices.cursor + 1)
        elif key in ("up", "k"):
            choices.cursor = max(0, choices.cursor - 1)
        elif key == "enter" and choices.left:
            self.answer(choices.left[choices.cursor].id)
        else:
            found = next((c for c in choices.all if c.key and c.key == key), None)
            if found is not None:
                self.answer(found.id)
