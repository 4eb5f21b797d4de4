"""Run a program that has to keep to the modes of files, also where the tests are run by root."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
WITHOUT_LEAVE = (sys.executable, __file__)
"""What goes before a command."""


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Folder and files below may not be written meanwhile."""
    places = [folder, *folder.rglob("*")]
    modes = {place: place.stat().st_mode for place in places}
    try:
        for place, mode in modes.items():
            place.chmod(mode & ~0o222)
        yield
    finally:
        for place, mode in modes.items():
            place.chmod(mode)


if __name__ == "__main__":
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)  # takes effect with the next program
    os.execv(sys.argv[1], sys.argv[1:])
