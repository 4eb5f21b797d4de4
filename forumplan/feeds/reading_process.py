"""A second process that reads bodies where many come at once: reading takes most of the time of a first refresh."""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import socket
import subprocess
import sys
import threading

from forumplan.feeds.reading import Body, Reading, read
from forumplan.feeds.reading_frames import LENGTHS, body_frame, exactly, reading_of

WORTH_BYTES = 1024 * 1024
"""Bytes read here before the second process is started: it takes a quarter of a second to begin."""
WAITING = 10
"""Bodies that may lie with the process; this one reads whatever comes beyond."""
STOP_SECONDS = 1.0


class ReadingProcess:
    """Reads bodies here and, once there are many, in a second process as well. Close it with `aclose`.

    The process is this program's own module; it ends with this one, and where it fails everything is read here. Two
    threads hand bodies over and take readings back: the event loop is often busy for longer than the process takes for
    what lies with it.
    """

    def __init__(self, worth_bytes: int = WORTH_BYTES, processors: int | None = None) -> None:
        self._left = worth_bytes
        self._wanted = (processors or os.cpu_count() or 1) > 1
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self._threads: list[threading.Thread] = []
        self._outbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._here = asyncio.Lock()
        self._asked: list[asyncio.Future[tuple[bytes, bytes] | None]] = []

    async def read(self, body: Body) -> Reading:
        """The reading of a body of which nothing is known. Raises as `parse` does."""
        self._left -= len(body.data)
        if self._left < 0 and self._wanted:
            self._wanted = False
            self._start(asyncio.get_running_loop())
        while not self._has_room:
            async with self._here:
                if not self._has_room:
                    try:
                        return read(body, b"")
                    finally:
                        # What was fetched meanwhile goes to the process before the next is read here.
                        await asyncio.sleep(0)
        return await self._read_there(body)

    @property
    def pid(self) -> int | None:
        """The process id, None where it does not run."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    async def aclose(self) -> None:
        """Ends the process."""
        self._give_up()
        if self._process is not None:
            await asyncio.to_thread(self._stop, self._process)

    @property
    def _has_room(self) -> bool:
        return self._connection is not None and len(self._asked) < WAITING

    async def _read_there(self, body: Body) -> Reading:
        answer: asyncio.Future[tuple[bytes, bytes] | None] = asyncio.get_running_loop().create_future()
        self._asked.append(answer)
        self._outbox.put(body_frame(body))
        told = await answer
        return reading_of(*told) if told is not None else read(body, b"")

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 our own module, no outside text
                    [sys.executable, "-m", "forumplan.feeds.reading_child", str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    start_new_session=True,  # the terminal's signals are for this program
                )
        except OSError:
            ours.close()
            return
        self._connection = ours
        works = (
            threading.Thread(target=self._send, args=(ours,)),
            threading.Thread(target=self._hear, args=(ours, loop)),
        )
        for work in works:
            work.daemon = True
            work.start()
        self._threads = list(works)

    def _send(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while message := self._outbox.get():
                connection.sendall(message)

    def _hear(self, connection: socket.socket, loop: asyncio.AbstractEventLoop) -> None:
        with contextlib.suppress(RuntimeError):  # the loop may be closed by then
            try:
                with connection.makefile("rb") as stream:
                    while True:
                        sizes = LENGTHS.unpack(exactly(stream, LENGTHS.size))
                        head, data = (exactly(stream, size) for size in sizes)
                        loop.call_soon_threadsafe(self._answered, head, data)
            except (EOFError, OSError):
                loop.call_soon_threadsafe(self._give_up)

    def _answered(self, head: bytes, data: bytes) -> None:
        answer = self._asked.pop(0) if self._asked else None
        if answer is not None and not answer.done():
            answer.set_result((head, data))

    def _give_up(self) -> None:
        """What lies with the process is read here."""
        if self._connection is not None:
            self._outbox.put(b"")
            with contextlib.suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)
            self._connection.close()
            self._connection = None
        for answer in self._asked:
            if not answer.done():
                answer.set_result(None)
        self._asked.clear()

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        process.kill()
        process.wait()
        for thread in self._threads:
            thread.join(STOP_SECONDS)
