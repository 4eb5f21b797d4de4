"""`forumplan completion SHELL`: a script to source."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from forumplan.domain.errors import UsageError


@click.command(help="Completion for bash, zsh or fish, to be sourced: source <(forumplan completion bash)")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    kind = get_completion_class(shell)
    if kind is None:
        raise UsageError(f"{shell}: no completion for this shell")
    script = kind(ctx.find_root().command, {}, "forumplan", "_FORUMPLAN_COMPLETE")
    click.echo(script.source_template % script.source_vars())
