"""`W` on Train: the numbers behind what the model has learnt."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from forumplan.domain.text import plural
from forumplan.tui import gate
from forumplan.tui.modals.dialog import Dialog

TERMS_SHOWN = 10


class Numbers(Dialog[None]):
    """A report of services.model_report as an object: labels, hits with their interval, terms with weights."""

    CLOSING = ("esc", "q", "W", "enter")

    def __init__(self, report: dict[str, Any]) -> None:
        super().__init__()
        self._report = report

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box", can_focus=False) as box:
            box.border_title = gate.line(f" numbers · {self._report['goal']} ")
            yield Static(self._words())

    def _words(self) -> Content:
        report = self._report
        low, high = report["interval"]
        lines = [
            Content(f"{plural(report['labels'], 'label')}: {report['relevant']} relevant, {report['off_topic']} not"),
        ]
        if report["shown"]:
            lines.append(Content(f"of the last {report['shown']}, {report['hits']} fitted"))
            lines.append(Content.styled(f"between {low:.0%} and {high:.0%} with 95 % confidence", "$muted"))
        if report["note"]:
            lines.append(gate.line(report["note"], 76))
        yes, no = report["terms_for"][:TERMS_SHOWN], report["terms_against"][:TERMS_SHOWN]
        for name, terms, colour in (("for", yes, "$success"), ("against", no, "$error")):
            lines += [Content(""), Content.styled(name, "bold")]
            for word, weight in terms:
                term = gate.line(str(word), 30)
                lines.append(Content.assemble(term, " " * max(1, 32 - term.cell_length), (f"{weight:+.3f}", colour)))
            if not terms:
                lines.append(Content.styled("nothing yet", "$muted"))
        return Content("\n").join([*lines, Content(""), Content.styled("esc closes", "$muted")])
