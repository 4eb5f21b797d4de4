"""`W` on the week: the reasons in words, then the numbers behind them."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from forumplan.domain.records import PlanItem
from forumplan.services.proposals import Skipped
from forumplan.tui import gate
from forumplan.tui.modals.dialog import Dialog
from forumplan.tui.threads.preview import wrap
from forumplan.tui.week.view import WeekView

WIDEST = 74
TERMS_SHOWN = 10


class Why(Dialog[None]):
    """The reasons of an item, or of something left out. `terms`: what the job `why` answered, or empty.

    `looking`: a better plan is being looked for.
    """

    CLOSING = ("esc", "q", "W", "enter")

    def __init__(
        self,
        view: WeekView,
        item: PlanItem | None,
        skipped: Skipped | None,
        terms: dict[str, Any],
        *,
        looking: bool = False,
    ) -> None:
        super().__init__()
        self._view, self._item, self._skipped, self._terms = view, item, skipped, terms
        self._looking = looking

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box", can_focus=False) as box:
            box.border_title = Content(" why it is in the week " if self._item else " why it was left out ")
            yield Static(Content("\n").join(self._lines()))

    @property
    def _width(self) -> int:
        """Cells of a line in the box, which takes nine tenths of the screen with its frame and its bar."""
        return min(WIDEST, int(self.app.size.width * 0.9) - 6)

    def _lines(self) -> list[Content]:
        one = self._item or self._skipped
        if one is None:
            return []
        lines = [Content.styled(line, "bold") for line in wrap(gate.plain(one.title) or "(no title)", self._width)]
        lines += [Content(""), *(Content(line) for line in wrap(gate.plain(self._why(one), 600), self._width))]
        lines += self._worth() + self._words() + self._week()
        return [*lines, Content(""), Content.styled("esc closes", "$muted")]

    def _why(self, one: PlanItem | Skipped) -> str:
        if isinstance(one, Skipped) or one.state == "done":
            return one.why
        from forumplan.services.wording import with_tie

        return with_tie(one.why, self._view.tie(one.person))

    def _worth(self) -> list[Content]:
        """What the plan would lose without it."""
        worth = self._view.seen.figures.worth.get(self._item.id) if self._item else None
        if self._item is None or worth is None or self._item.state == "done":
            return []
        helped, reach, tie = worth
        hourly = (helped + reach + tie) * 60 / max(1, self._item.minutes)
        return [
            Content(""),
            _head("worth to this week, in points"),
            Content(f"help {helped:.2f} · reach {reach:.2f} · tie {tie:.2f} · {hourly:.1f} an hour"),
        ]

    def _words(self) -> list[Content]:
        """The terms of the score."""
        if not self._terms:
            return []
        found = self._terms
        lines = [
            Content(""),
            _head(f"fit to {gate.plain(str(found['goal']), 30)}"),
            Content(
                f"{found['band']} · place {found['place']:,} of {found['of']:,} · score {found['score']:+.2f}"
                f" · probably relevant {found['relevance']:.0%}"
            ),
        ]
        for word, weight in found["terms"][:TERMS_SHOWN]:
            name = gate.line(str(word), 30)
            pad = " " * max(1, 26 - name.cell_length)
            lines.append(Content.assemble("  ", name, pad, (f"{weight:+.3f}", "$success" if weight >= 0 else "$error")))
        return lines

    def _week(self) -> list[Content]:
        """How good the whole plan is."""
        figures = self._view.seen.figures
        if not figures.value:
            return []
        best = f"no week is more than {figures.gap:.1%} better"
        if figures.proven:
            best = "proven, no week is better"
        elif figures.settled:
            best += ", and a better one would be somewhere twice before it was everywhere once"
        elif self._looking:
            best += " · still looking"
        spread = self._view.seen.spread
        return [
            Content(""),
            _head("the whole week"),
            *(
                Content(line)
                for line in wrap(
                    f"{figures.value:.2f} points, at most {figures.bound:.2f} can be had: {best}", self._width
                )
            ),
            Content(f"as even as {spread.effective:.1f} venues with one post each"),
        ]


def _head(words: str) -> Content:
    return Content.styled(words, "$accent")
