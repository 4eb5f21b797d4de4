"""A program in a pty with a terminal of pyte's: write keys, wait for what is on the screen, keep the raw bytes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Sequence
from typing import Self

import pyte

SECONDS = 60.0
"""Longer than anything takes; only a test that fails waits so long."""
# Sequences that pyte does not know and would show as text.
_UNKNOWN = re.compile(
    rb"\x1bP.*?\x1b\\|\x1b\[[<=>][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1b\[\?u|\x1b\[[0-9;]*\$[a-z]", re.S
)


class Terminal:
    """One program and what it wrote."""

    def __init__(self, argv: Sequence[str], columns: int = 100, rows: int = 30) -> None:
        self.raw = b""
        self.ended = False
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LC_ALL="C.UTF-8")
            os.execv(argv[0], list(argv))
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self.ended:
            os.kill(self.pid, signal.SIGKILL)
        os.close(self._fd)
        os.waitpid(self.pid, 0)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def write(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def read(self, seconds: float) -> bool:
        """Take what comes within a while; whether anything came."""
        if self.ended or not select.select([self._fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:
            data = b""
        self.ended = not data
        self.raw += data
        self._stream.feed(_UNKNOWN.sub(b"", data))
        return True

    def until(self, wanted: str | Callable[[], bool]) -> None:
        """Wait until a text is on the screen, or something holds."""
        end = time.monotonic() + SECONDS
        while not (wanted in self.text if isinstance(wanted, str) else wanted()):
            assert time.monotonic() < end, f"{wanted} never came:\n{self.text}"
            assert not self.ended or not isinstance(wanted, str), f"ended before {wanted}:\n{self.text}"
            self.read(0.05)

    def press(self, key: str, quiet: float = 0.08) -> str:
        """Write a key and read until the program is silent; returns what is on the screen."""
        self.write(key)
        self.read(0.5)
        while self.read(quiet):
            pass
        return self.text
