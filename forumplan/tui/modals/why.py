"""`W`: the place of a thread as a sum of terms, the one screen with decimals."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from forumplan.tui import gate
from forumplan.tui.modals.dialog import Dialog

TERMS_SHOWN = 16
BAR_CELLS = 16


class Why(Dialog[None]):
    """What the `why` job answers: title, goal, score, relevance, band, place, of, terms ([word, weight])."""

    CLOSING = ("esc", "q", "W", "enter")

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__()
        self._found = found

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box", can_focus=False) as box:
            box.border_title = gate.line(f" why · {self._found['goal']} ")
            yield Static(self._words())

    def _words(self) -> Content:
        found = self._found
        terms = [(str(word), float(weight)) for word, weight in found["terms"]][:TERMS_SHOWN]
        most = max((abs(weight) for _, weight in terms), default=1.0) or 1.0
        lines = [
            gate.line(found["title"], 76).stylize("bold"),
            Content(""),
            Content.assemble(
                (f"{found['band']}", "bold $accent"),
                f" · place {found['place']:,} of {found['of']:,} · score {found['score']:+.2f}"
                f" · probably relevant {found['relevance']:.0%}",
            ),
            Content(""),
        ]
        for word, weight in terms:
            bar = "█" * max(1, round(BAR_CELLS * abs(weight) / most))
            colour = "$success" if weight >= 0 else "$error"
            name = gate.line(word, 30)
            pad = " " * max(1, 24 - name.cell_length)
            lines.append(Content.assemble(name, pad, f"{weight:+.3f}  ", (bar, colour)))
        lines += [Content(""), Content.styled("each word's weight, added up, is the score · esc closes", "$muted")]
        return Content("\n").join(lines)
