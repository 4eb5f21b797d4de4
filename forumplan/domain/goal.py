"""Goals: what the user wants to be known for or to achieve, and how strong the ties for it must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

STRENGTH_WORDS: dict[str, float] = {"read": 0.1, "recommend": 0.4, "hire": 0.7, "partner": 0.9}
"""What must people do? The word, and the strength it stands for."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal as it stands in feeds.toml. `strength`: 0 reach .. 1 depth; `focus`: at most so many people kept close."""

    id: str
    statement: str
    strength: float = 0.4
    weight: float = 1.0
    focus: int = 30
    until: date | None = None

    def open_on(self, day: date) -> bool:
        """Whether the goal still counts on that day."""
        return self.until is None or day <= self.until


def strength_word(strength: float) -> str:
    """The word nearest to a strength."""
    return min(STRENGTH_WORDS, key=lambda word: abs(STRENGTH_WORDS[word] - strength))
