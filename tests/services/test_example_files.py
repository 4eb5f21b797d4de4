"""Examples in files: what goes out comes back, whatever stands in it; broken lines are named; rules name themselves."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import homes
import pytest
from fakes import Clock, entry, parsed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forumplan.domain.errors import UsageError
from forumplan.domain.events import Change
from forumplan.domain.records import Label
from forumplan.domain.text import clean
from forumplan.services import examples, model_report, record, rules
from forumplan.services.home import Home
from forumplan.services.taught import judged, taught


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with homes.made(tmp_path, homes.WEEK + homes.GOAL + homes.venue("forum")) as opened:
        homes.fold(opened, [("forum", parsed(*(entry(n, title=f"Slow query number {n}") for n in range(1, 41))))])
        yield opened


def values(home: Home) -> dict[str, int]:
    return {label.thread: label.value for label in home.ledger.all(Label)}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.text(min_size=1, max_size=30), st.text(max_size=60)), min_size=1, max_size=5))
def test_a_table_of_examples_comes_back_equal(home: Home, tmp_path: Path, texts: list[tuple[str, str]]) -> None:
    for number, (title, text) in enumerate(texts):
        copy = {"title": title, "text": f'{text}\nsecond, "line"', "url": ""}
        label = Label(f"sql/x{number}", "sql", f"x{number}", number % 2, 0, copy)
        home.ledger.act("label", "x", [Change("label", label.id, label.dump())])
    before = values(home)
    file = tmp_path / "labels.csv"
    file.write_bytes(examples.exported_csv(home).encode("utf-8", "replace"))
    home.ledger.undo(len(texts))
    took = examples.import_file(home, file)
    after = values(home)
    home.ledger.undo()
    assert (took, after) == ((len(texts), []), before)


def test_separators_of_lines_inside_a_text_do_not_break_it(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text('{"title": "one\u2028two\x85three", "label": "y"}\r\n\n{"title": "four", "label": "n"}\n')
    assert examples.import_file(home, file) == (2, [])


@pytest.mark.parametrize(
    ("name", "text", "line", "kept"),
    [
        ("a.csv", "url,title\nx,y\n", 1, 0),
        ("a.csv", "", 1, 0),
        ("a.csv", 'title,label\nfirst,y\n"' + "x" * 200_000 + '",y\n', 3, 1),
        ("a.csv", "title,label\nfirst,y\nsecond\nthird,n,more\n", 3, 2),
        ("a.jsonl", '{"title": "first", "label": "y"}\n' + "[" * 100_000 + "\n", 2, 1),
        ("a.jsonl", '{"title": "first", "label": "y"}\n{"title": "", "text": " ", "label": "n"}\n', 2, 1),
    ],
)
def test_what_is_broken_is_named_and_the_rest_kept(
    home: Home, tmp_path: Path, name: str, text: str, line: int, kept: int
) -> None:
    (tmp_path / name).write_text(text)
    count, broken = examples.import_file(home, tmp_path / name)
    assert count == kept
    assert [one.split(":")[1] for one in broken] == [str(line)]


def test_an_example_is_of_a_thread_only_by_its_whole_id(home: Home, tmp_path: Path) -> None:
    ids = [thread.id for thread in home.threads.since(0)]
    beginning = next(one[:n] for one in ids for n in (5, 6) if sum(other.startswith(one[:n]) for other in ids) == 1)
    file = tmp_path / "labels.jsonl"
    foreign = {"id": beginning, "url": "https://other.example/q/1", "label": "n", "title": "Knitting socks"}
    file.write_text("".join(json.dumps(one) + "\n" for one in (foreign, {"id": ids[0], "label": "y"})))
    assert examples.import_file(home, file) == (2, [])
    assert values(home) == {beginning: 0, ids[0]: 1}
    titles = {row["id"]: row["title"] for row in examples.exported(home)}
    assert titles[beginning] == "Knitting socks"


@pytest.mark.parametrize("name", ["a\tb", "a\nb", "a\x1bb", "a\ud800"])
def test_an_id_that_would_break_a_line_is_left_out(home: Home, tmp_path: Path, name: str) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(json.dumps({"id": name, "title": "x", "label": "y"}) + "\n")
    count, broken = examples.import_file(home, file)
    assert count == 0 and len(broken) == 1 and "labels.jsonl:1: the id holds" in broken[0]


@given(st.text("'=+-@\t\0＝ab", max_size=6), st.text("'=+-@ab", min_size=1, max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_cell_of_the_table_is_a_formula_and_all_come_back(home: Home, tmp_path: Path, text: str, name: str) -> None:
    copy = {"title": f"{text}SUM(A1)", "text": "", "url": ""}
    home.ledger.act("label", "x", [Change("label", "sql/x", Label("sql/x", "sql", name, 1, 0, copy).dump())])
    shown = list(examples.exported(home))
    table = examples.exported_csv(home)
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\0", "＝"))]
    file = tmp_path / "labels.csv"
    file.write_bytes(table.encode())
    home.ledger.undo()
    assert examples.import_file(home, file) == (1, [])
    back = list(examples.exported(home))
    home.ledger.undo()
    assert [(row["id"], row["title"]) for row in back] == [(row["id"], clean(row["title"])) for row in shown]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_a_file_that_cannot_be_read_is_one_line(home: Home, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "a.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UsageError, match="cannot be read"):
        examples.import_file(home, file)


def test_what_came_with_a_file_was_no_suggestion(home: Home, tmp_path: Path) -> None:
    threads = home.threads.since(0)
    for thread in threads[:4]:
        record.label(home, thread, "sql", 1)
    lines = "".join(f'{{"id": "{thread.id}", "label": "n"}}\n' for thread in threads[3:9])
    (tmp_path / "a.jsonl").write_text(lines)
    assert examples.import_file(home, tmp_path / "a.jsonl") == (6, [])
    count = taught(home.ledger.all(Label), "sql")
    assert (count.labels, count.relevant, count.off_topic, count.shown, count.hits) == (9, 3, 6, 3, 3)


def test_the_report_counts_tens_drift_and_what_a_week_brings(home: Home) -> None:
    assert isinstance(home.clock, Clock)
    for place, thread in enumerate(home.threads.since(0)):
        home.clock.now += 60
        record.label(home, thread, "sql", int(place < 30))
    report = model_report.model_reports(home)[0]
    assert [ten.hits for ten in report.curve] == [10, 10, 10, 0]
    assert report.drift is not None and (report.drift[0].hits, report.drift[1].hits) == (0, 20)
    assert sum(judged(home.ledger.all(Label), "sql")) == 30
    strong, maybe = report.thresholds
    assert (strong.band, maybe.band) == ("strong", "maybe")
    assert 0 <= strong.hits <= strong.threads <= maybe.threads <= 10
    assert maybe.hits <= maybe.threads


def test_a_hidden_thread_names_the_rule_that_hides_it(home: Home) -> None:
    thread = home.threads.since(0)[0]
    assert rules.standing(home, thread.number) == ""
    mute = rules.add(home, "mute", '"slow query"')
    assert rules.standing(home, thread.number).startswith(f'hidden by your rule {mute.id} (mute "slow query")')
    pin = rules.add(home, "pin", "number")
    assert pin.id in rules.standing(home, thread.number)
