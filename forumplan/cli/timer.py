"""`forumplan timer`: time what you write, so that logging it needs no minutes."""

from __future__ import annotations

import click

from forumplan.cli.output import home_of, put
from forumplan.services import timer


@click.command(help="How long the timer has run; start it before you write: what you log next takes its minutes.")
@click.argument("act", type=click.Choice(["start", "stop"]), required=False)
@click.pass_context
def command(ctx: click.Context, act: str | None) -> None:
    home = home_of(ctx)
    if act == "start":
        put(timer.start(home))
    elif act == "stop":
        put(timer.stop(home))
    else:
        put(timer.words(home) or "no timer runs; forumplan timer start begins one")
