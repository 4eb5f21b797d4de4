"""The lower pane: one venue, its feed, what was posted there, how good it is, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from forumplan.domain.identity import mask_url
from forumplan.domain.text import hours_minutes, plural
from forumplan.services import people
from forumplan.services.venue_report import VenueLine
from forumplan.services.venue_tally import inbound_words
from forumplan.tui import gate
from forumplan.tui.threads.preview import wrap
from forumplan.tui.venues import health
from forumplan.tui.venues.lines import stars
from forumplan.tui.venues.view import VenuesView

LEAD = 8


@dataclass(frozen=True, slots=True)
class Sight:
    """What the pane shows. `facts`: (word, sentence, role); `mend` has keys in brackets."""

    head: str
    state: str
    facts: tuple[tuple[str, str, str], ...]
    mend: str = ""


def sight(view: VenuesView, key: str) -> Sight | None:
    """What to show of a venue; None if it is gone."""
    line, venue = view.lines.get(key), view.venues.get(key)
    if line is None or venue is None:
        return None
    address = health.feed_of(line.worst) or next(iter(venue.feeds), "") or venue.url
    more = f" and {plural(len(venue.feeds) - 1, 'other feed')}" if len(venue.feeds) > 1 else ""
    role = health.role(line)
    facts = (
        ("feed", mask_url(address) + more if address else "none", ""),
        ("health", health.sentence(line, view.home), {"bad": "$error", "wait": "$accent"}.get(role, "")),
        ("posts", _posts(view, line), ""),
        ("quality", _quality(view, line), ""),
        ("advice", _advice(view, line), "$accent"),
        ("year", _year(line), ""),
        ("rules", " · ".join(part for part in (venue.note, mask_url(venue.rules_url)) if part), ""),
    )
    return Sight(venue.title, line.state, tuple(fact for fact in facts if fact[1]), health.mend(line))


def _posts(view: VenuesView, line: VenueLine) -> str:
    count = sum(line.weeks)
    parts = [f"{plural(count, 'post')} in 12 weeks" if count else "no post in 12 weeks"]
    if line.last_post_days is not None:
        parts.append(
            "the last today" if not line.last_post_days else f"the last {plural(line.last_post_days, 'day')} ago"
        )
    met = people.met_in(view.home, line.id)
    if met:
        parts.append(f"{plural(met, 'person', 'people')} met here")
    if line.target is not None:
        parts.append(f"target {line.target} a week")
    return " · ".join(parts)


def _year(line: VenueLine) -> str:
    """What a year there cost and gave, and how much of what is said there is one's own."""
    tally = line.tally
    if not tally.posts:
        return ""
    parts = [f"{hours_minutes(tally.minutes)} in a year", plural(tally.replies, "reply", "replies")]
    if tally.minutes_per_reply is not None:
        parts.append(f"{plural(round(tally.minutes_per_reply), 'minute')} each")
    if tally.voice:
        parts.append(f"{round(100 * tally.voice)} of 100 posts here are yours")
    if tally.promo_30:
        parts.append(f"{tally.promo_30} of your last {tally.last_30} promotion")
    return " · ".join(parts)


def _advice(view: VenuesView, line: VenueLine) -> str:
    """What to think about: much that is asked of one here, too little or too much of the venue."""
    if line.tally.drowning:
        return f"much is asked of you here: {inbound_words(line.tally)}"
    advice = view.advice.get(line.id)
    if advice is None:
        return ""
    return f"{'think of giving it up' if advice.act == 'drop' else 'think of more here'}: {advice.evidence}"


def _quality(view: VenuesView, line: VenueLine) -> str:
    found = view.fits.get(line.id)
    parts = []
    if line.quality_n:
        posts = plural(line.quality_n, "post")
        parts.append(f"{stars(line).partition(' ')[0]} from {posts} of yours, something good came of {line.helped}")
    else:
        parts.append("not known before your first post")
    if found is not None and found.threads:
        parts.append(f"{found.fitting:,} of its {found.threads:,} threads fit")
    return " · ".join(parts)


class VenuePane(Widget):
    """A `Sight`, cut to the height there is."""

    DEFAULT_CSS = "VenuePane { height: 8; color: $foreground; }"

    shown: reactive[Sight | None] = reactive(None)

    def render(self) -> Content:
        width, height = self.size.width, self.size.height
        found = self.shown
        if found is None:
            return Content.styled("─" * width, "$faint")
        mends = _keys(found.mend, width) if found.mend else []
        room = max(0, height - 1 - len(mends))
        facts = [line for word, words, style in found.facts for line in self._fact(word, words, style, width, height)]
        lines = [self._rule(found, width), *facts[:room], *mends]
        return Content("\n").join([lines[0], *(Content.assemble(" ", line) for line in lines[1:])])

    def _fact(self, word: str, words: str, style: str, width: int, height: int) -> list[Content]:
        text = gate.plain(words, 400)
        found = wrap(text, max(10, width - LEAD - 3)) if height >= 8 else [text]
        first = Content.assemble((f"{word:<{LEAD}} ", "$muted"), (found[0] if found else "", style))
        rest = [Content.styled(" " * (LEAD + 1) + part, style) for part in found[1:2]]
        return [line.truncate(max(0, width - 2), ellipsis=True) for line in (first, *rest)]

    def _rule(self, found: Sight, width: int) -> Content:
        place = f" {gate.plain(found.state)} ─"
        words = Content.styled(gate.plain(found.head), "$secondary")
        words = words.truncate(max(0, width - cell_len(place) - 5), ellipsis=True)
        fill = "─" * max(0, width - words.cell_length - cell_len(place) - 3)
        return Content.assemble(("─ ", "$faint"), words, (f" {fill}{place}", "$faint"))


def _keys(text: str, width: int) -> list[Content]:
    """The mend, its keys shown as keys."""
    parts: list[str | tuple[str, str]] = [(f"{'mend':<{LEAD}} ", "$muted")]
    for number, piece in enumerate(text.replace("]", "[").split("[")):
        parts.append((piece, "bold $primary") if number % 2 else piece)
    return [Content.assemble(*parts).truncate(max(0, width - 2), ellipsis=True)]
