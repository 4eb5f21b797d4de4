"""feeds.toml into Settings. Every error names file, line and key, and the nearest name where one is near."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from forumplan.config.locate import Span, line_of, spans
from forumplan.config.schema import TABLES, Key, keys_of
from forumplan.config.values import ValueProblem, checked
from forumplan.domain.errors import ConfigError, ConfigFileError
from forumplan.domain.goal import Goal
from forumplan.domain.keys import wrong_key
from forumplan.domain.settings import FetchSettings, RankingSettings, Settings, WeekSettings
from forumplan.domain.text import clean, nearest
from forumplan.domain.venue import Venue

LISTS = ("goal", "venue")
"""The tables of which there may be many, written with double brackets."""
_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$| \(at end of document\)$")


def load(path: Path) -> Settings:
    """The settings of a file. Raises ConfigError; a file that is not there says how to make one."""
    text, distrust = source(path)
    return parse(text, path, guarded_by=distrust)


def text_of(path: Path) -> str:
    """The text of the file, its line ends as they are, no byte order mark. ConfigError if it cannot be read as one."""
    return source(path)[0]


def source(path: Path) -> tuple[str, str]:
    """The text of the file, and why its guarded keys must not count ("" if it is the user's alone)."""
    try:
        # A named pipe would block at opening, so what is no file is refused before that.
        if not stat.S_ISREG(path.stat().st_mode):
            raise ConfigError(path, 0, "", "it is a folder or a device, not a file; name a feeds.toml with --config")
        with path.open("rb") as file:
            body, status = file.read(), os.fstat(file.fileno())
    except FileNotFoundError:
        raise ConfigError(path, 0, "", "it is not there; forumplan init writes a starter") from None
    except OSError as error:
        raise ConfigFileError(path, 0, "", f"it cannot be read ({error.strerror}); check its permissions") from None
    try:
        return body.decode("utf-8-sig"), _distrust(path, status)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise ConfigError(path, line, "", "it is not UTF-8 there; save it as UTF-8") from None


def document(text: str, path: Path) -> dict[str, Any]:
    """The text as plain TOML, its keys not yet looked at. ConfigError with line and column where it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        message = _PLACE.sub("", str(error))
        if found and found[1]:
            raise ConfigError(path, int(found[1]), "", f"column {found[2]}: {message}") from None
        lines = text.split("\n")
        raise ConfigError(path, len(lines), "", f"column {len(lines[-1]) + 1}, at the end: {message}") from None
    except (ValueError, RecursionError):
        raise ConfigError(path, 0, "", "holds a number too long or lists too deep to be read; shorten them") from None


def parse(text: str, path: Path, *, guarded_by: str = "") -> Settings:
    """The settings of a text. `guarded_by` says why keys that start programs are refused, "" if they may stand."""
    return _Reader(text, path, guarded_by).settings()


class _Reader:
    """One reading: what went wrong knows its line."""

    def __init__(self, text: str, path: Path, guarded_by: str) -> None:
        self.text, self.path, self.guarded_by = text, path, guarded_by
        self.document = document(text, path)

    def settings(self) -> Settings:
        for name, value in self.document.items():
            if name not in TABLES:
                self._unknown((name,), name, TABLES, "table")
            if name in LISTS:
                self._check_tables(name, value)
            elif not isinstance(value, dict):
                self._fail((name,), name, f"must be a table written [{name}]")
        settings = Settings(
            week=WeekSettings(**self._table(("week",), "week", self.document.get("week", {}))),
            ranking=RankingSettings(**self._table(("ranking",), "ranking", self.document.get("ranking", {}))),
            fetch=FetchSettings(**self._table(("fetch",), "fetch", self.document.get("fetch", {}))),
            keys=self._keys(),
            goals=tuple(Goal(**values) for values in self._tables("goal")),
            venues=tuple(Venue(**values) for values in self._tables("venue")),
        )
        self._goals_of_venues(settings)
        return settings

    def _check_tables(self, name: str, value: object) -> None:
        if not isinstance(value, list):
            self._fail((name,), name, f"must be a table written [[{name}]]")
        for place, table in enumerate(value):
            if not isinstance(table, dict):
                self._fail((name, place), name, f"must be a table written [[{name}]]")

    def _tables(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        first_place: dict[str, int] = {}
        for place, table in enumerate(self.document.get(name, [])):
            values = self._table((name, place), name, table)
            first = first_place.setdefault(values["id"], place)
            if first != place:
                line = self._line((name, first, "id"))
                self._fail(
                    (name, place, "id"), "id", f"{values['id']!r} is the id of the {name} on line {line} already"
                )
            found.append(values)
        return found

    def _table(self, path: tuple[str | int, ...], name: str, table: dict[str, Any]) -> dict[str, Any]:
        keys = keys_of(name)
        for key in table:
            if key not in keys:
                self._unknown((*path, key), key, tuple(keys), "key")
        for wanted in keys.values():
            if wanted.required and wanted.name not in table:
                self._fail(path, wanted.name, f"is missing in this {name}; {wanted.meaning}")
        return {key: self._value((*path, key), keys[key], value) for key, value in table.items()}

    def _value(self, path: tuple[str | int, ...], key: Key, value: Any) -> Any:
        if key.guarded and self.guarded_by and value not in ("", [], False):
            self._fail(path, key.name, f"is refused: {self.guarded_by}")
        try:
            return checked(key, value)
        except ValueProblem as problem:
            self._fail((*path, *problem.inner), key.name, str(problem))

    def _keys(self) -> dict[str, str]:
        found = self.document.get("keys", {})
        for act, key in found.items():
            if not isinstance(key, str) or not key:
                self._fail(("keys", act), act, 'must be the name of a key in quotes, such as "ctrl+r"')
            if why := wrong_key(key.strip()):
                self._fail(("keys", act), act, why)
        return dict(found)

    def _goals_of_venues(self, settings: Settings) -> None:
        names = tuple(goal.id for goal in settings.goals)
        for number, venue in enumerate(settings.venues):
            for place, goal in enumerate(venue.goals):
                if goal not in names:
                    self._unknown(("venue", number, "goals", place), goal, names, "goal")

    def _unknown(self, path: tuple[str | int, ...], name: str, names: tuple[str, ...], what: str) -> NoReturn:
        near = nearest(name, names)
        hint = f"did you mean {near!r}?" if near else f"known: {', '.join(names) or 'none'}"
        self._fail(path, name, f"there is no such {what}; {hint}")

    @cached_property
    def _spans(self) -> dict[tuple[str | int, ...], Span]:
        return spans(self.text)

    def _line(self, path: tuple[str | int, ...]) -> int:
        return line_of(self._spans, path)

    def _fail(self, path: tuple[str | int, ...], key: str, message: str) -> NoReturn:
        raise ConfigError(self.path, self._line(path), clean(key, 60), clean(message))


def _distrust(path: Path, status: os.stat_result) -> str:
    if status.st_uid != os.geteuid():
        return f"the file belongs to somebody else; chown {path} to yourself"
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return f"the file may be written by others; chmod go-w {path}"
    return ""
