"""Ten years of use beside an empty home: start of commands, first paint of the screens, backup, sizes of the files.

`bench_ten_years.py [--threads 500000] [--contributions 20000] [--people 5000] [--keep DIR]`. Milliseconds are medians.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import many_threads

from forumplan.config.paths import Paths
from forumplan.domain.events import Event, new_id
from forumplan.domain.records import Contribution, FollowUp, Label, Person, PlanItem
from forumplan.domain.thread import ThreadCopy
from forumplan.domain.times import DAY
from forumplan.domain.week import Week
from forumplan.services.home import Home

RUNS = 5
Took = tuple[float, float]
"""Milliseconds: on the wall, and of the processor."""
YEARS = 10
COMMANDS = ("log --with Ada --kind call", "undo", "people", "followups", "venues", "review", "history")
SCREENS = ("week", "threads", "venues", "train", "people", "review")


def fill(home: Home, contributions: int, people: int) -> None:
    """Ten years of acts: contributions with copies of their threads, people, labels, items and follow-ups."""
    chance, now = random.Random(3), home.clock()
    events: list[Event] = []

    def act(verb: str, at: int, *changes: tuple[str, str, dict[str, object]]) -> None:
        name = new_id(at)
        for number, (kind, entity, patch) in enumerate(changes):
            made = (
                f"{name}.{number}",
                name,
                "bench",
                len(events) + 1,
                at,
                "user",
                kind,
                entity,
                verb,
                f"{verb} {entity}",
            )
            events.append(Event(*made, patch))  # type: ignore[arg-type]

    names = [f"{chance.choice(many_threads.NAMES)} {number}" for number in range(people)]
    for number, name in enumerate(names):
        at = now - int(chance.random() * YEARS * 365 * DAY)
        relevant = {many_threads.GOAL: chance.randint(1, 5)} if number % 4 == 0 else {}
        act("person", at, ("person", f"p{number}", Person("", name=name, relevant=relevant, added_at=at).dump()))
    for number in range(contributions):
        at = now - YEARS * 365 * DAY + int((number + 1) / contributions * YEARS * 365 * DAY) - 60
        who = int(chance.paretovariate(0.6)) % people
        copy = many_threads._row(number + 1, at)
        thread = ThreadCopy(*(str(copy[place])[:2000] for place in (0, 1, 3, 4, 5, 6)))
        made = Contribution(
            "",
            at=at,
            venue=thread.venue,
            thread=thread.id,
            title=thread.title,
            url=thread.url,
            goal=many_threads.GOAL,
            minutes=15,
            person=f"p{who}",
            person_name=names[who],
            copy=asdict(thread),
        ).dump()
        week = str(Week.of(home.today()))
        item = PlanItem("", week=week if number > contributions - 9 else "2020-W01", title=str(copy[3]), state="done")
        act("done", at, ("contribution", f"c{number}", made), ("item", f"i{number}", item.dump()))
        if number % 4 == 0:
            label = Label(
                "", goal=many_threads.GOAL, thread=f"t{number:011d}", value=number % 2, at=at, copy=made["copy"]
            )
            act("label", at, ("label", f"{many_threads.GOAL}/t{number}", label.dump()))
        if number % 3 == 0:
            state = "owed" if number > contributions - 30 else "answered"
            owed = FollowUp(
                "", venue=str(copy[1]), person=f"p{who}", person_name=names[who], at=at, due_at=at, state=state
            )
            act("owed", at, ("followup", f"f{number}", owed.dump()))
    home.ledger.merge(events)


class Watch:
    """Milliseconds since it was made: on the wall, and of the processor (of this program and those it waited for)."""

    def __init__(self) -> None:
        self._wall, self._spent = time.perf_counter(), self._processor()

    @staticmethod
    def _processor() -> float:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in used)

    def read(self) -> Took:
        return (time.perf_counter() - self._wall) * 1000, (self._processor() - self._spent) * 1000


def command_took(folder: Path, command: str) -> Took:
    """One command from its start to its end."""
    environment = {**os.environ, "FORUMPLAN_HOME": str(folder)}
    argv = [sys.executable, "-m", "forumplan", *command.split()]
    watch = Watch()
    subprocess.run(argv, env=environment, check=True, capture_output=True)
    return watch.read()


async def paints(folder: Path) -> dict[str, Took]:
    """From the key of a screen until it has painted what is stored, and once more on coming back.

    `start`: until the week stands there, from the moment the program's modules are loaded.
    """
    from forumplan.tui.app import ForumplanApp

    async def shown(name: str) -> None:
        while not (name == app.front.NAME and app.front.read):
            await asyncio.sleep(0.001)
        painted = asyncio.Event()
        app.front.call_after_refresh(painted.set)
        await painted.wait()

    found: dict[str, Took] = {}
    with Home(Paths.find(str(folder), None, {})) as home:
        watch = Watch()
        app = ForumplanApp(home)
        app.engine.ask = lambda *_, **__: 0  # type: ignore[assignment, method-assign]
        async with app.run_test(size=(100, 30)) as pilot:
            await shown("week")
            found["start"] = watch.read()
            for turn in ("first", "again"):
                for name in (*SCREENS[1:], SCREENS[0]):
                    watch = Watch()
                    await app.go(name)
                    await shown(name)
                    found[f"{name} {turn}"] = watch.read()
                    await pilot.pause()
    return found


def sizes(folder: Path) -> dict[str, float]:
    """MiB of the two databases."""
    paths = Paths.find(str(folder), None, {})
    return {path.name: path.stat().st_size / 2**20 for path in (paths.ledger_file, paths.threads_file)}


def measure(folder: Path) -> dict[str, Took]:
    """Every figure of one home, in milliseconds."""
    found: dict[str, Took] = {}
    for command in COMMANDS:
        found[command] = median([command_took(folder, command) for _ in range(RUNS + 1)][1:])
    runs = [asyncio.run(paints(folder)) for _ in range(RUNS)]
    found |= {f"screen {name}": median([run[name] for run in runs]) for name in runs[0]}
    with Home(Paths.find(str(folder), None, {})) as home:
        watch = Watch()
        home.ledger.backup()
        found["backup"] = watch.read()
    return found


def median(runs: Sequence[Took]) -> Took:
    """The medians of both figures."""
    return statistics.median(run[0] for run in runs), statistics.median(run[1] for run in runs)


def main() -> None:
    """Make both homes and print their figures side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=500_000)
    parser.add_argument("--contributions", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--keep", type=Path, help="make the full home here, or use the one that is here")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        empty, full = Path(name) / "empty", chosen.keep or Path(name) / "full"
        many_threads.make(empty, 1)
        if not full.exists():
            start = time.perf_counter()
            many_threads.make(full, chosen.threads)
            with Home(Paths.find(str(full), None, {})) as home:
                fill(home, chosen.contributions, chosen.people)
            print(f"made in {time.perf_counter() - start:.0f} s", file=sys.stderr)
        left, right, taken = measure(empty), measure(full), sizes(full)
    print(f"{'milliseconds: wall, processor':<40} {'empty':>17} {'10 years':>17}")
    for figure, (wall, spent) in left.items():
        print(f"{figure:<40} {wall:>8.0f} {spent:>8.0f} {right[figure][0]:>8.0f} {right[figure][1]:>8.0f}")
    print(", ".join(f"{name} {size:.0f} MiB" for name, size in taken.items()))


if __name__ == "__main__":
    main()
