"""Events as lines of text, one JSON object each, and whether a line that came from elsewhere can be one."""

from __future__ import annotations

import json
import math
import re
import types
from dataclasses import asdict, fields
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from forumplan.domain.errors import ParseError
from forumplan.domain.events import RETRACTION, Event
from forumplan.domain.forgetting import Tombstone
from forumplan.domain.identity import mask_url
from forumplan.domain.records import RECORDS
from forumplan.domain.thread import ThreadCopy

LONGEST_LINE = 1_000_000
LARGEST = 2**53
"""No number of an honest ledger comes near it."""
LATEST = 2**33
"""Seconds since the epoch, in the year 2242."""
MOST_WORDS = 12
DEEPEST = 6
"""Objects within objects that a patch may have."""

_KIND = re.compile(r"[a-z][a-z-]{0,31}")
_HASH = re.compile(r"[0-9a-f]{24}")
_ADDRESS = re.compile(r"https?://[^\s<>\"'\\]+")
_HINTS: dict[type, dict[str, Any]] = {}
_EVENT = tuple(f.name for f in fields(Event))
_NAMES = frozenset(_EVENT)
_LENGTHS = {"id": 200, "act": 200, "device": 64, "entity": 400, "verb": 64, "summary": 2_000}


def event_line(event: Event, *, with_secrets: bool = False) -> str:
    """One event as a line; secrets in addresses are masked unless asked for."""
    data = {name: getattr(event, name) for name in _EVENT}
    line = _dumped(data)
    # Only what has a user, a password or a query in its address can have something to mask.
    plain = with_secrets or "http" not in line or not ("?" in line or "@" in line)
    return line if plain else _dumped(_masked(data))


def tombstone_line(tombstone: Tombstone) -> str:
    """One tombstone as a line."""
    return _dumped({"forgotten": asdict(tombstone)})


def header_line(what: str, schema: int, **values: str) -> str:
    """The first line of a file: what it is, and by which rules."""
    return _dumped({"forumplan": what, "schema": schema, **values})


def parsed(line: bytes) -> dict[str, Any]:
    """The object on a line. ParseError says why it is none."""
    try:
        found = json.loads(line.decode("utf-8"), parse_constant=_refused)
    except UnicodeDecodeError:
        raise ParseError("it is not UTF-8") from None
    except (ValueError, RecursionError):
        raise ParseError("it is not JSON") from None
    if b"\\u" in line and not _writable(found):
        raise ParseError("it holds half a character")
    if not isinstance(found, dict):
        raise ParseError("it is no object")
    return found


def event_of(data: dict[str, Any]) -> Event:
    """The event that an object of a line stands for. ParseError says which part cannot be."""
    if data.keys() != _NAMES:
        raise ParseError(f"it is no event ({', '.join(sorted(_NAMES ^ data.keys())[:3])})")
    for name, most in _LENGTHS.items():
        if not isinstance(data[name], str) or len(data[name]) > most or not (data[name] or name == "summary"):
            raise ParseError(f"{name} cannot be")
    if not _KIND.fullmatch(str(data["kind"])) or data["by"] not in ("user", "feeds"):
        raise ParseError("kind or by cannot be")
    if not (_is_int(data["clock"]) and 1 <= data["clock"] < LARGEST):
        raise ParseError("the logical clock cannot be")
    if not (_is_int(data["at"]) and 0 <= data["at"] < LATEST):
        raise ParseError("the time cannot be")
    _check_patch(data["kind"], data["patch"])
    return Event(**data)


def tombstone_of(data: dict[str, Any]) -> Tombstone:
    """The tombstone that an object of a line stands for. ParseError if it cannot be one."""
    found = data.get("forgotten")
    if not isinstance(found, dict) or set(found) != {f.name for f in fields(Tombstone)}:
        raise ParseError("it is no tombstone")
    hashes = [*_texts(found["people"]), *_texts(found["names"]), *_texts(found["entities"])]
    words = found["words"]
    if not (
        isinstance(found["id"], str)
        and 0 < len(found["id"]) <= 64
        and _is_int(found["at"])
        and isinstance(found["key"], str)
        and re.fullmatch(r"[0-9a-f]{32}", found["key"])
        and all(_HASH.fullmatch(one) for one in hashes)
        and isinstance(words, list)
        and all(_is_int(one) and 1 <= one <= MOST_WORDS for one in words)
    ):
        raise ParseError("it is no tombstone")
    values: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in found.items()}
    return Tombstone(**values)


def masked(text: str) -> str:
    """A text in which addresses show no user, password or token."""
    return _ADDRESS.sub(_mask, text) if "http" in text else text


def _mask(match: re.Match[str]) -> str:
    shown = mask_url(match[0])
    return shown if "***" in shown else match[0]


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {key: _masked(one) for key, one in value.items()}
    return [_masked(one) for one in value] if isinstance(value, list | tuple) else value


def _check_patch(kind: str, patch: Any) -> None:
    if patch is None:
        return
    if not isinstance(patch, dict) or _depth(patch) > DEEPEST:
        raise ParseError("the patch is no object, or one too deep")
    if kind == RETRACTION:
        acts = patch.get("acts")
        if set(patch) != {"acts"} or not isinstance(acts, list) or not all(isinstance(one, str) for one in acts):
            raise ParseError("acts cannot be")
        return
    known = _hints(RECORDS[kind]) if kind in RECORDS else {}
    for key, value in patch.items():
        if key in known and not _fits(value, known[key]):
            raise ParseError(f"{key} of a {kind} cannot be {_dumped(value)[:40]}")
    copied = patch.get("copy")
    if isinstance(copied, dict):
        for key, value in copied.items():
            if key in _hints(ThreadCopy) and not _fits(value, _hints(ThreadCopy)[key]):
                raise ParseError(f"{key} of a copy cannot be {_dumped(value)[:40]}")


def _fits(value: Any, hint: Any) -> bool:
    """Whether a JSON value can be what a field of a record is declared as."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return any(_fits(value, one) for one in inner)
    if origin is Literal:
        return isinstance(value, str) and value in inner
    if origin is tuple:
        return isinstance(value, list) and all(_fits(one, inner[0]) for one in value)
    if origin is dict:
        return isinstance(value, dict) and all(_fits(one, inner[1]) for one in value.values())
    return _fits_plain(value, hint)


def _fits_plain(value: Any, hint: Any) -> bool:
    if hint is int:
        return _is_int(value) and abs(value) < LARGEST
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return hint is Any or isinstance(value, hint)


def _hints(record: type) -> dict[str, Any]:
    """The declared types of a record's fields, worked out once."""
    if record not in _HINTS:
        _HINTS[record] = get_type_hints(record)
    return _HINTS[record]


def _depth(value: Any, deep: int = 0) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return deep if deep > DEEPEST else max((_depth(one, deep + 1) for one in inner), default=deep)


def _writable(found: Any) -> bool:
    try:
        _dumped(found).encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ParseError("it is no tombstone")
    return value


def _refused(name: str) -> Any:
    raise ValueError(name)


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
