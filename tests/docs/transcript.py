"""Examples in the documents as sessions: what they type, what they say is printed, and running them for real.

A fenced block marked `console` holds a session: `$ ` before what is typed, under it what is printed. Ids of
contributions differ from run to run: the first time one is printed, it is bound to the one in the document.
`python tests/docs/transcript.py FILE ...` runs the sessions of documents and writes into them what was printed.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from loopback_forum import places

ROOT = Path(__file__).parents[2]
MONDAY = 1_795_424_400
"""2026-11-23 09:00 UTC: when the examples are typed."""
HOME = "/home/you"
ID = re.compile(r"\b(?:[ti][0-9a-z]{12}|c[0-9a-f]{10})\b")


@dataclass(slots=True)
class Step:
    """One command of a session; `printed` as the document says, `first` the number of its first line."""

    command: str
    printed: list[str]
    first: int


def steps(text: str) -> list[Step]:
    """Every command of the console blocks, in order."""
    found: list[Step] = []
    inside = False
    for number, line in enumerate(text.splitlines()):
        if line.startswith("```"):
            inside = line == "```console"
        elif inside and line.startswith("$ "):
            found.append(Step(line[2:], [], number + 1))
        elif inside and found:
            found[-1].printed.append(line)
    return found


@dataclass(slots=True)
class Session:
    """A home of its own, a clock that begins on `MONDAY`, and the way to the made places.

    `bound`: the ids of the document and the real ones.
    """

    home: Path
    proxy: str
    bound: dict[str, str] = field(default_factory=dict)
    started: float = field(default_factory=time.time)

    def run(self, command: str) -> tuple[list[str], int]:
        """What a command line of the document prints, and its exit status."""
        words = [self.bound.get(word, word) for word in shlex.split(command)]
        done = subprocess.run(
            [sys.executable, "-m", *words],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=120,
            check=False,
        )
        return done.stdout.replace(str(self.home), HOME).splitlines(), done.returncode

    @property
    def shift(self) -> int:
        """Seconds that the clock of the examples is ahead of the machine's."""
        return MONDAY - int(self.started)

    def bind(self, said: str, printed: str) -> None:
        """Learn which real ids stand for those of a line of the document."""
        for name, real in zip(ID.findall(said), ID.findall(printed), strict=False):
            self.bound.setdefault(name, real)

    @property
    def environment(self) -> dict[str, str]:
        """What the program is started with: nothing of the machine's own homes and proxies."""
        foreign = ("xdg_", "forumplan_", "http_proxy", "https_proxy", "all_proxy", "no_proxy")
        kept = {key: value for key, value in os.environ.items() if not key.lower().startswith(foreign)}
        return kept | {
            "HOME": str(self.home),
            "HTTP_PROXY": self.proxy,
            "http_proxy": self.proxy,
            "PYTHONPATH": str(Path(__file__).parent / "clock"),
            "PYTHONUNBUFFERED": "1",
            "DOCS_SHIFT": str(self.shift),
            "TZ": "UTC",
            "LANG": "C.UTF-8",
        }


def nameless(line: str) -> str:
    """A line with ids and minutes of the clock left out."""
    return re.sub(r"(\d{4}-\d\d-\d\d) \d\d:\d\d", r"\1", ID.sub("ID", line))


def play(session: Session, wanted: list[Step]) -> Iterator[tuple[Step, list[str], int]]:
    """Run the steps one after another: (step, what was really printed, exit status)."""
    for step in wanted:
        printed, status = session.run(step.command)
        for said in step.printed:
            near = get_close_matches(nameless(said), [nameless(line) for line in printed], 1, 0.6)
            if near:
                session.bind(said, next(line for line in printed if nameless(line) == near[0]))
        yield step, printed, status


def record(path: Path) -> None:
    """Run the sessions of a document and write what was printed into it."""
    text = path.read_text("utf-8")
    lines = text.splitlines()
    with tempfile.TemporaryDirectory() as home, places(MONDAY) as proxy:
        session = Session(Path(home), proxy)
        played = list(play(session, steps(text)))
    names = {real: name for name, real in session.bound.items()}
    for step, printed, _ in reversed(played):
        kept = [ID.sub(lambda found: names.get(found[0], found[0]), line) for line in printed]
        lines[step.first : step.first + len(step.printed)] = kept
    path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        record(Path(name))
