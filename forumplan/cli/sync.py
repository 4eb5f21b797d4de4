"""`forumplan sync`: exchange what was done with other machines through a folder."""

from __future__ import annotations

from pathlib import Path

import click

from forumplan.cli.output import home_of, put, say
from forumplan.domain.text import plural
from forumplan.services import sync


@click.command(help="Exchange what you did with your other machines, through a folder that all of them see.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_context
def command(ctx: click.Context, folder: Path) -> int:
    done = sync.sync(home_of(ctx), folder)
    for line in done.bad:
        say(line)
    parts = [
        f"{plural(done.journals, 'journal')} read",
        f"{plural(done.new, 'event')} new here",
        "this machine's journal written" if done.written else "nothing new from here",
    ]
    if done.forgotten:
        parts.append(f"{plural(done.forgotten, 'person', 'people')} forgotten here as there")
    put(" · ".join(parts))
    return 3 if done.bad else 0
