"""What an import would change, before it is taken: enter takes it, esc leaves it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from forumplan.services.importing import Difference, Row
from forumplan.tui import gate
from forumplan.tui.modals.dialog import Dialog
from forumplan.tui.threads.preview import wrap
from forumplan.tui.week.lines import fit

MARKS = {
    "new": ("+", "$success"),
    "manual": ("~", "$warning"),
    "there": ("=", "$muted"),
    "duplicate": ("=", "$muted"),
    "refused": ("!", "$error"),
}
MOST_LINES = 500


class ShowDifference(Dialog[bool]):
    """The lines of a difference; its answer is True when it is taken."""

    def __init__(self, name: str, found: Difference) -> None:
        super().__init__()
        self._name, self._found = name, found

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box", can_focus=False) as box:
            box.border_title = gate.line(f" {self._name} ")
            yield Static(self._words())

    def typed(self, key: str) -> None:
        box = self.query_one(VerticalScroll)
        if key == "enter":
            self.answer(bool(self._found.venues))
        elif key in ("down", "j", "pagedown"):
            box.scroll_relative(y=10 if key == "pagedown" else 1, animate=False)
        elif key in ("up", "k", "pageup"):
            box.scroll_relative(y=-10 if key == "pageup" else -1, animate=False)

    def _words(self) -> Content:
        ask = "enter takes it · esc leaves it" if self._found.venues else "nothing to take · esc closes"
        room = min(96, self.app.size.width * 9 // 10 - 5)
        lines = [Content.styled(line, "bold") for line in wrap(self._found.words(), room)]
        lines += [Content.styled(ask, "$muted"), Content("")]
        lines += [_line(row).truncate(room, ellipsis=True) for row in self._found.rows[:MOST_LINES]]
        hidden = len(self._found.rows) - MOST_LINES
        if hidden > 0:
            lines.append(Content.styled(f"… and {hidden} more", "$muted"))
        return Content("\n").join(lines)


def _line(row: Row) -> Content:
    glyph, colour = MARKS[row.state]
    rest = row.address if row.state == "new" and not row.why else row.why or row.address
    return Content.assemble((f"{glyph} ", colour), fit(gate.plain(row.name), 26, 2), (gate.plain(rest, 120), "$muted"))
