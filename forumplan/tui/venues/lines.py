"""The list of venues as lines: quality, this week's posts, twelve weeks, what fits, health."""

from __future__ import annotations

from dataclasses import dataclass

from forumplan.services.venue_report import Fit, VenueLine
from forumplan.tui import gate
from forumplan.tui.venues import health
from forumplan.tui.venues.view import VenuesView, gap
from forumplan.tui.week.lines import fit
from forumplan.tui.widgets.rows import RowLine

WIDE = 96
BARS = "▁▂▃▄▅▆▇█"
KINDS = {"stackexchange": "stack ex.", "publicinbox": "mail list", "hackernews": "news"}
"""Kinds whose names are longer than their column."""
FULL_BAR = 4
"""A sparkline reaches its full height at so many posts a week, or at the most there was."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells; 0: not shown."""

    name: int
    kind: int
    quality: int
    posts: int
    note: int
    weeks: int
    fit: int
    health: int

    @classmethod
    def of(cls, width: int) -> Columns:
        wide = width >= WIDE
        kind, quality, posts, note = (11, 11, 10, 10) if wide else (0, 11, 14, 0)
        weeks, fits, state = (13, 5, 15)
        rest = width - 1 - 1 - kind - quality - posts - note - weeks - fits - state
        return cls(max(12, rest), kind, quality, posts, note, weeks, fits, state)


def heads(columns: Columns) -> str:
    """The names of the columns."""
    found = ["  ", fit("venue", columns.name)]
    if columns.kind:
        found.append(fit("kind", columns.kind))
    posts = "posted/plan/target" if columns.note else "post/plan/tgt"
    found += [fit("quality", columns.quality), fit(posts, columns.posts + columns.note)]
    return "".join([*found, fit("12 weeks", columns.weeks), fit("fits", columns.fit), fit("feed", columns.health)])


def lines(view: VenuesView, width: int) -> list[RowLine]:
    """One line a venue."""
    columns = Columns.of(width)
    return [RowLine(tuple(_cells(view, line, columns)), line.id) for line in view.shown()]


def _cells(view: VenuesView, line: VenueLine, columns: Columns) -> list[tuple[str, str]]:
    role = health.role(line)
    cells = [(" ", "text"), (fit(gate.plain(line.name), columns.name, 1), "text")]
    if columns.kind:
        cells.append((fit(gate.plain(KINDS.get(line.kind, line.kind)), columns.kind, 1), "quiet"))
    cells.append((fit(stars(line), columns.quality, 1), "wait" if line.quality_n else "faint"))
    over = line.target is not None and gap(line) < 0
    counts = f"{line.posted} / {line.planned} / {'–' if line.target is None else line.target}"
    cells.append((fit(counts + ("!" if over and not columns.note else ""), columns.posts), "text"))
    if columns.note:
        cells.append((fit(note(line), columns.note, 1), "wait" if over else "quiet"))
    cells.append((fit(sparkline(line.weeks), columns.weeks), "place"))
    cells.append((fit(share(view.fits.get(line.id)), columns.fit), "quiet"))
    cells.append((fit(gate.plain(health.short(line, view.home)), columns.health), "quiet" if role == "good" else role))
    return cells


def stars(line: VenueLine) -> str:
    """Quality in stars with the number of posts it is measured by; without any post it is not known."""
    if not line.quality_n:
        return "–"
    halves = round(line.quality * 10)
    return "★" * (halves // 2) + ("½" if halves % 2 else "") + f" n={line.quality_n}"


def note(line: VenueLine) -> str:
    """What the numbers of the week mean, in a word or two."""
    if line.target is None:
        days = line.last_post_days
        return f"{days // 7}w ago" if days is not None and days >= 14 and not line.posted else ""
    missing = gap(line)
    return f"over by {-missing}" if missing < 0 else f"{missing} missing" if missing else ""


def sparkline(weeks: tuple[int, ...]) -> str:
    """One bar a week; nothing posted is the lowest."""
    most = max(FULL_BAR, *weeks) if weeks else FULL_BAR
    return "".join(BARS[round((len(BARS) - 1) * count / most)] for count in weeks)


def share(found: Fit | None) -> str:
    """Of a venue's threads, the share that fits some goal."""
    return "" if found is None or not found.threads else f"{found.share:.0%}"
