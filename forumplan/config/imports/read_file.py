"""A file of any kind that is understood, told apart by what stands in it and not by its name."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from forumplan.config.imports.bookmarks import read_bookmarks
from forumplan.config.imports.lines import read_lines
from forumplan.config.imports.opml import read_opml
from forumplan.config.imports.place import NotImportable, Reading
from forumplan.config.imports.table import looks_like_table, read_table

LARGEST_BYTES = 32 * 1024 * 1024
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"(\xb5/\xfd")
_SHAPES = "OPML, newsboat urls, bookmarks, one address a line, or a CSV table of venues"


def read_file(path: Path) -> Reading:
    """The places of a file. NotImportable says in one line why there are none."""
    try:
        return read_bytes(_bytes_of(path))
    except NotImportable as error:
        raise NotImportable(f"{path}: {error}") from None
    except OSError as error:
        raise NotImportable(f"{path}: it cannot be read ({error.strerror}); check the path") from None


def read_bytes(data: bytes) -> Reading:
    """The places of what stood in a file. Raises NotImportable."""
    if data.startswith(_PACKED):
        raise NotImportable("it is packed; unpack it and import what is inside")
    head = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower().replace(b"\x00", b"")
    if b"<opml" in head or (head.startswith(b"<?xml") and b"<outline" in head):
        return _filled(read_opml(data))
    text = _text(data)
    if b"netscape-bookmark-file" in head or (b"<dl" in head and b"<a " in head):
        return _filled(read_bookmarks(text))
    if head.startswith(b"<"):
        raise NotImportable(f"it is a page or another kind of XML; what can be read: {_SHAPES}")
    if head.startswith((b"{", b"[{")):
        raise NotImportable(f"it holds JSON; what can be read: {_SHAPES}")
    return _filled(read_table(text) if looks_like_table(text) else read_lines(text))


def _bytes_of(path: Path) -> bytes:
    # A named pipe would block at opening, so what is no file is refused before that.
    if not stat.S_ISREG(path.stat().st_mode):
        raise NotImportable("it is a folder or a device, not a file")
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size > LARGEST_BYTES:
            raise NotImportable(f"it is larger than {LARGEST_BYTES // 1024 // 1024} MiB; no list of feeds is")
        return file.read(LARGEST_BYTES + 1)


def _text(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\x00" in text:
        raise NotImportable(f"it is not a text; what can be read: {_SHAPES}")
    return text


def _filled(reading: Reading) -> Reading:
    if not (reading.places or reading.refused):
        raise NotImportable(f"no venue is in it; what can be read: {_SHAPES}")
    return reading
