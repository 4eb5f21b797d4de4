"""The feeds.toml that `init` writes: commented, ready to edit, right from the first line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit

from forumplan.config import edit
from forumplan.config.paths import ensure

DEFAULT_SITTINGS = {"mon": 60, "wed": 60, "fri": 60}


def text(
    names: Sequence[str] = (),
    goals: Sequence[tuple[str, str, float]] = (),
    minutes: Mapping[str, int] = DEFAULT_SITTINGS,
    venues: Sequence[Mapping[str, Any]] = (),
) -> str:
    """The starter. `names` of one's own, `goals` as (id, statement, strength), `minutes` by day, `venues` by key.

    Venues without names get `names`; where no goals or venues are given, an example of them stands as a comment.
    """
    sittings = ", ".join(f"{day} = {value}" for day, value in minutes.items())
    made = _HEAD.format(sittings=sittings) + _GOAL_WORDS + ("" if goals else _GOAL_EXAMPLE)
    for name, statement, strength in goals:
        made = edit.add_goal(made, {"id": name, "statement": statement, "strength": strength})
    me = tomlkit.item(list(names) or ["yourname"]).as_string()
    made = made.rstrip() + "\n" + (_VENUE_WORDS + ("" if venues else _VENUE_EXAMPLE.replace("ME", me)))
    return edit.add_venues(made, [{**venue, "me": venue.get("me") or list(names) or None} for venue in venues])


def write(path: Path, content: str) -> None:
    """Write the starter. ConfigError, and nothing written, if a file with something in it is there already."""
    ensure(path.parent)
    edit.write(path, "", content)


_HEAD = """\
# forumplan: your venues and goals. Yours to edit; forumplan keeps comments and order when it changes something.

[week]
minutes = {{ {sittings} }}   # when you sit down; days left out: none
contributions = 10           # the aim shown beside the spread; never forced

"""
_GOAL_WORDS = """\
# What do you want to be known for, or to achieve? And what must people do for it?
# strength: 0.1 read, 0.4 recommend, 0.7 hire, 0.9 partner
"""
_GOAL_EXAMPLE = """\
# [[goal]]
# id = "postgres"
# statement = "help teams who move from Oracle to PostgreSQL"
# strength = 0.7
"""
_VENUE_WORDS = """
# Where do you take part? Easiest: forumplan venue add ADDRESS
"""
_VENUE_EXAMPLE = """\
# [[venue]]
# id = "python-discuss"
# name = "Discussions on Python.org"
# url = "https://discuss.python.org"
# feeds = ["https://discuss.python.org/latest.rss"]
# me = ME   # your names there
# cap_per_week = 3
# cooldown_days = 1
"""
