"""The main of a child process: `python -m forumplan.engine.child fetch|think DESCRIPTOR`.

It reads where the home is and then requests, does one at a time and writes what becomes of them, all on the one
descriptor it was given: libraries may print on the others as they like. It ends when the descriptor is closed.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

from forumplan.config.paths import Paths
from forumplan.engine import protocol
from forumplan.services.home import Home


def main(arguments: list[str]) -> int:
    """Run until the other side hangs up."""
    name, descriptor = arguments
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = socket.socket(fileno=int(descriptor))
    lines = connection.makefile("rb")
    opening = protocol.decode_opening(lines.readline())
    paths = Paths(*(Path(p) for p in (opening.config_file, opening.data, opening.state, opening.cache)))
    with Home(paths) as home:
        if name == "fetch":
            from forumplan.engine import fetching

            fetching.serve(home, connection, lines)
        else:
            # Before numpy comes: its threads gain nothing on products this small, and take the screen's core.
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
            from forumplan.engine import thinking

            thinking.serve(home, connection, lines)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
