"""How the Review screen is drawn: totals, bars week by week, venues by what helped."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from forumplan.domain.text import hours_minutes, plural
from forumplan.services.review import PlaceLine, Review
from forumplan.tui import gate
from forumplan.tui.week.lines import fit
from forumplan.tui.widgets.drawn import rule

STEPS = " ▁▂▃▄▅▆▇█"
AXIS = 4
"""Cells left of the bars."""
WIDE = 96
"""Columns from which on minutes have a chart of their own."""


def page(found: Review, width: int, height: int) -> list[Content]:
    """The whole screen for a width and height."""
    head = _totals(found)
    weeks = found.weeks
    side_by_side = len(weeks) * 2 + AXIS <= width // 2 - 2
    rows = (5 if height < 26 else 6) if side_by_side else 2
    charts = [
        ("contributions a week", [one.contributions for one in weeks]),
        (f"venues a week (aim {found.aim})", [one.venues for one in weeks]),
    ]
    if side_by_side and width >= WIDE and len(weeks) * 2 + AXIS <= width // 3 - 1:
        charts.append((f"minutes a week (of {found.minutes_a_week})", [one.minutes for one in weeks]))
    half = width // len(charts) - 1 if side_by_side else width - 1
    drawn = [_chart(name, values, half, rows) for name, values in charts]
    lines = [head, Content("")]
    if side_by_side:
        lines += [Content.assemble(*row) for row in zip(*drawn, strict=True)]
        lines.append(Content.assemble(*(_axis(found, half) for _ in drawn)))
    else:
        lines += [line for chart in drawn for line in chart]
        lines.append(_axis(found, half))
    lines += [
        Content(""),
        *_figures(found, width),
        rule("where answers helped most", width, "enter, O: what came of one"),
    ]
    return lines + _places(found.places, width, height - len(lines))


def _totals(found: Review) -> Content:
    end = found.weeks[-1].week.day(6)
    venues = plural(len(found.places), "venue")
    words = f"{plural(len(found.weeks), 'week')} to {end.day} {end:%b %Y}"
    return Content.assemble(
        (f" {words}", "bold $accent"),
        f"   {plural(found.contributions, 'contribution')} · {venues} · {hours_minutes(found.minutes)}"
        f" · {plural(found.replies, 'reply', 'replies')} · {plural(found.new_ties, 'new tie')}",
    )


def _chart(name: str, values: Sequence[int], width: int, rows: int) -> list[Content]:
    """A title and bars of so many rows; the largest value fills them."""
    top = max(*values, 1)
    bar, gap = _bar(len(values), width)
    lines = [Content.styled(fit(f" {name}", width), "$muted")]
    for row in range(rows, 0, -1):
        label = f"{top:>{AXIS - 2}}┤ " if row == rows else " " * (AXIS - 2) + "│ "
        cells = "".join(_cell(value, top, row, rows) * bar + " " * gap for value in values)
        lines.append(Content.assemble((label, "$faint"), (fit(cells, width - AXIS), "$primary")))
    return lines


def _bar(count: int, width: int) -> tuple[int, int]:
    """Cells of a bar and of the gap behind it."""
    room = (width - AXIS) // count
    return (min(4, room - 1), 1) if room >= 2 else (1, 0)


def _cell(value: int, top: int, row: int, rows: int) -> str:
    """The block of one value in one row, rows counted from the bottom."""
    eighths = round(8 * rows * value / top) if value else 0
    if value and not eighths:
        eighths = 1
    return STEPS[max(0, min(8, eighths - 8 * (row - 1)))]


def _axis(found: Review, width: int) -> Content:
    """The numbers of the weeks below the bars, as many as have room."""
    bar, gap = _bar(len(found.weeks), width)
    step = next(n for n in (1, 2, 4, 13) if n * (bar + gap) >= 3)
    text = ""
    for place, one in enumerate(found.weeks):
        if place % step == 0:
            text = text.ljust(place * (bar + gap)) + str(one.week.number)
    return Content.styled(fit(" " * AXIS + text, width), "$faint")


def _figures(found: Review, width: int) -> list[Content]:
    """Minutes, spread and ties, one line each."""
    weeks = found.weeks
    minutes = [one.minutes for one in weeks]
    busy = [one for one in weeks if one.contributions]
    spent = f"of {found.minutes_a_week} a week"
    if found.days_away:
        spent += f", {plural(found.days_away, 'day')} away"
    lines = [_figure("minutes", _spark(minutes), spent)]
    if width >= WIDE:
        answers = plural(found.replies, "answer to you", "answers to you")
        lines.append(_figure("replies", _spark([one.replies for one in weeks]), answers))
    if busy:
        first, last = busy[0].effective, busy[-1].effective
        words = f"as even as {plural(round(first), 'venue')} at first, {round(last)} at last"
        lines.append(_figure("spread", _spark([round(10 * one.effective) for one in weeks]), words))
    met = f"{found.ties_before} → {found.ties_after} met"
    close = [f"{count} as close as {gate.plain(goal, 20)} asks" for goal, count in weeks[-1].held.items()]
    lines.append(_figure("ties", _spark([one.ties for one in weeks]), " · ".join([met, *close])))
    return [line.truncate(width, ellipsis=True) for line in lines]


def _figure(name: str, spark: str, words: str) -> Content:
    return Content.assemble((f" {name:<9}", "$muted"), (spark, "$primary"), f"   {words}")


def _spark(values: Sequence[int]) -> str:
    top = max(*values, 1)
    return "".join(STEPS[max(1, round(8 * value / top))] if value else "·" for value in values)


def _places(places: Sequence[PlaceLine], width: int, room: int) -> list[Content]:
    """Venues, those first where answers helped most; the last line says how many more there are."""
    name = max(16, min(36, width - 62))
    lines = []
    for one in places:
        helped = f"{one.helped} of {one.known} helped" if one.known else "no outcome noted"
        lines.append(
            Content.assemble(
                (f" {fit(gate.plain(one.name), name, 1)}", "$secondary"),
                (f"{fit(helped, 30)}", "$success" if one.helped else "$muted"),
                f"{plural(one.posts, 'post'):>9}  {hours_minutes(one.minutes):>6}"
                f"  {plural(one.replies, 'reply', 'replies') if one.replies else ''}",
            )
        )
    if not lines:
        return [Content.styled(" nothing in these weeks", "$muted")]
    if len(lines) > room:
        more = len(lines) - max(0, room - 1)
        return [*lines[: max(0, room - 1)], Content.styled(f" … and {plural(more, 'venue')} more", "$muted")]
    return lines
