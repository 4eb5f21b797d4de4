"""Text from outside, made harmless for a terminal, and short pieces of it.

The first of two gates: everything a feed says passes `clean` or `clean_block` before it is stored.
"""

from __future__ import annotations

import re
import unicodedata

PLACEHOLDER = "\ufffd"
"""Stands visibly where a character was that could steer a terminal."""

MAX_COMBINING = 4
"""Combining marks kept on one letter: enough for every living script, too few to cover other rows."""

# C0 but tab and newline, DEL, C1, soft hyphen, Arabic letter mark, zero-width and bidi controls, invisible
# operators, line and paragraph separators, byte order mark, interlinear marks, surrogates, tag characters.
# U+200C and U+200D stay: Persian, Indic scripts and emoji are spelled with them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]+"
)
_NOT_IN_A_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_MANY_LINES = re.compile(r"\n{3,}")


def harmless(text: str) -> str:
    """`text` with a placeholder wherever something could steer a terminal; spaces and newlines stay as they are."""
    if text.isascii():
        plain = text.replace("\n", " ").replace("\t", " ").isprintable()
        return text if plain else _UNSAFE.sub(PLACEHOLDER, text)
    return _limit_combining(_UNSAFE.sub(PLACEHOLDER, text))


def _limit_combining(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in text:
        if unicodedata.category(char) in ("Mn", "Me"):
            marks += 1
            if marks > MAX_COMBINING:
                continue
        else:
            marks = 0
        kept.append(char)
    return "".join(kept)


def clean(text: str, limit: int = 300) -> str:
    """One line without control characters, at most `limit` characters long (the last one … if cut)."""
    return shorten(" ".join(harmless(text[: limit * 8]).split()), limit)


def clean_block(text: str, limit: int = 20_000) -> str:
    """The same for several lines: newlines stay, at most one empty line in a row, at most `limit` characters."""
    text = harmless(text[: limit * 4].replace("\r\n", "\n").replace("\r", "\n"))
    text = "\n".join([_single_spaced(line) for line in text.split("\n")])
    return shorten((_MANY_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip(), limit)


def _single_spaced(line: str) -> str:
    """A line without spaces around it, and with one where several are; most have nothing of this to mend."""
    if line.isascii() and "  " not in line and "\t" not in line and line == line.strip():
        return line
    return " ".join(line.split())


def shorten(text: str, limit: int) -> str:
    """`text`, or its first `limit` - 1 characters and an ellipsis."""
    return text if len(text) <= limit else text[: max(0, limit - 1)].rstrip() + "…"


def nearest(word: str, choices: list[str] | tuple[str, ...]) -> str | None:
    """The choice that `word` was probably meant to be, or None if none is near."""
    import difflib

    found = difflib.get_close_matches(word, choices, n=1, cutoff=0.5)
    return found[0] if found else None


def is_name(text: str) -> bool:
    """Whether a text can stand in a column of a line: no tab, line end, control character or half a character."""
    return not _NOT_IN_A_NAME.search(text)


def as_cell(text: str) -> str:
    """A text as a spreadsheet may open it: an apostrophe before what would be a formula."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def from_cell(text: str) -> str:
    """What `as_cell` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 post`, `2 posts`, `2 replies`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def hours_minutes(minutes: int) -> str:
    """Minutes as `1h05`."""
    return f"{minutes // 60}h{minutes % 60:02d}"
