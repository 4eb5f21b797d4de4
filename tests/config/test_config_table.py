"""A venue's whole table out of feeds.toml and back into it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumplan.config import edit
from forumplan.domain.errors import UsageError

TEXT = """# mine
[[venue]]
id = "a"  # first
name = "A"

# about b
[[venue]]
id = "b"
note = "x"
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("entity", ["a", "b"])
def test_a_table_put_back_unchanged_changes_nothing(entity: str, end: str) -> None:
    text = TEXT.replace("\n", end)
    assert edit.with_venue_table(text, entity, edit.venue_table(text, entity)) == text


def test_other_lines_stay() -> None:
    changed = edit.with_venue_table(TEXT, "a", '[[venue]]\nid = "a"\n')
    assert changed == TEXT.replace('id = "a"  # first\nname = "A"\n', 'id = "a"\n')


@given(st.sampled_from(["a", "b"]), st.text(alphabet="xy =\n#", max_size=30))
def test_what_stands_around_a_table_is_never_touched(entity: str, table: str) -> None:
    changed = edit.with_venue_table(TEXT, entity, table)
    before, after = TEXT.split(edit.venue_table(TEXT, entity).rstrip())
    assert changed.startswith(before)
    assert changed.rstrip().endswith(after.strip())


def test_no_such_venue() -> None:
    with pytest.raises(UsageError, match="no venue has this id"):
        edit.venue_table(TEXT, "c")
