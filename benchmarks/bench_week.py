"""A whole week from a home to a plan: CPU seconds of each part, with as many candidates as there are threads.

`bench_week.py [--threads 20000] [--forums 400]`. Ranking is left out: bench_rank measures it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from many_threads import make

from forumplan.config.paths import Paths
from forumplan.domain.records import Label
from forumplan.services import planning, ranking
from forumplan.services.home import Home
from forumplan.services.left_out import LeftOut
from forumplan.services.spread_first import solve_week
from forumplan.services.week_problem import draft

T = TypeVar("T")


def timed(name: str, what: Callable[[], T]) -> T:
    """Do something and print what it took."""
    start = time.process_time()
    found = what()
    print(f"  {name:<34} {time.process_time() - start:6.2f} s")
    return found


def measure(home: Home) -> None:
    """Print the parts of one home's week."""
    for goal in home.settings.goals:  # the made ranking is taken for the model's
        made = home.threads.ranking(goal.id)
        if made is not None:
            stamp = ranking.evidence_of(home, goal, home.ledger.all(Label)).stamp
            home.threads.keep_ranking(replace(made, stamp=stamp))
    drafted = timed("the problem", lambda: draft(home, home.week()))
    print(f"  {len(drafted.problem.candidates):,} candidates, {sum(drafted.problem.minutes.values())} minutes left")
    timed("first plan", lambda: solve_week(drafted, fast=True))
    solved = timed("best plan", lambda: solve_week(drafted))
    print(f"  {'proven' if solved.answer.proven else f'gap {solved.answer.gap:.1%}'}, {len(solved.answer.items)} items")
    timed("why five were left out", lambda: list(LeftOut(drafted, solved.answer).best()))
    timed("plan again, all of it", lambda: planning.plan_week(home))
    timed("free minutes and half an hour more", lambda: planning.with_more(home, 0, 30))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=20_000)
    parser.add_argument("--forums", type=int, default=400)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), given.threads, given.forums)
        print(f"{given.threads:,} threads in {given.forums} forums, CPU seconds")
        with Home(Paths.find(folder, None, {})) as home:
            measure(home)


if __name__ == "__main__":
    main()
