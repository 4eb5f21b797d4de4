"""`forumplan backup`: a verified copy of the ledger."""

from __future__ import annotations

import click

from forumplan.cli.output import home_of, put


@click.command(help="Make a verified copy of the ledger; the newest fourteen are kept.")
@click.pass_context
def command(ctx: click.Context) -> None:
    put(str(home_of(ctx).ledger.backup()))
