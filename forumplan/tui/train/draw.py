"""How the Train screen is drawn: the line of the goal, the queue, the thread, what was learnt."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from forumplan.domain.text import plural
from forumplan.domain.times import age_words, duration_words
from forumplan.services.taught import Taught
from forumplan.tui import gate
from forumplan.tui.threads.preview import wrap
from forumplan.tui.train.view import TrainView
from forumplan.tui.week.lines import fit
from forumplan.tui.widgets.drawn import rule
from forumplan.tui.widgets.rows import RowLine

WIDE = 96
BEGIN_WITH = 20
"""Labels after which a model of a goal is worth looking at."""
BAR_CELLS = 8
ROLES = {"y": "good", "n": "bad", "s": "faint"}


def head(view: TrainView, width: int) -> list[Content]:
    """Goal, labels, hit rate, and when the model was made."""
    count = view.taught
    parts: list[Content | tuple[str, str] | str] = [
        (" goal  ", "$muted"),
        Content.styled(gate.plain(view.goal, 30), "bold $accent"),
        f"   {plural(count.labels, 'label')} ({count.relevant} y · {count.off_topic} n)   ",
        (hit_words(count, width), "$success" if count.shown >= 10 else "$muted"),
    ]
    if view.ranking is not None and width >= WIDE:
        made = datetime.fromtimestamp(view.ranking.made_at, view.home.zone)
        parts.append((f"   ranked {made:%H:%M}", "$muted"))
    return [Content.assemble(*parts), rule("next labels, the most useful first", width)]


def hit_words(count: Taught, width: int = WIDE) -> str:
    """How often suggestions fitted, with the number that this was seen on."""
    if not count.shown:
        return f"no labels yet; {BEGIN_WITH} are a good start"
    if count.labels < BEGIN_WITH:
        return f"{count.hits} of {count.shown} fitted · {BEGIN_WITH - count.labels} more to begin"
    return f"{count.hits} of your last {count.shown} {'suggestions ' if width >= WIDE else ''}fitted"


def rows(view: TrainView, width: int) -> list[RowLine]:
    """The queue as lines."""
    wide = width >= WIDE
    why, venue = (34, 18) if wide else (21, 14)
    title = max(10, width - 1 - 3 - why - venue - 5)
    now, names = view.home.clock(), {one.id: one.title for one in view.home.settings.venues}
    found = []
    for one in view.queue:
        thread, state = one.thread, view.state(one.thread.id)
        role = "quiet" if state else "text"
        cells = (
            (fit(state or "·", 3), ROLES.get(state, "faint")),
            (fit(gate.plain(one.reason), why, 2), "quiet"),
            (fit(gate.plain(thread.title) or "(no title)", title, 2), role),
            (fit(gate.plain(names.get(thread.venue, thread.venue)), venue, 1), "place"),
            (age_words(now - thread.active_at).rjust(4) + " ", "quiet"),
        )
        found.append(RowLine(cells, thread.id))
    return found


def thread(view: TrainView, key: str, width: int, height: int) -> list[Content]:
    """The thread under the cursor: why it is asked about, its text, its words."""
    asked = view.asked(key)
    if asked is None:
        return [rule("this thread", width)]
    one = asked.thread
    words = ", ".join(gate.plain(word, 30) for word in view.words(one))
    ends = [Content.assemble((" asked for: ", "$muted"), gate.line(asked.reason))]
    if words:
        ends.append(Content.assemble((" words    ", "$muted"), words))
    age = f"{duration_words(view.home.clock() - one.started_at)} old"
    name = gate.plain(one.author, 30)
    titles = [Content.styled(f" {part}", "bold") for part in wrap(gate.plain(one.title) or "(no title)", width - 2)][:2]
    text = [part for line in one.text[:4000].split("\n") for part in wrap(gate.plain(line, 2000), width - 2)]
    room = max(0, height - 1 - len(titles) - len(ends))
    body = [Content(f" {part}") for part in text[:room]]
    body += [Content("")] * (room - len(body))
    return [rule(f"this thread · {name + ' · ' if name else ''}{age}", width), *titles, *body, *ends]


def learnt(view: TrainView, width: int, height: int) -> list[Content]:
    """What speaks for and against: two columns of bars where there is room, else two lines."""
    yes, no = view.learnt("for"), view.learnt("against")
    note = gate.plain(view.ranking.note, 200) if view.ranking is not None else ""
    lines = [rule("what it has learnt for this goal", width)]
    if height < 6:
        lines += [_line("for", yes, width), _line("against", no, width)]
    else:
        half = (width - 2) // 2
        most = max((abs(weight) for _, weight in (*yes, *no)), default=1.0) or 1.0
        lines.append(Content.styled(f" {fit('for', half)}against", "$muted"))
        for place in range(height - 2 - bool(note)):
            left = _bar(yes[place], half, most, "$success") if place < len(yes) else Content(" " * half)
            right = _bar(no[place], half, most, "$error") if place < len(no) else Content("")
            lines.append(Content.assemble(" ", left, right))
    if note:
        lines.append(Content.styled(f" {note}", "$muted"))
    return lines


def _line(name: str, terms: list[tuple[str, float]], width: int) -> Content:
    words = ", ".join(gate.plain(word, 30) for word, _ in terms) or "nothing yet"
    return Content.assemble((f" {name:<9}", "$muted"), words).truncate(width, ellipsis=True)


def _bar(term: tuple[str, float], width: int, most: float, colour: str) -> Content:
    word, weight = term
    bar = "█" * max(1, round(BAR_CELLS * abs(weight) / most))
    return Content.assemble(
        fit(gate.plain(word, 30), max(4, width - BAR_CELLS - 2), 1), (fit(bar, BAR_CELLS + 2), colour)
    )
