"""The agenda as lines: each day with what is done, planned and free in it, then what is not met and left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from forumplan.domain.records import PlanItem
from forumplan.domain.text import hours_minutes
from forumplan.domain.times import age_words
from forumplan.domain.week import DAY_NAMES
from forumplan.services.proposals import UNANSWERED
from forumplan.tui import gate
from forumplan.tui.threads.preview import wrap
from forumplan.tui.week.view import WeekView
from forumplan.tui.widgets.rows import RowLine

WIDE = 96
"""Columns from which on goal and state are written out."""
DAY_WIDTH = 12
GLYPHS = {"done": "✓", "accepted": "▸", "pinned": "!", "proposed": "·"}
WAITS = "↩"
OUTCOMES = {
    "helped": "it helped",
    "thanks": "thanked",
    "reply": "answered",
}
LEAST_SAID = 10
"""Before it is laid out the list is one cell wide."""
PEOPLE = frozenset({"follow-up", "touch"})


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells; `state` 0: not shown."""

    place: int
    title: int
    goal: int
    state: int
    minutes: int = 5

    @classmethod
    def of(cls, width: int, goals: list[str]) -> Columns:
        """What fits; the goal is only shown where there are several."""
        wide = width >= WIDE
        place, state = (18, 10) if wide else (15, 0)
        longest = max((len(goal) for goal in goals), default=0)
        goal = 0 if len(goals) < 2 else min(longest, 11) + 1 if wide else 4
        rest = width - 1 - DAY_WIDTH - 2 - place - goal - state - 5
        return cls(place, max(12, rest), goal, state)


def lines(view: WeekView, width: int) -> list[RowLine]:
    """Every line of the list for a width."""
    goals = sorted({goal.id for goal in view.home.settings.goals})
    columns = Columns.of(width, goals)
    found = [line for day in range(7) for line in _day(view, day, columns)]
    if view.seen.unmet:
        found.append(_rule("not met", width))
        found += [line for words in view.seen.unmet for line in _said(words, width, "!")]
    if view.seen.skipped:
        found.append(_rule("left out", width))
        for one in view.seen.skipped:
            pieces = (
                (fit("  · ", 4), "faint"),
                (fit(gate.plain(view.venue_title(one.venue)), DAY_WIDTH + columns.place - 2, 1), "quiet"),
                (fit(gate.plain(one.title) or "(no title)", width - 1 - 4 - DAY_WIDTH - columns.place + 2), "quiet"),
            )
            found.append(RowLine(pieces, f"out:{one.thread}"))
    return found


def _day(view: WeekView, day: int, columns: Columns) -> Iterator[RowLine]:
    seen = view.seen
    items = [one for one in seen.items if one.day == day]
    name = f" {DAY_NAMES[day].capitalize()} {seen.week.day(day).day:>2}"
    today = day == seen.today
    role = "mark" if today else "quiet" if day < seen.today else "text"
    minutes = seen.budget.get(day, 0)
    below = f" {'today ' if today else '  '}{hours_minutes(minutes)}" if minutes else " today" if today else ""
    if not items:
        text = _empty_day(view, day)
        yield RowLine(((fit(name, DAY_WIDTH), role), ("today · " if today else "", "mark"), (text, "faint")))
        return
    for number, one in enumerate(items):
        head = name if number == 0 else below if number == 1 else ""
        head_role = role if number == 0 else "mark" if today and number == 1 else "faint"
        yield RowLine(((fit(head, DAY_WIDTH), head_role), *_item(view, one, columns)), one.id)
    if len(items) == 1 and below:
        yield RowLine(((fit(below, DAY_WIDTH), "mark" if today else "faint"),))


def _empty_day(view: WeekView, day: int) -> str:
    minutes = view.seen.budget.get(day, 0)
    if not minutes:
        return "rest"
    if day < view.seen.today:
        return "nothing"
    return f"{hours_minutes(view.seen.left.get(day, 0))} free"


def _item(view: WeekView, one: PlanItem, columns: Columns) -> tuple[tuple[str, str], ...]:
    done = one.state == "done"
    glyph, role = mark(one)
    cells = [
        (f"{glyph} ", role),
        (fit(gate.plain(view.place(one)), columns.place, 1), "quiet" if done else "place"),
        (fit(gate.plain(one.title) or "(no title)", columns.title, 1), "quiet" if done else "text"),
    ]
    if columns.goal:
        goal = gate.plain(one.goal) if columns.state else gate.plain(one.goal)[:2]
        cells.append((fit(goal, columns.goal, 1), "quiet"))
    cells.append((f"{one.minutes}m".rjust(columns.minutes - 1) + " ", "quiet"))
    if columns.state:
        words = state_words(view, one)
        told = glyph == WAITS or (done and one.why != UNANSWERED)
        cells.append((fit(" " + words, columns.state), role if told else "quiet"))
    return tuple(cells)


def mark(one: PlanItem) -> tuple[str, str]:
    """The glyph of an item and its role: good, wait or quiet."""
    if one.kind in PEOPLE and one.state == "proposed":
        return WAITS, "wait"
    return GLYPHS.get(one.state, "·"), {"done": "good", "proposed": "quiet"}.get(one.state, "wait")


def state_words(view: WeekView, one: PlanItem) -> str:
    """How an item stands, in a word or two."""
    if one.state == "done":
        return OUTCOMES.get(one.why, "no reply" if one.why == UNANSWERED else one.why)
    owed = view.owed.get(one.candidate)
    if owed is not None and one.state == "proposed":
        return f"waits {age_words(view.home.clock() - owed.at)}"
    if one.kind == "slot" and one.state == "proposed":
        return "slot"
    return one.state


def _rule(name: str, width: int) -> RowLine:
    return RowLine(((f"── {name} ".ljust(width - 1, "─"), "faint"),))


def _said(text: str, width: int, glyph: str) -> Iterator[RowLine]:
    """A sentence, in as many lines as it takes."""
    for number, line in enumerate(wrap(gate.plain(text, 600), max(LEAST_SAID, width - 5))):
        yield RowLine(((f" {glyph if number == 0 else ' '} ", "wait"), (fit(line, width - 4), "text")))


def fit(text: str, width: int, gap: int = 0) -> str:
    """`text` in exactly `width` cells, cut with an ellipsis, at least `gap` blank cells at its end."""
    room = width - gap
    if cell_len(text) > room:
        text = set_cell_size(text, max(0, room - 1)).rstrip() + "…"
    return set_cell_size(text, width)
