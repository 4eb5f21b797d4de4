"""The frame around every screen: the numbered screens above, the status line and the keys below."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from forumplan.tui import gate
from forumplan.tui.actions import SCREENS
from forumplan.tui.keymap import Keymap, shown


class Header(Widget):
    """`[1 Week]  2 Threads ...`, and on the right the goal, or the timer while it runs, and when feeds were
    fetched last."""

    DEFAULT_CSS = "Header { height: 1; color: $muted; }"

    class Chosen(Message):
        """The user clicked on a screen's name."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    goal: reactive[str] = reactive("")
    fetched: reactive[str] = reactive("")
    timer: reactive[str] = reactive("")

    def __init__(self, current: str) -> None:
        super().__init__()
        self._current = current

    def render(self) -> Content:
        names = self._names(full=self.size.width >= 72)
        right = self._right(self.size.width - names.cell_length - 2)
        return Content.assemble(names, " " * max(1, self.size.width - names.cell_length - cell_len(right) - 1), right)

    def _names(self, *, full: bool) -> Content:
        parts: list[Content | tuple[str, str]] = [Content(" ")]
        for number, name in enumerate(SCREENS, 1):
            if name == self._current:
                parts.append((f"[{number} {name.capitalize()}]", "bold $accent"))
                parts.append(Content(" "))
            else:
                parts.append(Content(f" {number} {name.capitalize()} " if full else f" {number} "))
        return Content.assemble(*parts)

    def _right(self, room: int) -> str:
        first = self.timer or gate.plain(self.goal, 24)
        for text in (
            f"{first}   fetched {self.fetched}" if self.fetched and first else "",
            self.timer,
            f"fetched {self.fetched}" if self.fetched else first,
            self.fetched,
        ):
            if text and cell_len(text) <= room:
                return text
        return ""

    def on_click(self, event: Click) -> None:
        """A click on a name goes to that screen."""
        at = 1
        for name in SCREENS:
            at += len(name) + 4 if self.size.width >= 72 or name == self._current else 3
            if event.x < at:
                self.post_message(self.Chosen(name))
                return


class Banner(Widget):
    """What holds as long as the program runs, above a screen: as many lines as it takes, none where it is ""."""

    DEFAULT_CSS = "Banner { height: auto; max-height: 3; color: $warning; padding: 0 1; }"

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = gate.line(words)
        self.display = bool(words)

    def render(self) -> Content:
        return self._words


class StatusLine(Widget):
    """A rule that speaks: progress on the left, what was just done or went wrong on the right."""

    DEFAULT_CSS = "StatusLine { height: 1; color: $foreground; }"

    progress: reactive[Content] = reactive(Content(""))
    said: reactive[Content] = reactive(Content(""))

    def render(self) -> Content:
        width = self.size.width
        left = Content.assemble(("─ ", "$faint"), self.progress, " ") if self.progress.plain else Content("")
        right = self.said.truncate(max(0, width - left.cell_length - 4), ellipsis=True)
        right = Content.assemble(" ", right, (" ─", "$faint")) if self.said.plain else Content("")
        return Content.assemble(left, ("─" * max(0, width - left.cell_length - right.cell_length), "$faint"), right)


class Footer(Widget):
    """The acts of a screen that people need most, as many as there is room for, and `?` for all."""

    DEFAULT_CSS = "Footer { height: 1; color: $muted; }"

    def __init__(self, screen_name: str, keymap: Keymap) -> None:
        super().__init__()
        self._acts = [action for action in keymap.of(screen_name) if action.short and keymap.keys(action)]
        self._keymap = keymap

    def render(self) -> Content:
        room = self.size.width - 1
        pieces = [(shown(self._keymap.keys(action)[0]), action.short) for action in self._acts]
        last = [piece for piece, action in zip(pieces, self._acts, strict=True) if action.id in {"undo", "help"}]
        first = [piece for piece in pieces if piece not in last]
        room -= sum(len(key) + len(word) + 3 for key, word in last)
        parts: list[Content | str | tuple[str, str]] = [" "]
        for key, word in first:
            room -= len(key) + len(word) + 3
            if room < 0:
                break
            parts += [(key, "bold $primary"), f" {word}  "]
        for key, word in last:
            parts += [(key, "bold $primary"), f" {word}  "]
        return Content.assemble(*parts)
