"""`forumplan forget`: take a person out of everything for good."""

from __future__ import annotations

import sys

import click

from forumplan.cli.output import home_of, put, say
from forumplan.domain.errors import UsageError
from forumplan.services import forget


@click.command(help="Forget somebody: ledger, backups, journals. It cannot be undone.")
@click.argument("who", metavar="PERSON")
@click.option("--yes", is_flag=True, help="Do not ask for the name again.")
@click.pass_context
def command(ctx: click.Context, who: str, yes: bool) -> None:
    home = home_of(ctx)
    somebody = forget.find(home, who)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"forgetting {somebody.name} cannot be undone; --yes says that you mean it")
        say(f"Everything about {somebody.name} goes, from the ledger, its backups and journals. It cannot be undone.")
        typed = click.prompt(f"Type {somebody.name} to forget them", default="", show_default=False, err=True)
        if typed.strip().casefold() != somebody.name.casefold():
            put("nothing was forgotten: that is another name")
            return
    for line in forget.forget(home, somebody):
        say(line)
    put(
        "forgotten; other machines follow at their next sync, public threads stay in the cache as their feeds gave them"
    )
