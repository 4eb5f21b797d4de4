"""What a value of each kind must be, for values from the file and for values typed on the command line."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from forumplan.config.schema import DAY_MINUTES, Key
from forumplan.domain.goal import STRENGTH_WORDS
from forumplan.domain.identity import MAIL_FOLDERS, is_mail_folder
from forumplan.domain.text import nearest
from forumplan.domain.week import DAY_NAMES

_ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


class ValueProblem(ValueError):
    """What is wrong with a value; `inner` is the path below its key that is to blame."""

    def __init__(self, message: str, inner: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.inner = inner


def checked(key: Key, value: Any) -> Any:
    """The value as Settings hold it. Raises ValueProblem."""
    return _CHECKS[key.kind](key, value)


def typed(key: Key, text: str) -> Any:
    """A value written as one word on the command line, as it goes into the file. Raises ValueProblem."""
    value: Any = text
    if key.kind in ("texts", "ids", "urls"):
        value = [part.strip() for part in text.split(",") if part.strip()]
    elif key.kind == "command":
        value = _words(text)
    elif key.kind == "flag":
        value = _flag_word(text)
    elif key.kind in ("count", "number") or (key.kind == "strength" and not text[:1].isalpha()):
        value = _number_word(key, text)
    elif key.kind == "date":
        try:
            value = date.fromisoformat(text)
        except ValueError:
            raise ValueProblem(f"{text!r} is not a day like 2027-03-31") from None
    checked(key, value)
    return value


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        raise ValueProblem(f"{text!r} has a quotation mark too many or too few") from None


def _flag_word(text: str) -> bool:
    words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    if text.lower() not in words:
        raise ValueProblem(f"{text!r} is neither true nor false")
    return words[text.lower()]


def _number_word(key: Key, text: str) -> int | float:
    try:
        return int(text) if key.kind == "count" else float(text)
    except ValueError:
        raise ValueProblem(f"{text!r} is not {'a whole number' if key.kind == 'count' else 'a number'}") from None


def _text(key: Key, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueProblem(f"must be a text in quotes, not {_kind(value)}")
    control = next((char for char in value if unicodedata.category(char) == "Cc" and char not in "\n\t"), "")
    if control:
        raise ValueProblem(f"holds the control character U+{ord(control):04X}; take it out")
    if key.required and not value.strip():
        raise ValueProblem("must not be empty")
    return value


def _id(key: Key, value: Any) -> str:
    text = _text(key, value)
    if not _ID.fullmatch(text):
        raise ValueProblem(
            f"{text!r} is no id: at most 64 small letters, digits and - _ . with a letter or digit first"
        )
    return text


def _url(key: Key, value: Any) -> str:
    return _address(key, value) if value != "" else ""


def _filled(key: Key, value: Any) -> str:
    text = _text(key, value)
    if not text.strip():
        raise ValueProblem("must not be empty; write a text or take it out")
    return text


def _address(key: Key, value: Any) -> str:
    text = _text(key, value)
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or any(ord(c) <= 32 for c in text):
        raise ValueProblem("must be an address that begins with http:// or https://")
    return text


def _feed(key: Key, value: Any) -> str:
    """An address, or a folder of mail by its whole path."""
    text = _text(key, value)
    if is_mail_folder(text) and "\n" not in text:
        return text
    if text.startswith(MAIL_FOLDERS):
        raise ValueProblem("must name the whole path of the folder, such as maildir:/home/you/mail/list")
    return _address(key, value)


def _list(check: Callable[[Key, Any], str]) -> Callable[[Key, Any], tuple[str, ...]]:
    def checked_list(key: Key, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise ValueProblem(f'must be a list such as ["a", "b"], not {_kind(value)}')
        found = []
        for place, one in enumerate(value):
            try:
                found.append(check(key, one))
            except ValueProblem as problem:
                raise ValueProblem(str(problem), (place,)) from None
        return tuple(found)

    return checked_list


def _flag(_key: Key, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueProblem(f"must be true or false, not {_kind(value)}")
    return value


def _count(key: Key, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueProblem(f"must be a whole number, not {_kind(value)}")
    _bounds(key, value)
    return value


def _number(key: Key, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueProblem(f"must be a number, not {_kind(value)}")
    _bounds(key, value)
    return float(value)


def _bounds(key: Key, value: float) -> None:
    if not key.low <= value <= key.high:  # NaN is not either
        shown = f"{value:.12g}" if abs(value) < 1e15 else "it"
        raise ValueProblem(f"{shown} is not between {key.low:.12g} and {key.high:.12g}")


def _strength(key: Key, value: Any) -> float:
    if isinstance(value, str):
        if value not in STRENGTH_WORDS:
            near = nearest(value, tuple(STRENGTH_WORDS))
            raise ValueProblem(
                f"{value!r} is none of {', '.join(STRENGTH_WORDS)}{f'; did you mean {near!r}?' if near else ''}"
            )
        return STRENGTH_WORDS[value]
    return _number(key, value)


def _date(_key: Key, value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueProblem(f"must be a day such as 2027-03-31 without quotes, not {_kind(value)}")
    return value


def _zone(key: Key, value: Any) -> str:
    text = _text(key, value)
    if text:
        try:
            ZoneInfo(text)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            near = nearest(text, sorted(available_timezones()))
            hint = f"did you mean {near!r}?" if near else "write one like Europe/Berlin"
            raise ValueProblem(f"{text!r} is no time zone known here; {hint}") from None
    return text


def _sittings(key: Key, value: Any) -> dict[int, int]:
    if isinstance(value, int) and not isinstance(value, bool):
        _bounds(key, value)
        third = value // 3
        return {0: value - 2 * third, 2: third, 4: third}
    if not isinstance(value, dict):
        raise ValueProblem(f"must be minutes by day such as {{ mon = 90, thu = 90 }}, not {_kind(value)}")
    for day, minutes in value.items():
        if day not in DAY_NAMES:
            near = nearest(day, DAY_NAMES)
            raise ValueProblem(f"{day!r} is no day; {f'did you mean {near!r}?' if near else 'mon to sun'}", (day,))
        if isinstance(minutes, bool) or not isinstance(minutes, int) or not 0 <= minutes <= DAY_MINUTES:
            raise ValueProblem(f"{day} must be whole minutes from 0 to {DAY_MINUTES}", (day,))
    return {DAY_NAMES.index(day): minutes for day, minutes in value.items()}


def _kind(value: Any) -> str:
    names = {str: "a text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(value), "a date")


_CHECKS: dict[str, Callable[[Key, Any], Any]] = {
    "text": _text,
    "texts": _list(_filled),
    "word": lambda key, value: _id(key, value) if value != "" else "",
    "id": _id,
    "ids": _list(_id),
    "url": _url,
    "urls": _list(_feed),
    "flag": _flag,
    "count": _count,
    "number": _number,
    "strength": _strength,
    "date": _date,
    "zone": _zone,
    "sittings": _sittings,
    "command": _list(_text),
}
