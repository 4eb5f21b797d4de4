"""Edits of feeds.toml: from the text before to the text after. Comments and order stay.

tomlkit works only on the lines of the one table that changes. Given a whole file it gathers tables of one name that
stand apart, and takes the comment above a table for the end of the table before.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Array

from forumplan.config import read
from forumplan.config.locate import Span, spans
from forumplan.config.schema import keys_of
from forumplan.config.values import ValueProblem, typed
from forumplan.config.write import write
from forumplan.domain.errors import UsageError
from forumplan.domain.text import nearest

__all__ = [
    "add_goal",
    "add_venue",
    "add_venues",
    "parse_value",
    "remove_venue",
    "set_goal",
    "set_venue",
    "text_of",
    "venue_table",
    "with_venue_table",
    "write",
]

text_of = read.text_of


def add_venue(text: str, values: Mapping[str, Any]) -> str:
    """The text with one more venue at its end; None leaves a key out. UsageError where venues are written inline."""
    return _added(text, "venue", [values])


def add_venues(text: str, venues: Iterable[Mapping[str, Any]]) -> str:
    """The text with several more venues at its end, likewise."""
    return _added(text, "venue", venues)


def add_goal(text: str, values: Mapping[str, Any]) -> str:
    """The text with one more goal at its end, likewise."""
    return _added(text, "goal", [values])


def set_venue(text: str, entity: str, key: str, value: Any) -> str:
    """The text with one key of a venue changed or added, or with None taken out. UsageError if there is no such id."""
    return _set(text, "venue", entity, key, value)


def venue_table(text: str, entity: str) -> str:
    """The lines of a venue as they are written. UsageError if there is no such id."""
    span = _span(text, "venue", entity)
    return "\n".join(text.split("\n")[span.first - 1 : span.last]).replace("\r", "").rstrip() + "\n"


def with_venue_table(text: str, entity: str, table: str) -> str:
    """The text with other lines in the place of a venue's, likewise."""
    span = _span(text, "venue", entity)
    lines = text.split("\n")
    changed = table.rstrip().replace("\n", _line_end(text)) + _line_end(text).removesuffix("\n")
    return "\n".join([*lines[: span.first - 1], changed, *lines[span.last :]])


def set_goal(text: str, entity: str, key: str, value: Any) -> str:
    """The text with one key of a goal changed or added, likewise; a goal ends by its key `until`."""
    return _set(text, "goal", entity, key, value)


def add_minutes(text: str, minutes: Mapping[str, int]) -> str:
    """The text with the sittings of the week, minutes by day such as `mon`; as it is where it names them already."""
    week = tomllib.loads(text).get("week")
    if week is not None and "minutes" in week:
        return text
    line = f"minutes = {{ {', '.join(f'{day} = {value}' for day, value in minutes.items())} }}"
    if week is None:
        return f"{text.rstrip()}\n\n[week]\n{line}\n"
    lines = text.split("\n")
    head = next((number for number, one in enumerate(lines) if one.split("#")[0].strip() == "[week]"), None)
    if head is None:
        raise _inline("week")
    return "\n".join([*lines[: head + 1], line, *lines[head + 1 :]])


def remove_venue(text: str, entity: str) -> str:
    """The text without the lines of a venue; comments above and below it stay. UsageError if there is no such id."""
    span = _span(text, "venue", entity)
    lines = text.split("\n")
    rest = lines[span.last :]
    while rest and not rest[0].strip():
        rest.pop(0)
    kept = "\n".join(lines[: span.first - 1] + rest)
    return kept if rest else kept.rstrip() + _line_end(text)


def parse_value(table: str, key: str, text: str) -> Any:
    """A value typed as KEY=VALUE, ready for the file; None for no text, which takes the key out.

    Lists are separated by commas. UsageError for an unknown key or a value that does not fit.
    """
    keys = keys_of(table)
    if key == "id":
        raise UsageError("id: an id never changes; the record knows things by it")
    if key not in keys:
        near = nearest(key, tuple(name for name in keys if name != "id"))
        raise UsageError(f"{key}: there is no such key of a {table}{f'; did you mean {near!r}?' if near else ''}")
    if not text.strip() and not keys[key].required:
        return None
    try:
        return typed(keys[key], text)
    except ValueProblem as problem:
        raise UsageError(f"{key}: {problem}") from None


def _added(text: str, name: str, tables: Iterable[Mapping[str, Any]]) -> str:
    if name in read.document(text, Path("feeds.toml")):
        found = spans(text)
        if not _is_header(text, found.get((name, 0)) or found[(name,)]):
            raise _inline(name)
    end = _line_end(text)
    blocks = [f"[[{name}]]\n{_dumped(values)}".replace("\n", end) for values in tables]
    before = text.rstrip()
    added = end.join(blocks)
    return f"{before}{end}{end}{added}" if before and added else added or text


def _dumped(values: Mapping[str, Any]) -> str:
    table = tomlkit.document()
    for key, value in values.items():
        if value is not None:
            table.add(key, list(value) if isinstance(value, tuple) else value)
    return tomlkit.dumps(table)


def _set(text: str, name: str, entity: str, key: str, value: Any) -> str:
    span = _span(text, name, entity)
    lines = text.split("\n")
    body = "\n".join(lines[span.first - 1 : span.last])
    document: Any = tomlkit.parse(body.replace("\r\n", "\n").rstrip("\r") + "\n")
    _put(document[name][0], key, list(value) if isinstance(value, tuple) else value)
    changed = tomlkit.dumps(document).removesuffix("\n")
    if body.endswith("\r"):
        changed = changed.replace("\n", "\r\n") + "\r"
    return "\n".join([*lines[: span.first - 1], changed, *lines[span.last :]])


def _put(table: MutableMapping[str, Any], key: str, value: Any) -> None:
    if value is None:
        table.pop(key, None)
        return
    old = table.get(key)
    if isinstance(old, Array) and isinstance(value, list) and _amend(old, value):
        return
    table[key] = value


def _amend(array: Array, wanted: list[Any]) -> bool:
    """Change a list item by item, so that the comments of the others stay; False if that does not give `wanted`."""
    for position in reversed(range(len(array))):
        if array[position] not in wanted:
            del array[position]
    for item in wanted[len(array) :]:
        array.append(item)
    return bool(array.unwrap() == wanted and tomllib.loads(f"x = {array.as_string()}\n")["x"] == wanted)


def _span(text: str, name: str, entity: str) -> Span:
    """The lines of the table of that id, from its header to its last key."""
    tables = read.document(text, Path("feeds.toml")).get(name, [])
    for position, table in enumerate(tables):
        if isinstance(table, dict) and table.get("id") == entity:
            span = spans(text)[(name, position)]
            if not _is_header(text, span):
                raise _inline(name)
            return span
    raise UsageError(f"{entity}: no {name} has this id; forumplan {name} list shows them")


def _is_header(text: str, span: Span) -> bool:
    return text.split("\n")[span.first - 1].lstrip().startswith("[[")


def _inline(name: str) -> UsageError:
    return UsageError(f"feeds.toml writes its {name}s inline; write each as [[{name}]], or edit them by hand")


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
