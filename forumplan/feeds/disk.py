"""The disk class of the feed cache: diskcache would unpickle what it finds, this one never does.

A row planted by a restored backup or another user can neither run code nor name a file outside the cache.
"""

from __future__ import annotations

from pathlib import Path

import diskcache

_RAW, _BINARY, _TEXT = 1, 2, 3


class RefusedRow(Exception):
    """A row that this program never wrote: a pickle, a key of another kind, or a file outside the cache."""


class PlainDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache ships no types
    """Keys are text; values are bytes, text or numbers; files lie inside the cache's folder."""

    def put(self, key: object) -> tuple[str, bool]:
        """The key as it is stored. Anything but text is refused."""
        if type(key) is not str:
            raise TypeError(f"keys of the feed cache are text, not {type(key).__name__}")
        return key, True

    def get(self, key: object, raw: object) -> str:
        """The key of a stored row; a pickled one is refused."""
        if raw not in (1, True) or type(key) is not str:
            raise RefusedRow("a key that is not plain text")
        return key

    def store(self, value: object, read: bool, key: object = None) -> tuple[int, int, str | None, object]:
        """Size, mode, file name and value of what is to be stored."""
        if read or type(value) not in (bytes, str, int, float):
            raise TypeError(f"values of the feed cache are bytes, text or numbers, not {type(value).__name__}")
        size, mode, filename, stored = super().store(value, read, key)
        return size, mode, filename, stored

    def fetch(self, mode: object, filename: str | None, value: object, read: bool) -> object:
        """The value of a stored row; a pickle or a file elsewhere is refused."""
        if mode == _RAW and filename is None:
            if type(value) not in (bytes, str, int, float):
                raise RefusedRow("a value that is not plain")
            return value
        if mode not in (_BINARY, _TEXT) or filename is None or read:
            raise RefusedRow("a value of a kind that is never written here")
        data = self._inside(filename).read_bytes()
        return data if mode == _BINARY else data.decode("utf-8")

    def remove(self, file_path: str) -> None:
        """Deletes the file of a row that goes; a path that leads out of the cache stays untouched."""
        try:
            self._inside(file_path)
        except RefusedRow:
            return
        super().remove(file_path)

    def _inside(self, filename: str) -> Path:
        folder = Path(self._directory).resolve()
        path = (folder / filename).resolve()
        if not path.is_relative_to(folder) or path == folder or path.suffix != ".val":
            raise RefusedRow("a file outside the cache")
        return path
