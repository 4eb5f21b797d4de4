"""`forumplan export`: what you have, on stdout, for other programs."""

from __future__ import annotations

import sys

import click

from forumplan.cli.output import home_of
from forumplan.services import export


@click.command(help="Write to stdout: feeds (opml), everything (jsonl), contributions (csv), the week (md, ics).")
@click.argument("form", type=click.Choice(export.FORMS))
@click.option("--with-secrets", is_flag=True, help="Leave tokens and passwords in addresses.")
@click.pass_context
def command(ctx: click.Context, form: str, with_secrets: bool) -> None:
    out = sys.stdout.buffer
    for line in export.export(home_of(ctx), form, with_secrets=with_secrets):
        out.write(line.encode("utf-8", "replace"))
    out.flush()
