"""Folders of mail on this machine, only ever read: a Maildir, or a file in the mbox format.

The standard library's own reader opens an mbox for writing and reads all of it; this one reads what is new.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from forumplan.domain.errors import ForumplanError
from forumplan.domain.identity import MAIL_FOLDERS
from forumplan.feeds.item import MAX_ITEMS, NotAFeed
from forumplan.feeds.mail_message import LARGEST_READ

LARGEST_MBOX_READ = 64 * 1024 * 1024
"""Bytes read of the end of an mbox: more than the newest mails that are kept."""
_HEAD = 4096
_FROM = re.compile(rb"^From [^\n]*\n", re.MULTILINE)
_STAMP = re.compile(r"^(\d{9,11})\.")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


class MissingFolder(ForumplanError):
    """The folder is not there or cannot be read; it may come back."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds now. `state` changes with it; `names` of the newest mails, oldest first.

    `read` are the mails' first bytes by name, for those asked for.
    """

    state: str
    names: tuple[str, ...]
    bodies: dict[str, bytes] = field(default_factory=dict)


def folder_of(address: str) -> str:
    """`maildir:/path` or `mbox:/path` for a path that holds one, as it may be written with ~ or without a scheme.

    Raises MissingFolder or NotAFeed.
    """
    scheme, path = _parts(address)
    if scheme:
        return f"{scheme}:{path}"
    return f"{'maildir' if _mode(path) and stat.S_ISDIR(_mode(path)) else 'mbox'}:{path}"


def list_folder(address: str, known: frozenset[str], state: str) -> Listing:
    """The newest mails of a folder, with the bytes of those not `known`; `state` as the last listing gave it.

    An unchanged folder has no bodies. Raises MissingFolder or NotAFeed.
    """
    scheme, path = _parts(address)
    try:
        if scheme == "maildir":
            return _list_maildir(path, known, state)
        return _list_mbox(path, known, state)
    except OSError as error:
        raise MissingFolder(f"{path} cannot be read ({error.strerror}); check that it is there") from error


def _parts(address: str) -> tuple[str, Path]:
    """Scheme, "" where none is written, and the absolute path."""
    scheme = next((kind for kind in MAIL_FOLDERS if address.startswith(kind)), "")
    path = Path(address.removeprefix(scheme)).expanduser()
    return scheme.rstrip(":"), Path(os.path.abspath(path))  # noqa: PTH100 a link stays as it is named


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError as error:
        raise MissingFolder(f"{path} cannot be read ({error.strerror}); check that it is there") from error


def _list_maildir(path: Path, known: frozenset[str], state: str) -> Listing:
    if not stat.S_ISDIR(path.stat().st_mode) or not (path / "cur").is_dir():
        raise NotAFeed(f"{path} is no Maildir: it has no folder cur; name an mbox file as mbox:{path}")
    found: dict[str, str] = {}
    for part in ("cur", "new"):
        if (path / part).is_dir():
            with os.scandir(path / part) as entries:
                found.update((entry.name, f"{part}/{entry.name}") for entry in entries if _is_mail(entry))
    newest = sorted(found, key=lambda name: (_stamp(path / found[name], name), name))[-MAX_ITEMS:]
    names = {_base(name): found[name] for name in newest}
    now = hashlib.blake2b("\n".join(names).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    listing = Listing(now, tuple(names))
    if now != state or not known:
        for base in [name for name in names if name not in known]:
            listing.bodies[base] = _first_bytes(path / names[base])
    return listing


def _is_mail(entry: os.DirEntry[str]) -> bool:
    """A file that is neither hidden, nor a draft, nor to be deleted."""
    flags = entry.name.rpartition(":2,")[2] if ":2," in entry.name else ""
    return not entry.name.startswith(".") and not set(flags) & set("DT") and entry.is_file(follow_symlinks=False)


def _base(name: str) -> str:
    """The part of a file's name that stays when the mail is read or flagged."""
    return name.partition(":2,")[0]


def _stamp(path: Path, name: str) -> int:
    """When a mail came: as its name says, else as the file does."""
    if match := _STAMP.match(name):
        return int(match[1])
    try:
        return int(path.stat(follow_symlinks=False).st_mtime)
    except OSError:
        return 0


def _first_bytes(path: Path) -> bytes:
    """The beginning of a mail; b"" if another program moved it meanwhile."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    with os.fdopen(descriptor, "rb") as file:
        return file.read(LARGEST_READ)


def _list_mbox(path: Path, known: frozenset[str], state: str) -> Listing:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise NotAFeed(f"{path} is no mbox file; name a Maildir as maildir:{path}")
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if status.st_size and not head.startswith(b"From "):
            raise NotAFeed(f"{path} is no mbox file: it does not begin with a From line")
        # Of a file that only grew, what was read before is not read again.
        name = hashlib.blake2b(head[:512], digest_size=8).hexdigest()
        now = f"{name} {status.st_size} {status.st_mtime_ns}"
        if now == state and known:
            return Listing(now, tuple(sorted(known, key=_offset)))
        grew = bool(known) and state.startswith(f"{name} ") and int(state.split()[1]) <= status.st_size
        last = max(0, status.st_size - LARGEST_MBOX_READ)
        start = max(int(state.split()[1]), last) if grew else last
        file.seek(start)
        data = file.read(LARGEST_MBOX_READ)
        # A mail was half there, or a mail program noted within the file that one was read: places are others now.
        if grew and data and start > last and not data.startswith(b"From "):
            grew, start = False, last
            file.seek(start)
            data = file.read(LARGEST_MBOX_READ)
        bodies = dict(_mails(data, start))
    names = sorted({*(known if grew else ()), *bodies}, key=_offset)[-MAX_ITEMS:]
    return Listing(now, tuple(names), {offset: body for offset, body in bodies.items() if offset in set(names)})


def _offset(name: str) -> int:
    return int(name)


def _mails(data: bytes, start: int) -> Iterator[tuple[str, bytes]]:
    """The mails of a piece of an mbox by their place in the file."""
    marks = [
        mark
        for mark in _FROM.finditer(data)
        if mark.start() == 0 or data[max(0, mark.start() - 4) : mark.start()].endswith((b"\n\n", b"\n\r\n"))
    ]
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        end = following.start() if following else len(data)
        body = data[mark.end() : min(end, mark.end() + LARGEST_READ)]
        yield str(start + mark.start()), _ESCAPED.sub(rb"\1", body)
