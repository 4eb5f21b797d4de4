"""A second process that reads bodies where many come at once: reading takes most of the time of a first refresh."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys

from forumplan.feeds.reading import Body, Reading, read
from forumplan.feeds.reading_frames import LENGTHS, body_frame, reading_of

WORTH_BYTES = 1024 * 1024
"""Bytes read here before the second process is started: it takes a quarter of a second to begin."""
WAITING = 10
"""Bodies that may lie with the process; this one reads whatever comes beyond."""
STOP_SECONDS = 1.0


class ReadingProcess:
    """Reads bodies here and, once there are many, in a second process as well. Close it with `aclose`.

    The process is this program's own module; it ends with this one, and where it fails everything is read here.
    """

    def __init__(self, worth_bytes: int = WORTH_BYTES, processors: int | None = None) -> None:
        self._left = worth_bytes
        self._wanted = (processors or os.cpu_count() or 1) > 1
        self._process: subprocess.Popen[bytes] | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._listening: asyncio.Task[None] | None = None
        self._here = asyncio.Lock()
        self._asked: list[asyncio.Future[tuple[bytes, bytes] | None]] = []

    async def read(self, body: Body) -> Reading:
        """The reading of a body of which nothing is known. Raises as `parse` does."""
        self._left -= len(body.data)
        if self._left < 0 and self._wanted and self._process is None:
            await self._start()
        while not self._has_room:
            async with self._here:
                if not self._has_room:
                    try:
                        return read(body, {})
                    finally:
                        # What the process needs next is written between two bodies that are read here.
                        await asyncio.sleep(0)
        return await self._read_there(body)

    @property
    def _has_room(self) -> bool:
        return self._writer is not None and len(self._asked) < WAITING

    async def _read_there(self, body: Body) -> Reading:
        answer: asyncio.Future[tuple[bytes, bytes] | None] = asyncio.get_running_loop().create_future()
        self._asked.append(answer)
        if self._writer is not None:
            with contextlib.suppress(ConnectionError):
                self._writer.write(body_frame(body))
        told = await answer
        return reading_of(*told) if told is not None else read(body, {})

    @property
    def pid(self) -> int | None:
        """The process id, None where it does not run."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    async def aclose(self) -> None:
        """Ends the process."""
        if self._listening is not None:
            self._listening.cancel()
        self._give_up()
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(self._process.wait, STOP_SECONDS)
            self._process.kill()
            self._process.wait()

    async def _start(self) -> None:
        self._wanted = False
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
        stream, self._writer = await asyncio.open_connection(sock=ours)
        self._listening = asyncio.create_task(self._listen(stream))

    async def _listen(self, stream: asyncio.StreamReader) -> None:
        try:
            while True:
                sizes = LENGTHS.unpack(await stream.readexactly(LENGTHS.size))
                head, data = [await stream.readexactly(size) for size in sizes]
                answer = self._asked.pop(0)
                if not answer.done():
                    answer.set_result((head, data))
        except (EOFError, OSError):
            self._give_up()

    def _give_up(self) -> None:
        """What lies with the process is read here."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        for answer in self._asked:
            if not answer.done():
                answer.set_result(None)
        self._asked.clear()
