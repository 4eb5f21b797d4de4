"""`forumplan people` and `followups`: whom the user knows, and who waits."""

from __future__ import annotations

import math

import click

from forumplan.cli.output import home_of, json_option, put_json, say, table
from forumplan.domain.text import plural, shorten
from forumplan.domain.times import duration_words, iso
from forumplan.services import people as ties
from forumplan.services.people import Tie


@click.command(help="Whom you know, how well, and who waits for you.")
@json_option
@click.pass_context
def people(ctx: click.Context, as_json: bool) -> None:
    home = home_of(ctx)
    found = sorted(ties.all_ties(home).values(), key=lambda tie: (-tie.owed, -tie.strength, tie.name))
    if as_json:
        put_json(_json(tie) for tie in found)
        return
    if not found:
        say("nobody yet: people appear when you log what you did, or answer somebody")
    table([(tie.name, tie.word, _last(tie), _owed(tie), ", ".join(tie.venues), tie.person) for tie in found])


@click.command(help="Who waits for an answer of yours, the longest waiting first.")
@json_option
@click.pass_context
def followups(ctx: click.Context, as_json: bool) -> None:
    home = home_of(ctx)
    found = ties.owed_answers(home)
    known = ties.all_ties(home)
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


def _last(tie: Tie) -> str:
    return "no contact yet" if math.isinf(tie.last_days) else f"{tie.last_days:.0f} days ago"


def _owed(tie: Tie) -> str:
    return plural(tie.owed, "answer owed", "answers owed") if tie.owed else ""


def _json(tie: Tie) -> dict[str, object]:
    return {
        "id": tie.person,
        "name": tie.name,
        "tie": tie.word,
        "strength": round(tie.strength, 4),
        "last_days": None if math.isinf(tie.last_days) else round(tie.last_days, 2),
        "contacts": tie.contacts,
        "owed": tie.owed,
        "venues": list(tie.venues),
        "relevant": tie.relevant,
        "note": tie.note or None,
    }
