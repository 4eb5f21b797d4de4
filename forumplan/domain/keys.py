"""The names of keys, as `[keys]` in feeds.toml writes them."""

from __future__ import annotations

import unicodedata

from forumplan.domain.text import nearest

NAMED = (
    *("enter", "esc", "escape", "tab", "space", "backspace", "delete", "insert", "home", "end"),
    *("up", "down", "left", "right", "pgup", "pgdn", "pageup", "pagedown", "question_mark"),
    *(f"f{number}" for number in range(1, 25)),
)
HELD = ("ctrl", "alt", "shift", "super", "meta", "hyper")
_WRITTEN_OUT = ("slash", "backslash", "at", "minus", "plus", "underscore")
_USUAL = (*NAMED, *(f"ctrl+{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"), *(f"ctrl+{key}" for key in NAMED))


def wrong_key(text: str) -> str:
    """Why a text names no key, in words, with the nearest one; "" if it does. Several in turn stand with spaces."""
    for part in text.split(" "):
        *held, last = part.split("+") if part != "+" else [part]
        if held and not last:
            return f"{part!r} is no key; write one behind the +"
        if not (all(one in HELD for one in held) and _is_key(last, alone=not held)):
            near = nearest(part.lower().replace("-", "+"), _USUAL)
            return f"{part!r} is no key" + (f"; did you mean {near!r}?" if near else "; write one such as 'ctrl+r'")
    return ""


def _is_key(name: str, *, alone: bool) -> bool:
    """Whether one key is called so: a character, or a name; held with another a character may be written out."""
    if name in NAMED or (len(name) == 1 and name.isprintable() and name != " "):
        return True
    if alone or name in _WRITTEN_OUT:
        return not alone
    try:
        return bool(unicodedata.lookup(name.replace("_", " ")))
    except KeyError:
        return False
