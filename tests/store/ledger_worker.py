"""A program that works on a home until it is killed: `ledger_worker.py HOME SHARED JOB`. A line for each act done."""

from __future__ import annotations

import json
import sys
from itertools import count
from pathlib import Path

from forumplan.config.paths import Paths
from forumplan.domain.records import Contribution, PlanItem
from forumplan.domain.thread import Thread
from forumplan.services import record, sync
from forumplan.services.home import Home
from forumplan.store import ledger_file
from forumplan.store.ledger import Ledger


def say(**done: object) -> None:
    print(json.dumps(done), flush=True)


def thread(number: int) -> Thread:
    name = f"t{number:06}"
    return Thread(
        number, name, "v", "discourse", f"Thread {name}", f"https://f.example/{name}", "ada", "text", 1, 1, 0, 1
    )


def log(home: Home, number: int) -> None:
    """An item accepted, then carried out: the contribution and the item's state are one act."""
    item = PlanItem(f"i{number}", week=str(home.week()), thread=f"t{number:06}", state="accepted", title="x")
    record.accept(home, [item])
    made = record.log(home, Contribution("", venue="v", thread=item.thread, minutes=1))
    say(contribution=made.id)


def label(home: Home, number: int) -> None:
    record.label(home, thread(number), "sql", number % 2)
    say(label=f"sql/t{number:06}")


def accept(home: Home, number: int) -> None:
    """Three items in one act."""
    names = [f"a{number}-{part}" for part in range(3)]
    record.accept(home, [PlanItem(name, week="2026-W47", title=name) for name in names])
    say(items=names)


def exchange(home: Home, number: int, shared: Path) -> None:
    record.label(home, thread(number), "sql", 1)
    sync.sync(home, shared)
    say(label=f"sql/t{number:06}")


def migrate(folder: Path, number: int) -> None:
    """A ledger of the first version with one act, then opened by this one."""
    path = folder / f"old{number}.db"
    newest = ledger_file.MIGRATIONS
    ledger_file.MIGRATIONS = newest[:1]
    ledger_file.make(path)
    ledger_file.MIGRATIONS = newest
    with ledger_file.sqlite.transaction(db := ledger_file.sqlite.connect(path, synchronous="FULL")):
        patch = json.dumps({"goal": "g", "thread": "t"})
        event = ("e", "e", "d", 1, 1, "user", "label", "g/t", "label", "x", patch)
        db.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", event)
        db.execute("INSERT INTO current VALUES ('label', 'g/t', ?)", (patch,))
    db.close()
    say(old=path.name)
    with Ledger(path, lambda: 1):
        say(migrated=path.name)


def main() -> None:
    folder, shared, job = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    with Home(Paths.find(str(folder), None, {})) as home:
        first = home.ledger.count()
        for number in count(first):
            if job == "migrate":
                (shared.parent / "old").mkdir(exist_ok=True)
                migrate(shared.parent / "old", number + len(list((shared.parent / "old").glob("old*.db"))))
            elif job == "sync":
                exchange(home, number, shared)
            else:
                {"log": log, "label": label, "accept": accept}[job](home, number)


if __name__ == "__main__":
    main()
