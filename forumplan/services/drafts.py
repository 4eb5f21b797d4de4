"""Drafts: what the user writes before posting it, one file a thread. The program never sends or deletes one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from forumplan.config import paths as config_paths
from forumplan.domain.errors import ForumplanError
from forumplan.services.home import Home

_HEAD = re.compile(r"\A<!--.*?-->\s*", re.DOTALL)
_SAFE = re.compile(r"[A-Za-z0-9_.-]{1,80}")


def draft_file(home: Home, key: str) -> Path:
    """The file of the draft for a thread's or plan item's id; it need not exist. ForumplanError for an id that is none.

    Drafts lie beside the ledger, for they are the user's own words.
    """
    if not _SAFE.fullmatch(key) or key.startswith("."):
        raise ForumplanError(f"{key}: this id cannot name a draft")
    return home.paths.data / "drafts" / f"{key}.md"


def begin(home: Home, key: str, notes: Iterable[str]) -> Path:
    """The draft's file, made where there is none, with `notes` in a comment above the text."""
    path = draft_file(home, key)
    if not path.exists():
        config_paths.ensure(path.parent)
        lines = [line.replace("--", "- -") for line in notes if line]
        head = "\n".join(["<!--", *lines, "What stands in here is not copied. Write below.", "-->", "", ""])
        path.touch(0o600, exist_ok=False)
        path.write_text(head, encoding="utf-8")
    return path


def text(home: Home, key: str) -> str:
    """What the user has written for a thread or item, without the comment above it; "" if nothing."""
    try:
        whole = draft_file(home, key).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    return _HEAD.sub("", whole).strip()
