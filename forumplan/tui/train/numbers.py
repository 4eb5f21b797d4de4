"""`W` on Train: the numbers behind what the model has learnt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from forumplan.domain.text import plural
from forumplan.tui import gate
from forumplan.tui.modals.dialog import Dialog

TERMS_SHOWN = 10
STEPS = "▁▂▃▄▅▆▇█"
TENS_SHOWN = 40


class Numbers(Dialog[None]):
    """A report of services.model_report as an object: hits, their curve and drift, what a week brings, terms."""

    CLOSING = ("esc", "q", "W", "enter")

    def __init__(self, report: dict[str, Any]) -> None:
        super().__init__()
        self._report = report

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box", can_focus=False) as box:
            box.border_title = gate.line(f" numbers · {self._report['goal']} ")
            yield Static(Content("\n").join([*self._lines(), Content(""), Content.styled("esc closes", "$muted")]))

    def _lines(self) -> Iterator[Content]:
        report = self._report
        yield Content(f"{plural(report['labels'], 'label')}: {report['relevant']} relevant, {report['off_topic']} not")
        if report["shown"]:
            yield Content(f"of the last {report['shown']} suggestions you judged, {report['hits']} fitted")
            yield _share(report["interval"])
        yield from self._course()
        yield from self._week()
        if report["note"]:
            yield gate.line(report["note"], 76)
        for doubt in report["doubted"]:
            said = {"y": "relevant", "n": "off topic"}[doubt["label"]]
            yield Content.assemble(("look again  ", "$warning"), f"{said}: ", gate.line(doubt["title"], 56))
        yield from self._terms("for", "$success")
        yield from self._terms("against", "$error")

    def _course(self) -> Iterator[Content]:
        tens = self._report["curve"][-TENS_SHOWN:]
        if len(tens) > 1:
            steps = "".join(STEPS[round((len(STEPS) - 1) * ten["hits"] / ten["shown"])] for ten in tens)
            yield Content.assemble(
                ("ten by ten  ", "$muted"), (steps, "$primary"), f"  {tens[0]['hits']} of ten, now {tens[-1]['hits']}"
            )
        if self._report["drift"]:
            now, before = self._report["drift"]
            words = f"{now['hits']} of the last {now['shown']}, {before['hits']} of the {before['shown']} before"
            better = now["hits"] * before["shown"] > before["hits"] * now["shown"]
            yield Content.styled(f"it fits {'more' if better else 'less'} than it did: {words}", "$warning")

    def _week(self) -> Iterator[Content]:
        for line in self._report["thresholds"]:
            least = "strong" if line["band"] == "strong" else f"{line['band']} or better"
            threads = plural(round(line["threads"]), "thread")
            yield Content(f"a usual week brings {threads} called {least}, about {line['hits']:.0f} of them fit")

    def _terms(self, name: str, colour: str) -> Iterator[Content]:
        yield Content("")
        yield Content.styled(name, "bold")
        terms = self._report[f"terms_{name}"][:TERMS_SHOWN]
        for word, weight in terms:
            term = gate.line(str(word), 30)
            yield Content.assemble(term, " " * max(1, 32 - term.cell_length), (f"{weight:+.3f}", colour))
        if not terms:
            yield Content.styled("nothing yet", "$muted")


def _share(interval: tuple[float, float]) -> Content:
    low, high = interval
    return Content.styled(f"between {low:.0%} and {high:.0%} with 95 % confidence", "$muted")
