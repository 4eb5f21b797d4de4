"""The lower pane: the item under the cursor, why it is there, and what to keep in mind before writing."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from forumplan.domain.identity import mask_url
from forumplan.domain.records import PRIVATE_KINDS, PlanItem
from forumplan.domain.text import hours_minutes, plural
from forumplan.domain.week import DAY_NAMES
from forumplan.services.proposals import Skipped
from forumplan.tui import gate
from forumplan.tui.drafting import draft_words
from forumplan.tui.earlier import earlier_words
from forumplan.tui.threads.preview import wrap
from forumplan.tui.week.lines import state_words
from forumplan.tui.week.view import WeekView

TIES = {
    "met": "you have met",
    "knows me a little": "knows you a little",
    "in touch": "you are in touch",
    "close": "you are close",
}
LEAD = 8
TALL = 20


@dataclass(frozen=True, slots=True)
class Sight:
    """What the pane shows. `facts`: (word, sentence), the most useful first; `more` stands in the last line."""

    head: str
    place: str
    title: str
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    more: str = ""


def sight(view: WeekView, key: str) -> Sight | None:
    """What to show of the row of a key; None if there is none."""
    item = view.item(key)
    if item is not None:
        return _of_item(view, item)
    skipped = view.skipped(key)
    return _of_skipped(view, skipped) if skipped else None


def _of_item(view: WeekView, item: PlanItem) -> Sight:
    text = str((item.copy or {}).get("text", ""))
    owed = view.owed.get(item.candidate)
    facts = [("Why", item.why if item.state != "done" else "")]
    if owed is not None:
        text = owed.text or text
    if item.state == "done":
        facts = [("Came of", state_words(view, item)), ("Logged", f"{item.minutes} min")]
    else:
        facts.append(("Mind", " · ".join(view.warnings(item))))
        facts.append(("Draft", draft_words(view.home, item.thread or item.id)))
        facts.append(("Before", _before(view, item.thread)))
        facts.append(("Rules", _rules(view, item.venue) if item.kind not in PRIVATE_KINDS else ""))
    parts = [view.venue_title(item.venue), _person(view, item)]
    return Sight(
        " · ".join(gate.plain(part, 60) for part in parts if part),
        f"{item.minutes}m · {DAY_NAMES[item.day].capitalize()}",
        item.title,
        text,
        tuple((word, words) for word, words in facts if words),
        _more(view),
    )


def _of_skipped(view: WeekView, one: Skipped) -> Sight:
    thread = view.home.threads.find(one.thread)
    facts = [("Left out", one.why), ("Before", _before(view, one.thread)), ("Rules", _rules(view, one.venue))]
    return Sight(
        gate.plain(view.venue_title(one.venue), 60) + (f" · {gate.plain(thread.author, 40)}" if thread else ""),
        "left out",
        one.title,
        thread.text if thread else "",
        tuple((word, words) for word, words in facts if words),
        _more(view),
    )


def _person(view: WeekView, item: PlanItem) -> str:
    if not item.person_name:
        return ""
    who = item.person_name if item.kind in PRIVATE_KINDS else f"asked by {item.person_name}"
    tie = view.tie(item.person)
    if tie is None or not tie.contacts:
        return who
    return f"{who}, {TIES.get(tie.word, tie.word)} ({plural(tie.contacts, 'exchange')})"


def _before(view: WeekView, thread: str) -> str:
    found = view.earlier.get(thread)
    return earlier_words(found, view.venue_title(str(found["venue"])), view.home.zone) if found else ""


def _rules(view: WeekView, venue_id: str) -> str:
    venue = view.venues.get(venue_id)
    parts = [venue.note, mask_url(venue.rules_url) if venue.rules_url else ""] if venue else []
    return " · ".join(part for part in (*parts, view.promotion(venue_id)) if part)


def _more(view: WeekView) -> str:
    """What would fit into minutes that are free, else what half an hour more would add, in words."""
    if view.free and view.seen.minutes_free > 0:
        return f"Room in the {hours_minutes(view.seen.minutes_free)} that are free: {_places(view, view.free)}"
    return f"With 30 more minutes today: {_places(view, view.more)}" if view.more else ""


def _places(view: WeekView, items: list[PlanItem]) -> str:
    names = list(dict.fromkeys(view.place(one) for one in items))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


class ItemPane(Widget):
    """A `Sight`, cut to the height there is; facts go before the text."""

    DEFAULT_CSS = "ItemPane { height: 8; color: $foreground; }"

    shown: reactive[Sight | None] = reactive(None)

    def render(self) -> Content:
        width, height = self.size.width, self.size.height
        found = self.shown
        if found is None:
            return Content.styled("─" * width, "$faint")
        titles = [Content.styled(part, "bold") for part in wrap(gate.plain(found.title) or "(no title)", width - 2)]
        most = 4 if height >= TALL else 2
        facts = [line for word, words in found.facts for line in self._fact(word, words, width, most)]
        if len(facts) > height - 2:
            facts = [line for word, words in found.facts for line in self._fact(word, words, width, 1)]
        last = [Content.styled(gate.plain(found.more), "$muted")] if found.more else []
        room = height - 1
        titles = titles[: max(1, min(2, room - len(facts)))]
        facts = facts[: max(0, room - len(titles))]
        last = last[: max(0, room - len(titles) - len(facts))]
        text = self._text(found.text, width, room - len(titles) - len(facts) - len(last) - 2)
        body = [*titles, *text, *facts, *last]
        lines = [
            self._rule(found, width),
            *(Content.assemble(" ", line).truncate(width, ellipsis=True) for line in body),
        ]
        return Content("\n").join(lines[:height])

    def _text(self, text: str, width: int, room: int) -> list[Content]:
        """As much of the text as there is room for, with an empty line below it, or nothing."""
        if room < 1 or not text:
            return []
        found = [part for line in text[:6000].split("\n") for part in wrap(gate.plain(line, 2000), width - 2) or [""]]
        shown = [Content(part) for part in found[:room]]
        if len(found) > room:
            shown[-1] = Content.assemble(shown[-1].truncate(max(0, width - 4)), (" …", "$muted"))
        return [*shown, Content("")]

    def _fact(self, word: str, words: str, width: int, most: int) -> list[Content]:
        """A fact in as many lines as it takes, at most so many; in one only, it is cut where it ends."""
        whole = gate.plain(words, 400)
        found = wrap(whole, max(10, width - LEAD - 3)) if most > 1 else [whole]
        first = Content.assemble((f"{word:<{LEAD}} ", "$muted"), found[0] if found else "")
        return [first, *(Content(" " * (LEAD + 1) + line) for line in found[1:most])]

    def _rule(self, found: Sight, width: int) -> Content:
        place = f" {gate.plain(found.place)} ─"
        words = Content.styled(gate.plain(found.head), "$secondary")
        words = words.truncate(max(0, width - cell_len(place) - 5), ellipsis=True)
        fill = "─" * max(0, width - words.cell_length - cell_len(place) - 3)
        return Content.assemble(("─ ", "$faint"), words, (f" {fill}{place}", "$faint"))
