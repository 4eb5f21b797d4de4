"""`forumplan init`: a starter feeds.toml; asks a few things unless told not to."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from forumplan.cli.import_ import show
from forumplan.cli.output import home_of, put, say
from forumplan.config import starter
from forumplan.domain.errors import UsageError
from forumplan.domain.goal import STRENGTH_WORDS
from forumplan.services import importing, settings_acts
from forumplan.services.home import Home


@click.command(help="Write a starter feeds.toml: who you are, what you want, when you sit down.")
@click.option("--no-input", is_flag=True, help="Ask nothing; everything can be edited later.")
@click.pass_context
def command(ctx: click.Context, no_input: bool) -> None:
    home = home_of(ctx)
    path = home.paths.config_file
    if path.exists():
        raise UsageError(f"{path} is there already; edit it, or name another folder with --home")
    asks = not no_input and sys.stdin.isatty()
    names = _names() if asks else []
    starter.write(path, _asked(names) if asks else starter.text())
    put(f"wrote {path}")
    if asks:
        _import(home, names)
    say("next: forumplan venue add ADDRESS or forumplan import FILE, then forumplan refresh and forumplan plan")


def _names() -> list[str]:
    typed = click.prompt("Your names in forums, comma separated", default="", show_default=False)
    return [name.strip() for name in typed.split(",") if name.strip()]


def _import(home: Home, names: list[str]) -> None:
    """Take over the venues of another program, if there is a file of them; the difference is shown first."""
    typed = click.prompt("A file of feeds to import (OPML, newsboat, bookmarks)", default="", show_default=False)
    if not typed.strip():
        return
    try:
        found = importing.difference(home, Path(typed.strip()).expanduser())
    except UsageError as error:
        say(str(error))
        return
    show(found)
    put(found.words())
    if found.venues and click.confirm("Write this?", default=True):
        put(importing.apply(home, found, typed.strip(), names))


def _asked(names: list[str]) -> str:
    """The starter after a few questions; an empty answer leaves a part out."""
    statement = click.prompt("What do you want to be known for, or to achieve?", default="", show_default=False)
    goals = []
    if statement:
        word = click.prompt("What must people do for it?", type=click.Choice(list(STRENGTH_WORDS)), default="recommend")
        goals.append((settings_acts.short_name(statement), statement, STRENGTH_WORDS[word]))
    minutes = click.prompt("Minutes each on Monday, Wednesday and Friday", type=click.IntRange(0, 600), default=60)
    return starter.text(
        names,
        goals,
        {"mon": minutes, "wed": minutes, "fri": minutes},
    )
