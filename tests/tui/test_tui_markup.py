"""Text from outside is never given to Textual as a str, for that is read as markup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hostile import PAYLOADS
from hostile_worlds import HostileApp, hostile_home, with_hostile_names
from textual.content import Content
from textual.widgets import Static

READ = ("A[", "\x1b", "A\u0301", "\u202e")
"""Beginnings of payloads; no words of ours have them."""
KEYS = (
    *("2", "z", "y", "j", "n", "j", "x", "j", "p", "z", "question_mark", "escape", "f", "v", "escape", "s", "escape"),
    *("slash", "A", "enter", "escape", "W", "escape", "R", "v", "v", "c", "d", "colon", "escape", "w"),
    *("1", "j", "W", "escape", "i", "escape", "L", "A", "enter", "escape", "O", "escape", "v"),
    *("3", "j", "e", "escape", "X", "escape", "D", "escape", "f", "escape", "s", "escape", "equals_sign", "u"),
    *("4", "j", "y", "W", "escape", "tab", "5", "j", "e", "escape", "plus", "A", "enter", "escape", "6", "u", "u"),
)


@pytest.fixture
def read_as_markup(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every str that Textual was given to read as markup while the test ran."""
    seen: list[str] = []
    reads = Content.from_markup.__func__  # type: ignore[attr-defined]

    def spy(cls: type[Content], markup: str | Content, **variables: Any) -> Content:
        if isinstance(markup, str):
            seen.append(markup)
        found: Content = reads(cls, markup, **variables)
        return found

    monkeypatch.setattr(Content, "from_markup", classmethod(spy))
    return seen


def outside(texts: list[str]) -> list[str]:
    return [text for text in texts if any(begin in text for begin in READ)]


@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
async def test_no_text_from_outside_is_read_as_markup(
    tmp_path: Path, read_as_markup: list[str], size: tuple[int, int]
) -> None:
    app = HostileApp(with_hostile_names(hostile_home(tmp_path)))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(*KEYS)
        await pilot.pause()
        assert app.is_running
        assert not outside(read_as_markup)
        await app.screen.mount(Static(PAYLOADS["brackets"]))  # what the test looks for can be seen
        await pilot.pause()
        assert outside(read_as_markup) == [PAYLOADS["brackets"]]
