"""Forgetting a person: nothing of them is left in any file, and neither feeds nor other machines bring them back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import homes
import pytest
from fakes import Clock, entry, parsed, thread

from forumplan.domain.errors import LedgerError, UsageError
from forumplan.domain.events import Change
from forumplan.domain.identity import person_id
from forumplan.domain.records import Contribution, FollowUp, Label, Person, PlanItem
from forumplan.services import followups, forget, person_acts, person_card, record, sync
from forumplan.services.home import Home
from forumplan.services.people import all_ties
from forumplan.store import backups
from forumplan.store.ledger_file import verify

TEXT = homes.WEEK + homes.GOAL + homes.venue("v", me=["me"], url="https://v.example")
NAME = "Zebulon Quirke"
PERSON = person_id("v.example", NAME)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with homes.made(tmp_path / "one", TEXT) as made:
        yield made


def live_with(home: Home, name: str = NAME) -> None:
    """Everything that can hold somebody: contacts, a card, a label, an item, a follow-up, notes about others."""
    person = person_id("v.example", name)
    asked = thread(1, author=name, url="https://v.example/t/1", text=f"Signed, {name}")
    record.label(home, asked, "sql", 1)
    record.dismiss(home, thread(2))
    made = Contribution("", venue="v", thread="t0001", person=person, person_name=name, note=f"met {name} before")
    record.log(home, Contribution(**{**asdict(made), "copy": asdict(asked.copy())}))
    person_acts.add(home, name, "sql", 4)
    tie = person_card.find(home, name)
    person_acts.note(home, tie, f"{name} likes tea")
    person_acts.contact(home, tie, "call")
    record.accept(home, [PlanItem("i1", week="2026-W47", kind="touch", person=person, person_name=name, title=name)])
    patch = {"person": person, "person_name": name, "title": "a question", "state": "owed"}
    home.ledger.observe("owed", [("f1", f"{name} waits", Change("followup", "f1", patch))])
    home.ledger.act("no answer", "settled", [Change("followup", "f1", {"state": "no-answer"})])
    record.log(
        home, Contribution("", venue="v", person="pother", person_name="Mira Voss", note=f"a friend of {name.upper()}")
    )


def bytes_under(*folders: Path) -> bytes:
    return b"\n".join(path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file())


def test_no_file_holds_the_name_any_more_and_the_rest_stays(home: Home, shared: Path) -> None:
    live_with(home)
    home.ledger.backup()
    sync.sync(home, shared)
    home.threads.keep_proposal("2026-W47", {"items": [{"id": "i1", "person_name": NAME}]})
    home.paths.state.mkdir(parents=True)
    (home.paths.state / "engine.log").write_text(f"something about {NAME}\n")
    wide = NAME.encode()
    assert all(wide in bytes_under(folder) for folder in (home.paths.data, home.paths.cache, shared))
    assert forget.forget(home, forget.find(home, NAME)) == []
    everything = bytes_under(home.paths.data, home.paths.state, home.paths.cache, shared).lower()
    assert b"zebulon" not in everything and b"quirke" not in everything and PERSON.encode() not in everything
    assert len(home.ledger.all(Label)) == 1 and len(home.ledger.all(Contribution)) == 3
    assert [one.person for one in home.ledger.all(Contribution) if one.person] == ["pother"]
    assert "Mira Voss" in {tie.name for tie in all_ties(home).values()}
    assert home.ledger.all(FollowUp) == [] and home.ledger.all(Person) == []
    state = home.ledger.all(PlanItem), home.ledger.all(Contribution), home.ledger.all(Label)
    home.ledger.rebuild()
    assert (home.ledger.all(PlanItem), home.ledger.all(Contribution), home.ledger.all(Label)) == state
    for backup in backups.found(home.paths.ledger_file):
        verify(backup.path)


def test_undo_does_not_bring_anybody_back(home: Home) -> None:
    live_with(home)
    forget.forget(home, forget.find(home, PERSON))
    while home.ledger.undo(3):
        pass
    while home.ledger.redo():
        pass
    assert PERSON not in all_ties(home)
    assert b"Zebulon" not in bytes_under(home.paths.data)


def test_feeds_do_not_bring_anybody_back(home: Home) -> None:
    live_with(home)
    forget.forget(home, forget.find(home, NAME))
    mine = entry(5, author="me", url="https://v.example/t/5")
    asks = entry(
        6, author=NAME, thread_key="5", key="guid-6", alias="v.example/t/5#2", url="https://v.example/t/5#2", text="me?"
    )
    posts = homes.fold(home, [("v", parsed(mine, asks, scope="v.example"))])
    assert followups.find(home, posts) == 0
    asked = thread(7, author=NAME, url="https://v.example/t/7")
    made = record.log(home, Contribution("", venue="v", person=PERSON, person_name=NAME, copy=asdict(asked.copy())))
    kept = home.ledger.get(Contribution, made.id)
    assert kept is not None and (kept.person, kept.person_name, kept.copy["author"]) == ("", "", "")
    assert PERSON not in all_ties(home)
    with pytest.raises(LedgerError, match="forgotten"):
        home.ledger.act("note", "x", [Change("person", PERSON, {"note": "again"})])


def test_an_old_peer_scrubs_itself_and_gives_nothing_back(home: Home, tmp_path: Path, shared: Path) -> None:
    with homes.made(tmp_path / "two", TEXT, Clock()) as peer:
        live_with(home)
        sync.sync(home, shared)
        sync.sync(peer, shared)
        record.log(peer, Contribution("", venue="v", person=PERSON, person_name="Zebulon", note="Zebulon called back"))
        peer.ledger.act("no answer", "again", [Change("followup", "f1", {"state": "answered"})])
        peer.ledger.backup()
        sync.sync(peer, shared)
        forget.forget(home, forget.find(home, NAME))
        assert b"Zebulon" in bytes_under(shared, peer.paths.data)
        sync.sync(home, shared)  # the old peer's journal still names them
        assert b"Quirke" not in bytes_under(home.paths.data)
        assert PERSON not in all_ties(home) and home.ledger.all(FollowUp) == []
        assert sync.sync(peer, shared).forgotten == 1
        sync.sync(home, shared)
        sync.sync(peer, shared)
        for name in (b"zebulon", b"quirke"):
            assert name not in bytes_under(home.paths.data, peer.paths.data, shared).lower()
        assert home.ledger.events() == peer.ledger.events()


def test_a_crash_before_backups_are_scrubbed_is_made_good(
    home: Home, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_with(home)
    home.ledger.backup()
    with monkeypatch.context() as broken:
        broken.setattr(backups, "scrub_all", lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("disk is full")))
        with pytest.raises(LedgerError):
            forget.forget(home, forget.find(home, NAME))
    assert b"Zebulon" in bytes_under(home.paths.data)
    sync.sync(home, shared)
    assert b"Zebulon" not in bytes_under(home.paths.data)


def test_two_of_one_name_are_told_apart(home: Home) -> None:
    for site in ("v.example", "w.example"):
        record.log(home, Contribution("", venue="v", person=person_id(site, "ada"), person_name="ada", minutes=5))
    with pytest.raises(UsageError, match="more than one"):
        forget.find(home, "Ada")
    with pytest.raises(UsageError, match="nobody is called so"):
        forget.find(home, "Grace")
    forget.forget(home, forget.find(home, person_id("v.example", "ada")))
    assert [tie.name for tie in all_ties(home).values()] == ["ada"]


def test_a_person_merged_of_two_goes_whole(home: Home) -> None:
    first, second = person_id("v.example", "zq"), PERSON
    record.log(home, Contribution("", venue="v", person=first, person_name="zq"))
    record.log(home, Contribution("", venue="v", person=second, person_name=NAME))
    home.ledger.act("merge", "one", [Change("person", first, {"name": "zq", "merged_into": second})])
    forget.forget(home, forget.find(home, NAME))
    assert all_ties(home) == {}


def test_two_whose_merge_was_undone_are_two_again(home: Home) -> None:
    person_acts.add(home, "Ana Moreno", "sql", 4)
    person_acts.add(home, "Bob Ferris", "sql", 5)
    person_acts.merge(home, person_card.find(home, "Ana Moreno"), person_card.find(home, "Bob Ferris"))
    home.ledger.undo()
    somebody = forget.find(home, "Bob Ferris")
    assert somebody.name == "Bob Ferris" and somebody.names == {"Bob Ferris"}
    forget.forget(home, somebody)
    assert [one.name for one in all_ties(home).values()] == ["Ana Moreno"]
    assert b"Ana Moreno" in bytes_under(home.paths.data) and b"Ferris" not in bytes_under(home.paths.data)


def test_another_program_hears_of_it(home: Home) -> None:
    live_with(home)
    with Home(home.paths, home.clock) as other:
        assert other.ledger.all(Person)
        forget.forget(home, forget.find(home, NAME))
        assert other.ledger.all(Person) == [] and other.ledger.all(FollowUp) == []
