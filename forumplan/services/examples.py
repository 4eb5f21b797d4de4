"""Labelled examples out of and into files; they may be of threads that no feed shows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from forumplan.domain.errors import UsageError
from forumplan.domain.events import Change
from forumplan.domain.identity import alias, short_id
from forumplan.domain.records import Label
from forumplan.domain.text import as_cell, clean, clean_block, from_cell, is_name, shorten
from forumplan.domain.thread import ThreadCopy
from forumplan.services.home import Home

YES = frozenset({"y", "yes", "1", "true", "relevant", "+"})
NO = frozenset({"n", "no", "0", "false", "off topic", "-"})


COLUMNS = ("id", "url", "goal", "label", "title", "text")


def exported(home: Home) -> Iterator[dict[str, Any]]:
    """Every label as an object of COLUMNS that `import_file` takes back."""
    for label in home.ledger.whole(Label):
        copy = label.copy or {}
        yield {
            "id": label.thread,
            "url": copy.get("url", ""),
            "goal": label.goal,
            "label": "y" if label.value else "n",
            "title": copy.get("title", ""),
            "text": copy.get("text", ""),
        }


def exported_csv(home: Home) -> str:
    """Every label as a table with a line of heads; no cell is taken for a formula by a spreadsheet."""
    made = io.StringIO(newline="")
    # All quoted: a lone carriage return in a text would else end the line for a reader.
    writer = csv.DictWriter(made, COLUMNS, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows({name: as_cell(value) for name, value in row.items()} for row in exported(home))
    return made.getvalue()


def import_file(home: Home, path: Path) -> tuple[int, list[str]]:
    """Take the labels of a JSONL or CSV file as one act. Returns how many, and a line for each line left out."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: it cannot be read ({error}); give a JSONL or CSV file in UTF-8") from error
    changes: dict[str, Change] = {}
    broken: list[str] = []
    for number, row in _csv_rows(text) if path.suffix.lower() == ".csv" else _json_rows(text):
        try:
            label = _label(home, row)
        except ValueError as error:
            broken.append(f"{path}:{number}: {error}; the line was left out")
        else:
            changes[label.id] = Change("label", label.id, label.dump())
    if changes:
        home.ledger.act("import labels", f"{len(changes)} labels from {path.name}", list(changes.values()))
    return len(changes), broken


def add(home: Home, goal: str, text: str, value: int) -> str:
    """Teach a goal by words of one's own, of no thread. Returns what was done. UsageError if they say nothing."""
    try:
        label = _label(home, {"goal": goal, "label": str(value), "title": text})
    except ValueError as error:
        raise UsageError(f"{text}: {error}") from error
    words = f"{'relevant' if value else 'off topic'} for {goal}: {shorten(text, 60)}"
    home.ledger.act("label", words, [Change("label", label.id, label.dump())])
    return words


def relabel(home: Home, label: Label, value: int | None) -> str:
    """Give a label another value, or take it away (None). Returns what was done, in words."""
    title = shorten(str((label.copy or {}).get("title", "")), 60)
    sure = label.value == value
    changed = replace(label, value=value, at=home.clock(), sure=sure).dump() if value is not None else None
    said = "label taken away" if value is None else f"{'relevant' if value else 'off topic'} for {label.goal}"
    home.ledger.act("label", f"{said}: {title}", [Change("label", label.id, changed)])
    return f"{said}: {title}"


def _csv_rows(text: str) -> Iterator[tuple[int, Any]]:
    """(line that a row ends on, the row); a text instead of a row says what is wrong with it."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        if "label" not in (reader.fieldnames or ()):
            yield 1, f"the first line must name the columns ({', '.join(COLUMNS)}), label among them"
            return
        for row in reader:
            yield reader.line_num, {k: from_cell(v) if isinstance(v, str) else v for k, v in row.items()}
    except csv.Error as error:
        yield reader.reader.line_num, f"not CSV ({error}), and nothing after it was read"


def _json_rows(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                yield number, f"not JSON ({error.msg})"
            except RecursionError:
                yield number, "not JSON that can be read (nested too deep)"


def _label(home: Home, row: Any) -> Label:
    """A label from a row; ValueError says what is wrong with it."""
    if isinstance(row, str):
        raise ValueError(row)
    if not isinstance(row, dict):
        raise ValueError("not an object")
    values = {key: str(value) if value is not None else "" for key, value in row.items() if isinstance(key, str)}
    goal = values.get("goal", "") or (home.settings.goals[0].id if len(home.settings.goals) == 1 else "")
    if home.settings.goal(goal) is None:
        raise ValueError(f"no goal {goal!r} in feeds.toml")
    word = values.get("label", "").strip().lower()
    if word not in YES | NO:
        raise ValueError(f"label {word!r} is neither y nor n")
    copy = _copy(home, values)
    return Label(f"{goal}/{copy.id}", goal, copy.id, int(word in YES), home.clock(), asdict(copy), imported=True)


def _copy(home: Home, values: dict[str, str]) -> ThreadCopy:
    url = values.get("url", "")
    name = values.get("id", "")
    if not is_name(name):
        raise ValueError("the id holds a control character or half a character")
    found = home.threads.by_ids([name]).get(name) if name else None
    found = found or (home.threads.by_alias(alias(url)) if url else None)
    if found is not None:
        return found.copy()
    title, text = clean(values.get("title", "")), clean_block(values.get("text", ""), 2000)
    if not (title or text):
        raise ValueError("no thread has this id or address, and there is no title or text to learn from")
    name = name or short_id("t", "example", alias(url) if url else title + text)
    return ThreadCopy(name, "", title, url, "", text)
