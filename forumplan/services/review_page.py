"""The review to keep or to show: one self-contained HTML page, or Markdown.

The page has no script and asks for nothing outside. It is built as a tree of elements, so whatever stands in a name is
text. Nobody's name and nobody's tie stands in it; venues and goals can be masked.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree as ET

from forumplan.domain.text import clean, hours_minutes, plural
from forumplan.services.review import PlaceLine, Review, WeekLine
from forumplan.services.review_chart import Chart, svg

STYLE = """
:root { color-scheme: light dark; --ink: #1d232b; --soft: #66707c; --line: #d9dee4; --bar: #2f6f9f; --aim: #b4551d;
  --paper: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ed; --soft: #98a3b0; --line: #39424d; --bar: #6fb1e0;
  --aim: #e79a5b; --paper: #14181d; } }
@media print { :root { --ink: #000; --soft: #444; --line: #bbb; --bar: #555; --aim: #000; --paper: #fff; }
  section, tr { break-inside: avoid; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 3rem; max-width: 62rem; color: var(--ink); background: var(--paper);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0 2rem; }
.soft { color: var(--soft); }
svg { display: block; width: 100%; height: auto; }
.bar { fill: var(--bar); }
.line { fill: none; stroke: var(--bar); stroke-width: 2.5; stroke-linejoin: round; }
.grid { stroke: var(--line); stroke-width: 1; }
.aim { stroke: var(--aim); stroke-width: 1.5; stroke-dasharray: 5 4; }
.mark { fill: var(--soft); font: 11px system-ui, sans-serif; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { text-align: right; padding: .3rem .5rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 600; }
"""
WEEK_HEADS = ("week", "contributions", "venues", "minutes", "replies", "helped", "ties")
PLACE_HEADS = ("venue", "answers that helped", "for each hour", "posts", "replies", "time")


def masked(found: Review) -> Review:
    """The same without names: venues and goals by number."""
    places = tuple(replace(one, venue=f"venue-{n}", name=f"venue {n}") for n, one in enumerate(found.places, 1))
    weeks = tuple(
        replace(one, held={f"goal {n}": count for n, count in enumerate(one.held.values(), 1)}) for one in found.weeks
    )
    return replace(found, places=places, weeks=weeks)


def title(found: Review) -> str:
    """What the page is about."""
    end = found.weeks[-1].week.day(6)
    return f"{plural(len(found.weeks), 'week')} to {end.day} {end:%B %Y}"


def totals(found: Review) -> str:
    """The sums, in one line."""
    parts = [
        plural(found.contributions, "contribution"),
        plural(len(found.places), "venue"),
        hours_minutes(found.minutes),
        plural(found.replies, "reply", "replies"),
        plural(found.new_ties, "new tie"),
    ]
    if found.days_away:
        parts.append(f"{plural(found.days_away, 'day')} away")
    return " · ".join(parts)


def charts(found: Review) -> list[Chart]:
    """The charts of the page, those of each goal last."""
    weeks = found.weeks
    names = [f"W{one.week.number:02d}" for one in weeks]
    drawn = [
        Chart(
            f"Contributions a week (aim {found.aim})", names, bars=[one.contributions for one in weeks], aim=found.aim
        ),
        Chart("Venues a week", names, bars=[one.venues for one in weeks]),
        Chart(
            f"Minutes a week (of {found.minutes_a_week})",
            names,
            bars=[one.minutes for one in weeks],
            aim=found.minutes_a_week,
        ),
        Chart("Replies received a week", names, bars=[one.replies for one in weeks]),
        Chart("People met so far", names, line=[one.ties for one in weeks]),
    ]
    for goal in weeks[-1].held:
        values = [one.held.get(goal, 0) for one in weeks]
        drawn.append(Chart(f"People as close as “{clean(goal, 60)}” asks for", names, line=values))
    return drawn


def html(found: Review) -> str:
    """The whole page."""
    root = ET.Element("html", lang="en")
    _head(root, title(found))
    body = ET.SubElement(root, "body")
    ET.SubElement(body, "h1").text = title(found)
    ET.SubElement(body, "p", {"class": "soft"}).text = totals(found)
    drawn = ET.SubElement(body, "div", {"class": "charts"})
    for chart in charts(found):
        section = ET.SubElement(drawn, "section")
        ET.SubElement(section, "h2").text = chart.title
        section.append(svg(chart))
    if found.places:
        ET.SubElement(body, "h2").text = "Where answers helped"
        _table(body, PLACE_HEADS, [_place(one) for one in found.places])
    ET.SubElement(body, "h2").text = "Week by week"
    _table(body, WEEK_HEADS, [_week(one) for one in found.weeks])
    ET.SubElement(body, "p", {"class": "soft"}).text = "Made by forumplan from one person's own record."
    return "<!doctype html>\n" + ET.tostring(root, encoding="unicode", method="html") + "\n"


def markdown(found: Review) -> str:
    """The same figures as Markdown."""
    lines = [f"# {title(found)}", "", totals(found), ""]
    if found.places:
        lines += ["## Where answers helped", "", *_rows(PLACE_HEADS, [_place(one) for one in found.places]), ""]
    lines += ["## Week by week", "", *_rows(WEEK_HEADS, [_week(one) for one in found.weeks])]
    for goal, count in found.weeks[-1].held.items():
        lines += ["", f"{plural(count, 'person', 'people')} as close as {_plain(goal)} asks for."]
    return "\n".join(lines) + "\n"


def _head(root: ET.Element, name: str) -> None:
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    ET.SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    ET.SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    ET.SubElement(head, "meta", name="referrer", content="no-referrer")
    ET.SubElement(head, "title").text = f"forumplan: {name}"
    ET.SubElement(head, "style").text = STYLE


def _table(body: ET.Element, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = ET.SubElement(ET.SubElement(body, "div", {"class": "wide"}), "table")
    first = ET.SubElement(ET.SubElement(table, "thead"), "tr")
    for name in heads:
        ET.SubElement(first, "th", scope="col").text = name
    rest = ET.SubElement(table, "tbody")
    for row in rows:
        line = ET.SubElement(rest, "tr")
        for cell in row:
            ET.SubElement(line, "td").text = clean(cell, 200)


def _rows(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [" | ".join(heads), " | ".join(["---", *["---:"] * (len(heads) - 1)])]
    lines += [" | ".join(_plain(cell) for cell in row) for row in rows]
    return [f"| {line} |" for line in lines]


def _plain(text: str) -> str:
    """Text that Markdown takes for nothing else."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|!&" else char for char in clean(text, 200))


def _week(one: WeekLine) -> tuple[str, ...]:
    away = f" ({plural(one.away, 'day')} away)" if one.away else ""
    figures = (one.contributions, one.venues, one.minutes, one.replies, one.helped, one.ties)
    return (f"{one.week}{away}", *(str(figure) for figure in figures))


def _place(one: PlaceLine) -> tuple[str, ...]:
    helped = f"{one.helped} of {one.known}" if one.known else "none noted"
    an_hour = f"{one.helped_an_hour:.1f}" if one.helped else "-"
    return (one.name, helped, an_hour, str(one.posts), str(one.replies), hours_minutes(one.minutes))
