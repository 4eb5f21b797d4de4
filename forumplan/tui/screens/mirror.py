"""The mirror: where one's posts of the past went, on one screen; masked it can be shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual.app import ComposeResult
from textual.content import Content

from forumplan.domain.text import plural
from forumplan.services import mirror_seed
from forumplan.tui import gate
from forumplan.tui.modals.choose import Choice, Choose
from forumplan.tui.modals.dialog import Dialog
from forumplan.tui.threads.preview import wrap
from forumplan.tui.week.lines import fit
from forumplan.tui.widgets.drawn import Drawn, rule

if TYPE_CHECKING:
    from forumplan.tui.app import ForumplanApp

BAR_CELLS = 20
NARROW_BAR_CELLS = 10
WIDE = 96


class Mirror(Dialog[None]):
    """What the job `mirror` answers: services.mirror.Mirror as an object."""

    DEFAULT_CSS = """
    Mirror { background: $background; align: left top; }
    Mirror > Drawn { width: 100%; height: 100%; }
    """

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__()
        self.found = found
        self.masked = False
        self.first = 0

    def compose(self) -> ComposeResult:
        yield Drawn(self._page)

    def typed(self, key: str) -> None:
        """Mask, or move over the venues."""
        last = max(0, len(self.found["places"]) - 1)
        if key == "m":
            self.masked = not self.masked
        elif key in ("j", "down"):
            self.first = min(last, self.first + 1)
        elif key in ("k", "up"):
            self.first = max(0, self.first - 1)
        elif key == "s":
            self._seed()
        self.query_one(Drawn).refresh()

    def _seed(self) -> None:
        """Set up caps, minutes and people from one's past, after asking."""
        app = cast("ForumplanApp", self.app)
        found = mirror_seed.proposed(app.home)
        if not found.words():
            app.front.say("your past posts suggest nothing that is not set up already", 4)
            self.answer(None)
            return
        choices = [Choice("no", "no, leave all as it is", "n"), Choice("yes", found.summary(), "y")]

        def chosen(answer: str | None) -> None:
            if answer == "yes":
                app.front.attempt(lambda: app.front.did(mirror_seed.plant(app.home, found)))
                self.answer(None)

        app.push_screen(Choose("set up from your past posts?", choices), chosen)

    def _page(self, width: int, height: int) -> list[Content]:
        found = self.found
        lines = [
            Content.styled(" forumplan · mirror", "bold $accent"),
            Content(""),
            *(Content.styled(f" {line}", "bold") for line in wrap(headline(found), width - 2)),
            Content(f" {evenness(found)}"),
        ]
        if not found["named"]:
            lines.append(Content.styled(" None of your venues has your name: 3 Venues, e, me", "$warning"))
        lines += [Content(""), rule("venue by venue", width)]
        room = max(0, height - len(lines) - 2)
        most = max((place["posts"] for place in found["places"]), default=1) or 1
        places = list(enumerate(found["places"], 1))[self.first : self.first + room]
        rows = [self._place(number, place, most, width) for number, place in places]
        keys = Content.assemble(
            (" m", "bold $primary"),
            " mask names  ",
            ("s", "bold $primary"),
            " set up from it  ",
            ("j k", "bold $primary"),
            " scroll  ",
            ("esc", "bold $primary"),
            " back",
        )
        return [*lines, *rows, *[Content("")] * (room - len(rows)), Content.styled("─" * width, "$faint"), keys]

    def _place(self, number: int, place: dict[str, Any], most: int, width: int) -> Content:
        name = f"venue {number}" if self.masked else gate.plain(place["name"], 60)
        cells = BAR_CELLS if width >= WIDE else NARROW_BAR_CELLS
        bar = "█" * max(bool(place["posts"]), round(cells * place["posts"] / most))
        wide = max(14, width - cells - 46)
        days, reach = place["last_days"], place["reach_days"]
        last = "silent" if days is None else "today" if days == 0 else f"{plural(days, 'day')} ago"
        back = "no feed read" if reach is None else f"feed: {plural(reach, 'day')} back"
        return Content.assemble(
            (f" {fit(name, wide, 1)}", "$secondary"),
            (fit(bar, cells + 1), "$primary"),
            f"{plural(place['posts'], 'post'):>9}  ",
            (fit(last, 14), "$muted" if days is None else ""),
            (back, "$muted"),
        )


def headline(found: dict[str, Any]) -> str:
    """`Your last 143 posts: 62 % in 2 venues · 19 of 30 venues silent · 5 people waited for you`."""
    posts, waiting = found["posts"], found["waiting"]
    waits = f"{plural(waiting, 'person waits', 'people wait')} for you"
    silent = f"{found['silent']} of {plural(found['venues'], 'venue')} silent"
    if not posts:
        return f"No posts of yours are seen yet · {waits}"
    fullest = plural(min(2, max(1, found["venues"] - found["silent"])), "venue")
    return f"Your last {plural(posts, 'post')}: {found['top_two_share']:.0%} in {fullest} · {silent} · {waits}"


def evenness(found: dict[str, Any]) -> str:
    """How evenly they lie, in words."""
    if not found["posts"]:
        return "They are found by your names and the feeds of your venues."
    return f"As even as {plural(max(1, round(found['spread']['effective'])), 'venue')} with equally many posts each."
