"""The texts that ranking works on: threads of the cache, and what the user has judged."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A thread's text. `number` is its place in order of first sight; `language` a tag (`en`, `pt-BR`) or ""."""

    number: int
    id: str
    title: str
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text the user called relevant (`value` 1) or off topic (0).

    It need not be a thread of the matrix: then its own words stand for it. `weight` 1 is a full label, less a weak
    one; `at` is when it was given (seconds since the epoch), for labels that fade.
    """

    id: str
    title: str
    text: str
    value: int
    weight: float = 1.0
    at: int = 0
    language: str = ""
