"""`forumplan away FROM..TO` and `away clear`."""

from __future__ import annotations

import click

from forumplan.cli.output import home_of, put
from forumplan.services import record


@click.command(help="Days without budget and clocks: away 2026-12-24..2027-01-03, or: away clear")
@click.argument("days", metavar="FROM..TO|clear")
@click.pass_context
def command(ctx: click.Context, days: str) -> None:
    home = home_of(ctx)
    if days == "clear":
        put(record.clear_away(home))
        return
    put(record.away(home, *record.days_of(days)))
