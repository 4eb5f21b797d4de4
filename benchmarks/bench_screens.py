"""What the screens feel like: milliseconds in a real pty, beside the smallest Textual program there can be.

`bench_screens.py --sizes 1000,100000 --runs 5`: a home of made threads is opened; keys are written as a person would.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "tui"), str(ROOT / "benchmarks")]

from many_threads import make  # noqa: E402 stands beside this file
from pty_terminal import Terminal  # noqa: E402 stands beside the tests

SMALLEST = (
    "from textual.app import App; from textual.widgets import Static; "
    "App.compose = lambda self: [Static('READY')]; App().run()"
)
FORUMPLAN = [sys.executable, "-m", "forumplan"]
SILENCE = 0.04
"""A burst of output has ended when nothing came for so many seconds."""
LEARNING_WAIT = 180
"""Seconds that the first matrix of a large home may take."""


def settle(terminal: Terminal, seconds: float = SILENCE) -> None:
    while terminal.read(seconds):
        pass


def until(terminal: Terminal, holds: Callable[[], bool], seconds: float = 20) -> float:
    """Milliseconds until something holds of the screen."""
    start = time.perf_counter()
    while not holds():
        if time.perf_counter() - start > seconds or terminal.ended:
            raise SystemExit(f"never came:\n{terminal.text}")
        terminal.read(0.005)
    return (time.perf_counter() - start) * 1000


def shown(terminal: Terminal, text: str) -> Callable[[], bool]:
    return lambda: text in terminal.text


def answered(terminal: Terminal, key: str) -> float:
    """Milliseconds from a key to the first byte that comes back."""
    settle(terminal)
    start = time.perf_counter()
    terminal.write(key)
    while not terminal.read(0.5):
        if time.perf_counter() - start > 5:
            return float("nan")
    took = (time.perf_counter() - start) * 1000
    settle(terminal)
    return took


def first_paint(command: list[str], text: str) -> float:
    """Milliseconds from the start of a program to a text on the screen."""
    start = time.perf_counter()
    with Terminal(command) as terminal:
        until(terminal, shown(terminal, text))
        took = (time.perf_counter() - start) * 1000
        settle(terminal, 0.3)
    return took


def held(terminal: Terminal, key: str, count: int, rate: int) -> float:
    """Milliseconds from the last of keys sent at a rate to the last byte that they cause."""
    settle(terminal)
    start, seen = time.perf_counter(), 0.0
    for number in range(count):
        due = start + number / rate
        while (left := due - time.perf_counter()) > 0:
            terminal.read(left)
        terminal.write(key)
        sent = time.perf_counter()
    while terminal.read(0.3):
        seen = time.perf_counter()
    return max(0.0, seen - sent) * 1000


def resident(pid: int) -> float:
    """MiB of one process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def announced(terminal: Terminal, count: int) -> list[float]:
    """Milliseconds from `y` to the changed order being announced, on rows that were not labelled."""
    found = []
    for number in range(count):
        down = 3 + 4 * number
        for _ in range(down):
            terminal.write("j")
        until(terminal, shown(terminal, f" {down + 1:,}/"))
        settle(terminal, 0.3)
        above = terminal.text.split("\n")[3:12]
        terminal.write("n" if number % 3 == 2 else "y")
        found.append(until(terminal, shown(terminal, "to re-rank")))
        if [row[:60] for row in above] != [row[:60] for row in terminal.text.split("\n")[3:12]]:
            print("  ! rows moved under the cursor")
        terminal.write("r")
        until(terminal, shown(terminal, "re-ranked"))
        settle(terminal, 0.3)
    return found


def spread(values: list[float]) -> str:
    ordered = sorted(values)
    return f"p50 {statistics.median(ordered):.0f}, p99 {ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]:.0f}"


def measure(count: int, runs: int, labels: int) -> None:
    """Print the rows of one size."""
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), count)
        os.environ["FORUMPLAN_HOME"] = folder
        subprocess.run([*FORUMPLAN, "threads", "--limit", "1"], check=True, capture_output=True)
        pairs = [
            (first_paint([sys.executable, "-c", SMALLEST], "READY"), first_paint(FORUMPLAN, "[1 Week]"))
            for _ in range(runs)
        ]
        floor, ours = (statistics.median(side) for side in zip(*pairs, strict=True))
        print(f"{count:,} threads")
        print(f"  first paint            {ours:.0f} ms, smallest program {floor:.0f}: {ours / floor:.2f}x")
        with Terminal(FORUMPLAN) as terminal:
            start = time.perf_counter()
            terminal.write("2")
            until(terminal, shown(terminal, "[2 Threads]"))
            until(terminal, shown(terminal, f" 1/{count:,} "))
            print(f"  first thread visible   {(time.perf_counter() - start) * 1000:.0f} ms after the start with key 2")
            settle(terminal, 0.5)
            print(f"  key to first byte      {spread([answered(terminal, key) for key in 'j' * 120 + 'k' * 60])} ms")
            print(f"  held j at 30 a second  {held(terminal, 'j', 90, 30):.0f} ms behind")
            terminal.write("/")
            settle(terminal, 0.2)
            print(f"  search, per letter     {spread([answered(terminal, key) for key in 'pandas'])} ms")
            terminal.write("\x1b")
            settle(terminal, 0.3)
            for key in "1234562":
                answered(terminal, key)
            print(f"  screen switch          {spread([answered(terminal, key) for key in '123456' * 4])} ms")
            print(f"  memory of the screens  {resident(terminal.pid):.0f} MiB")
            if labels:
                terminal.write("2G")
                terminal.write("gg")
                until(terminal, shown(terminal, " 1/"))
                terminal.write("y")
                until(terminal, shown(terminal, "to re-rank"), LEARNING_WAIT)
                terminal.write("r")
                until(terminal, shown(terminal, "re-ranked"))
                print(f"  y to announced         {spread(announced(terminal, labels))} ms")
            settle(terminal, 0.3)
            start = time.perf_counter()
            terminal.write("q")
            until(terminal, lambda: terminal.ended)
            print(f"  quit                   {(time.perf_counter() - start) * 1000:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,100000", help="threads in the home")
    parser.add_argument("--runs", type=int, default=5, help="starts of each program")
    parser.add_argument("--labels", type=int, default=12, help="labels from key to announcement; 0 leaves them out")
    given = parser.parse_args()
    for size in given.sizes.split(","):
        measure(int(size), given.runs, given.labels)


if __name__ == "__main__":
    main()
