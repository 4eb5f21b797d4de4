"""Charts of the review as SVG elements: bars and lines over weeks, readable in light, dark and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

WIDTH, HEIGHT = 640, 170
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 14, 22


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. `bars` and `line` have a value a week; `aim` is drawn across; `names` stand below, one a week."""

    title: str
    names: Sequence[str]
    bars: Sequence[float] = ()
    line: Sequence[float] = ()
    aim: float | None = None

    def summary(self) -> str:
        """The chart in words, for who does not see it."""
        values = self.bars or self.line
        return f"{self.title}: from {values[0]:g} to {values[-1]:g}, most {max(values):g}"


def svg(chart: Chart) -> ET.Element:
    """The chart as an `<svg>` element without scripts, styles or references of its own."""
    root = ET.Element("svg", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img")
    ET.SubElement(root, "title").text = chart.summary()
    top = max([*chart.bars, *chart.line, chart.aim or 0, 1])
    _axis(root, chart, top)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(chart.names))
    for place, value in enumerate(chart.bars):
        if value:
            y = _y(value, top)
            box = {"x": LEFT + step * (place + 0.15), "y": y, "width": step * 0.7, "height": HEIGHT - BOTTOM - y}
            bar = ET.SubElement(root, "rect", {"class": "bar", "rx": "1.5"} | {k: f"{v:.1f}" for k, v in box.items()})
            ET.SubElement(bar, "title").text = f"{chart.names[place]}: {value:g}"
    if chart.line:
        points = [f"{LEFT + step * (place + 0.5):.1f},{_y(value, top):.1f}" for place, value in enumerate(chart.line)]
        ET.SubElement(root, "polyline", {"class": "line", "points": " ".join(points)})
    return root


def _axis(root: ET.Element, chart: Chart, top: float) -> None:
    for value in (0.0, top):
        y = f"{_y(value, top):.1f}"
        ET.SubElement(root, "line", {"class": "grid", "x1": str(LEFT), "x2": str(WIDTH - RIGHT), "y1": y, "y2": y})
        label = ET.SubElement(root, "text", {"class": "mark", "x": str(LEFT - 6), "y": y, "dy": "4"})
        label.set("text-anchor", "end")
        label.text = f"{value:g}"
    if chart.aim is not None:
        y = f"{_y(chart.aim, top):.1f}"
        ET.SubElement(root, "line", {"class": "aim", "x1": str(LEFT), "x2": str(WIDTH - RIGHT), "y1": y, "y2": y})
    step = (WIDTH - LEFT - RIGHT) / max(1, len(chart.names))
    every = next(n for n in (1, 2, 4, 13, 26, 52, 520) if n * step >= 34)
    for place in range(0, len(chart.names), every):
        x = f"{LEFT + step * (place + 0.5):.1f}"
        label = ET.SubElement(root, "text", {"class": "mark", "x": x, "y": str(HEIGHT - 6)})
        label.set("text-anchor", "middle")
        label.text = chart.names[place]


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top
