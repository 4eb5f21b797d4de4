"""`i`: another week beside this one, before anything is decided."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from forumplan.domain.records import PlanItem
from forumplan.domain.week import DAY_NAMES
from forumplan.tui import gate
from forumplan.tui.modals.dialog import Dialog
from forumplan.tui.week.lines import fit
from forumplan.tui.week.view import Change, WeekView

WIDEST = 52
"""Cells of each column at most."""


class WhatIf(Dialog[bool]):
    """Today's plan on the left, the other on the right; what differs is marked. The answer is whether to ask for more.

    `plan` and `compared`, the comparison in words, are the answer of the job.
    """

    CLOSING = ("esc", "q", "enter")

    DEFAULT_CSS = "WhatIf > #box { max-height: 80%; }"

    def __init__(self, view: WeekView, words: str, plan: dict[str, Any], compared: list[str]) -> None:
        super().__init__()
        self._view, self._words, self._compared = view, words, compared
        self._items = [PlanItem.load(one["id"], one) for one in plan["items"]]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box", can_focus=False) as box:
            box.border_title = gate.line(f" what if: {self._words} ", 72)
            yield Static(Content("\n").join(self._lines()))

    def typed(self, key: str) -> None:
        box = self.query_one("#box")
        if key == "i":
            self.answer(True)
        elif key in ("j", "down"):
            box.scroll_relative(y=1, animate=False)
        elif key in ("k", "up"):
            box.scroll_relative(y=-1, animate=False)

    def _lines(self) -> list[Content]:
        seen, wide = self._view.seen, min(WIDEST, (int(self.app.size.width * 0.9) - 12) // 2)
        change = Change.between(seen.items, self._items)
        lines = [*(Content(gate.plain(one)) for one in self._compared), Content("")]
        lines.append(_row(wide, ("this week", "bold"), ("", ""), ("what if", "bold $accent")))
        marks = dict.fromkeys(change.new, ("+", "$success")) | dict.fromkeys(change.moved, (">", "$accent"))
        for day in range(7):
            ours = [one for one in seen.items if one.day == day]
            theirs = [one for one in self._items if one.day == day]
            for number in range(max(len(ours), len(theirs))):
                left = self._cell(ours, number, dict.fromkeys(change.gone, ("−", "$error")))
                right = self._cell(theirs, number, marks)
                lines.append(_row(wide, left, (DAY_NAMES[day].capitalize() if number == 0 else "", "$muted"), right))
        words = change.words() if change else "the same items on the same days"
        keys = "nothing is kept · i and what else · esc closes"
        return [*lines, Content(""), Content.styled(f"{words} · {keys}", "$muted")]

    def _cell(self, items: list[PlanItem], number: int, marks: dict[str, tuple[str, str]]) -> tuple[str, str]:
        """An item with its sign and colour, where it has one."""
        if number >= len(items):
            return ("", "")
        one = items[number]
        place, title = self._view.place(one), one.title
        sign, colour = marks.get(one.candidate, (" ", ""))
        return (f"{sign} {fit(gate.plain(place), 12, 1)}{gate.plain(title)}", colour)


def _row(wide: int, left: tuple[str, str], day: tuple[str, str], right: tuple[str, str]) -> Content:
    return Content.assemble(
        Content.styled(fit(left[0], wide, 1), left[1]),
        Content.styled(fit(day[0], 5), day[1]),
        Content.styled(fit(right[0], wide, 1), right[1]),
    )
