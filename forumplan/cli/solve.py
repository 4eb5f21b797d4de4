"""`forumplan solve`: problems in, plans out, one JSON line each; keeps no state."""

from __future__ import annotations

import click


@click.command("solve")
@click.option("--fast", is_flag=True, help="The first plan only, with its certified bound.")
@click.option("--effort", default=200, show_default=True, type=click.IntRange(0), help="Bound of the work.")
@click.option("--seconds", type=click.FloatRange(min=0.0), help="Safety net on the clock; off by default.")
@click.option("--model", is_flag=True, help="Adds the mixed-integer program that was stated.")
def command(fast: bool, effort: int, seconds: float | None, model: bool) -> None:
    """Read planning problems on stdin, one JSON object a line, and write one plan a line on stdout.

    A bad line gives {"error": ...} in its place; the others are solved, and the exit status is 1.
    """
    from forumplan.plan.protocol import serve

    raise SystemExit(serve(fast=fast, effort=effort, seconds=seconds, model=model))


if __name__ == "__main__":
    command()
