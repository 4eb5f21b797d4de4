"""What is kept between two visits to a feed so that the second costs little. It may vanish at any moment."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import diskcache

from forumplan.domain.errors import CacheError
from forumplan.feeds.disk import PlainDisk, RefusedRow

SIZE_LIMIT_BYTES = 512 * 1024 * 1024
_INLINE_BYTES = 1024 * 1024
PAGE_BYTES, MEMORY_KB = 32_768, 8_192
"""Of the file: what is kept of a feed fills some pages, and each is a call of the system; and of it in memory."""
_BROKEN = (sqlite3.DatabaseError, diskcache.Timeout, TypeError, ValueError, AttributeError)


@dataclass(frozen=True, slots=True)
class Visit:
    """What the last good answer of a feed said of itself. `stored_at`: seconds since the epoch."""

    etag: str = ""
    last_modified: str = ""
    stored_at: int = 0
    body_hash: str = ""
    entries: int = 0
    threads: int = 0


class FeedCache:
    """A diskcache in `folder` (made private to the user). Use as a context manager.

    What is to be kept is written by `flush`, and at the end. A damaged cache is renamed aside and begun anew;
    `warnings` then holds one line about it. Raises CacheError where the folder cannot be made or written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.warnings: list[str] = []
        self._cache = self._open()
        self._unwritten: dict[str, str | bytes] = {}
        self._lock = threading.Lock()  # folders of mail are read in threads

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Writes what is left and closes the files; the cache can be opened again."""
        try:
            self.flush()
            with suppress(*_BROKEN, OSError):
                self._cache.cull()
        finally:
            self._cache.close()

    def flush(self) -> None:
        """Writes what was to be kept since the last time, all of it in one step: a step for each would cost more."""
        with self._lock:
            values, self._unwritten = self._unwritten, {}
        if values:
            self._write(values)

    def visit(self, url: str) -> Visit:
        """What is known of the last good answer of `url`; an empty Visit if nothing is."""
        try:
            return Visit(**json.loads(self._get("visit", url) or "{}"))
        except (ValueError, TypeError):
            return Visit()

    def remember(self, url: str, visit: Visit) -> None:
        """Keeps what an answer said of itself."""
        self._keep(url, visit=_text(visit))

    def items(self, url: str) -> bytes:
        """What was kept of the items of the last body of `url`; b"" if there is nothing."""
        found = self._get("items", url)
        return found if isinstance(found, bytes) else b""

    def keep(self, url: str, items: bytes, visit: Visit) -> None:
        """Keeps the read items of a body, in whatever form, and what its answer said: both or neither."""
        self._keep(url, items=items, visit=_text(visit))

    def forget(self, url: str) -> None:
        """Forgets a feed: its next visit reads everything."""
        self._keep(url, visit="", items=b"")

    def _get(self, kind: str, url: str) -> Any:
        key = _key(kind, url)
        with self._lock:
            if key in self._unwritten:
                return self._unwritten[key]
        try:
            return self._cache.get(key)
        except (RefusedRow, OSError, UnicodeDecodeError):
            self._forget(kind, url)
        except _BROKEN:
            self._begin_anew()
        return None

    def _keep(self, url: str, **values: str | bytes) -> None:
        """Values by their kind, for the next writing; an empty one is taken away."""
        with self._lock:
            self._unwritten.update({_key(kind, url): value for kind, value in values.items()})

    def _write(self, values: Mapping[str, str | bytes]) -> None:
        try:
            with self._cache.transact():
                for key, value in values.items():
                    if value:
                        self._cache.set(key, value)
                    else:
                        self._cache.delete(key)
        except OSError as error:
            raise CacheError(self.folder, f"cannot write ({error.strerror}); free space or mend its rights") from error
        except sqlite3.OperationalError as error:
            raise CacheError(self.folder, f"cannot write ({error}); free space or mend its rights") from error
        except _BROKEN:
            self._begin_anew()

    def _forget(self, kind: str, url: str) -> None:
        try:
            self._cache.delete(_key(kind, url))
        except _BROKEN:
            self._begin_anew()

    def _open(self) -> Any:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
        except OSError as error:
            raise CacheError(self.folder, f"cannot be used ({error.strerror}); mend its owner or rights") from error
        try:
            return self._make()
        except sqlite3.OperationalError as error:
            raise CacheError(self.folder, f"cannot be opened ({error}); mend its owner or rights") from error
        except _BROKEN:
            self._set_aside()
            return self._make()

    def _make(self) -> Any:
        file = self.folder / diskcache.core.DBNAME
        if not file.exists():
            with closing(sqlite3.connect(file)) as db:
                for setting in (f"page_size={PAGE_BYTES}", "auto_vacuum=1", "journal_mode=wal"):
                    db.execute(f"PRAGMA {setting}")
        return diskcache.Cache(
            str(self.folder),
            timeout=5,
            disk=PlainDisk,
            disk_min_file_size=_INLINE_BYTES,
            size_limit=SIZE_LIMIT_BYTES,
            cull_limit=0,  # once, at the end: to look at every write costs as much as the write
            statistics=0,
            eviction_policy="least-recently-stored",
            sqlite_mmap_size=0,
            sqlite_cache_size=-MEMORY_KB,
        )

    def _begin_anew(self) -> None:
        with suppress(*_BROKEN):
            self._cache.close()
        self._set_aside()
        self._cache = self._make()

    def _set_aside(self) -> None:
        aside = self.folder.with_name(f"{self.folder.name}.damaged-{time.time_ns()}")
        try:
            self.folder.rename(aside)
            self.folder.mkdir(mode=0o700)
        except OSError as error:
            raise CacheError(self.folder, f"is damaged and cannot be moved ({error.strerror}); delete it") from error
        if not self.warnings:
            self.warnings.append(f"{self.folder}: the feed cache was damaged; kept as {aside.name} and begun anew")


def _text(visit: Visit) -> str:
    return json.dumps({name: getattr(visit, name) for name in Visit.__slots__})


def _key(kind: str, url: str) -> str:
    # An address may carry a token: only its hash is written.
    return f"{kind}:{hashlib.blake2b(url.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"
