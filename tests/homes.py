"""Homes for tests: a feeds.toml, a clock set by hand, threads put in without a network."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fakes import Clock

from forumplan.config.paths import Paths
from forumplan.domain.feed import Parsed
from forumplan.services.home import Home
from forumplan.store.merge import Merger

WEEK = '[week]\ntimezone = "UTC"\nminutes = { mon = 60, wed = 60, fri = 60 }\ntriage_minutes = 0\n\n'
GOAL = '[[goal]]\nid = "sql"\nstatement = "help people with SQL queries and indexes"\nstrength = 0.4\n\n'


def venue(name: str, **values: object) -> str:
    """A venue as it stands in feeds.toml."""
    lines = "".join(f"{key} = {_toml(value)}\n" for key, value in values.items())
    return f'[[venue]]\nid = "{name}"\nfeeds = ["https://{name}.example/feed"]\n{lines}\n'


def made(folder: Path, text: str, clock: Clock | None = None) -> Home:
    """A home in this folder with this feeds.toml."""
    paths = Paths.find(str(folder), None, {})
    paths.config_file.parent.mkdir(parents=True, exist_ok=True)
    paths.config_file.write_text(text)
    paths.config_file.chmod(0o600)
    return Home(paths, clock or Clock())


def fold(home: Home, bodies: Iterable[tuple[str, Parsed]]) -> list[str]:
    """Put bodies into the threads of a home as a refresh would; returns the new posts."""
    posts: list[str] = []
    with home.threads.transaction():
        merger = Merger(home.threads, home.clock())
        for name, parsed in bodies:
            posts += merger.merge(name, f"https://{name}.example/feed", parsed).new_posts
    return posts


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
