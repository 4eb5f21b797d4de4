"""`forumplan backup` and `restore`: verified copies of the ledger, and the ledger made what a copy holds."""

from __future__ import annotations

from pathlib import Path

import click

from forumplan.cli.output import home_of, put
from forumplan.services import safekeeping


@click.command(help="Make a verified copy of the ledger; older ones are kept by days.")
@click.pass_context
def backup(ctx: click.Context) -> None:
    put(str(safekeeping.backup(home_of(ctx))))


@click.command(help="Make the ledger what a copy of it holds; what it holds now is kept as a backup first.")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def restore(ctx: click.Context, file: Path) -> None:
    before = safekeeping.restore(home_of(ctx), file)
    put(f"restored from {file}" + (f"; what was there before is kept as {before}" if before else ""))
