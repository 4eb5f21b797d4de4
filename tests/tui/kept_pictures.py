"""Pictures of screens held against files; FORUMPLAN_SNAPSHOTS=write writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

SIZES = {"100x30": (100, 30), "80x24": (80, 24)}


def check(folder: Path, name: str, text: str) -> None:
    """Compare with `snapshots/NAME.txt` in this folder."""
    path = folder / "snapshots" / f"{name}.txt"
    if os.environ.get("FORUMPLAN_SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


def harmless(text: str) -> bool:
    """Whether a picture holds nothing that could steer a terminal."""
    harmful = {*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0xD800, 0xE000)}
    return not {ord(char) for char in text} & harmful
