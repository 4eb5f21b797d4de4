"""feeds.toml into Settings. Every error names file, line and key, and the nearest name where one is near."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any, NoReturn

from forumplan.config.locate import line_of, spans
from forumplan.config.schema import TABLES, Key, keys_of
from forumplan.config.values import ValueProblem, checked
from forumplan.domain.errors import ConfigError
from forumplan.domain.goal import Goal
from forumplan.domain.settings import RankingSettings, Settings, WeekSettings
from forumplan.domain.text import nearest
from forumplan.domain.venue import Venue

LISTS = ("goal", "venue")
"""The tables of which there may be many, written with double brackets."""
_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$| \(at end of document\)$")


def load(path: Path) -> Settings:
    """The settings of a file. Raises ConfigError; a file that is not there says how to make one."""
    text = text_of(path)
    return parse(text, path, guarded_by=_distrust(path))


def text_of(path: Path) -> str:
    """The text of the file. ConfigError if it cannot be read as one."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(path, 0, "", "it is not there; forumplan init writes a starter") from None
    except IsADirectoryError:
        raise ConfigError(path, 0, "", "it is a folder, not a file; name a feeds.toml with --config") from None
    except UnicodeDecodeError as error:
        raise ConfigError(path, 0, "", f"it is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise ConfigError(path, 0, "", f"it cannot be read ({error.strerror}); check its permissions") from None


def parse(text: str, path: Path, *, guarded_by: str = "") -> Settings:
    """The settings of a text. `guarded_by` says why keys that start programs are refused, "" if they may stand."""
    return _Reader(text, path, guarded_by).settings()


class _Reader:
    """One reading: what went wrong knows its line."""

    def __init__(self, text: str, path: Path, guarded_by: str) -> None:
        self.text, self.path, self.guarded_by = text, path, guarded_by
        self.document = self._toml()

    def settings(self) -> Settings:
        for name, value in self.document.items():
            if name not in TABLES:
                self._unknown((name,), name, TABLES, "table")
            wanted: type = list if name in LISTS else dict
            if not isinstance(value, wanted) or (wanted is list and not all(isinstance(v, dict) for v in value)):
                form = f"[[{name}]]" if name in LISTS else f"[{name}]"
                self._fail((name,), name, f"must be a table written {form}")
        settings = Settings(
            week=WeekSettings(**self._table(("week",), "week", self.document.get("week", {}))),
            ranking=RankingSettings(**self._table(("ranking",), "ranking", self.document.get("ranking", {}))),
            keys=self._keys(),
            goals=tuple(Goal(**values) for values in self._tables("goal")),
            venues=tuple(Venue(**values) for values in self._tables("venue")),
        )
        self._goals_of_venues(settings)
        return settings

    def _toml(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = _PLACE.search(str(error))
            message = _PLACE.sub("", str(error))
            if found and found[1]:
                raise ConfigError(self.path, int(found[1]), "", f"column {found[2]}: {message}") from None
            raise ConfigError(self.path, self.text.count("\n") + 1, "", f"at the end: {message}") from None

    def _tables(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        first_line: dict[str, int] = {}
        for place, table in enumerate(self.document.get(name, [])):
            values = self._table((name, place), name, table)
            line = self._line((name, place, "id"))
            if values["id"] in first_line:
                message = f"{values['id']!r} is the id of another {name} already, on line {first_line[values['id']]}"
                self._fail((name, place, "id"), "id", message)
            first_line[values["id"]] = line
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
            if not isinstance(key, str):
                self._fail(("keys", act), act, "must be a key in quotes")
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

    def _line(self, path: tuple[str | int, ...]) -> int:
        return line_of(spans(self.text), path)

    def _fail(self, path: tuple[str | int, ...], key: str, message: str) -> NoReturn:
        raise ConfigError(self.path, self._line(path), key, message)


def _distrust(path: Path) -> str:
    """Why keys that start programs or open private networks must not count, "" if the file is the user's alone."""
    status = path.stat()
    if status.st_uid not in (os.getuid(), 0):
        return "the file belongs to somebody else"
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return f"the file may be written by others; chmod go-w {path}"
    return ""
