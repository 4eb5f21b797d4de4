"""The doctor: each thing that could be wrong, whether it is, and how to mend it."""

from __future__ import annotations

import locale
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from forumplan.config.paths import Paths, ensure
from forumplan.domain.errors import CacheError, ForumplanError
from forumplan.domain.text import plural
from forumplan.domain.times import DAY, duration_words
from forumplan.services import journals, safekeeping
from forumplan.services.home import Home
from forumplan.store import backups, threads_file
from forumplan.store.ledger_file import verify

LEAST_FREE_BYTES = 50 * 1024 * 1024
EARLIEST_YEAR = 2024
OLD_BACKUP_DAYS = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `level` ok, warn or fail; `mend` says what to do where it is not ok."""

    level: Literal["ok", "warn", "fail"]
    what: str
    mend: str = ""


def examine(paths: Paths) -> Iterator[Finding]:
    """Every finding, in the order of importance."""
    yield from _folders(paths)
    yield _config(paths)
    yield _ledger(paths)
    yield _backups(paths, int(time.time()))
    yield from _exchanges(paths)
    yield _threads(paths)
    yield _disk(paths)
    yield from _surroundings()


def repair(paths: Paths) -> Iterator[str]:
    """Put damaged threads aside and bring a damaged ledger back; yields what was done. CacheError, LedgerError."""
    if said := threads_file.repair(paths.threads_file):
        yield said
    yield from safekeeping.repair(paths)


def _folders(paths: Paths) -> Iterator[Finding]:
    for name, folder in (("data", paths.data), ("state", paths.state), ("cache", paths.cache)):
        yield _folder(name, folder)


def _folder(name: str, folder: Path) -> Finding:
    if not folder.exists():
        return Finding("ok", f"{name} folder {folder}: made when it is needed")

    def check() -> str:
        ensure(folder)
        return ""

    return _attempt(f"{name} folder {folder}", check)


def _config(paths: Paths) -> Finding:
    if not paths.config_file.exists():
        return Finding("warn", f"{paths.config_file} is not there", "forumplan init writes a starter")

    def check() -> str:
        settings = Home(paths).settings
        return f": {plural(len(settings.venues), 'venue')}, {plural(len(settings.goals), 'goal')}"

    return _attempt(f"feeds.toml {paths.config_file}", check)


def _ledger(paths: Paths) -> Finding:
    if not paths.ledger_file.exists():
        if backups.found(paths.ledger_file):
            return Finding("fail", f"the ledger {paths.ledger_file} is gone", "forumplan doctor --repair")
        return Finding("ok", "no ledger yet; the first act makes it")

    def check() -> str:
        verify(paths.ledger_file)
        with Home(paths) as home:
            return f": {plural(home.ledger.count(), 'event')}"

    return _attempt(f"ledger {paths.ledger_file}", check)


def _backups(paths: Paths, now: int) -> Finding:
    made = backups.found(paths.ledger_file)
    if not made:
        return Finding("ok", "no backup of the ledger yet; the first refresh after an act makes one")
    newest = max(made, key=lambda one: one.at)
    what = f"{plural(len(made), 'backup')}, the newest {duration_words(max(0, now - newest.at))} old"
    if now - newest.at > OLD_BACKUP_DAYS * DAY:
        return Finding("warn", what, "forumplan backup makes one now")

    def check() -> str:
        verify(newest.path)
        return ", whole"

    return _attempt(what, check)


def _exchanges(paths: Paths) -> Iterator[Finding]:
    for folder in journals.folders(paths):
        if folder.is_dir():
            yield Finding("ok", f"journals in {folder}: plain text, for whoever can read that folder")
        else:
            yield Finding("warn", f"the folder of journals {folder} is not there", "mount it, or sync elsewhere")


def _threads(paths: Paths) -> Finding:
    if not paths.threads_file.exists():
        return Finding("ok", "no threads yet; forumplan refresh fetches them")

    def check() -> str:
        if found := threads_file.damage(paths.threads_file):
            raise CacheError(paths.threads_file, f"the file is damaged ({found}); {threads_file.MEND}")
        with Home(paths) as home:
            return f": {home.threads.count()} threads{f' ({home.threads.rebuilt})' if home.threads.rebuilt else ''}"

    return _attempt(f"threads {paths.threads_file}", check)


def _disk(paths: Paths) -> Finding:
    folder = next(p for p in (paths.data, *paths.data.parents) if p.exists())
    free = shutil.disk_usage(folder).free
    what = f"{free // (1024 * 1024)} MiB free at {folder}"
    if free < LEAST_FREE_BYTES:
        return Finding("warn", what, "free some space: the ledger refuses to write on a full disk")
    return Finding("ok", what)


def _surroundings() -> Iterator[Finding]:
    year = time.gmtime().tm_year
    if year < EARLIEST_YEAR:
        yield Finding("warn", f"the clock says {year}", "set the date: plans and due days follow it")
    else:
        yield Finding("ok", f"clock: {time.strftime('%Y-%m-%d %H:%M %Z')}")
    proxies = [name for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY") if os.environ.get(name)]
    yield Finding("ok", f"proxy from the environment: {', '.join(proxies)}" if proxies else "no proxy")
    encoding = locale.getencoding().lower()
    if encoding in ("utf-8", "utf8"):
        yield Finding("ok", f"terminal: {os.environ.get('TERM', 'none')}, UTF-8")
    else:
        yield Finding("warn", f"the locale's encoding is {encoding}", "set LANG to a UTF-8 locale for all glyphs")
    yield Finding("ok", f"Python {sys.version.split()[0]}")


def _attempt(what: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding("ok", what + check())
    except ForumplanError as error:
        return Finding("fail", str(error))
    except OSError as error:
        return Finding("fail", f"{what}: {error.strerror}", "check the path and its permissions")
