"""Review: the last weeks as bars, and where answers helped."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from forumplan.domain.errors import UsageError
from forumplan.domain.week import Week
from forumplan.services import new_file, review_page
from forumplan.services.review import Review, review
from forumplan.tui.modals.ask import Ask
from forumplan.tui.modals.choose import Choice, Choose
from forumplan.tui.review.done_in import DoneIn
from forumplan.tui.review.draw import page
from forumplan.tui.screens.base import PlannerScreen
from forumplan.tui.widgets.drawn import Drawn
from forumplan.tui.widgets.empty import Empty

SPANS = (4, 12, 52)


class ReviewScreen(PlannerScreen):
    """So many weeks up to one; `h` and `l` move its end, `[` and `]` its length."""

    NAME: ClassVar[str] = "review"
    DEFAULT_CSS = """
    ReviewScreen #page { height: 1fr; }
    ReviewScreen.bare #page { display: none; }
    ReviewScreen Empty { display: none; }
    ReviewScreen.bare Empty { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.span = 12
        self.last: Week | None = None
        """The last week shown; None follows the present one."""
        self.found: Review | None = None

    def body(self) -> Iterable[Widget]:
        yield Drawn(lambda width, height: page(self.found, width, height) if self.found else [], "page")
        yield Empty(
            "Your last weeks stand here once something is done.\n\n[1] to the week   [d] there logs what you did"
        )

    def reload(self) -> None:
        home = self.planner.home
        self.found = review(home, self.span, self.last) if home.ledger.deeds.any() else None
        self.set_class(self.found is None, "bare")
        self.query_one("#page").refresh()

    async def act_enter_week(self) -> None:
        """The last week shown, contribution by contribution; the present one on Week."""
        week = self.last or self.planner.home.week()
        if week == self.planner.home.week():
            await self.planner.go("week")
            return
        self.app.push_screen(DoneIn(self, week), lambda _: self.attempt(self.reload))

    def act_export(self) -> None:
        """Write what is shown into a file: a page or Markdown."""
        if self.found is None:
            raise UsageError("nothing is done yet that could be written")
        found = self.found
        forms = [Choice("html", "a page, whole in one file", "h"), Choice("md", "Markdown", "m")]

        def named(form: str, path: str | None) -> None:
            if path and path.strip():
                text = review_page.html(found) if form == "html" else review_page.markdown(found)
                self.attempt(lambda: self._written(text, path.strip()))

        def chosen(form: str | None) -> None:
            if form is not None:
                name = f"~/review-{found.weeks[-1].week}.{form}"
                self.app.push_screen(Ask("into which file?", "a new file · esc closes", name), partial(named, form))

        self.app.push_screen(Choose("write the review as", forms), chosen)

    def _written(self, text: str, path: str) -> None:
        self.say(f"written: {new_file.save(text, path)}")

    def act_longer(self) -> None:
        """More weeks."""
        self._stretch(1)

    def act_shorter(self) -> None:
        """Fewer weeks."""
        self._stretch(-1)

    def _stretch(self, step: int) -> None:
        place = SPANS.index(self.span) + step
        if not 0 <= place < len(SPANS):
            self.say(f"{self.span} weeks is the {'most' if step > 0 else 'least'} shown here", 3)
            return
        self.span = SPANS[place]
        self.reload()

    def act_earlier_week(self) -> None:
        """One week back."""
        self.last = (self.last or self.planner.home.week()).previous
        self.reload()

    def act_later_week(self) -> None:
        """One week on, up to the present."""
        if self.last is None:
            self.say("this is the present week", 3)
            return
        self.last = self.last.next if self.last.next < self.planner.home.week() else None
        self.reload()
