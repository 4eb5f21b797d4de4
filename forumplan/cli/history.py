"""`forumplan undo`, `redo` and `history`: every act of the user, without time limit."""

from __future__ import annotations

from datetime import datetime

import click

from forumplan.cli.output import home_of, json_option, put, put_json
from forumplan.domain.times import iso
from forumplan.services import history as acts
from forumplan.store.ledger import Act


@click.command(help="Take back your last act, or the last N acts.")
@click.argument("count", metavar="[N]", type=click.IntRange(min=1), default=1)
@click.pass_context
def undo(ctx: click.Context, count: int) -> None:
    for act in acts.undo(home_of(ctx), count):
        put(f"undid {act.verb}: {act.summary}")


@click.command(help="Do again what the last undo took back.")
@click.pass_context
def redo(ctx: click.Context) -> None:
    for act in reversed(acts.redo(home_of(ctx))):
        put(f"redid {act.verb}: {act.summary}")


@click.command(help="Your acts, newest first.")
@click.option("--limit", type=click.IntRange(min=1), default=30, show_default=True)
@json_option
@click.pass_context
def history(ctx: click.Context, limit: int, as_json: bool) -> None:
    home = home_of(ctx)
    found = home.ledger.history(limit)
    if as_json:
        put_json(
            {
                "act": act.id,
                "at": iso(act.at),
                "verb": act.verb,
                "summary": act.summary,
                "contribution": _contribution(act),
                "undone": act.retracted,
            }
            for act in found
        )
        return
    for act in found:
        when = datetime.fromtimestamp(act.at, home.zone).strftime("%Y-%m-%d %H:%M")
        named = _contribution(act)
        put(
            f"{when}  {act.verb:<9} {act.summary}{f'  [{named}]' if named else ''}"
            f"{'  (undone)' if act.retracted else ''}"
        )
    if not found:
        put("nothing done yet")


def _contribution(act: Act) -> str | None:
    """The id of the contribution that an act made or changed, as log edit, log delete and outcome take it."""
    return next((event.entity for event in act.events if event.kind == "contribution"), None)
