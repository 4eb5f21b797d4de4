"""The lower pane: the thread under the cursor, why it is there, what was done in its venue."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from forumplan.domain.records import PlanItem
from forumplan.domain.text import plural
from forumplan.domain.thread import Thread
from forumplan.domain.times import duration_words
from forumplan.domain.week import DAY_NAMES
from forumplan.services.people import person_of
from forumplan.store import pages
from forumplan.tui import gate
from forumplan.tui.drafting import draft_words
from forumplan.tui.earlier import Earlier, earlier_words
from forumplan.tui.threads.known import Known
from forumplan.tui.threads.order import Standing

TEXT_SHOWN = 6000
"""Characters of a thread's text that the pane looks at; the rest is for the browser."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A thread as the pane shows it; `facts` are (word, sentence) lines below the text."""

    title: str
    head: str
    text: str
    facts: tuple[tuple[str, str], ...]


def sight(thread: Thread, standing: Standing, known: Known, now: int, earlier: Earlier | None = None) -> Sight:
    """What to show of a thread; `earlier` is what the user wrote before that is near to it."""
    parts = [known.venue_title(thread.venue), thread.author, f"{duration_words(now - thread.started_at)} old"]
    if thread.replies is not None:
        parts.append(plural(thread.replies, "reply", "replies"))
    if thread.closed:
        parts.append("closed")
    found = [("why", _why(thread, standing, known, now))]
    if earlier:
        found.append(("before", earlier_words(earlier, known.venue_title(str(earlier["venue"])), known.home.zone)))
    also = pages.also_told(known.home.threads, [thread.number]).get(thread.number, ())
    if also:
        found.append(("also", "told in " + ", ".join(known.venue_title(venue) for venue in also)))
    found.append(("you", _you(thread, known, now)))
    draft = draft_words(known.home, thread.id)
    if draft:
        found.append(("draft", draft))
    item = known.items.get(thread.id)
    if item is not None:
        found.append(("plan", _plan(item)))
    venue = known.venues.get(thread.venue)
    if venue is not None and (venue.note or venue.rules_url):
        found.append(("rules", " · ".join(part for part in (venue.note, venue.rules_url) if part)))
    head = " · ".join(gate.plain(part, 60) for part in parts if part)
    return Sight(thread.title, head, thread.text[:TEXT_SHOWN], tuple(found))


def _why(thread: Thread, standing: Standing, known: Known, now: int) -> str:
    words = ", ".join(standing.reasons)
    goal = standing.goal or "no goal"
    fits = {"strong": f"fits {goal} well", "maybe": f"may fit {goal}", "weak": f"hardly fits {goal}"}
    parts = [fits.get(standing.band, "not ranked yet") + (f" ({words})" if words else "")]
    label = known.labels.get((standing.goal, thread.id))
    if label is not None:
        parts.append("you said relevant" if label else "you said off topic")
    if thread.replies == 0 and not thread.closed:
        parts.append(f"unanswered for {duration_words(now - thread.started_at)}")
    return " · ".join(parts)


def _you(thread: Thread, known: Known, now: int) -> str:
    posts = known.posts.get(thread.venue)
    parts = ["first post in this venue"]
    if posts is not None:
        parts = [f"{plural(posts.count, 'post')} in this venue, the last {duration_words(now - posts.last_at)} ago"]
    tie = known.tie(person_of(thread))
    if tie is not None and tie.word != "new":
        parts.append(f"{thread.author}: {tie.word}")
    return " · ".join(parts)


def _plan(item: PlanItem) -> str:
    word = {"done": "done", "pinned": "pinned", "accepted": "accepted"}.get(item.state, item.state)
    return f"{word} · {item.minutes} min on {DAY_NAMES[item.day].capitalize()}"


class Preview(Widget):
    """A `Sight`, cut to the height of the pane; zoomed it is scrolled line by line."""

    DEFAULT_CSS = "Preview { height: 10; color: $foreground; }"

    shown: reactive[Sight | None] = reactive(None)
    place: reactive[str] = reactive("")
    offset_lines: reactive[int] = reactive(0)

    def watch_shown(self) -> None:
        self.offset_lines = 0

    def render(self) -> Content:
        width, height = self.size.width, self.size.height
        found = self.shown
        if found is None:
            return Content.styled("─" * width, "$faint")
        facts = [self._fact(word, text, width) for word, text in found.facts][: max(0, height - 4)]
        text = [Content.styled(gate.plain(line), "bold") for line in wrap(gate.plain(found.title), width - 2)]
        text += [Content("")]
        text += [Content(part) for line in _lines(found.text) for part in wrap(line, width - 2) or [""]]
        room = max(0, height - 1 - len(facts) - 1)
        first = min(self.offset_lines, max(0, len(text) - room))
        shown = text[first : first + room]
        if len(text) > first + room and shown:
            shown[-1] = Content.assemble(shown[-1].truncate(max(0, width - 4)), (" …", "$muted"))
        shown += [Content("")] * (room - len(shown))
        lines = [self._rule(found.head, width)]
        lines += [Content.assemble(" ", line) for line in (*shown, Content(""), *facts)]
        return Content("\n").join(lines[:height])

    def _rule(self, head: str, width: int) -> Content:
        place = f" {self.place} ───" if self.place else ""
        words = Content.styled(head, "$secondary").truncate(max(0, width - cell_len(place) - 5), ellipsis=True)
        fill = "─" * max(0, width - words.cell_length - cell_len(place) - 3)
        return Content.assemble(("─ ", "$faint"), words, (f" {fill}{place}", "$faint"))

    def _fact(self, word: str, text: str, width: int) -> Content:
        line = gate.line(text, 400).truncate(max(0, width - 9), ellipsis=True)
        return Content.assemble((f"{word:<7}", "$muted"), line)


def _lines(text: str) -> list[str]:
    return [gate.plain(line, 2000) if line else "" for line in text.split("\n")]


def wrap(text: str, width: int) -> list[str]:
    """A line in pieces of at most `width` cells, broken between words where there are any."""
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        size = cell_len(word)
        if line and used + 1 + size > width:
            lines.append(line)
            line, used = "", 0
        while size > width:  # a word without blanks (an address, Chinese) is cut where the line ends
            cut = _cells_prefix(word, width)
            lines.append(word[:cut])
            word = word[cut:]  # noqa: PLW2901 the rest of it
            size = cell_len(word)
        line, used = (f"{line} {word}", used + 1 + size) if line else (word, size)
    return [*lines, line] if line else lines


def _cells_prefix(word: str, width: int) -> int:
    used = 0
    for place, char in enumerate(word):
        used += cell_len(char)
        if used > width:
            return max(1, place)
    return len(word)
