"""Questions of commands: asked where somebody can answer, refused in words where nobody can."""

from __future__ import annotations

import sys

import click

from forumplan.domain.errors import UsageError


def sure(question: str, *, yes: bool) -> None:
    """Go on only after a yes, which `yes` gives beforehand; click.Abort after a no. UsageError without a terminal."""
    if not yes and not ask(question):
        raise click.Abort


def ask(question: str) -> bool:
    """The answer to a question, on stderr. UsageError without a terminal."""
    if not sys.stdin.isatty():
        raise UsageError(f"{question} Nobody can be asked here; --yes says so")
    return click.confirm(question, err=True)
