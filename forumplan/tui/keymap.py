"""Which act a key means on which screen, with the user's own keys from feeds.toml laid over ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forumplan.domain.text import nearest
from forumplan.tui.actions import ACTIONS, Action

_NAMES = {"escape": "esc", "pagedown": "pgdn", "pageup": "pgup", "question_mark": "?", " ": "space"}
_SHOWN = {"pgdn": "PgDn", "pgup": "PgUp", "down": "↓", "up": "↑", "left": "←", "right": "→"}


def pressed(key: str, character: str | None) -> str:
    """The name of a key event: the character as typed, else Textual's name in our spelling."""
    if (
        character is not None
        and len(character) == 1
        and character.isprintable()
        and not key.startswith(("ctrl+", "alt+"))
    ):
        return _NAMES.get(character, character)
    return _NAMES.get(key, key)


def shown(key: str) -> str:
    """A key as it is written on the screen: `gg`, `PgDn`, `ctrl+d`."""
    return "".join(_SHOWN.get(part, part) for part in key.split(" "))


class Keymap:
    """The acts by screen and key. `mistakes`: lines about entries of `[keys]` that mean nothing."""

    def __init__(self, own: Mapping[str, str] | None = None, actions: Iterable[Action] = ACTIONS) -> None:
        self.actions = tuple(actions)
        self.mistakes: list[str] = []
        self._keys = {action.id: action.keys for action in self.actions}
        self._own: set[str] = set()
        for name, key in (own or {}).items():
            if name not in self._keys:
                near = nearest(name, list(self._keys))
                self.mistakes.append(f"[keys] {name}: no such act" + (f"; did you mean {near}?" if near else ""))
                continue
            self._keys[name] = tuple(_NAMES.get(part, part) for part in [key.strip()])
            self._own.add(name)

    def keys(self, action: Action) -> tuple[str, ...]:
        """The keys of an act as they stand now."""
        return self._keys[action.id]

    def shown_key(self, name: str) -> str:
        """The first key of an act as it is written on the screen."""
        return shown(next(iter(self._keys[name]), ""))

    def of(self, screen: str) -> list[Action]:
        """The acts of a screen, in the order of the registry."""
        return [action for action in self.actions if action.on(screen)]

    def find(self, screen: str, typed: str) -> Action | None:
        """The act that a key (or two in turn, `g g`) means; a key of the user's own goes before ours."""
        found = [action for action in self.of(screen) if typed in self._keys[action.id]]
        return next((action for action in found if action.id in self._own), found[0] if found else None)

    def begins(self, screen: str, typed: str) -> bool:
        """Whether a longer key begins with what was typed."""
        return any(key.startswith(typed + " ") for action in self.of(screen) for key in self._keys[action.id])
