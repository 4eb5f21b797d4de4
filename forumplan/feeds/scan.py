"""Splits the bytes of an XML feed into its items without reading them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_MARK = re.compile(rb"<!\[CDATA\[|<!--|<!DOCTYPE|</?(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Split:
    """A body as `head`, `items` in their order, and all that stands between and after them (`tail`)."""

    head: bytes
    items: tuple[bytes, ...]
    tail: bytes


def split(body: bytes) -> Split | None:
    """The parts of a body, or None where only a whole parse is safe.

    That is: a DOCTYPE, UTF-16 or UTF-32, no items, items inside one another or of two names, or open at the end.
    """
    if b"\x00" in body[:64]:
        return None
    spans = _spans(body)
    if not spans:
        return None
    between = [body[end:start] for (_, end), (start, _) in pairwise(spans)]
    tail = b"".join(part for part in between if part.strip()) + body[spans[-1][1] :]
    return Split(body[: spans[0][0]], tuple(body[start:end] for start, end in spans), tail)


def _spans(body: bytes) -> list[tuple[int, int]]:
    """Where each item begins and ends; [] where they cannot be told apart."""
    spans: list[tuple[int, int]] = []
    name, start, position = b"", -1, 0
    while mark := _MARK.search(body, position):
        word = mark[0]
        if word.startswith(b"<!"):
            closing = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}.get(word.upper())
            position = body.find(closing, mark.end()) if closing else -1
            if position < 0:
                return []
            continue
        position = body.find(b">", mark.end())
        opens = not word.startswith(b"</")
        found = word[1:] if opens else word[2:]
        if position < 0 or (name and found != name) or opens != (start < 0) or body[position - 1 : position] == b"/":
            return []
        name = found
        if opens:
            start = mark.start()
        else:
            spans.append((start, position + 1))
            start = -1
    return spans if start < 0 else []
