"""On which line of a TOML text a key or a table stands, which tomllib does not tell.

Works on text that tomllib accepts; what it finds in other text has no meaning.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
"""Keys and positions from the top: ("venue", 2, "feeds", 0) is the first feed of the third venue."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")' r"|'''.*?'{3,5}(?!')" r'|"(?:\\.|[^"\\])*"' r"|'[^']*'",
    re.DOTALL,
)
_KEY = re.compile(r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*'|[ \t]*\.[ \t]*)+""")
_SCALAR = re.compile(r"[^,\]}#\r\n]+")


@dataclass(frozen=True, slots=True)
class Span:
    """First and last line, counted from 1."""

    first: int
    last: int


def spans(text: str) -> dict[Path, Span]:
    """Where every table, key and list item of `text` stands; a table reaches to the end of its last key."""
    return _Scan(text).run()


def line_of(found: Mapping[Path, Span], path: Path) -> int:
    """The line of `path`, or of the nearest thing around it; 0 if not even its first part was found."""
    for length in range(len(path), 0, -1):
        if path[:length] in found:
            return found[path[:length]].first
    return 0


class _Scan:
    """One walk over the text. `at` is the offset of what is read next."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.found: dict[Path, Span] = {}
        self.tables: Counter[Path] = Counter()
        self._line, self._line_at = 1, 0

    def run(self) -> dict[Path, Span]:
        table: Path = ()
        self._skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip()
        return self.found

    def _header(self) -> Path:
        line, double = self._line_here(), self.text.startswith("[[", self.at)
        self.at += 2 if double else 1
        parts = self._key()
        self.at = self.text.index("]", self.at) + (2 if double else 1)
        path: Path = ()
        for position, part in enumerate(parts):
            path = (*path, part)
            last = position == len(parts) - 1
            if last and double:
                self.tables[path] += 1
            if path in self.tables:
                self._mark(path, line, line)
                path = (*path, self.tables[path] - 1)
            self._mark(path, line, line)
        return path

    def _pair(self, table: Path) -> None:
        line, path = self._line_here(), table
        parts = self._key()
        self._skip()
        self.at += 1
        self._skip()
        path = (*table, *parts)
        self._value(path)
        last = self._line_here()
        for length in range(1, len(path) + 1):
            # A key belongs to the tables around it, and stretches them.
            self._mark(path[:length], line, last)

    def _key(self) -> Path:
        self._skip()
        found = _KEY.match(self.text, self.at)
        if found is None:
            raise ValueError(f"no key at character {self.at}")
        self.at = found.end()
        parts: list[str] = []
        inner: Any = tomllib.loads(f"{found[0].strip()} = 0")
        while isinstance(inner, dict):
            ((part, inner),) = inner.items()
            parts.append(part)
        return tuple(parts)

    def _value(self, path: Path) -> None:
        opening = self.text[self.at]
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline(path)
        else:
            found = (_STRING if opening in "\"'" else _SCALAR).match(self.text, self.at)
            if found is None:
                raise ValueError(f"no value at character {self.at}")
            self.at = found.end()

    def _array(self, path: Path) -> None:
        self.at += 1
        position = 0
        while not self._closed("]"):
            line = self._line_here()
            self._value((*path, position))
            self._mark((*path, position), line, self._line_here())
            position += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        while not self._closed("}"):
            self._pair(path)

    def _closed(self, bracket: str) -> bool:
        """Step over blanks and commas, and over `bracket` if it is next."""
        self._skip()
        while self.text[self.at] == ",":
            self.at += 1
            self._skip()
        if self.text[self.at] != bracket:
            return False
        self.at += 1
        return True

    def _skip(self) -> None:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _line_here(self) -> int:
        self._line += self.text.count("\n", self._line_at, self.at)
        self._line_at = self.at
        return self._line

    def _mark(self, path: Path, first: int, last: int) -> None:
        known = self.found.get(path)
        self.found[path] = Span(known.first, max(known.last, last)) if known else Span(first, last)
