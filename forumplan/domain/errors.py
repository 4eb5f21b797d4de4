"""The one tree of errors. Each carries the thing it is about; `str(error)` is one line: what, where, what to do.

ForumplanError            exit status 1
├── ConfigError           feeds.toml, exit status 2
│   └── ConfigFileError   it cannot be read or written at all, exit status 1
├── UsageError            a wrong argument of a command, exit status 2
├── ReadOnlyError         a place that may be looked at but not written
├── FetchError            a site could not be asked, or has no feed
├── ParseError            a body is not what it should be
├── LedgerError           the record of the user's acts
├── CacheError            threads.db or the feed cache
├── ModelError            ranking
└── PlanError             planning
"""

from __future__ import annotations

from pathlib import Path


class ForumplanError(Exception):
    """Any failure that the program names: its text is one line for the user."""

    exit_status = 1


class ConfigError(ForumplanError):
    """Something in feeds.toml is wrong. `line` counts from 1; 0 where no line can be named."""

    exit_status = 2

    def __init__(self, path: Path, line: int, key: str, message: str) -> None:
        self.path, self.line, self.key, self.message = path, line, key, message
        where = f"{path}:{line}" if line else str(path)
        super().__init__(f"{where}: {key}: {message}" if key else f"{where}: {message}")


class ConfigFileError(ConfigError):
    """feeds.toml cannot be read or written at all: a full disk, a folder without leave. Nothing in it is wrong."""

    exit_status = 1


class UsageError(ForumplanError):
    """An argument that names nothing, or that cannot be understood."""

    exit_status = 2


class ReadOnlyError(ForumplanError):
    """Something was to be written in a place that this user may only look at. The text names it, and the mend."""


class FetchError(ForumplanError):
    """A site could not be asked, or what it answers is no feed."""


class ParseError(ForumplanError):
    """A body is not a feed, or not one that can be read."""


class LedgerError(ForumplanError):
    """The ledger cannot be read or written. `path` is its file."""

    def __init__(self, path: Path, message: str) -> None:
        self.path = path
        super().__init__(f"{path}: {message}")


class CacheError(ForumplanError):
    """The cache cannot be read or written. `path` is its file or folder."""

    def __init__(self, path: Path, message: str) -> None:
        self.path = path
        super().__init__(f"{path}: {message}")


class ModelError(ForumplanError):
    """Ranking was asked for something that it cannot give."""


class PlanError(ForumplanError):
    """A planning problem is not a problem: what is wrong with it, and where."""
