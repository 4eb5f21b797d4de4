"""`forumplan people` and `followups`: whom the user knows, and who waits."""

from __future__ import annotations

import math

import click

from forumplan.cli.output import home_of, json_option, put, put_json, say, table
from forumplan.cli.questions import sure
from forumplan.domain.text import plural, shorten
from forumplan.domain.times import duration_words, iso
from forumplan.services import followups as owing
from forumplan.services import people as ties
from forumplan.services import person_acts, person_card
from forumplan.services.person_card import Circle, Standing

NAMED = 5
"""So many names stand in a line of advice."""


@click.command(help="Whom you know, how well, who waits for you, whom the goals keep close, and what that takes.")
@click.option("--expire", is_flag=True, help="Keep no track of those silent for two years; asks.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_context
def people(ctx: click.Context, expire: bool, yes: bool, as_json: bool) -> None:
    home = home_of(ctx)
    circle = person_card.circle(home)
    if expire:
        names = ", ".join(tie.name for tie in circle.silent[:NAMED])
        if circle.silent:
            sure(f"keep no track of {plural(len(circle.silent), 'person', 'people')}: {names}?", yes=yes)
        put(person_acts.expire(home, circle.silent))
        return
    if as_json:
        put_json(_json(one) for one in circle.rows)
        return
    if not circle.rows:
        say("nobody yet: people appear when you log what you did, or answer somebody")
    table([_row(one) for one in circle.rows])
    for line in _below(circle):
        put(line)


def _below(circle: Circle) -> list[str]:
    """Focus lists, what does not fit, and what may be tidied up."""
    names = {one.tie.person: one.tie.name for one in circle.rows}
    lines = []
    for one in circle.lists:
        if one.people:
            close = ", ".join(names[who] for who in one.people)
            lines.append(f"kept close for {one.goal.id} ({one.held} held, room for {one.room}): {close}")
    lines += circle.warnings()
    lines += [
        f"perhaps one person: person merge {first.person} {other.person} ({first.name})"
        for first, other in _few(circle)
    ]
    if circle.silent:
        gone = ", ".join(tie.name for tie in circle.silent[:NAMED])
        lines.append(f"silent for two years: {gone}; people --expire keeps no track of them any more")
    return lines


def _few(circle: Circle) -> list[tuple[ties.Tie, ties.Tie]]:
    return list(circle.twins[:NAMED])


def _row(one: Standing) -> tuple[str, ...]:
    tie = one.tie
    return (tie.name, tie.word, _last(one), _due(one), ", ".join(tie.venues), tie.person)


def _last(one: Standing) -> str:
    days = one.tie.last_days
    return "no contact yet" if math.isinf(days) else f"{plural(int(days), 'day')} ago"


def _due(one: Standing) -> str:
    if one.owed:
        return plural(len(one.owed), "answer owed", "answers owed")
    if one.due_days is None:
        return ""
    if one.cooling:
        return "cooling"
    return "due today" if one.due_days < 1 else f"due in {plural(int(one.due_days), 'day')}"


@click.command(help="Who waits for an answer of yours, the longest waiting first; then what is new since you.")
@json_option
@click.pass_context
def followups(ctx: click.Context, as_json: bool) -> None:
    home = home_of(ctx)
    found = ties.owed_answers(home)
    known = ties.ties_of(home, {owed.person for owed in found})
    new = owing.new_since(home)
    if as_json:
        put_json(
            {
                "id": owed.id,
                "person": owed.person_name,
                "tie": known[owed.person].word if owed.person in known else None,
                "venue": owed.venue,
                "thread": owed.thread,
                "title": owed.title,
                "url": owed.url,
                "reason": owed.reason,
                "at": iso(owed.at),
                "due": iso(owed.due_at),
                "new_since_you": new.get(owed.thread, 0),
            }
            for owed in found
        )
        return
    if not found:
        say("nobody waits for you")
    now = home.clock()
    table(
        [
            (
                owed.person_name,
                known[owed.person].word if owed.person in known else "",
                f"{duration_words(now - owed.at)} ago",
                "overdue" if owed.due_at < now else f"due in {duration_words(owed.due_at - now)}",
                owed.venue,
                shorten(owed.title, 50),
                owed.id,
            )
            for owed in found
        ]
    )
    if new:
        say(f"new since you, owed to nobody: {plural(sum(new.values()), 'post')} in {plural(len(new), 'thread')}")


def _json(one: Standing) -> dict[str, object]:
    tie = one.tie
    return {
        "id": tie.person,
        "name": tie.name,
        "tie": tie.word,
        "strength": round(tie.strength, 4),
        "last_days": None if math.isinf(tie.last_days) else round(tie.last_days, 2),
        "contacts": tie.contacts,
        "owed": tie.owed,
        "due_days": None if one.due_days is None else round(one.due_days, 2),
        "cooling": one.cooling,
        "kept_for": one.goal.id if one.goal else None,
        "venues": list(tie.venues),
        "relevant": tie.relevant,
        "given": tie.given,
        "received": tie.received,
        "needs": tie.needs or None,
        "offers": tie.offers or None,
        "note": tie.note or None,
    }
