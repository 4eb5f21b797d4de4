"""Whether a week is opened for the first time on this machine."""

from __future__ import annotations

from forumplan.config import paths as config_paths
from forumplan.domain.errors import ReadOnlyError
from forumplan.domain.week import Week
from forumplan.services.home import Home

FILE = "week-opened"


def is_new(home: Home, week: Week) -> bool:
    """Whether the week was not looked at before; a file that cannot be read counts as such."""
    try:
        return (home.paths.state / FILE).read_text().strip() != str(week)
    except OSError:
        return True


def mark(home: Home, week: Week) -> None:
    """Remember that it was. Where that cannot be written, the three lines are merely shown again."""
    try:
        (config_paths.ensure(home.paths.state) / FILE).write_text(f"{week}\n")
    except (OSError, ReadOnlyError):
        return
