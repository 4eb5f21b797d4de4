"""Backups, restore and repair: whatever happens to the file, no act is lost that a copy holds, and none is invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import homes
import pytest
from fakes import NOON, Clock, thread

from forumplan.domain.errors import LedgerError
from forumplan.domain.records import Label
from forumplan.domain.times import DAY, HOUR
from forumplan.services import doctor, forget, person_acts, record, safekeeping, sync
from forumplan.services.home import Home
from forumplan.store import backups
from forumplan.store.ledger import Ledger
from forumplan.store.ledger_file import verify

TEXT = homes.WEEK + homes.GOAL + homes.venue("v", me=["me"])


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with homes.made(tmp_path / "one", TEXT) as made:
        yield made


def labels(home: Home) -> list[str]:
    return [label.thread for label in home.ledger.all(Label)]


def teach(home: Home, *numbers: int) -> None:
    for number in numbers:
        record.label(home, thread(number), "sql", 1)


def test_a_backup_is_made_when_it_is_due_and_something_happened(tmp_path: Path) -> None:
    clock = Clock()
    with homes.made(tmp_path, TEXT, clock) as home:
        assert safekeeping.backup_if_due(home) is None
        teach(home, 1)
        first = safekeeping.backup_if_due(home)
        assert first is not None
        verify(first)
        teach(home, 2)
        assert safekeeping.backup_if_due(home) is None
        clock.now += 31 * 60
        assert safekeeping.backup_if_due(home, safekeeping.WHILE_IN_USE_SECONDS) is not None
        clock.now += 2 * DAY
        assert safekeeping.backup_if_due(home) is None
        teach(home, 3)
        clock.now -= 10 * 365 * DAY
        assert safekeeping.backup_if_due(home) is not None


def test_rotation_keeps_the_newest_and_one_a_day(tmp_path: Path) -> None:
    clock = Clock(NOON - 12 * HOUR)
    with homes.made(tmp_path, TEXT, clock) as home:
        for day in range(20):
            for hour in range(3):
                clock.now = NOON + day * DAY + hour * HOUR
                teach(home, day * 3 + hour)
                safekeeping.backup(home)
        kept = sorted(one.at for one in backups.found(home.paths.ledger_file))
    last_of_days = [NOON + day * DAY + 2 * HOUR for day in range(6, 20)]
    newest = [NOON + 19 * DAY + hour * HOUR for hour in range(3)]
    assert kept == sorted({*last_of_days, *newest})


def test_restore_gives_what_the_copy_holds_and_keeps_what_was(home: Home) -> None:
    teach(home, 1)
    copy = safekeeping.backup(home)
    teach(home, 2)
    device, clock = home.ledger.device, home.ledger.newest_clock()
    with Home(home.paths, home.clock) as screens:
        assert len(labels(screens)) == 2
        before = safekeeping.restore(home, copy)
        assert labels(home) == labels(screens) == ["t0001"]
        assert before is not None and home.ledger.device == device and home.ledger.newest_clock() >= clock
        teach(screens, 3)
        assert labels(home) == ["t0001", "t0003"]
        safekeeping.restore(home, before)
        assert labels(home) == labels(screens) == ["t0001", "t0002"]
    with Home(home.paths, home.clock) as again:
        assert labels(again) == ["t0001", "t0002"]


def test_restore_refuses_what_is_no_ledger_and_brings_nobody_back(home: Home, tmp_path: Path) -> None:
    person_acts.add(home, "Zebulon", "sql", 4)
    stick = tmp_path / "stick.db"
    stick.write_bytes(safekeeping.backup(home).read_bytes())
    forget.forget(home, forget.find(home, "Zebulon"))
    for content in (b"", b"nothing" * 900, stick.read_bytes()[:9000]):
        (tmp_path / "other.db").write_bytes(content)
        with pytest.raises(LedgerError, match="give another; forumplan backup") as refused:
            safekeeping.restore(home, tmp_path / "other.db")
        assert "--repair" not in str(refused.value)
    with pytest.raises(LedgerError, match="no such file"):
        safekeeping.restore(home, tmp_path / "nowhere.db")
    safekeeping.restore(home, stick)
    files = [path for path in home.paths.data.rglob("*") if path.is_file()]
    assert files and not any(b"Zebulon" in path.read_bytes() for path in files)


def test_restore_into_an_empty_home_is_another_machine(home: Home, tmp_path: Path) -> None:
    teach(home, 1)
    copy = safekeeping.backup(home)
    with homes.made(tmp_path / "two", TEXT) as other:
        assert safekeeping.restore(other, copy) is None
        assert labels(other) == ["t0001"] and other.ledger.device != home.ledger.device


def _header(path: Path) -> None:
    path.write_bytes(b"\0" * 100 + path.read_bytes()[100:])


def _middle(path: Path) -> None:
    body = bytearray(path.read_bytes())
    for page in range(2, len(body) // 4096):
        body[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(body)


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 // 4096 * 4096])


def _gone(path: Path) -> None:
    path.unlink()


def _read_all(home: Home) -> None:
    with Home(home.paths) as broken:
        broken.ledger.events()
        broken.ledger.all(Label)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "header": _header,
    "middle pages": _middle,
    "truncated": _truncated,
    "zero bytes": lambda path: path.write_bytes(b""),
    "gone": _gone,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_ledger_is_never_replaced_by_an_empty_one_and_repair_brings_it_back(
    home: Home, tmp_path: Path, damage: str
) -> None:
    teach(home, *range(40))
    device = home.ledger.device
    safekeeping.backup(home)
    shared = tmp_path / "shared"
    shared.mkdir()
    teach(home, 50)
    sync.sync(home, shared)
    home.close()
    path = home.paths.ledger_file
    DAMAGES[damage](path)
    found = path.read_bytes() if path.exists() else None
    with pytest.raises(LedgerError):
        _read_all(home)
    assert (path.read_bytes() if path.exists() else None) == found
    assert any(finding.level == "fail" for finding in doctor.examine(home.paths))
    said = list(safekeeping.repair(home.paths))
    assert any("brought back" in line for line in said)
    with Home(home.paths) as mended:
        assert len(labels(mended)) == 41 and mended.ledger.device == device
        teach(mended, 60)
    kept = [one for one in path.parent.glob("ledger.db.damaged-*") if not one.name.endswith(("-wal", "-shm"))]
    assert (kept[0].read_bytes() if kept else None) == found
    assert list(safekeeping.repair(home.paths)) == ["the ledger is whole; nothing to repair"]


def test_a_lost_write_ahead_log_is_noticed_and_made_good(home: Home) -> None:
    teach(home, 1)
    home.close()
    old = home.paths.ledger_file.read_bytes()
    with Home(home.paths) as later:
        teach(later, 2)
        safekeeping.backup(later)
    home.paths.ledger_file.write_bytes(old)
    with pytest.raises(LedgerError, match="-wal"), Home(home.paths) as broken:
        broken.ledger.events()
    assert "1 event of them" in " ".join(safekeeping.repair(home.paths))
    with Home(home.paths) as mended:
        assert labels(mended) == ["t0001", "t0002"]


def test_a_ledger_behind_a_damaged_backup_opens_again_after_repair(home: Home) -> None:
    teach(home, 1)
    safekeeping.backup(home)
    home.close()
    old = home.paths.ledger_file.read_bytes()
    with Home(home.paths) as later:
        teach(later, 2)
        safekeeping.backup(later).write_bytes(b"")
    home.paths.ledger_file.write_bytes(old)
    with pytest.raises(LedgerError, match="-wal"):
        _read_all(home)
    assert "0 events" in " ".join(safekeeping.repair(home.paths))
    with Home(home.paths) as mended:
        assert labels(mended) == ["t0001"]


def test_without_a_backup_the_journals_give_the_ledger_back(home: Home, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    teach(home, *range(5))
    sync.sync(home, shared)
    home.close()
    home.paths.ledger_file.write_bytes(b"")
    assert "5 events more from journals" in list(safekeeping.repair(home.paths))
    with Home(home.paths) as mended:
        assert len(labels(mended)) == 5


def test_with_nothing_to_repair_from_the_file_stays(home: Home) -> None:
    teach(home, 1)
    home.close()
    home.paths.ledger_file.write_bytes(b"")
    with pytest.raises(LedgerError, match="no good backup"):
        list(safekeeping.repair(home.paths))
    assert home.paths.ledger_file.read_bytes() == b""


def test_a_damaged_backup_is_passed_over(home: Home) -> None:
    teach(home, 1)
    good = safekeeping.backup(home)
    teach(home, 2)
    bad = safekeeping.backup(home)
    bad.write_bytes(bad.read_bytes()[:5000])
    home.close()
    home.paths.ledger_file.write_bytes(b"")
    assert f"the ledger was brought back from {good.name}" in list(safekeeping.repair(home.paths))
    with Home(home.paths) as mended:
        assert labels(mended) == ["t0001"]


def test_a_backup_of_before_a_migration_can_be_restored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from forumplan.store import ledger_file

    with monkeypatch.context() as older:
        older.setattr(ledger_file, "MIGRATIONS", ledger_file.MIGRATIONS[:1])
        ledger_file.make(tmp_path / "old.db")
    with homes.made(tmp_path / "one", TEXT) as home:
        teach(home, 1)
        before = safekeeping.restore(home, tmp_path / "old.db")
        assert labels(home) == [] and before is not None
    with Ledger(home.paths.ledger_file, Clock()) as again:
        assert again.all(Label) == []


async def test_a_refresh_and_the_screens_see_to_backups(tmp_path: Path) -> None:
    from forumplan.engine.thinking import JOBS
    from forumplan.services.refresh import Summary, refresh

    clock = Clock()
    with homes.made(tmp_path, homes.WEEK + homes.GOAL + '[[venue]]\nid = "v"\nmanual = true\n', clock) as home:
        teach(home, 1)
        assert [visit async for visit in refresh(home, Summary())] == []
        assert len(backups.found(home.paths.ledger_file)) == 1
        teach(home, 2)
        assert JOBS["backup"](home, {}) == {"path": ""}
        clock.now += safekeeping.WHILE_IN_USE_SECONDS
        assert JOBS["backup"](home, {})["path"].endswith(".db")
