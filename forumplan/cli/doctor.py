"""`forumplan doctor`: what could be wrong, whether it is, and how to mend it."""

from __future__ import annotations

import click

from forumplan.cli.output import put
from forumplan.config.paths import Paths
from forumplan.services import doctor


@click.command(help="Check folders, permissions, files, clock, proxy and terminal; each finding with its mend.")
@click.option(
    "--repair",
    is_flag=True,
    help="Bring a damaged ledger back from its newest backup and journals; put damaged threads aside.",
)
@click.pass_context
def command(ctx: click.Context, repair: bool) -> int:
    paths: Paths = ctx.find_root().obj
    if repair:
        for line in doctor.repair(paths):
            put(line)
        return 0
    failed = False
    for finding in doctor.examine(paths):
        failed = failed or finding.level == "fail"
        put(f"{finding.level:<5} {finding.what}{f'; {finding.mend}' if finding.mend else ''}")
    return 1 if failed else 0
