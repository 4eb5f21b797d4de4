"""How long a label takes in the process that thinks: from the request to an order that every screen can read.

    python benchmarks/bench_label.py [--threads 100000]

Makes a home with so many threads, labels some near the top one after the other, and prints, in milliseconds, the median
and the worst of each step. act: the label made durable, which the screen does. rank: refit, every thread's score, the
order with its words kept where screens read it. queue: the next threads to ask about, which Train wants after it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the child that thinks has it

import many_threads

from forumplan.config.paths import Paths
from forumplan.engine.thinking import JOBS
from forumplan.services import record
from forumplan.services.home import Home

TIMES = 40


def measure(folder: str) -> None:
    """Label, time, print."""
    took: dict[str, list[float]] = defaultdict(list)

    def timed(name: str, act: Callable[[], object]) -> None:
        start = time.perf_counter()
        act()
        took[name].append(1000 * (time.perf_counter() - start))

    with Home(Paths.find(folder, None, {})) as home:
        goal = home.settings.goals[0].id
        start, used = time.perf_counter(), time.process_time()
        JOBS["warm"](home, {})
        took_first = f"{time.perf_counter() - start:.1f} s, {time.process_time() - used:.1f} of the processor"
        print(f"{home.threads.count():,} threads, ready after {took_first}")
        order = home.threads.ranking(goal)
        for place, thread in enumerate(home.threads.threads(order.numbers[:TIMES]) if order else ()):
            timed("act", partial(record.label, home, thread, goal, int(place % 3 > 0)))
            timed("rank", partial(JOBS["rank"], home, {"goals": [goal]}))
            timed("queue", partial(JOBS["next_labels"], home, {"goal": goal, "count": 12}))
    for name, values in took.items():
        print(f"    {name:<6} {statistics.median(values):7.1f} {max(values):7.1f} ms")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--threads", type=int, default=100_000)
    count = arguments.parse_args().threads
    with tempfile.TemporaryDirectory() as folder:
        many_threads.make(Path(folder), count)
        measure(folder)


if __name__ == "__main__":
    main()
