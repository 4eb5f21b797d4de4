"""The feeds.toml that `init` writes: commented, ready to edit, right from the first line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from forumplan.config import edit
from forumplan.config.paths import ensure

DEFAULT_SITTINGS = {"mon": 60, "wed": 60, "fri": 60}


def text(
    names: Sequence[str] = (),
    goals: Sequence[tuple[str, str, float]] = (),
    minutes: Mapping[str, int] = DEFAULT_SITTINGS,
) -> str:
    """The starter. `names` of one's own, `goals` as (id, statement, strength), `minutes` by day."""
    sittings = ", ".join(f"{day} = {value}" for day, value in minutes.items())
    written = "".join(_goal(*goal) for goal in goals) or _GOAL_EXAMPLE
    me = json.dumps(list(names) or ["yourname"], ensure_ascii=False)
    return _HEAD.format(sittings=sittings) + written + _VENUE_EXAMPLE.format(me=me)


def write(path: Path, content: str) -> None:
    """Write the starter where there is no file yet."""
    ensure(path.parent)
    edit.place(path, content)


def _goal(name: str, statement: str, strength: float) -> str:
    return (
        f'[[goal]]\nid = "{name}"\nstatement = {json.dumps(statement, ensure_ascii=False)}\nstrength = {strength}\n\n'
    )


_HEAD = """\
# forumplan: your venues and goals. Yours to edit; forumplan keeps comments and order when it changes something.

[week]
minutes = {{ {sittings} }}   # when you sit down; days left out: none
contributions = 10           # the aim shown beside the spread; never forced

"""
_GOAL_EXAMPLE = """\
# What do you want to be known for, or to achieve? And what must people do for it?
# strength: 0.1 read, 0.4 recommend, 0.7 hire, 0.9 partner
# [[goal]]
# id = "postgres"
# statement = "help teams who move from Oracle to PostgreSQL"
# strength = 0.7

"""
_VENUE_EXAMPLE = """\
# Where do you take part? Easiest: forumplan venue add ADDRESS
# [[venue]]
# id = "python-discuss"
# name = "Discussions on Python.org"
# url = "https://discuss.python.org"
# feeds = ["https://discuss.python.org/latest.rss"]
# me = {me}            # your names there
# cap_per_week = 3
# cooldown_days = 1
"""
