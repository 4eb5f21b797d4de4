"""The main of the process that reads bodies: `python -m forumplan.feeds.reading_child DESCRIPTOR`.

It reads a body from its descriptor, writes the reading, and ends when the other side hangs up. It opens no file and no
connection of its own.
"""

from __future__ import annotations

import signal
import socket
import sys

from forumplan.domain.errors import ParseError
from forumplan.feeds.reading import read
from forumplan.feeds.reading_frames import LENGTHS, body_of, error_frame, exactly, reading_frame


def main(arguments: list[str]) -> int:
    """Run until the other side hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = socket.socket(fileno=int(arguments[0]))
    with connection.makefile("rb") as stream:
        while lengths := stream.read(LENGTHS.size):
            head, data = (exactly(stream, length) for length in LENGTHS.unpack(lengths))
            try:
                answer = reading_frame(read(body_of(head, data), b""))
            except ParseError as error:
                answer = error_frame(error)
            connection.sendall(answer)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (EOFError, BrokenPipeError, ConnectionError):
        sys.exit(0)
