"""In which order the threads stand, and under which goal each: arrays only, so 100,000 rows cost little.

The order is made from the stored rankings once and then only changes when the user asks; filters take rows out of it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from itertools import compress, filterfalse

from forumplan.store.rankings import StoredRanking

NOWHERE = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a thread stands for the goal it is shown under. `band` "" and `goal` "" where nothing is ranked."""

    goal: str = ""
    band: str = ""
    relevance: float = 0.0
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class Ranks:
    """Rankings of some goals as one order: each thread stands under the goal that it fits best.

    `numbers`: best first. `_goal_of`: by thread number, index of the ranking; `_place_of`: place in it.
    """

    rankings: tuple[StoredRanking, ...] = ()
    numbers: array[int] = field(default_factory=lambda: array("I"))
    _goal_of: bytearray = field(default_factory=bytearray)
    _place_of: array[int] = field(default_factory=lambda: array("I"))

    @classmethod
    def of(cls, rankings: Iterable[StoredRanking]) -> Ranks:
        """The order of one ranking as it is, or several merged by relevance."""
        given = tuple(rankings)
        if not given:
            return cls()
        if len(given) == 1:
            return cls._of_one(given[0])
        size = 1 + max((max(r.numbers, default=0) for r in given), default=0)
        goal_of, place_of = bytearray(size), array("I", [NOWHERE]) * size
        best = array("f", [-1.0]) * size
        for index, ranking in enumerate(given):
            relevance = ranking.relevance
            for place, number in enumerate(ranking.numbers):
                if relevance[place] > best[number]:
                    best[number] = relevance[place]
                    goal_of[number], place_of[number] = index, place
        placed = [number for number in range(size) if place_of[number] != NOWHERE]
        placed.sort(key=best.__getitem__, reverse=True)
        return cls(given, array("I", placed), goal_of, place_of)

    @classmethod
    def _of_one(cls, ranking: StoredRanking) -> Ranks:
        size = 1 + max(ranking.numbers, default=0)
        place_of = array("I", [NOWHERE]) * size
        for place, number in enumerate(ranking.numbers):
            place_of[number] = place
        return cls((ranking,), ranking.numbers, bytearray(size), place_of)

    @property
    def stamps(self) -> tuple[tuple[str, str], ...]:
        """What the order was made from: if equal, so is the order."""
        return tuple((ranking.goal, ranking.stamp) for ranking in self.rankings)

    def standing(self, number: int) -> Standing:
        """Where a thread stands."""
        if number >= len(self._place_of) or self._place_of[number] == NOWHERE:
            return Standing(self.rankings[0].goal if self.rankings else "")
        ranking, place = self.rankings[self._goal_of[number]], self._place_of[number]
        return Standing(
            ranking.goal, ranking.band(place), float(ranking.relevance[place]), ranking.reasons.get(number, ())
        )

    def in_bands(self, letters: str) -> set[int]:
        """Numbers of the threads whose band (under the goal they stand for) is one of these letters."""
        wanted = letters.encode()
        return {
            number
            for index, ranking in enumerate(self.rankings)
            for number, band in zip(ranking.numbers, ranking.bands, strict=True)
            if band in wanted and self._goal_of[number] == index
        }


def arrange(
    numbers: array[int], *, only: Iterable[Set[int]], without: Iterable[Set[int]], first: Set[int]
) -> array[int]:
    """The numbers that are in every set of `only` and in none of `without`; those of `first` come first."""
    kept: Iterable[int] = numbers
    for inside in sorted(only, key=len):
        kept = _inside(array("I", kept), inside)
    for outside in without:
        if outside:
            kept = list(filterfalse(outside.__contains__, kept))
    if first:
        rows = list(kept)
        kept = [n for n in rows if n in first] + [n for n in rows if n not in first]
    return kept if isinstance(kept, array) else array("I", kept)


def _inside(numbers: array[int], wanted: Set[int]) -> list[int]:
    """Those that are wanted. Of many, a byte a number stays in the processor's cache where a set would not."""
    if len(wanted) < len(numbers) // 8:
        return list(filter(wanted.__contains__, numbers))
    flags = bytearray(1 + max(max(numbers, default=0), max(wanted, default=0)))
    for number in wanted:
        flags[number] = 1
    return list(compress(numbers, map(flags.__getitem__, numbers)))


def difference(old: array[int], new: array[int], top: int = 200) -> tuple[int, bool]:
    """How many numbers are newer than all before, and whether the first `top` changed."""
    newest = max(old, default=0)
    return sum(1 for number in new if number > newest), old[:top] != new[:top]
