"""HiGHS, the solver inside scipy, now and then prints a line of its own to file descriptor 1: nobody asked for it."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def silence() -> Iterator[None]:
    """What native code prints to descriptor 1 inside the block is thrown away.

    C keeps what it prints in a buffer of its own, which is emptied before the descriptor is given back: a later flush
    would put it between our answers.
    """
    if sys.stdout is None:  # closed by whoever started us
        yield
        return
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
