"""Opening an address in the browser from a screen."""

from __future__ import annotations

import os
from typing import Any

from textual.app import App

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
