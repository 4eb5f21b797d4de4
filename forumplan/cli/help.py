"""`forumplan help TOPIC`: a document, or the help of a command, without a browser."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from forumplan.cli.output import table, width, write_text
from forumplan.domain.errors import ForumplanError, UsageError
from forumplan.domain.text import harmless, nearest

KINDS = ("tutorial", "how-to", "explanation", "reference")
WIDEST = 100
"""Longer lines are hard to read, however wide the terminal."""


@click.command(name="help", help="Read a document or the help of a command here; without TOPIC: what there is.")
@click.argument("topic", required=False)
@click.pass_context
def command(ctx: click.Context, topic: str | None) -> None:
    pages = {page.stem: page for kind in KINDS for page in sorted(_folder().glob(f"{kind}/*.md"))}
    if topic is None:
        table([(name, _title(page)) for name, page in pages.items()])
        return
    group, root = ctx.find_root().command, ctx.find_root()
    if topic in pages:
        _show(pages[topic].read_text(encoding="utf-8"))
    elif isinstance(group, click.Group) and (found := group.get_command(root, topic)) is not None:
        click.echo(found.get_help(click.Context(found, info_name=topic, parent=root)))
    else:
        known = [*pages, *(group.list_commands(root) if isinstance(group, click.Group) else ())]
        near = nearest(topic, known)
        hint = f"did you mean {near}?" if near else "forumplan help lists what there is"
        raise UsageError(f"{topic}: no document and no command is called so; {hint}")


def _folder() -> Path:
    """The documents as they come with the package, or those of the checkout it runs from."""
    package = Path(__file__).parents[1]
    for folder in (package / "docs", package.parent / "docs"):
        if (folder / "reference").is_dir():
            return folder
    raise ForumplanError("the documents did not come with this package; install it again")


def _title(page: Path) -> str:
    with page.open(encoding="utf-8") as lines:
        return next(lines).lstrip("# ").rstrip()


def _show(text: str) -> None:
    """Set for a terminal, as it was written for everything else."""
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM", "dumb") == "dumb"
    if plain or not sys.stdout.isatty():
        write_text(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.theme import Theme

    look = Theme({"markdown.code": "bold cyan", "markdown.code_block": "cyan"})
    written = Markdown(harmless(text), code_theme="ansi_dark", hyperlinks=False)
    Console(width=min(width(), WIDEST), theme=look).print(written)
