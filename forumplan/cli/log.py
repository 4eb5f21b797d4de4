"""`forumplan log`, `done` and `outcome`: what the user did, and what came of it. Light: durable within 300 ms."""

from __future__ import annotations

from typing import Any, get_args

import click

from forumplan.cli.output import home_of, put, say
from forumplan.domain.errors import UsageError
from forumplan.domain.records import Contribution, ContributionKind
from forumplan.services import etiquette, logbook, record
from forumplan.services.home import Home

KINDS = click.Choice(get_args(ContributionKind))
EDITABLE = {
    "venue": str,
    "title": str,
    "url": str,
    "goal": str,
    "note": str,
    "kind": str,
    "minutes": int,
    "promo": bool,
}
YES, NO = ("1", "true", "yes", "y"), ("0", "false", "no", "n")
MOST_MINUTES = 24 * 60


@click.command(
    help="Record a contribution you made, planned or not. ADDRESS alone is enough: its venue is guessed. "
    "`log edit ID KEY=VALUE ...` and `log delete ID` change the record."
)
@click.argument("words", nargs=-1, metavar="[ADDRESS]")
@click.option("--venue", metavar="V", default="", help="The venue, if the address does not tell.")
@click.option("--thread", metavar="T", default="", help="The thread's id.")
@click.option(
    "--minutes",
    type=click.IntRange(0, MOST_MINUTES),
    metavar="M",
    help="Minutes it took (default: the timer's, else learned).",
)
@click.option("--promo", is_flag=True, help="It promoted something of yours.")
@click.option("--with", "person", metavar="PERSON", default="", help="Whom it was with: a name or a person's id.")
@click.option("--kind", type=KINDS, help="What it was (default: reply; mail with a person alone).")
@click.option("--note", default="", help="A note for yourself.")
@click.pass_context
def log(ctx: click.Context, /, words: tuple[str, ...], **options: Any) -> None:
    home = home_of(ctx)
    if words[:1] == ("edit",):
        values = _values(home, words[2:])
        made = record.edit(home, _one(words, "log edit ID KEY=VALUE"), values)
        put(f"edited {made.id}: {', '.join(f'{key}={value}' for key, value in values.items())}")
    elif words[:1] == ("delete",):
        put(record.delete(home, _one(words, "log delete ID")))
    else:
        if len(words) > 1:
            raise UsageError(f"log takes one address, not {len(words)} words; put a note into --note")
        made = logbook.prepare(home, address=words[0] if words else "", **options)
        _warn(home, made.venue, promo=made.promo, texts=(made.note,), thread=made.thread)
        put(_line(record.log(home, made)))


@click.command(help="Log a planned item as done, with its own minutes unless others are given.")
@click.argument("item")
@click.option("--minutes", type=click.IntRange(0, MOST_MINUTES), metavar="M", help="Minutes it took.")
@click.option("--promo", is_flag=True, default=None, help="It promoted something of yours.")
@click.pass_context
def done(ctx: click.Context, item: str, minutes: int | None, promo: bool | None) -> None:
    from forumplan.services import proposals

    home = home_of(ctx)
    found = proposals.item(home, item)
    _warn(home, found.venue, promo=found.promo if promo is None else promo)
    put(_line(record.done(home, found, minutes, promo=promo)))


@click.command(help="What came of a contribution: helped, reply, thanks, lead, request or nothing.")
@click.argument("contribution")
@click.argument("came", metavar="OUTCOME", type=click.Choice(record.OUTCOMES))
@click.option("--relevant/--irrelevant", default=None, help="Of a request: was it worth having?")
@click.pass_context
def outcome(ctx: click.Context, contribution: str, came: Any, relevant: bool | None) -> None:
    put(record.outcome(home_of(ctx), contribution, came, relevant))


def _warn(home: Home, venue: str, *, promo: bool, texts: tuple[str, ...] = (), thread: str = "") -> None:
    """Say what good manners would have had to say."""
    if promo or any(texts):
        for warning in etiquette.warnings(home, venue, promo=promo, texts=texts, thread=thread):
            say(f"mind: {warning}")


def _one(words: tuple[str, ...], usage: str) -> str:
    if len(words) < 2:
        raise UsageError(f"an id is missing: {usage}")
    if words[0] == "delete" and len(words) > 2:
        raise UsageError(f"{words[2]}: one at a time: {usage}")
    return words[1]


def _values(home: Home, words: tuple[str, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for word in words:
        key, sign, text = word.partition("=")
        if not sign or key not in EDITABLE:
            raise UsageError(f"{word}: give KEY=VALUE with one of {', '.join(EDITABLE)}")
        if key == "venue" and text and not home.settings.venue(text):
            raise UsageError(f"{word}: no venue has this id; forumplan venue list shows them")
        if key == "goal" and text and not home.settings.goal(text):
            raise UsageError(f"{word}: no goal has this id; forumplan goal list shows them")
        values[key] = _value(key, text)
    if not values:
        raise UsageError("nothing to edit: log edit ID KEY=VALUE")
    return values


def _value(key: str, text: str) -> Any:
    kind = EDITABLE[key]
    if kind is bool:
        if text.lower() not in (*YES, *NO):
            raise UsageError(f"{key}={text}: give yes or no")
        return text.lower() in YES
    if kind is int:
        if not text.isdecimal() or int(text) > MOST_MINUTES:
            raise UsageError(f"{key}={text}: give whole minutes, at most {MOST_MINUTES}")
        return int(text)
    if key == "kind" and text not in KINDS.choices:
        raise UsageError(f"kind={text}: one of {', '.join(KINDS.choices)}")
    return text


def _line(made: Contribution) -> str:
    where = f" in {made.venue}" if made.venue else f" with {made.person_name}" if made.person_name else ""
    return f"logged {made.id}: {made.kind}{where}, {made.minutes} min: {made.title or made.url or made.note}"
