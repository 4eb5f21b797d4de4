"""The gates: what is drawn is harmless, literal, and nothing is swallowed without a sign."""

from __future__ import annotations

import pytest
from hostile import LITERAL, PAYLOADS
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from textual.color import Color

from forumplan.tui import gate
from forumplan.tui.threads.columns import fit
from forumplan.tui.threads.preview import wrap

BLACK = Color(0, 0, 0)
HARMFUL = {c for c in range(0x110000) if c < 32 or 127 <= c < 160 or 0x202A <= c <= 0x202E or 0xD800 <= c <= 0xDFFF}


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_hostile_line_is_harmless_and_its_letters_stay(name: str) -> None:
    text = gate.line(PAYLOADS[name]).plain
    assert not {ord(c) for c in text} & HARMFUL
    assert text.startswith("A")
    assert "B" in text


@pytest.mark.parametrize("name", LITERAL)
def test_brackets_are_shown_as_they_are_written(name: str) -> None:
    assert gate.line(PAYLOADS[name]).plain == PAYLOADS[name]
    assert not gate.line(PAYLOADS[name]).spans


@given(st.text())
def test_nothing_harmful_passes_the_first_gate(text: str) -> None:
    assert not {ord(c) for c in gate.plain(text)} & HARMFUL


@given(st.lists(st.text(alphabet=st.characters(), max_size=20)))
def test_nothing_harmful_passes_the_last_gate(texts: list[str]) -> None:
    out = gate.TerminalGate().apply([Segment(text) for text in texts], BLACK)
    assert not {ord(c) for segment in out for c in segment.text} & HARMFUL


def test_the_last_gate_leaves_good_lines_as_they_are() -> None:
    segments = [Segment("naïve 何 ✓"), Segment("▌ plain")]
    assert gate.TerminalGate().apply(segments, BLACK) is segments


@given(st.text(max_size=80), st.integers(3, 40), st.integers(0, 2))
def test_a_cell_has_exactly_its_width(text: str, width: int, gap: int) -> None:
    from rich.cells import cell_len

    made = fit(gate.plain(text), width, gap)
    assert cell_len(made) == width
    assert made.endswith(" " * gap)


@given(st.text(alphabet="ab 何é", max_size=200), st.integers(2, 30))
def test_wrapping_loses_no_letter_and_keeps_to_the_width(text: str, width: int) -> None:
    from rich.cells import cell_len

    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
