"""A timer that the user may start before writing: what is logged next takes its minutes. A small file, no act."""

from __future__ import annotations

import contextlib

from forumplan.config import paths as config_paths
from forumplan.domain.errors import ForumplanError
from forumplan.domain.text import hours_minutes
from forumplan.services.home import Home

LONGEST_MINUTES = 240
"""A timer that ran longer was forgotten; its minutes are not taken."""


def start(home: Home) -> str:
    """Start it, anew if it runs; returns what was done. ForumplanError where the file cannot be written."""
    path = home.paths.timer_file
    config_paths.ensure(path.parent)
    try:
        path.write_text(f"{home.clock()}\n")
        path.chmod(0o600)
    except OSError as error:
        raise ForumplanError(f"{path}: it cannot be written ({error.strerror}); log with --minutes instead") from error
    return "the timer runs; what you log next takes its minutes"


def stop(home: Home) -> str:
    """End it without logging; returns what was done. ForumplanError where the file cannot be taken away."""
    ran = minutes(home)
    if ran is not None:
        config_paths.ensure(home.paths.timer_file.parent)
    with contextlib.suppress(OSError):
        home.paths.timer_file.unlink(missing_ok=True)
    return "no timer runs" if ran is None else f"the timer is stopped after {hours_minutes(ran)}; nothing is logged"


def minutes(home: Home) -> int | None:
    """Minutes begun since it was started; None if none runs."""
    try:
        started = int(home.paths.timer_file.read_text())
    except (OSError, ValueError):
        return None
    return max(0, home.clock() - started) // 60 + 1


def taken(home: Home) -> int | None:
    """The minutes for what is logged now; None if none runs or it was forgotten."""
    ran = minutes(home)
    return None if ran is None or ran > LONGEST_MINUTES else ran


def words(home: Home) -> str:
    """How long it has run; "" if none runs."""
    ran = minutes(home)
    if ran is None:
        return ""
    if ran > LONGEST_MINUTES:
        return f"the timer ran {hours_minutes(ran)} and was forgotten; its minutes are not taken"
    return f"the timer has run {hours_minutes(ran)}; what you log next takes them"
