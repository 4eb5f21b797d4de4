"""`forumplan init`: a starter feeds.toml; asks a few things unless told not to."""

from __future__ import annotations

import sys

import click

from forumplan.cli.output import home_of, put, say
from forumplan.config import starter
from forumplan.domain.errors import UsageError
from forumplan.domain.goal import STRENGTH_WORDS
from forumplan.services import settings_acts


@click.command(help="Write a starter feeds.toml: who you are, what you want, when you sit down.")
@click.option("--no-input", is_flag=True, help="Ask nothing; everything can be edited later.")
@click.pass_context
def command(ctx: click.Context, no_input: bool) -> None:
    home = home_of(ctx)
    path = home.paths.config_file
    if path.exists():
        raise UsageError(f"{path} is there already; edit it, or name another folder with --home")
    text = _asked() if not no_input and sys.stdin.isatty() else starter.text()
    starter.write(path, text)
    put(f"wrote {path}")
    say("next: forumplan venue add ADDRESS, then forumplan refresh and forumplan plan")


def _asked() -> str:
    """The starter after a few questions; an empty answer leaves a part out."""
    names = click.prompt("Your names in forums, comma separated", default="", show_default=False)
    statement = click.prompt("What do you want to be known for, or to achieve?", default="", show_default=False)
    goals = []
    if statement:
        word = click.prompt("What must people do for it?", type=click.Choice(list(STRENGTH_WORDS)), default="recommend")
        goals.append((settings_acts.short_name(statement), statement, STRENGTH_WORDS[word]))
    minutes = click.prompt("Minutes each on Monday, Wednesday and Friday", type=click.IntRange(0, 600), default=60)
    return starter.text(
        [name.strip() for name in names.split(",") if name.strip()],
        goals,
        {"mon": minutes, "wed": minutes, "fri": minutes},
    )
