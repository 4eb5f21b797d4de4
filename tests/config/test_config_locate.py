"""Lines of keys and tables, against texts whose lines are known because they were built line by line."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forumplan.config.locate import Path, Span, line_of, spans

TEXT = '''\
# a comment with [brackets] and "quotes"
top = 1

[week]   # header comment
minutes = { mon = 90, thu = 60 }
"quoted key" = 'x # no comment'
a.b . "c d" = 2

[[venue]]
id = "one"
feeds = [
  "https://a.example/[x]",  # ] not the end
  """many
lines ]""",
]

[[ venue ]]
id = """
# inside a text"""
note = "escaped \\" quote"
[venue.sub]
k = true
'''


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        (("top",), 2, 2),
        (("week",), 4, 7),
        (("week", "minutes"), 5, 5),
        (("week", "minutes", "thu"), 5, 5),
        (("week", "quoted key"), 6, 6),
        (("week", "a", "b", "c d"), 7, 7),
        (("venue", 0), 9, 15),
        (("venue", 0, "feeds"), 11, 15),
        (("venue", 0, "feeds", 0), 12, 12),
        (("venue", 0, "feeds", 1), 13, 14),
        (("venue", 1), 17, 22),
        (("venue", 1, "id"), 18, 19),
        (("venue", 1, "note"), 20, 20),
        (("venue", 1, "sub", "k"), 22, 22),
    ],
)
def test_every_form_of_key(path: Path, first: int, last: int) -> None:
    tomllib.loads(TEXT)
    assert spans(TEXT)[path] == Span(first, last)


def test_inline_list_of_tables() -> None:
    found = spans('venue = [\n  { id = "a" },\n  { id = "b", feeds = [\n "x" ] },\n]\n')
    assert found[("venue", 1, "id")].first == 3
    assert found[("venue", 1, "feeds", 0)].first == 4


def test_windows_line_ends() -> None:
    found = spans(TEXT.replace("\n", "\r\n"))
    assert found == spans(TEXT)


def test_nearest_thing_around() -> None:
    found = spans(TEXT)
    assert line_of(found, ("venue", 1, "cap_per_week")) == 17
    assert line_of(found, ("nothing",)) == 0


KEYS = st.sampled_from(["a", "b-c", '"d e"', "'f.g'", "1", '"\\u00e9"'])
VALUES = st.sampled_from(
    [
        "1",
        "-1.5e3",
        "true",
        "2027-03-31",
        "1979-05-27 07:32:00",
        '""',
        "''",
        '"a # b"',
        '"\\\\"',
        "'\\'",
        '"""x"y""z"""',
        '"""\nq""\n"""',
        '"""a\\""b"""',
        "'''it's\n#'''",
        "[]",
        "[ 1, [2, # c\n 3], ]",
        "{}",
        '{ x = 1, "y z" = [ { w.v = 2 } ] }',
        '"""""quoted"""""',
    ]
)


def leaves(value: Any, path: Path = ()) -> list[Path]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(leaf for key, each in inner for leaf in leaves(each, (*path, key)))]


@settings(deadline=None)
@given(st.lists(st.tuples(KEYS, VALUES), unique_by=lambda pair: pair[0], max_size=6), st.lists(KEYS, max_size=3))
def test_every_value_is_found_and_nothing_else(pairs: list[tuple[str, str]], tables: list[str]) -> None:
    lines: list[str] = []
    starts: dict[str, int] = {}
    for key, value in pairs:
        starts[key] = len(lines) + 1
        lines += [*f"{key} = {value} # note".split("\n"), "# between ["]
    for name in tables:
        lines += [f"[[table.{name}]]", "inner = 1"]
    text = "\n".join(lines)
    top = tomllib.loads(text)
    found = spans(text)
    assert set(found) == set(leaves(top)) - {()}
    for key, line in starts.items():
        (name,) = tomllib.loads(f"{key} = 0")
        assert found[(name,)].first == line
