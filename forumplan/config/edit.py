"""Edits of feeds.toml that keep comments and order; written whole or not at all, and only if nobody else did."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from forumplan.config import read
from forumplan.config.schema import keys_of
from forumplan.config.values import ValueProblem, typed
from forumplan.domain.errors import ConfigError, UsageError
from forumplan.domain.text import nearest

text_of = read.text_of


def add_venue(text: str, values: Mapping[str, Any]) -> str:
    """The text with one more venue at its end."""
    return _added(text, "venue", values)


def add_goal(text: str, values: Mapping[str, Any]) -> str:
    """The text with one more goal behind the others."""
    return _added(text, "goal", values)


def set_venue(text: str, entity: str, key: str, value: Any) -> str:
    """The text with one key of a venue changed or added."""
    return _set(text, "venue", entity, key, value)


def set_goal(text: str, entity: str, key: str, value: Any) -> str:
    """The text with one key of a goal changed or added."""
    return _set(text, "goal", entity, key, value)


def remove_venue(text: str, entity: str) -> str:
    """The text without a venue."""
    document = tomlkit.parse(text)
    tables = _tables(document, "venue")
    del tables[_place(tables, entity, "venue")]
    if not len(tables):
        del document["venue"]
    return tomlkit.dumps(document)


def parse_value(table: str, key: str, text: str) -> Any:
    """A value typed as KEY=VALUE, ready for the file. UsageError for an unknown key or a value that does not fit."""
    keys = keys_of(table)
    if key not in keys or key == "id":
        near = nearest(key, tuple(name for name in keys if name != "id"))
        hint = f"; did you mean {near!r}?" if near else ""
        what = "an id never changes" if key == "id" else f"there is no such key of a {table}{hint}"
        raise UsageError(f"{key}: {what}")
    try:
        return typed(keys[key], text)
    except ValueProblem as problem:
        raise UsageError(f"{key}: {problem}") from None


def write(path: Path, before: str, after: str) -> None:
    """Put `after` in the place of `before`. ConfigError if the file is no longer `before`, or `after` is not right."""
    read.parse(after, path)
    if path.exists() and text_of(path) != before:
        raise ConfigError(path, 0, "", "it was changed by another program meanwhile; nothing was written, try again")
    place(path, after)


def place(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable by the user alone."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    target = path.resolve() if path.is_symlink() else path
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise ConfigError(path, 0, "", f"it cannot be written ({error.strerror}); nothing was changed") from error


def _added(text: str, name: str, values: Mapping[str, Any]) -> str:
    document = tomlkit.parse(text)
    table = tomlkit.table()
    for key, value in values.items():
        table.add(key, value)
    if name not in document:
        document.add(name, tomlkit.aot())
    _tables(document, name).append(table)
    new = tomlkit.dumps(document)
    return new if new.endswith("\n") else new + "\n"


def _set(text: str, name: str, entity: str, key: str, value: Any) -> str:
    document = tomlkit.parse(text)
    tables = _tables(document, name)
    table: Table = tables[_place(tables, entity, name)]
    table[key] = value
    return tomlkit.dumps(document)


def _tables(document: tomlkit.TOMLDocument, name: str) -> AoT:
    found = document.get(name)
    if not isinstance(found, AoT):
        raise UsageError(f"feeds.toml writes its {name}s in one line; edit them by hand")
    return found


def _place(tables: AoT, entity: str, name: str) -> int:
    for number, table in enumerate(tables):
        if table.get("id") == entity:
            return number
    raise UsageError(f"{entity}: no {name} has this id; forumplan {name} list shows them")
