"""`forumplan rank`: a pool of texts in the order of their fit to a goal; keeps no state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from forumplan.domain.errors import UsageError
from forumplan.domain.text import is_name

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("rank")
@click.option("--pool", "pool_path", type=_FILE, required=True, help="JSON Lines of {id, title, body, date}")
@click.option("--goal", "goal_path", type=_FILE, required=True, help="text file with the goal's statement")
@click.option("--labels", "labels_path", type=_FILE, required=True, help="JSON Lines of {id, title, body, label 0|1}")
def command(pool_path: Path, goal_path: Path, labels_path: Path) -> None:
    """Rank the texts of a file for a goal, with the labels of another; keeps no state.

    Prints every id of the pool once, best first, as id, tab, score. The labels' file may be empty, and what it labels
    need not be in the pool.
    """
    from forumplan.rank.document import Document, LabelledText
    from forumplan.rank.stateless import rank_pool

    pool = [
        Document(number, item["id"], item["title"], item["body"], item["language"])
        for number, (_, item) in enumerate(_items(pool_path), start=1)
    ]
    labels = [
        LabelledText(
            item["id"], item["title"], item["body"], _value(labels_path, line, item), language=item["language"]
        )
        for line, item in _items(labels_path)
    ]
    ranked = rank_pool(pool, _read(goal_path), labels)
    click.echo("".join(f"{name}\t{score:.6g}\n" for name, score in ranked), nl=False)


def _items(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line, object) of a JSON Lines file; texts that are absent are empty. UsageError names a line that is wrong."""
    for line, text in enumerate(_read(path).split("\n"), start=1):
        if not text.strip():
            continue
        try:
            item = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{path}:{line}: is not JSON ({error}); write one object a line") from error
        if not isinstance(item, dict) or not isinstance(item.get("id"), str | int):
            raise UsageError(f"{path}:{line}: needs an object with an id")
        if not is_name(str(item["id"])):
            raise UsageError(f"{path}:{line}: id: holds a tab, a line end, a control character or half a character")
        yield line, {**item, **{name: _text(item.get(name)) for name in ("id", "title", "body", "language")}}


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _value(path: Path, line: int, item: dict[str, Any]) -> int:
    if item.get("label") not in (0, 1):
        raise UsageError(f"{path}:{line}: label: needs 1 (relevant) or 0 (off topic), not {item.get('label')!r}")
    return int(item["label"])


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror or error})") from error
