"""One row of the list: which columns there is room for, and the row as pieces of text in them."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from forumplan.domain.times import age_words
from forumplan.store.pages import Row
from forumplan.tui import gate
from forumplan.tui.threads.order import Standing

WIDE = 96
"""Columns of the list from which on a row has room for the words it fits by."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells; 0: not shown. `lead` is the cursor bar and the mark."""

    title: int
    venue: int
    why: int = 0
    goal: int = 0
    lead: int = 2
    fit: int = 7
    age: int = 5
    replies: int = 4
    label: int = 3

    @classmethod
    def of(cls, width: int, *, several_goals: bool) -> Columns:
        """What fits into a width: where it is wide also the words of the score, or the goal."""
        venue = 16 if width >= WIDE else 13
        why = 22 if width >= WIDE and not several_goals else 0
        goal = (12 if width >= WIDE else 8) if several_goals else 0
        rest = width - (2 + 7 + venue + why + goal + 5 + 4 + 3)
        return cls(max(10, rest), venue, why, goal)


def heads(columns: Columns) -> str:
    """The line above the list."""
    cells = [" " * columns.lead, fit("fit", columns.fit)]
    if columns.why:
        cells.append(fit("because of", columns.why))
    cells.append(fit("title", columns.title))
    if columns.goal:
        cells.append(fit("goal", columns.goal))
    cells += [fit("venue", columns.venue), " age".rjust(columns.age - 1) + " ", "re ".rjust(columns.replies)]
    return "".join(cells) + "lab"[: columns.label]


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a row beside the thread itself. `state`: y, n, P planned, D done, x dismissed, "" nothing."""

    standing: Standing
    venue: str
    state: str = ""
    marked: bool = False


def cells(row: Row, look: Look, columns: Columns, now: int) -> list[tuple[str, str]]:
    """(text, role) pairs from left to right; roles name the component styles of the list."""
    standing = look.standing
    replies = "" if row.replies is None else str(min(row.replies, 999))
    found = [(fit(standing.band or "·", columns.fit), f"band-{standing.band}" if standing.band else "quiet")]
    if columns.why:
        found.append((fit(" ".join(standing.reasons), columns.why, gap=2), "quiet"))
    title = ("closed: " if row.closed else "") + (gate.plain(row.title) or "(no title)")
    found.append((fit(title, columns.title, gap=2), "title"))
    if columns.goal:
        found.append((fit(gate.plain(standing.goal), columns.goal, gap=2), "quiet"))
    found.append((fit(gate.plain(look.venue), columns.venue, gap=1), "venue"))
    found.append((age_words(now - row.active_at).rjust(columns.age - 1) + " ", "quiet"))
    found.append((replies.rjust(columns.replies - 1) + " ", "quiet"))
    found.append((f" {look.state or '·'} "[: columns.label], f"state-{look.state}" if look.state else "quiet"))
    return found


def fit(text: str, width: int, gap: int = 0) -> str:
    """`text` in exactly `width` cells, cut with an ellipsis, at least `gap` blank cells at its end."""
    room = width - gap
    if text.isascii():
        return (text if len(text) <= room else text[: room - 1] + "…").ljust(width)
    if cell_len(text) > room:
        text = set_cell_size(text, room - 1).rstrip() + "…"
    return set_cell_size(text, width)
