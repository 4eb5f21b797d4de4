"""Start-up of commands beside `python -c pass`: milliseconds, medians of several runs, and the ratio."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 15
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "forumplan --help": [sys.executable, "-m", "forumplan", "--help"],
    "forumplan --version": [sys.executable, "-m", "forumplan", "--version"],
    "forumplan log": [sys.executable, "-m", "forumplan", "log", "--with", "Ada", "--kind", "call"],
    "forumplan undo": [sys.executable, "-m", "forumplan", "undo"],
}


def milliseconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Print a row a command; the runs alternate, so that a slow moment of the machine falls on all."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "FORUMPLAN_HOME": folder}
        subprocess.run([sys.executable, "-m", "forumplan", "init", "--no-input"], env=environment, check=True)
        times: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for run in range(RUNS + 1):
            for name, command in COMMANDS.items():
                took = milliseconds(command, environment)
                if run:
                    times[name].append(took)
    floor = statistics.median(times["python -c pass"])
    print(f"{'command':<22} {'median ms':>10} {'max ms':>8} {'x floor':>8}")
    for name, found in times.items():
        median = statistics.median(found)
        print(f"{name:<22} {median:>10.0f} {max(found):>8.0f} {median / floor:>8.1f}")


if __name__ == "__main__":
    main()
