"""Prints docs/reference/keys.md from the registry: `python -m forumplan.tui.keys_page > docs/reference/keys.md`."""

from __future__ import annotations

import sys

from forumplan.tui.actions import ACTIONS, SCREENS, Action
from forumplan.tui.keymap import shown

HEAD = """# Keys

Every key has one meaning on all screens that have it. `?` shows those of the screen in front, `:` finds an act by name.
Any key can be changed in feeds.toml: `[keys]`, then `act = "key"` with the act's id from the last column; a key is a
character as typed, a name (`enter`, `esc`, `space`, `pgdn`), one of these with `ctrl+`, or two in turn (`g g`).
"""


def page() -> str:
    """The page as Markdown."""
    parts = [HEAD, _table("On every screen", [a for a in ACTIONS if not a.screens])]
    for screen in SCREENS:
        own = [action for action in ACTIONS if screen in action.screens]
        if own:
            parts.append(_table(screen.capitalize(), own))
    return "\n".join(parts)


def _table(title: str, actions: list[Action]) -> str:
    rows = [f"| {_keys(action)} | {action.words} | {action.id} |" for action in actions]
    return "\n".join([f"## {title}\n", "| keys | what it does | id |", "| --- | --- | --- |", *rows, ""])


def _keys(action: Action) -> str:
    return " ".join(f"`{shown(key)}`" for key in action.keys) or "palette only"


if __name__ == "__main__":
    sys.stdout.write(page())
