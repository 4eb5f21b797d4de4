"""The screens' side of the engine: starts the children, sends them jobs, hands on what they say.

Each child works on one request at a time. Of the requests for one job that wait only the latest is kept, so a key that
is held asks once. A child that ends is said once (`lost`) and started again by the next request.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from forumplan.domain.errors import ParseError
from forumplan.engine.protocol import Event, Opening, Request, decode_event, encode

ChildName = Literal["fetch", "think"]
CHILD_OF: dict[str, ChildName] = {"refresh": "fetch", "discover": "fetch"}
"""Jobs of the fetching child; every other job is thinking."""
FIRST = ("why", "rank")
"""Jobs that go before others that wait: somebody looks at the screen for them."""
LINE_LIMIT = 16 * 1024 * 1024
STOP_SECONDS = 0.2

Hear = Callable[[Event], None]


class Engine:
    """The two children. `hear` is called in the event loop with everything they say."""

    def __init__(self, opening: Opening, log_file: Path, hear: Hear) -> None:
        self._children = {name: Child(name, opening, log_file, hear) for name in ("fetch", "think")}
        self._numbers = 0

    def ask(self, job: str, **arguments: Any) -> int:
        """Have a job done; returns the number that its events carry."""
        self._numbers += 1
        self._child(job).ask(Request(self._numbers, job, arguments))
        return self._numbers

    def busy(self, job: str) -> bool:
        """Whether such a job runs or waits."""
        return self._child(job).has(job)

    def cancel(self, job: str) -> bool:
        """Stop a job that runs or waits; whether there was one. Its end is said as `cancelled`."""
        return self._child(job).cancel(job)

    def warm(self) -> None:
        """Start the children before they are needed."""
        for child in self._children.values():
            child.start()

    def stop(self) -> None:
        """End both children now. What they wrote is whole; what they had begun is begun anew another time."""
        for child in self._children.values():
            child.stop()

    def pids(self) -> list[int]:
        """The process ids of the children that run."""
        return [pid for child in self._children.values() if (pid := child.pid) is not None]

    def _child(self, job: str) -> Child:
        return self._children[CHILD_OF.get(job, "think")]


class Child:
    """One child process, its running request and those that wait, at most one for each job."""

    def __init__(self, name: str, opening: Opening, log_file: Path, hear: Hear) -> None:
        self.name, self._opening, self._log_file, self._hear = name, opening, log_file, hear
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._listening: asyncio.Task[None] | None = None
        self._running: Request | None = None
        self._waiting: dict[str, Request] = {}

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        """Start the process if it does not run."""
        if self._process is not None:
            return
        ours, theirs = socket.socketpair()
        with theirs, self._log_file.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 our own module, no outside text
                [sys.executable, "-m", "forumplan.engine.child", self.name, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=log,  # libraries print there
                stderr=log,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # the terminal's signals are for the screens
            )
        self._socket = ours
        ours.sendall(encode(self._opening))
        ours.setblocking(False)
        self._listening = asyncio.get_running_loop().create_task(self._listen(ours))

    def ask(self, request: Request) -> None:
        self._waiting.pop(request.job, None)
        self._waiting[request.job] = request
        self.start()
        self._next()

    def has(self, job: str) -> bool:
        return job in self._waiting or (self._running is not None and self._running.job == job)

    def cancel(self, job: str) -> bool:
        waiting = self._waiting.pop(job, None)
        if waiting is not None:
            self._hear(Event(waiting.id, job, "cancelled"))
        if self._running is None or self._running.job != job:
            return waiting is not None
        if self.name == "fetch":
            self._send(Request(self._running.id, "cancel"))
        else:
            running, self._running = self._running, None
            self.stop()
            self._hear(Event(running.id, job, "cancelled"))
        return True

    def stop(self) -> None:
        """End the process now."""
        process, self._process = self._process, None
        if self._listening is not None:
            self._listening.cancel()
            self._listening = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self._running = None
        if process is not None:
            process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)

    def _next(self) -> None:
        if self._running is not None or not self._waiting:
            return
        job = next((job for job in FIRST if job in self._waiting), next(iter(self._waiting)))
        self._running = self._waiting.pop(job)
        self._send(self._running)

    def _send(self, request: Request) -> None:
        if self._socket is None:
            return
        with contextlib.suppress(OSError):  # a child that is gone is noticed by `_listen`
            self._socket.sendall(encode(request))

    async def _listen(self, ours: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=ours, limit=LINE_LIMIT)
        try:
            while line := await reader.readline():
                self._heard(line)
        except (OSError, ValueError):
            pass  # a broken line or connection is the end of this child
        finally:
            writer.close()
        self._lost()

    def _heard(self, line: bytes) -> None:
        try:
            event = decode_event(line)
        except ParseError:
            return  # a library printed on our descriptor: not ours, not worth losing the child
        if self._running is not None and event.id == self._running.id and event.kind != "progress":
            self._running = None
        self._hear(event)
        self._next()

    def _lost(self) -> None:
        process, self._process = self._process, None
        self._socket, self._listening = None, None
        status = process.wait() if process is not None else 0
        lost, self._running = self._running, None
        waiting, self._waiting = self._waiting, {}
        for request in ([lost] if lost else []) + list(waiting.values()):
            how = f"signal {-status}" if status < 0 else f"status {status}"
            error = f"the {self.name} process ended ({how}); nothing is lost, the next use starts it again"
            self._hear(Event(request.id, request.job, "lost", {"error": error}))
