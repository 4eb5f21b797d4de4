"""The days side by side, on terminals that are wide enough: what each holds, and its minutes as a bar."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from forumplan.domain.records import PlanItem
from forumplan.domain.text import hours_minutes
from forumplan.domain.week import DAY_NAMES
from forumplan.tui import gate
from forumplan.tui.week.lines import fit, mark
from forumplan.tui.week.view import WeekView

LEAST_COLUMNS, LEAST_ROWS = 140, 30
"""A terminal of this size has the board above the agenda."""
MOST_ITEMS = 6
GAP = 2
COLOURS = {"good": "$success", "wait": "$accent", "quiet": "$muted"}


class Board(Widget):
    """Seven columns; the item of `key` stands out."""

    DEFAULT_CSS = "Board { height: auto; display: none; padding: 0 1; }"

    key: reactive[str] = reactive("")

    def __init__(self, view: WeekView) -> None:
        super().__init__()
        self._view = view

    def render(self) -> Content:
        width = max(1, self.content_size.width // 7)
        columns = [self._day(day, width - GAP) for day in range(7)]
        lines = [
            Content.assemble(
                *(piece for column in columns for piece in (_line(column, number, width - GAP), " " * GAP))
            )
            for number in range(max(len(column) for column in columns))
        ]
        return Content("\n").join([*lines, Content.styled("─" * max(0, width * 7 - GAP), "$faint")])

    def _day(self, day: int, width: int) -> list[Content]:
        seen = self._view.seen
        items = [one for one in seen.items if one.day == day]
        date = seen.week.day(day)
        name = f"{DAY_NAMES[day].capitalize()} {date.day}"
        minutes = hours_minutes(seen.budget.get(day, 0)) if seen.budget.get(day) else "rest" if not items else ""
        colour = "bold $accent" if day == seen.today else "$muted" if day < seen.today else "bold"
        head = Content.assemble((fit(name, width - len(minutes)), colour), (minutes, "$muted"))
        shown = items if len(items) <= MOST_ITEMS else items[: MOST_ITEMS - 1]
        found = [head, self._bar(day, items, width), *(self._item(one, width) for one in shown)]
        if len(items) > len(shown):
            found.append(Content.styled(fit(f"  and {len(items) - len(shown)} more", width), "$muted"))
        return found

    def _bar(self, day: int, items: list[PlanItem], width: int) -> Content:
        """The minutes of a day, as long as they are beside those of the fullest day; what is past is not free."""
        seen = self._view.seen
        most = max([1, *seen.budget.values(), *(sum(o.minutes for o in seen.items if o.day == d) for d in range(7))])
        done = sum(one.minutes for one in items if one.state == "done") * width // most
        planned = sum(one.minutes for one in items if one.state != "done") * width // most
        free = max(0, seen.budget.get(day, 0) * width // most - done - planned) if day >= seen.today else 0
        rest = max(0, width - done - planned - free)
        return Content.assemble(
            ("█" * done, "$success"), ("▓" * planned, "$accent"), ("░" * free, "$muted"), " " * rest
        )

    def _item(self, one: PlanItem, width: int) -> Content:
        glyph, role = mark(one)
        minutes = f"{one.minutes}m"
        place = fit(gate.plain(self._view.place(one)), width - 2 - len(minutes), 1)
        colour = "bold" if one.id == self.key else "$muted" if one.state == "done" else "$secondary"
        return Content.assemble((f"{glyph} ", COLOURS[role]), (place, colour), (minutes, "$muted"))


def _line(column: list[Content], number: int, width: int) -> Content:
    return column[number] if number < len(column) else Content(" " * width)
