"""How commands speak: data on stdout, words on stderr, JSON Lines; nothing that could steer a terminal passes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from forumplan.config.paths import Paths
from forumplan.domain.text import clean, harmless
from forumplan.services.home import Home

SCHEMA = 1


def home_of(ctx: click.Context) -> Home:
    """The home that this run works with, closed when the command ends."""
    paths: Paths = ctx.find_root().obj
    home = Home(paths)

    def close() -> None:
        home.close()
        for notice in home.notices:
            say(notice)

    ctx.call_on_close(close)
    return home


def say(message: str) -> None:
    """One line of words on stderr."""
    print(clean(message, 2000), file=sys.stderr)


def put(line: str = "") -> None:
    """One line of data on stdout."""
    print(harmless(line.replace("\n", " ")))


def write_text(text: str) -> None:
    """A whole document on stdout, its lines as they are."""
    print(harmless(text), end="")


class ObjectWriter:
    """Writes JSON Lines on stdout; the first object carries the schema, each line is flushed as it is written."""

    def __init__(self) -> None:
        self._first = True

    def __call__(self, one: dict[str, Any]) -> None:
        line = {"schema": SCHEMA, **one} if self._first else one
        self._first = False
        escaped = (sys.stdout.encoding or "").lower() not in ("utf-8", "utf8")  # there as well nothing is lost
        print(harmless(json.dumps(line, ensure_ascii=escaped)), flush=True)


def put_json(objects: Iterable[dict[str, Any]]) -> None:
    """Several objects as JSON Lines."""
    writer = ObjectWriter()
    for one in objects:
        writer(one)


def table(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> None:
    """Columns as wide as their widest cell; columns in `right` are set to the right; the last one is not padded."""
    if not rows:
        return
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [cell.rjust(widths[i]) if i in right else cell.ljust(widths[i]) for i, cell in enumerate(row)]
        put("  ".join(cells).rstrip())


def width() -> int:
    """Columns to write in: the terminal's, 100 where there is none or it does not say."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 100
    except OSError:
        return 100


json_option = click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout.")
