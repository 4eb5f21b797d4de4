"""Writing what was asked for into a file of the user's choice."""

from __future__ import annotations

import os
from pathlib import Path

from forumplan.domain.errors import ForumplanError


def save(text: str, path: str) -> Path:
    """Write a text into a new file that only the user may read; `~` is their home. ForumplanError if it cannot be."""
    target = Path(path)
    try:
        target = target.expanduser()
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
    except FileExistsError:
        raise ForumplanError(f"there is a file of this name already; choose another: {target}") from None
    except OSError as error:
        raise ForumplanError(f"{target}: {error.strerror}; choose another place") from error
    except (RuntimeError, ValueError) as error:  # no such user, a NUL in the name
        raise ForumplanError(f"{target}: it is no place for a file ({error}); choose another") from error
    return target
