"""`forumplan import`: lists of feeds of other programs. Shows the difference first; --yes applies it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from forumplan.cli.output import ObjectWriter, home_of, json_option, put, put_json, say, table
from forumplan.domain.errors import UsageError
from forumplan.services import importing, reading_back
from forumplan.services.home import Home
from forumplan.services.importing import Difference, Row
from forumplan.services.reading_back import ReadBack

PARTIAL = 3
MARKS = {"new": "+", "manual": "~", "there": "=", "duplicate": "=", "refused": "!"}
WORDS = {"new": "", "manual": "by hand", "there": "there already", "duplicate": "duplicate", "refused": "refused"}


@click.command(
    "import",
    help="Take over venues from OPML, newsboat urls, bookmarks, a list of addresses or a CSV table, or all that export "
    "jsonl wrote; - reads it from standard input. Shows what would change; nothing is written without --yes.",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Write it; forumplan undo takes it back.")
@json_option
@click.pass_context
def command(ctx: click.Context, file: Path, yes: bool, as_json: bool) -> int:
    with _at_hand(file) as path:
        return _take_over(home_of(ctx), path, yes=yes, as_json=as_json)


@contextmanager
def _at_hand(file: Path) -> Iterator[Path]:
    """The file; what comes on standard input is one for so long, as its kind is told before it is read."""
    if str(file) not in ("-", "/dev/stdin"):
        yield file
        return
    if sys.stdin is None:
        raise UsageError(f"{file}: standard input is closed; give the name of a file")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "stdin")
        with path.open("xb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
        try:
            yield path
        except UsageError as error:
            raise UsageError(str(error).replace(f"{folder}/", "")) from None


def _take_over(home: Home, file: Path, *, yes: bool, as_json: bool) -> int:
    if file.is_file() and reading_back.is_export(file):
        return _read_back(reading_back.read_back(home, file, dry_run=not yes), done=yes, as_json=as_json)
    found = importing.difference(home, file)
    if as_json:
        _put_json(found, done=yes)
    else:
        show(found)
    if yes:
        importing.apply(home, found, file.name)
    if not as_json:
        put(found.words(done=yes))
    if not yes:
        say("nothing is written yet; --yes writes it" if found.venues else "nothing to write")
    return PARTIAL if yes and found.counts["refused"] else 0


def _read_back(found: ReadBack, *, done: bool, as_json: bool) -> int:
    """Say what a file of our own export brings."""
    left = [*found.left_out, *found.bad]
    if as_json:
        put_json(
            [
                {
                    "form": "export",
                    "events": found.events,
                    "settings": found.settings,
                    "left_out": list(found.left_out),
                    "refused": list(found.bad),
                    "written": done,
                }
            ]
        )
    else:
        for line in left:
            put(f"! {line}")
        put(found.words())
    if not done:
        say("nothing is written yet; --yes writes it")
    return PARTIAL if done and left else 0


def show(found: Difference) -> None:
    """A line a place."""
    table([_cells(row) for row in found.rows])


def _cells(row: Row) -> tuple[str, ...]:
    where = f"line {row.line}" if row.line else ""
    remark = ": ".join(filter(None, (WORDS[row.state], row.why)))
    return (MARKS[row.state], where, row.id, row.name, row.address, remark)


def _put_json(found: Difference, *, done: bool) -> None:
    write = ObjectWriter()
    for row in found.rows:
        write(
            {
                "state": row.state,
                "id": row.id or None,
                "name": row.name,
                "address": row.address or None,
                "tags": row.values.get("tags", []),
                "line": row.line or None,
                "why": row.why or None,
            }
        )
    counts: dict[str, Any] = {state: found.counts[state] for state in MARKS}
    write({"summary": {"form": found.form, "read": sum(counts.values()), **counts, "written": done}})
