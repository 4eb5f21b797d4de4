"""The gates between text from outside and the terminal.

Textual reads a `str` as markup in almost every widget, and lets escape sequences pass in all of them. So text that is
not a literal of ours goes to widgets as `Content` made by `line` or `block`, rows that are drawn line by line take
`plain`, and `TerminalGate` looks at every segment on its way out, whatever wrote it.
"""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from forumplan.domain.text import clean, clean_block

_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def plain(text: str, limit: int = 300) -> str:
    """One harmless line, for rows drawn segment by segment."""
    return text if text.isprintable() and text.isascii() and len(text) <= limit else clean(text, limit)


def line(text: str, limit: int = 300) -> Content:
    """One harmless line as content that is never read as markup."""
    return Content(plain(text, limit))


def block(text: str, limit: int = 20_000) -> Content:
    """Several harmless lines as content that is never read as markup."""
    return Content(clean_block(text, limit))


class TerminalGate(LineFilter):
    """The last gate: drops what could steer the terminal from every segment that is drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, without steering characters. These have no width, so the layout stands."""
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [
            segment
            if segment.text.isprintable() or segment.control
            else Segment(_STEERING.sub("", segment.text), segment.style, segment.control)
            for segment in segments
        ]
