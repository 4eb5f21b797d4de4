"""Edits of feeds.toml: the value arrives, and everything else stays as it was."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forumplan.config import edit, read
from forumplan.config.schema import Key, keys_of
from forumplan.domain.errors import ConfigError, UsageError
from forumplan.domain.goal import STRENGTH_WORDS

FILE = Path("feeds.toml")
TEXT = """\
# top
[[venue]]
id = "a"   # first
feeds = [
  "https://a.example/1",  # main
  "https://a.example/2",  # side
]

# ---- second: my favourite ----
[[venue]]
id = "b"

# goals
[[goal]]
id = "g"
statement = "x"

# third
[[venue]]
id = "c"
cap_per_week = 3 # why
# end
"""


def test_a_new_key_stands_at_the_end_of_its_table() -> None:
    after = edit.set_venue(TEXT, "a", "note", "hi")
    assert after == TEXT.replace("]\n\n# ---- second", ']\nnote = "hi"\n\n# ---- second')


def test_a_changed_value_keeps_its_comment() -> None:
    assert edit.set_venue(TEXT, "c", "cap_per_week", 4) == TEXT.replace("= 3 # why", "= 4 # why")


def test_none_takes_a_key_out() -> None:
    assert edit.set_venue(TEXT, "c", "cap_per_week", None) == TEXT.replace("cap_per_week = 3 # why\n", "")
    assert edit.set_venue(TEXT, "b", "cap_per_week", None) == TEXT


def test_items_of_a_list_keep_their_comments() -> None:
    both = ["https://a.example/1", "https://a.example/3"]
    after = edit.set_venue(TEXT, "a", "feeds", both)
    assert read.parse(after, FILE).venues[0].feeds == tuple(both)
    assert '"https://a.example/1",  # main' in after


def test_goals_are_changed_and_ended() -> None:
    after = edit.set_goal(TEXT, "g", "until", date(2026, 12, 31))
    assert after == TEXT.replace('statement = "x"\n', 'statement = "x"\nuntil = 2026-12-31\n')


def test_a_new_venue_comes_last_and_changes_no_line() -> None:
    after = edit.add_venue(TEXT, {"id": "d", "feeds": ("https://d.example/",), "name": None})
    assert after == TEXT + '\n[[venue]]\nid = "d"\nfeeds = ["https://d.example/"]\n'


def test_into_an_empty_text() -> None:
    assert edit.add_goal("", {"id": "g", "statement": "x"}) == '[[goal]]\nid = "g"\nstatement = "x"\n'


@pytest.mark.parametrize("ending", ["", "\n", "\n\n\n", "\n  "])
def test_whatever_the_text_ends_with(ending: str) -> None:
    after = edit.add_venue(TEXT.rstrip() + ending, {"id": "d"})
    assert [venue.id for venue in read.parse(after, FILE).venues] == ["a", "b", "c", "d"]
    assert "# end\n\n[[venue]]" in after


def test_removing_takes_only_the_lines_of_the_venue() -> None:
    assert edit.remove_venue(TEXT, "b") == TEXT.replace('[[venue]]\nid = "b"\n\n', "")
    without = edit.remove_venue(TEXT, "a")
    assert without.startswith("# top\n# ---- second")
    last = edit.remove_venue('[[venue]]\nid = "a"\n\n[[venue]]\nid = "b"\n', "b")
    assert last == '[[venue]]\nid = "a"\n'


def test_windows_lines_stay_windows_lines() -> None:
    text = TEXT.replace("\n", "\r\n")
    changed = [
        edit.set_venue(text, "c", "cap_per_week", 9),
        edit.set_venue(text, "a", "note", "hi"),
        edit.add_venue(text, {"id": "d", "cap_per_week": 9}),
        edit.remove_venue(text, "c"),
    ]
    for after in changed:
        assert after.count("\n") == after.count("\r\n")
    assert changed[0] == edit.set_venue(TEXT, "c", "cap_per_week", 9).replace("\n", "\r\n")


@pytest.mark.parametrize("text", ['venue = [{ id = "a" }]\n', 'venue = [\n  { id = "a" },\n]\n'])
def test_venues_written_inline_are_left_to_the_user(text: str) -> None:
    read.parse(text, FILE)
    acts: list[Callable[[], str]] = [
        lambda: edit.add_venue(text, {"id": "b"}),
        lambda: edit.set_venue(text, "a", "note", "x"),
        lambda: edit.remove_venue(text, "a"),
    ]
    for act in acts:
        with pytest.raises(UsageError, match="inline"):
            act()


def test_an_empty_list_of_venues_is_inline_too() -> None:
    with pytest.raises(UsageError, match="inline"):
        edit.add_venue("venue = []\n", {"id": "b"})


def test_unknown_ids_and_broken_texts_are_named() -> None:
    with pytest.raises(UsageError, match="no venue has this id"):
        edit.remove_venue(TEXT, "z")
    with pytest.raises(UsageError, match="no goal has this id"):
        edit.set_goal(TEXT, "a", "weight", 1.0)
    with pytest.raises(ConfigError) as caught:
        edit.set_venue("a = 1\nb ==\n", "a", "note", "x")
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("table", "key", "text", "value"),
    [
        ("venue", "feeds", "https://a.example/1, https://b.example/2,", ["https://a.example/1", "https://b.example/2"]),
        ("venue", "tags", "x", ["x"]),
        ("venue", "goals", "g,h", ["g", "h"]),
        ("venue", "manual", "yes", True),
        ("venue", "manual", "False", False),
        ("venue", "cap_per_week", "4", 4),
        ("venue", "timeout_seconds", "2.5", 2.5),
        ("venue", "note", "a, b = c", "a, b = c"),
        ("venue", "note", "", None),
        ("venue", "cap_per_week", " ", None),
        ("venue", "secret_command", "sh -c 'echo a b'", ["sh", "-c", "echo a b"]),
        ("goal", "strength", "hire", "hire"),
        ("goal", "strength", "0.25", 0.25),
        ("goal", "until", "2027-03-31", date(2027, 3, 31)),
        ("goal", "until", "", None),
    ],
)
def test_typed_values(table: str, key: str, text: str, value: object) -> None:
    parsed = edit.parse_value(table, key, text)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    ("table", "key", "text", "words"),
    [
        ("venue", "id", "x", "never changes"),
        ("venue", "cap", "1", "did you mean 'tags'|did you mean 'cap_per_week'|no such key"),
        ("venue", "cap_per_wek", "1", "did you mean 'cap_per_week'"),
        ("venue", "cap_per_week", "many", "not a whole number"),
        ("venue", "cap_per_week", "1.5", "not a whole number"),
        ("venue", "cap_per_week", "-1", "not between"),
        ("venue", "promo_share", "nan", "not between"),
        ("venue", "promo_share", "1e999", "not between"),
        ("venue", "manual", "perhaps", "neither true nor false"),
        ("venue", "feeds", "ftp://x", "http://"),
        ("venue", "secret_command", "sh 'x", "quotation mark"),
        ("goal", "strength", "hier", "did you mean 'hire'"),
        ("goal", "strength", "-0.1", "not between"),
        ("goal", "strength", ".x", "not a number"),
        ("goal", "strength", "inf", "none of read"),
        ("goal", "until", "tomorrow", "not a day"),
        ("goal", "statement", " ", "empty"),
        ("venue", "note", "\x1b[2J", r"control character U\+001B"),
    ],
)
def test_typed_values_that_do_not_fit(table: str, key: str, text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        edit.parse_value(table, key, text)
    assert str(caught.value).startswith(f"{key}: ")


PRINTABLE = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30)
FILLED = PRINTABLE.filter(str.strip)
IDS = st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,8}", fullmatch=True)
URLS = st.builds("https://{}.example/{}?a=b&c=%22".format, st.sampled_from(["a", "b"]), st.integers(0, 99))


def values_of(key: Key) -> st.SearchStrategy[Any]:
    lists = {"texts": FILLED, "urls": URLS, "command": PRINTABLE}
    if key.kind in lists:
        return st.lists(lists[key.kind], max_size=4)
    if key.kind in ("number", "strength"):
        numbers = st.floats(key.low, key.high, allow_nan=False)
        return numbers | st.sampled_from(list(STRENGTH_WORDS)) if key.kind == "strength" else numbers
    return {
        "text": FILLED | st.just("two\nlines\twide") | st.just("\"\"\"'''\\"),
        "word": IDS | st.just(""),
        "ids": st.lists(st.just("g"), max_size=2),
        "url": URLS | st.just(""),
        "flag": st.booleans(),
        "count": st.integers(int(key.low), int(key.high) if key.kind == "count" else 0),
        "date": st.dates(),
    }[key.kind]


CHANGES = st.sampled_from(
    [(table, key) for table in ("venue", "goal") for key in keys_of(table).values() if key.name != "id"]
).flatmap(lambda pair: st.tuples(st.just(pair[0]), st.just(pair[1].name), values_of(pair[1])))


def as_held(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else STRENGTH_WORDS.get(value, value) if value else value


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), CHANGES), min_size=1, max_size=6), st.booleans())
def test_what_is_set_is_read_back_and_all_else_stays(edits: list[tuple[str, tuple[str, str, Any]]], crlf: bool) -> None:
    text = TEXT.replace("\n", "\r\n") if crlf else TEXT
    wanted: dict[tuple[str, str], dict[str, Any]] = {}
    for venue, (table, key, value) in edits:
        name = venue if table == "venue" else "g"
        setter = edit.set_venue if table == "venue" else edit.set_goal
        text = setter(text, name, key, value)
        wanted.setdefault((table, name), {})[key] = as_held(value) if key != "statement" else value
    settings = read.parse(text, FILE)
    for (table, name), values in wanted.items():
        one: object = settings.venue(name) if table == "venue" else settings.goal(name)
        assert {key: getattr(one, key) for key in values} == values
    for comment in ("# top", "# first", "# ---- second: my favourite ----", "# goals", "# third", "# end"):
        assert text.count(comment) == 1
    assert [v.id for v in settings.venues] == ["a", "b", "c"]
    if "cap_per_week" not in wanted.get(("venue", "c"), {}):
        assert "cap_per_week = 3 # why" in text


@settings(deadline=None)
@given(st.lists(IDS.filter(lambda name: name not in "abc"), unique=True, max_size=5), st.data())
def test_added_venues_come_and_go(names: list[str], data: st.DataObject) -> None:
    text = TEXT
    for name in names:
        text = edit.add_venue(text, {"id": name, "name": data.draw(PRINTABLE), "me": data.draw(st.lists(FILLED))})
    assert [v.id for v in read.parse(text, FILE).venues] == ["a", "b", "c", *names]
    for name in data.draw(st.permutations(names)):
        text = edit.remove_venue(text, name)
    assert text.rstrip() == TEXT.rstrip()
    assert tomllib.loads(text) == tomllib.loads(TEXT)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "\n\n[week]\nminutes = { mon = 30 }\n"),
        ("[week] # mine\ntriage_minutes = 0\n", "[week] # mine\nminutes = { mon = 30 }\ntriage_minutes = 0\n"),
        ("[week]\nminutes = { fri = 5 }\n", "[week]\nminutes = { fri = 5 }\n"),
    ],
)
def test_sittings_are_added_where_none_are_named(before: str, after: str) -> None:
    assert edit.add_minutes(before, {"mon": 30}) == after
