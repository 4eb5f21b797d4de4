"""What a screen opens outside: an address in the browser, a file in the editor."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from forumplan.config import paths as config_paths
from forumplan.domain.errors import ForumplanError
from forumplan.services.home import Home
from forumplan.tui import outside


def open_address(app: App[Any], url: str) -> None:
    """Open a checked address; a browser that lives in the terminal gets it until it is left. ForumplanError."""
    found = outside.opener(outside.checked(url), os.environ)
    if found.takes_terminal:
        with app.suspend():
            outside.run_here(found.argv)
        app.refresh()
    else:
        outside.run_beside(found.argv)


def copy_address(app: App[Any], url: str) -> None:
    """Copy an address by the terminal and by the platform's own tool."""
    app.copy_to_clipboard(url)
    outside.to_clipboard(url, os.environ)


def edit_file(app: App[Any], path: Path) -> None:
    """Give the terminal to the user's editor until it is left. ForumplanError where that cannot be."""
    argv = (*outside.editor(os.environ), str(path))
    try:
        with app.suspend():
            outside.run_here(argv)
    except SuspendNotSupported:
        raise ForumplanError("this terminal cannot be lent to an editor") from None
    app.refresh()


def edit_text(app: App[Any], home: Home, name: str, text: str) -> str:
    """Let the user change a text in their editor; returns it as it was left. ForumplanError likewise.

    The file stays in the state folder while it is edited, so a crash costs nothing.
    """
    path = config_paths.ensure(home.paths.state / "edit") / name
    path.write_text(text, encoding="utf-8")
    edit_file(app, path)
    changed = path.read_text(encoding="utf-8", errors="replace")
    path.unlink()
    return changed
