"""Machines that exchange journals through a folder: equal in the end, whatever the order, and hard to fool."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import homes
import pytest
from fakes import NOON, Clock, thread
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forumplan.domain.errors import LedgerError
from forumplan.domain.events import Change
from forumplan.domain.records import RECORDS, Contribution, FollowUp, Label
from forumplan.services import history, record, sync
from forumplan.services.home import Home
from forumplan.services.settings_acts import add_goal

TEXT = homes.WEEK + homes.GOAL + homes.venue("v", me=["me"])


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Home, Home]]:
    with homes.made(tmp_path / "one", TEXT) as one, homes.made(tmp_path / "two", TEXT) as two:
        yield one, two


def projections(home: Home) -> dict[str, list[Any]]:
    return {name: home.ledger.whole(kind) for name, kind in RECORDS.items()}


def own_journal(home: Home, shared: Path) -> Path:
    return shared / f"{home.ledger.device}.jsonl"


def owed(home: Home, number: int) -> None:
    """What feeds show: the same event id on every machine that sees it."""
    patch = {"post": f"q{number}", "person": f"p{number}", "person_name": f"name{number}", "state": "owed"}
    home.ledger.observe("owed", [(f"f{number}", f"name{number} waits", Change("followup", f"f{number}", patch))])


ACTS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["label", "unlabel", "log", "delete", "undo", "redo", "owed", "settle", "sync", "sync"]),
        st.integers(0, 4),
    ),
    max_size=30,
)


def carry_out(home: Home, act: str, number: int, shared: Path) -> None:
    ledger = home.ledger
    if act == "label":
        record.label(home, thread(number), "sql", number % 2)
    elif act == "unlabel":
        record.label(home, thread(number), "sql", None)
    elif act == "log":
        record.log(home, Contribution("", venue="v", thread=f"t{number:04}", person=f"p{number}", minutes=number))
    elif act == "delete" and ledger.all(Contribution):
        record.delete(home, ledger.all(Contribution)[0].id)
    elif act == "undo":
        ledger.undo(number)
    elif act == "redo":
        ledger.redo()
    elif act == "owed":
        owed(home, number)
    elif act == "settle" and ledger.get(FollowUp, f"f{number}"):
        ledger.act("no answer", "settled", [Change("followup", f"f{number}", {"state": "no-answer"})])
    elif act == "sync":
        sync.sync(home, shared)


@given(ACTS, st.integers(0, 1_000_000))
@settings(max_examples=25, deadline=None)
def test_three_machines_end_equal_whatever_was_done_and_exchanged_when(
    acts: list[tuple[int, str, int]], seed: int
) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        shared = Path(folder) / "shared"
        shared.mkdir()
        machines = [homes.made(Path(folder) / str(n), TEXT, Clock(NOON + n)) for n in range(3)]
        try:
            for machine, act, number in acts:
                carry_out(machines[machine], act, number, shared)
            for machine in machines:  # each lays down what it has; each then takes all, some of them again
                sync.sync(machine, shared)
            order = machines * 2
            chance.shuffle(order)
            for machine in order:
                sync.sync(machine, shared)
            folded = [projections(machine) for machine in machines]
            assert folded[0] == folded[1] == folded[2]
            events = [machine.ledger.events() for machine in machines]
            assert events[0] == events[1] == events[2]
            assert sync.sync(machines[0], shared).new == 0
            assert not sync.sync(machines[0], shared).written
            machines[0].ledger.rebuild()
            assert projections(machines[0]) == folded[0]
        finally:
            for machine in machines:
                machine.close()


def test_what_feeds_showed_on_two_machines_is_settled_on_both(pair: tuple[Home, Home], shared: Path) -> None:
    one, two = pair
    owed(one, 1)
    one.ledger.act("no answer", "settled", [Change("followup", "f1", {"state": "no-answer"})])
    for number in range(5):
        record.label(two, thread(number), "sql", 1)
    owed(two, 1)
    for home in (one, two, one):
        sync.sync(home, shared)
    assert [f.state for home in pair for f in home.ledger.all(FollowUp)] == ["no-answer", "no-answer"]


def test_a_third_machine_hears_through_another_folder(pair: tuple[Home, Home], tmp_path: Path, shared: Path) -> None:
    one, two = pair
    record.label(one, thread(1), "sql", 1)
    other = tmp_path / "other"
    other.mkdir()
    sync.sync(one, shared)
    sync.sync(two, shared)
    sync.sync(two, other)
    with homes.made(tmp_path / "three", TEXT) as three:
        sync.sync(three, other)
        assert len(three.ledger.all(Label)) == 1


def test_a_damaged_line_is_named_and_the_rest_is_taken(pair: tuple[Home, Home], shared: Path) -> None:
    one, two = pair
    for number in range(3):
        record.label(one, thread(number), "sql", 1)
    sync.sync(one, shared)
    path = own_journal(one, shared)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2][:40] + b"\n"
    path.write_bytes(b"".join(lines))
    done = sync.sync(two, shared)
    assert [line for line in done.bad if f"{path.name}:3" in line] == list(done.bad)
    assert len(two.ledger.all(Label)) == 2
    sync.sync(one, shared)  # its own machine knows better and writes it whole again
    assert sync.sync(two, shared).bad == ()
    assert len(two.ledger.all(Label)) == 3


def _event(**values: Any) -> dict[str, Any]:
    made = {
        "id": "e1", "act": "e1", "device": "beef", "clock": 1, "at": NOON, "by": "user", "kind": "label",
        "entity": "sql/t1", "verb": "label", "summary": "x", "patch": {"goal": "sql", "thread": "t1", "value": 1},
    }  # fmt: skip
    return made | values


HOSTILE: dict[str, Any] = {
    "no object": [1, 2],
    "a clock that is none": _event(clock=2**62),
    "a clock below": _event(clock=0),
    "a clock of text": _event(clock="1"),
    "a time beyond": _event(at=2**40),
    "a flag for a number": _event(at=True),
    "no id": _event(id=""),
    "a long id": _event(id="x" * 500),
    "an unknown field": _event(more=1),
    "a kind like a path": _event(kind="../x"),
    "by a third party": _event(by="root"),
    "text for a time": _event(kind="contribution", patch={"at": "soon"}),
    "a state that is none": _event(kind="item", patch={"state": "paid"}),
    "handles of numbers": _event(kind="person", patch={"handles": [1]}),
    "a copy of lists": _event(patch={"copy": {"title": []}}),
    "a deep patch": _event(kind="newer", patch={"a": {"a": {"a": {"a": {"a": {"a": {"a": {}}}}}}}}),
    "acts of nothing": _event(kind="retraction", patch={"acts": 3}),
    "feeds.toml": _event(kind="config", entity="feeds.toml", patch={"start": 0, "before": "", "after": "x"}),
    "a hollow tombstone": {"forgotten": {"id": "g1"}},
    "a tombstone of words": {
        "forgotten": {"id": "g", "at": 1, "key": "0" * 32, "people": ["Ada"], "names": [], "words": [], "entities": []}
    },
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_line_that_cannot_be_is_passed_over(pair: tuple[Home, Home], shared: Path, name: str) -> None:
    one, _ = pair
    lines = [json.dumps(HOSTILE[name]), json.dumps(_event(id="good", act="good"))]
    (shared / "peer.jsonl").write_text("\n".join(lines))
    done = sync.sync(one, shared)
    assert len(done.bad) == 1 and done.bad[0].startswith("peer.jsonl:1: ")
    assert done.new == 1 and [label.thread for label in one.ledger.all(Label)] == ["t1"]
    record.label(one, thread(2), "sql", 1)
    assert one.ledger.newest_clock() < 10


@pytest.mark.parametrize(
    "body",
    [b"\x00\xff\xfe" * 1000, b"[" * 100_000, b'{"a":' * 5000, b'"\\ud800"', b'{"forumplan": "\\ud800"}', b"1" * 9000],
)
def test_bytes_of_any_kind_do_no_harm(pair: tuple[Home, Home], shared: Path, body: bytes) -> None:
    (shared / "peer.jsonl").write_bytes(body + b"\n" + json.dumps(_event()).encode())
    done = sync.sync(pair[0], shared)
    assert done.new == 1 and len(done.bad) == 1


def test_a_line_without_an_end_is_not_read_into_memory(pair: tuple[Home, Home], shared: Path) -> None:
    (shared / "peer.jsonl").write_bytes(b"x" * 3_000_000 + b"\n" + json.dumps(_event()).encode())
    done = sync.sync(pair[0], shared)
    assert done.bad == ("peer.jsonl:1: it is too long; this line was passed over",) and done.new == 1


def test_a_clock_that_runs_away_is_passed_over(pair: tuple[Home, Home], shared: Path) -> None:
    lines = [json.dumps(_event(id=f"e{n}", act=f"e{n}", clock=clock)) for n, clock in enumerate((5, 2**50))]
    (shared / "peer.jsonl").write_text("\n".join(lines))
    done = sync.sync(pair[0], shared)
    assert done.new == 1 and "runs away" in done.bad[0]


def test_a_journal_of_another_version_is_refused_in_one_line(pair: tuple[Home, Home], shared: Path) -> None:
    one, two = pair
    record.label(two, thread(1), "sql", 1)
    head = json.dumps({"forumplan": "journal", "schema": 2, "device": "x"})
    (shared / "newer.jsonl").write_text(f"{head}\n{json.dumps(_event())}\n")
    sync.sync(two, shared)
    done = sync.sync(one, shared)
    assert len(done.bad) == 1 and "newer.jsonl: " in done.bad[0] and "another version" in done.bad[0]
    assert done.new == 1
    own_journal(one, shared).write_text(head)
    with pytest.raises(LedgerError, match="another version"):
        sync.sync(one, shared)
    assert own_journal(one, shared).read_text() == head


def test_feeds_toml_and_secrets_stay_at_home(pair: tuple[Home, Home], shared: Path) -> None:
    one, two = pair
    before = two.paths.config_file.read_text()
    add_goal(one, "a goal with a secret feed https://me:canary1@x.example/")
    made = Contribution(
        "", venue="v", url="https://v.example/t/1?token=canary2", note="see https://u:canary3@h.example/"
    )
    record.log(one, made)
    sync.sync(one, shared)
    text = own_journal(one, shared).read_text()
    assert "canary" not in text and "config" not in text and "v.example/t/1" in text
    sync.sync(two, shared)
    assert two.paths.config_file.read_text() == before
    assert [one_made.venue for one_made in two.ledger.all(Contribution)] == ["v"]
    history.undo(two)
    assert two.paths.config_file.read_text() == before


def test_a_missing_folder_is_not_made(pair: tuple[Home, Home], tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no such folder"):
        sync.sync(pair[0], tmp_path / "stick")
    assert not (tmp_path / "stick").exists()


def test_a_journal_lost_from_the_folder_is_laid_there_again(pair: tuple[Home, Home], shared: Path) -> None:
    one, two = pair
    record.label(one, thread(1), "sql", 1)
    for home in (one, two):
        sync.sync(home, shared)
    own_journal(one, shared).unlink()
    sync.sync(two, shared)
    assert asdict(one.ledger.events()[0])["id"] in own_journal(two, shared).read_text()


@example(changes=[(24, 32)], cut=0)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=40), st.integers(0, 3))
@settings(max_examples=25, deadline=None)
def test_a_journal_with_any_bytes_changed_never_stops_an_exchange(changes: list[tuple[int, int]], cut: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, shared = Path(name), Path(name) / "shared"
        shared.mkdir()
        with homes.made(folder / "one", TEXT) as one, homes.made(folder / "two", TEXT) as two:
            for number in range(6):
                record.label(one, thread(number), "sql", number % 2)
                record.log(one, Contribution("", venue="v", person=f"p{number}", person_name="Ada", minutes=5))
            sync.sync(one, shared)
            path = own_journal(one, shared)
            body = bytearray(path.read_bytes())
            for place, value in changes:
                body[place % len(body)] = value
            path.write_bytes(body[: len(body) - cut * 100])
            done = sync.sync(two, shared)
            assert done.new <= 12 and done.new + len(done.bad) <= 12 + len(changes) + 1
            assert all(isinstance(one.minutes, int) for one in two.ledger.all(Contribution))
            sync.sync(one, shared)
            assert sync.sync(two, shared).bad == ()
            assert {event.id for event in one.ledger.events()} <= {event.id for event in two.ledger.events()}
