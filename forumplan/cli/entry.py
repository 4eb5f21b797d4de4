"""Where the program begins: `forumplan` alone opens the screens at once, anything else is a command."""

from __future__ import annotations

import os
import sys

from forumplan.config.paths import Paths


def main() -> None:
    """Run what was asked for and end with its exit status.

    The parser of commands is a twentieth of the time to the first paint, so the screens do without it.
    """
    if sys.argv[1:] or not (sys.stdin.isatty() and sys.stdout.isatty()):
        from forumplan.cli.main import main as command

        command()
    sys.exit(_screens())


def _screens() -> int:
    from forumplan.cli.screens import open_screens

    try:
        return open_screens(Paths.find(None, None, os.environ))
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 whatever it is becomes one line
        from forumplan.cli.main import failed

        return failed(error)
