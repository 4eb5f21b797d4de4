"""How long one label takes to a new order, beside the least it could take and beside doing everything again.

    python benchmarks/bench_rank.py [--large]

For 10,000 and 100,000 made threads (1,000,000 with --large): milliseconds, of several runs the median, the quickest
and the median of processor time: what remains when the machine is busy with other work. Thinking has one core.
label: refit, every thread's score, the 200 best sorted. page: the same with bands and top words of those 200.
floor: one product of the matrix with a vector. append: 200 new threads. again: texts to matrix anew, axes, refit.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from forumplan.rank.document import Document, LabelledText
from forumplan.rank.explain import top_words
from forumplan.rank.matrix import TextMatrix
from forumplan.rank.model import GoalModel

LABELS = 30
CHUNK = 50_000
SYLLABLES = ("ba", "co", "di", "fu", "ga", "he", "ko", "lu", "ma", "ne", "pi", "qua", "ro", "su", "ta", "bri", "sto")


def made_words(count: int) -> list[str]:
    """Distinct words of two to four syllables."""
    chance = random.Random(5)
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3, 4))))] = None
    return list(found)


def made_threads(count: int) -> Iterator[Document]:
    """Threads of about 45 words: half from one of 60 topics, half from a language whose words follow Zipf's law."""
    words = made_words(40_000)
    chance = np.random.default_rng(7)
    rank = np.arange(1, len(words) + 1)
    zipf = np.cumsum(1.0 / rank**1.05)
    zipf /= zipf[-1]
    topics = [chance.permutation(len(words))[:300] for _ in range(60)]
    for number in range(1, count + 1):
        general = np.searchsorted(zipf, chance.random(25))
        own = topics[number % 60][(300 * chance.random(20) ** 2).astype(int)]
        text = [words[i] for i in chance.permutation(np.concatenate([general, own]))]
        yield Document(number, f"t{number:08d}", " ".join(text[:8]), " ".join(text[8:]))


class Took(NamedTuple):
    """Milliseconds of several runs: median, quickest, median of processor time."""

    median: float
    quickest: float
    processor: float

    def __str__(self) -> str:
        return f"{self.median:7.1f} {self.quickest:7.1f} {self.processor:7.1f} ms"


def milliseconds(act: Callable[[], object], times: int = 15) -> Took:
    """Run it several times."""
    wall, processor = [], []
    for _ in range(times):
        start, used = time.perf_counter(), time.process_time()
        act()
        wall.append(1000 * (time.perf_counter() - start))
        processor.append(1000 * (time.process_time() - used))
    return Took(statistics.median(wall), min(wall), statistics.median(processor))


def memory_mb() -> float:
    """The most this process has held so far."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / 1024 / (1024 if sys.platform == "darwin" else 1)


def measure(count: int) -> None:
    """Print the figures of one size."""
    threads = made_threads(count + 8 * 200)
    start = time.perf_counter()
    matrix = TextMatrix.build(itertools.islice(threads, min(count, 2 * CHUNK)))
    while len(matrix) < count:
        matrix.append(list(itertools.islice(threads, min(CHUNK, count - len(matrix)))))
    built = time.perf_counter() - start
    goal = " ".join(next(made_threads(1)).text.split()[:8])
    model = GoalModel(matrix, goal)
    labels = [
        LabelledText(matrix.ids[row], "", "", place % 3 != 0) for place, row in enumerate(model.rank([]).top(LABELS))
    ]

    def label() -> None:
        model.rank(labels).top(200)

    def page() -> None:
        ranking = model.rank(labels)
        rows = ranking.top(200)
        ranking.bands(rows)
        top_words(matrix, ranking, rows)

    vector = np.ones(len(matrix.vocabulary.terms))
    floor = milliseconds(lambda: matrix.csr @ vector)
    took = milliseconds(label)
    paged = milliseconds(page)
    refit = time.perf_counter()
    label()
    again = built + time.perf_counter() - refit
    goals = milliseconds(lambda: GoalModel(matrix, goal), 5)
    batches = [list(itertools.islice(threads, 200)) for _ in range(8)]
    appended = milliseconds(lambda: (matrix.append(batches.pop()), matrix.csr), 8)
    print(
        f"{count:9,d} threads  {matrix.csr.nnz:11,d} entries  {len(matrix.vocabulary.terms):7,d} terms\n"
        f"    label         {took} = {took.quickest / floor.quickest:.1f} x floor\n"
        f"    floor         {floor}\n"
        f"    page          {paged}\n"
        f"    goal's text   {goals}\n"
        f"    append of 200 {appended}\n"
        f"    again         {1000 * again:7.0f} ms = {1000 * again / took.median:.0f} x label\n"
        f"    memory        {memory_mb():7.0f} MB",
        flush=True,
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--large", action="store_true", help="also 1,000,000 threads")
    large = arguments.parse_args().large
    for count in (10_000, 100_000, *((1_000_000,) if large else ())):
        measure(count)


if __name__ == "__main__":
    main()
