"""Exports: everything there and back, tables that no spreadsheet runs, a calendar that names nobody."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import homes
import pytest
from fakes import NOON, Clock, thread
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from forumplan.domain.errors import ConfigError, ForumplanError, UsageError
from forumplan.domain.events import Change
from forumplan.domain.records import RECORDS, Contribution, PlanItem
from forumplan.services import export, history, new_file, record
from forumplan.services.home import Home
from forumplan.services.reading_back import is_export, read_back
from forumplan.services.settings_acts import add_goal

SECRET = "https://me:canary@v.example/feed?token=canary"
TEXT = (
    homes.WEEK + homes.GOAL + f'[[venue]]\nid = "v"\nname = "Forum, the <first>"\nfeeds = ["{SECRET}"]\nme = ["me"]\n'
)
GUARDED = 'secret_command = ["pass", "show"]\nallow_private = true\nproxy = "http://p.example"\n'


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with homes.made(tmp_path / "one", TEXT) as made:
        yield made


def written(home: Home, form: str, **options: bool) -> str:
    return "".join(export.export(home, form, **options))


def file_of(home: Home, folder: Path, **options: bool) -> Path:
    path = folder / "all.jsonl"
    path.write_text(written(home, "jsonl", **options))
    return path


def projections(home: Home) -> dict[str, list[Any]]:
    return {name: home.ledger.whole(kind) for name, kind in RECORDS.items()}


ACTS = st.lists(st.tuples(st.sampled_from(["label", "log", "undo", "redo", "goal"]), st.integers(0, 5)), max_size=20)


@given(ACTS)
@settings(max_examples=25, deadline=None)
def test_everything_goes_out_and_back_into_an_empty_home_equal(acts: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with homes.made(folder / "one", TEXT) as one:
            for act, number in acts:
                if act == "label":
                    record.label(one, thread(number, title="ü \u2028 " * number), "sql", number % 2)
                elif act == "log":
                    record.log(one, Contribution("", venue="v", minutes=number, note="=1+1\n\x00"))
                elif act == "goal":
                    add_goal(one, f"goal {number}")
                elif act == "undo" and one.ledger.undoable():
                    history.undo(one)
                elif act == "redo" and one.ledger.redoable_acts():
                    history.redo(one)
            path = file_of(one, folder, with_secrets=True)
            empty = homes.made(folder / "two", "")
            empty.paths.config_file.unlink()
            with empty as two:
                told = read_back(two, path, dry_run=True)
                assert not two.paths.config_file.exists() and not two.paths.ledger_file.exists()
                assert read_back(two, path) == told and told.events == len(one.ledger.events())
                texts = [each.secrets.restored(each.paths.config_file.read_text()) for each in (one, two)]
                assert texts[0] == texts[1] and "canary" in texts[0]
                assert "canary" not in two.paths.config_file.read_text()
                assert two.ledger.events() == one.ledger.events()
                assert projections(two) == projections(one)
                assert two.settings == one.settings
                again = read_back(two, path)
                assert (again.events, again.settings) == (0, "the same")


def test_secrets_leave_only_when_asked_for(home: Home, tmp_path: Path) -> None:
    record.log(home, Contribution("", at=NOON, venue="v", url="https://v.example/t?token=canary", note=f"see {SECRET}"))
    for form in export.FORMS:
        assert "canary" not in written(home, form)
    assert "canary" in written(home, "opml", with_secrets=True)
    assert "canary" in written(home, "jsonl", with_secrets=True)


def test_what_only_the_user_may_set_does_not_come_back(home: Home, tmp_path: Path) -> None:
    path = home.paths.config_file
    path.write_text(path.read_text() + GUARDED)
    out = file_of(home, tmp_path)
    empty = homes.made(tmp_path / "two", "")
    empty.paths.config_file.unlink()
    with empty as two:
        told = read_back(two, out)
        assert {line.split(" of ")[0] for line in told.left_out} == {"secret_command", "allow_private", "proxy"}
        venue = two.settings.venue("v")
        assert venue is not None and (venue.secret_command, venue.allow_private, venue.proxy) == ((), False, "")
    with homes.made(tmp_path / "three", homes.WEEK) as three:
        assert read_back(three, out).settings == "yours is kept"
        assert three.paths.config_file.read_text() == homes.WEEK


def test_other_files_and_damaged_lines(home: Home, tmp_path: Path) -> None:
    record.label(home, thread(1), "sql", 1)
    record.label(home, thread(2), "sql", 1)
    path = file_of(home, tmp_path)
    assert is_export(path)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:2], lines[2][:50], *lines[3:]]))
    with homes.made(tmp_path / "two", TEXT) as two:
        told = read_back(two, path)
        assert told.events == 1 and len(told.bad) == 1 and "all.jsonl:3" in told.bad[0]
        path.write_text('{"id": 1}\n')
        assert not is_export(path)
        with pytest.raises(UsageError, match="no file that"):
            read_back(two, path)
        path.write_text('{"forumplan": "export", "schema": 1}\n{"feeds_toml": "x = 1"}\n')
        two.paths.config_file.unlink()
        with pytest.raises(ConfigError):
            read_back(two, path)
        assert not two.paths.config_file.exists()


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\0", "\n", "＝"])
def test_no_cell_is_a_formula(home: Home, begin: str) -> None:
    text = f'{begin}cmd|" /C calc"!A0, "x"'
    made = Contribution(
        "", at=NOON, venue="v", title=text, url=text, note=text, person="p", person_name=text, minutes=9
    )
    record.log(home, made)
    head, row = csv.reader(io.StringIO(written(home, "csv"), newline=""))
    cells = dict(zip(head, row, strict=True))
    assert all(cells[name].startswith("'") for name in ("title", "url", "note", "person"))
    assert cells["minutes"] == "9" and cells["date"] == "2026-11-18"


def _hostile(home: Home) -> None:
    title = "a, b; c\\d [x](javascript:1) <b>\nBEGIN:VALARM " + "ü€😀" * 30
    items = [
        PlanItem("i1", week="2026-W47", day=2, kind="reply", venue="v", title=f"{title} by Ada", url=SECRET, minutes=20,
                 person="p", person_name="Ada", why="close · Ada asked"),
        PlanItem("i2", week="2026-W47", day=4, kind="touch", title="Ada", person="p", person_name="Ada", minutes=10),
        PlanItem("i3", week="2026-W47", day=4, kind="follow-up", venue="v", title="Ada's question", person="p",
                 person_name="Ada", minutes=10, url="javascript:alert(1)"),
    ]  # fmt: skip
    record.accept(home, items)
    proposed = PlanItem("i4", week="2026-W47", title="only proposed").dump()
    home.ledger.act("x", "x", [Change("item", "i4", proposed)])


def test_the_calendar_is_well_formed_stable_and_names_nobody(home: Home) -> None:
    _hostile(home)
    text = written(home, "ics")
    assert "Ada" not in text and "close" not in text and "javascript" not in text.replace("(javascript:1)", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n")) and "\n" not in text.replace("\r\n", "")
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert unfolded[0] == "BEGIN:VCALENDAR" and unfolded[-2:] == ["END:VCALENDAR", ""]
    assert [line for line in unfolded if line.startswith(("UID", "DTSTART", "DTEND"))] == [
        "UID:i1@forumplan", "DTSTART;VALUE=DATE:20261118", "DTEND;VALUE=DATE:20261119",
        "UID:i2@forumplan", "DTSTART;VALUE=DATE:20261120", "DTEND;VALUE=DATE:20261121",
        "UID:i3@forumplan", "DTSTART;VALUE=DATE:20261120", "DTEND;VALUE=DATE:20261121",
    ]  # fmt: skip
    assert unfolded.count("BEGIN:VEVENT") == 3 and not any(line.startswith("BEGIN:VALARM") for line in unfolded)
    assert "a\\, b\\; c\\\\d" in next(line for line in unfolded if line.startswith("SUMMARY"))
    assert written(home, "ics") == text


def test_another_program_reads_the_calendar_as_it_was_meant(home: Home) -> None:
    _hostile(home)
    found = {str(one["UID"]): one for one in Calendar.from_ical(written(home, "ics").encode()).walk("VEVENT")}
    title = "a, b; c\\d [x](javascript:1) <b> BEGIN:VALARM " + "ü€😀" * 30
    assert set(found) == {"i1@forumplan", "i2@forumplan", "i3@forumplan"}
    assert str(found["i1@forumplan"]["SUMMARY"]) == f"reply: {title} by somebody in Forum, the <first> (20 min)"
    assert str(found["i2@forumplan"]["SUMMARY"]) == "a word to somebody you know (10 min)"
    assert found["i1@forumplan"].decoded("DTSTART") == date(2026, 11, 18), "a day is the user's own, in no zone"
    assert found["i1@forumplan"].decoded("DTEND") == date(2026, 11, 19)
    assert {one.decoded("DTSTAMP") for one in found.values()} == {datetime.fromtimestamp(NOON, UTC)}
    assert "URL" in found["i1@forumplan"] and "URL" not in found["i3@forumplan"]


def test_the_calendar_is_the_same_later_and_after_a_replan_and_moves_with_its_items(home: Home) -> None:
    _hostile(home)
    before = written(home, "ics")
    home.clock.now += 3600  # type: ignore[attr-defined]
    assert written(home, "ics") == before, "a calendar that did not change is another file"
    item = next(one for one in home.ledger.all(PlanItem) if one.id == "i2")
    record.move(home, item, 6)
    moved = {str(one["UID"]): one for one in Calendar.from_ical(written(home, "ics").encode()).walk("VEVENT")}
    assert len(moved) == 3 and moved["i2@forumplan"].decoded("DTSTART") == date(2026, 11, 22)
    assert moved["i2@forumplan"].decoded("DTSTAMP") > moved["i1@forumplan"].decoded("DTSTAMP")


def test_the_page_and_the_feeds_can_be_read(home: Home) -> None:
    _hostile(home)
    record.log(home, Contribution("", at=NOON, venue="v", title="an *answer*", url="https://v.example/t/1", minutes=25))
    page = written(home, "md")
    assert page.startswith("# Week 2026-W47\n") and "## Done in 2026-W47" in page
    assert "[an \\*answer\\*](https://v.example/t/1)" in page and "\\[x\\](javascript:1)" in page and "\\<b\\>" in page
    body = ET.fromstring(written(home, "opml")).find("body")
    assert body is not None and [one.get("text") for one in body] == ["Forum, the <first>"]
    assert [one.get("xmlUrl") for one in body[0]] == ["https://***@v.example/feed?token=***"]


def test_an_empty_home_has_every_form(tmp_path: Path) -> None:
    with homes.made(tmp_path, homes.WEEK, Clock()) as empty:
        first = {form: written(empty, form).splitlines()[0] for form in export.FORMS}
    assert json.loads(first["jsonl"])["schema"] == 1
    assert first["md"] == "# Week 2026-W47" and first["csv"].startswith("id,date") and "VCALENDAR" in first["ics"]


@pytest.mark.parametrize("name", ["~nobody-of-this-name/x.md", "a\0b", "/nowhere/at/all.md"])
def test_a_file_that_cannot_be_is_said_in_one_line(name: str) -> None:
    with pytest.raises(ForumplanError, match="choose another"):
        new_file.save("text", name)
