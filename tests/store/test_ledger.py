"""The ledger: acts that stay, undo and redo, folds that agree over machines, files that are damaged or newer."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import Clock
from hypothesis import given, settings
from hypothesis import strategies as st

from forumplan.domain.errors import LedgerError
from forumplan.domain.events import Change
from forumplan.domain.records import RECORDS, Contribution, Label, PlanItem
from forumplan.store import ledger_file
from forumplan.store.ledger import Ledger
from forumplan.store.ledger_file import verify


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.db", Clock()) as opened:
        yield opened


def set_label(ledger: Ledger, thread: str, value: int) -> str:
    change = Change("label", f"g/{thread}", {"goal": "g", "thread": thread, "value": value})
    return ledger.act("label", f"{thread} {value}", [change])


def states(ledger: Ledger) -> dict[str, int]:
    return {label.thread: label.value for label in ledger.all(Label)}


def test_an_act_is_there_after_reopening(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.db", Clock()) as first:
        set_label(first, "t1", 1)
        device = first.device
    with Ledger(tmp_path / "ledger.db", Clock()) as second:
        assert states(second) == {"t1": 1}
        assert second.device == device


def test_undo_and_redo_walk_through_the_acts(ledger: Ledger) -> None:
    set_label(ledger, "t1", 1)
    set_label(ledger, "t1", 0)
    set_label(ledger, "t2", 1)
    assert [act.summary for act in ledger.undo(2)] == ["t2 1", "t1 0"]
    assert states(ledger) == {"t1": 1}
    ledger.undo()
    assert states(ledger) == {}
    assert ledger.undo() == []
    ledger.redo()
    assert states(ledger) == {"t1": 1}
    ledger.redo()
    assert states(ledger) == {"t1": 0, "t2": 1}
    assert ledger.redo() == []


def test_a_new_act_ends_what_can_be_redone(ledger: Ledger) -> None:
    set_label(ledger, "t1", 1)
    ledger.undo()
    set_label(ledger, "t2", 1)
    assert ledger.redo() == []
    assert states(ledger) == {"t2": 1}


def test_history_keeps_what_was_undone(ledger: Ledger) -> None:
    set_label(ledger, "t1", 1)
    set_label(ledger, "t2", 1)
    ledger.undo()
    assert [(act.summary, act.retracted) for act in ledger.history()] == [("t2 1", True), ("t1 1", False)]


def test_what_feeds_showed_is_kept_once_and_is_no_act_of_the_user(ledger: Ledger) -> None:
    found = [("f1", "somebody waits", Change("followup", "f1", {"person_name": "Ada", "state": "owed"}))]
    assert ledger.observe("owed", found) == ["f1"]
    assert ledger.observe("owed", found) == []
    assert ledger.undo() == []


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("label"), st.sampled_from(["t1", "t2", "t3"]), st.integers(0, 1)),
        st.tuples(st.just("clear"), st.sampled_from(["t1", "t2", "t3"]), st.just(0)),
        st.tuples(st.just("undo"), st.just(""), st.integers(1, 3)),
        st.tuples(st.just("redo"), st.just(""), st.just(0)),
    ),
    max_size=25,
)


def run(ledger: Ledger, acts: list[tuple[str, str, int]]) -> None:
    for kind, thread, number in acts:
        if kind == "label":
            set_label(ledger, thread, number)
        elif kind == "clear":
            ledger.act("clear", thread, [Change("label", f"g/{thread}", None)])
        elif kind == "undo":
            ledger.undo(number)
        else:
            ledger.redo()


class Model:
    """Undo and redo as everybody knows them: two stacks over states."""

    def __init__(self) -> None:
        self.state: dict[str, int] = {}
        self.done: list[dict[str, int]] = []
        self.undone: list[list[dict[str, int]]] = []

    def run(self, acts: list[tuple[str, str, int]]) -> None:
        for kind, thread, number in acts:
            if kind in ("label", "clear"):
                self.done.append(dict(self.state))
                self.undone.clear()
                self.state.pop(thread, None)
                if kind == "label":
                    self.state[thread] = number
            elif kind == "undo" and self.done:
                steps = [dict(self.state)]
                for _ in range(min(number, len(self.done))):
                    self.state = self.done.pop()
                    steps.append(dict(self.state))
                self.undone.append(steps)
            elif kind == "redo" and self.undone:
                steps = self.undone.pop()
                self.done += list(reversed(steps[1:]))
                self.state = steps[0]


@given(ACTS)
@settings(max_examples=60, deadline=None)
def test_any_sequence_of_acts_undos_and_redos_ends_as_the_two_stacks_do(acts: list[tuple[str, str, int]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "ledger.db", Clock()) as ledger:
        run(ledger, acts)
        model = Model()
        model.run(acts)
        assert states(ledger) == model.state
        ledger.rebuild()
        assert states(ledger) == model.state


@given(st.lists(ACTS, min_size=3, max_size=3), st.integers(0, 1_000_000))
@settings(max_examples=25, deadline=None)
def test_three_machines_that_exchange_in_any_order_agree(plans: list[Any], seed: int) -> None:
    import tempfile

    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        machines = [Ledger(Path(folder) / f"{n}.db", Clock()) for n in range(3)]
        try:
            for machine, acts in zip(machines, plans, strict=True):
                run(machine, acts)
                other = chance.choice(machines)
                machine.merge(other.events())
            everything = [event for machine in machines for event in machine.events()]
            for machine in machines:
                chance.shuffle(everything)
                machine.merge(everything)
                machine.merge(everything[: len(everything) // 2])
            folded = [states(machine) for machine in machines]
            assert folded[0] == folded[1] == folded[2]
            machines[0].rebuild()
            assert states(machines[0]) == folded[0]
            assert [e.id for e in machines[0].events()] == [e.id for e in machines[1].events()]
        finally:
            for machine in machines:
                machine.close()


def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger(path, Clock()).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="newer forumplan"):
        Ledger(path, Clock())
    assert path.read_bytes() == before


def test_an_older_file_is_backed_up_before_it_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(path, Clock()) as old:
        set_label(old, "t1", 1)
    more = (*ledger_file.MIGRATIONS, "ALTER TABLE meta ADD COLUMN note TEXT;")
    monkeypatch.setattr(ledger_file, "MIGRATIONS", more)
    with Ledger(path, Clock()) as new:
        assert states(new) == {"t1": 1}
    backups = list((tmp_path / "backups").glob("*.db"))
    assert len(backups) == 1
    verify(backups[0])


def test_states_of_an_older_file_are_those_made_of_its_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, newest = tmp_path / "ledger.db", ledger_file.MIGRATIONS
    copied = {"id": "t1", "title": "Größe", "text": "line\nline \u2028 \x01"}
    patches = {
        "contribution/c1": {"at": 5, "venue": "v", "person": "p", "promo": True, "outcome": "helped", "copy": copied},
        "contribution/c2": {"at": 7, "venue": "v", "copy": {}},
        "label/g/t1": {"goal": "g", "thread": "t1", "value": 1, "copy": copied},
        "person/p": {"name": "Ødegård", "relevant": {"g": 4}, "cadence_days": 2.0},
        "item/i1": None,
    }
    monkeypatch.setattr(ledger_file, "MIGRATIONS", newest[:2])
    ledger_file.make(path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        for number, (name, patch) in enumerate(patches.items()):
            kind, _, entity = name.partition("/")
            data = json.dumps(patch, ensure_ascii=False, separators=(",", ":"))
            event = (name, name, "d", number, 1, "user", kind, entity, "x", "x", None if patch is None else data)
            db.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", event)
            db.execute("INSERT INTO current VALUES (?, ?, ?, ?)", (kind, entity, data, number))
    monkeypatch.setattr(ledger_file, "MIGRATIONS", newest)
    with Ledger(path, Clock()) as ledger:
        before = [ledger.whole(kind) for kind in RECORDS.values()]
        assert [one.copy for one in ledger.whole(Contribution)] == [copied, {}]
        assert ledger.all(PlanItem) == [] and ledger.deeds.met(["helped"], [])[0].given_back == 1
        rows = ledger._db.execute("SELECT kind, entity, data FROM current UNION SELECT * FROM copies").fetchall()
        ledger.rebuild()
        assert [ledger.whole(kind) for kind in RECORDS.values()] == before
        again = ledger._db.execute("SELECT kind, entity, data FROM current UNION SELECT * FROM copies").fetchall()
    assert [tuple(row) for row in again] == [tuple(row) for row in rows]


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 100])
def test_a_damaged_file_is_named_with_its_mend_and_never_replaced(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(damage)
    with pytest.raises(LedgerError, match="doctor --repair"):
        Ledger(path, Clock())
    assert path.read_bytes() == damage


def test_a_lost_file_with_backups_is_not_replaced_by_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(path, Clock()) as ledger:
        set_label(ledger, "t1", 1)
        ledger.backup()
    for part in tmp_path.glob("ledger.db*"):
        part.unlink()
    with pytest.raises(LedgerError, match="its backups are there"):
        Ledger(path, Clock())
    assert not path.exists()


def test_unknown_fields_of_a_newer_version_are_passed_over(ledger: Ledger) -> None:
    change = Change("item", "i1", {"title": "x", "state": "accepted", "of_tomorrow": 1})
    ledger.act("accept", "x", [change])
    found = ledger.get(PlanItem, "i1")
    assert found is not None and found.title == "x"


WRITER = """
import sys
from pathlib import Path
from forumplan.domain.events import Change
from forumplan.store.ledger import Ledger
ledger = Ledger(Path(sys.argv[1]), lambda: 1)
n = 0
while True:
    n += 1
    changes = [Change("label", f"g/{n}", {"thread": str(n)}), Change("dismissal", str(n), {"at": n})]
    ledger.act("label", str(n), changes)
    print(n, flush=True)
"""


@pytest.mark.parametrize("kills", [8, pytest.param(200, marks=pytest.mark.soak)])
def test_killed_at_any_moment_every_acknowledged_act_is_whole(tmp_path: Path, kills: int) -> None:
    from forumplan.domain.records import Dismissal

    path = tmp_path / "ledger.db"
    chance = random.Random(kills)
    for _ in range(kills):
        for old in tmp_path.glob("ledger.db*"):
            old.unlink()
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True, env={**os.environ}
        )
        assert process.stdout is not None
        acknowledged = 0
        for _ in range(chance.randint(1, 40)):
            acknowledged = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split()
        process.stdout.close()
        process.wait()
        acknowledged = max([acknowledged, *(int(line) for line in rest[:-1])])
        verify(path)
        with Ledger(path, Clock()) as ledger:
            labels = {label.thread for label in ledger.all(Label)}
            dismissed = {one.id for one in ledger.all(Dismissal)}
        assert labels == dismissed
        assert {str(n) for n in range(1, acknowledged + 1)} <= labels


def test_two_writers_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    code = WRITER.replace("while True", "while n < 150")
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", code.replace("g/{n}", f"g{w}/{{n}}"), str(path)], stdout=subprocess.DEVNULL
        )
        for w in range(2)
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    with Ledger(path, Clock()) as ledger:
        assert len(ledger.all(Label)) == 300
