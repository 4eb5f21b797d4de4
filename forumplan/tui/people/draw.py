"""How the People screen is drawn: the line above, the rows, the card."""

from __future__ import annotations

import math
from collections.abc import Sequence

from textual.content import Content

from forumplan.domain import ties
from forumplan.domain.text import plural
from forumplan.domain.times import DAY, duration_words
from forumplan.services.people import Tie
from forumplan.services.person_card import SOON_DAYS, Standing
from forumplan.services.wording import OWED_WORDS
from forumplan.tui import gate
from forumplan.tui.people.view import PeopleView
from forumplan.tui.threads.preview import wrap
from forumplan.tui.week.lines import fit
from forumplan.tui.widgets.drawn import rule
from forumplan.tui.widgets.rows import DrawnLate, RowLine

WIDE = 96
STEPS = "▁▂▃▄▅▆▇█"
KINDS = {
    "reply": "answered",
    "new-topic": "wrote",
    "follow-up": "answered",
    "touch": "kept in touch",
    "mail": "wrote a mail",
    "call": "called",
    "meeting": "met",
}


def head(view: PeopleView, width: int) -> list[Content]:
    """Counts, and the names of the columns."""
    name, where, note = _columns(width)
    heads = f" {fit('person', name)}{fit('tie', 19)}{fit('last', 9)}{fit('due', 13)}{fit('where', where)}"
    said = [
        Content.assemble((" ! " if number == 0 else "   ", "bold $warning"), part)
        for number, part in enumerate(advice(view, width))
    ]
    return [
        Content(f" {gate.plain(view.words())}"),
        *said,
        Content.styled(heads + (fit("note", note) if note else ""), "$faint underline"),
    ]


def advice(view: PeopleView, width: int) -> list[str]:
    """What is most worth a thought, in at most two lines."""
    found = view.advice()
    return wrap(gate.plain(found, 200), max(10, width - 5))[:2] if found else []


def rows(view: PeopleView, width: int) -> Sequence[RowLine]:
    """Everybody as lines."""
    shown = view.rows
    return DrawnLate([one.tie.person for one in shown], lambda number: _row(view, shown[number], width))


def _row(view: PeopleView, one: Standing, width: int) -> RowLine:
    name, where, note = _columns(width)
    tie = one.tie
    due, role = due_words(one, view.home.clock())
    cells = [
        (fit(gate.plain(view.name(tie)), name, 1), "text"),
        (fit(tie.word, 19, 1), "good" if tie.strength >= 0.4 else "quiet"),
        (fit(last_words(tie), 9, 1), "quiet"),
        (fit(due, 13, 1), role),
        (fit(gate.plain(view.venues(tie)), where, 1), "place"),
    ]
    if note:
        cells.append((fit(gate.plain(view.private(tie.note)), note), "quiet"))
    return RowLine(tuple(cells), tie.person)


def _columns(width: int) -> tuple[int, int, int]:
    """Cells of name, where and note; where there is little room none of the note, so that names can be told apart."""
    rest = width - 1 - 19 - 9 - 13
    if rest < 30:
        return rest - rest * 2 // 5, rest * 2 // 5, 0
    name = min(24, rest // 3)
    where = min(26, (rest - name) // 2)
    return name, where, rest - name - where


def due_words(one: Standing, now: int) -> tuple[str, str]:
    """When something is due, in a word or two, and the role of its colour."""
    if one.owed:
        days = max(0, now - one.owed[0].at) // DAY
        late = one.owed[0].due_at < now
        return (f"owed {days}d" if days else "owed today"), ("bad" if late else "wait")
    if one.due_days is None:
        return "", "quiet"
    if one.due_days < 0:
        return "cooling", "wait"
    return ("today" if one.due_days < 1 else f"in {one.due_days:.0f}d"), "wait" if one.due_days < SOON_DAYS else "quiet"


def last_words(tie: Tie) -> str:
    """How long ago the last contact was."""
    if math.isinf(tie.last_days):
        return "never"
    return "today" if tie.last_days < 1 else plural(int(tie.last_days), "day")


def card(view: PeopleView, key: str, width: int, height: int) -> list[Content]:
    """What is known of somebody: the tie in words, what passed, the note, what is next."""
    one = view.standing(key)
    if one is None:
        return [rule("nobody chosen", width)]
    tie, now = one.tie, view.home.clock()
    ends = _ends(view, one)
    room = max(0, height - 2 - len(ends))
    history = []
    for event in view.passed(key)[:room]:
        who, what = ("you ", KINDS.get(event.what, event.what)) if event.mine else ("they", event.what)
        age = duration_words(max(0, now - event.at))
        title = gate.plain(view.private(event.title), 200)
        did = 27 if width >= WIDE else 22
        space = max(8, width - 15 - did - 18)
        place = gate.plain(view.venue_title(event.venue), 40)
        history.append(
            Content.assemble(
                (f" {fit(age, 8)} {who} ", "$muted"),
                fit(what, did, 1),
                fit(title, space, 1),
                (place, "$secondary"),
            )
        )
    if not history:
        history = [Content.styled(" nothing has passed between you yet; d logs a contact", "$muted")][:room]
    blank = [Content("")] * max(0, room - len(history))
    named = rule(gate.plain(view.name(tie), 60), width, tie.word)
    return [named, _standing(view, one, width), *history, *blank, *ends]


def _standing(view: PeopleView, one: Standing, width: int) -> Content:
    """Contacts, what was given and received, and what the goals ask for; the course of the tie where there is room."""
    tie = one.tie
    parts = [plural(tie.contacts, "contact") if tie.contacts else "no contact yet"]
    if tie.given or tie.received:
        parts.append(f"you gave {tie.given}, they {tie.received}")
    for goal in view.home.settings.goals:
        rated = f"{tie.relevant[goal.id]} of 5" if goal.id in tie.relevant else ""
        kept = "kept close" if one.goal is not None and one.goal.id == goal.id else ""
        if rated or kept:
            wanted = ties.band(ties.target_strength(goal.strength))
            words = ", ".join(word for word in (rated, kept, f"asks for: {wanted}") if word)
            parts.append(f"{gate.plain(goal.id, 30)}: {words}")
    if not tie.relevant and one.goal is None:
        parts.append("+ rates people for a goal")
    line = Content.styled(f" {' · '.join(parts)}", "$muted")
    return line if width < WIDE else Content.assemble((f" {spark(view.course(tie.person))}", "$primary"), line)


def spark(strengths: Sequence[float]) -> str:
    """The course of a tie as blocks; the highest is a tie of full strength."""
    return "".join(STEPS[min(7, int(8 * value))] if value else "·" for value in strengths)


def _ends(view: PeopleView, one: Standing) -> list[Content]:
    """What they need and offer, the note, and what is next."""
    found = []
    for word, text in (("needs", one.tie.needs), ("offers", one.tie.offers)):
        if text:
            found.append(Content.assemble((f" {word:<8} ", "$muted"), gate.line(view.private(text))))
    if one.tie.note:
        found.append(Content.assemble((" note     ", "$muted"), gate.line(view.private(one.tie.note))))
    now = view.home.clock()
    if one.owed:
        first = one.owed[0]
        words = f"{OWED_WORDS[first.reason]} {duration_words(max(0, now - first.at))} ago"
        title = gate.plain(view.private(first.title), 120)
        found.append(Content.assemble((" next     ", "$muted"), (f"{words}: ", "$accent"), title))
    elif one.due_days is not None:
        words = "time for a word" if one.due_days < 1 else f"a word is due in {plural(round(one.due_days), 'day')}"
        found.append(Content.assemble((" next     ", "$muted"), words))
    if one.tie.snoozed_until > now:
        found.append(Content.styled(f" snoozed for {duration_words(one.tie.snoozed_until - now)} more", "$muted"))
    return found
