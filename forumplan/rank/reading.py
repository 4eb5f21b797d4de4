"""Many texts read at once: their words as numbers, so that counting them is left to arrays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forumplan.rank.words import Words, split_words, words_of

Numbers = NDArray[np.int64]

NOTHING, OTHER = 0, 1
"""The forms that stand for all words that say nothing, and for all whose stem does not count."""


class Tokens(NamedTuple):
    """The words of texts in order, but for those that say nothing; aligned.

    `text`: int64, which text. `stem`, `form`: int64, numbers given by the reader. `times`: int64, 2 in a title, else 1.
    `follows`: bool, whether the word before it is of the same title or the same text: then both are a pair too.
    """

    text: Numbers
    stem: Numbers
    form: Numbers
    times: Numbers
    follows: NDArray[np.bool_]

    def pairs(self) -> tuple[NDArray[np.intp], Numbers]:
        """Where the second word of each pair stands, and a number for the pair of its stems."""
        at = np.flatnonzero(self.follows)
        return at, joined(self.stem[at - 1], self.stem[at])


class Reader:
    """Gives numbers to stems, and to words as they are written (forms), in order of first sight.

    `known`: the only stems that count, each with its number; all others are one stem, of the number after these.
    Without it every stem gets a number of its own. `forms[n]` is form n as it is written.
    """

    def __init__(self, known: Iterable[str] | None = None) -> None:
        self.stems: dict[str, int] = {stem: number for number, stem in enumerate(known or ())}
        self.forms = ["", ""]
        self._grows = known is None
        self._stem_of_form = [-1, len(self.stems)]
        self._tables: dict[str, _Table] = {}

    def __len__(self) -> int:
        """Words it has seen and keeps."""
        return sum(map(len, self._tables.values()))

    def read(self, texts: Iterable[tuple[str, str, str]]) -> Tokens:
        """The words of (title, text, language) triples."""
        forms: list[int] = []
        sizes: list[int] = []
        for title, text, language in texts:
            number_of = self._table(language).__getitem__
            for words in (split_words(title), split_words(text)):
                before = len(forms)
                forms += map(number_of, words)
                sizes.append(len(forms) - before)
        every = np.array(forms, dtype=np.int64)
        kept = every != NOTHING
        form, part = every[kept], np.repeat(np.arange(len(sizes)), sizes)[kept]
        stem = np.array(self._stem_of_form, dtype=np.int64)[form]
        return Tokens(part >> 1, stem, form, 2 - (part & 1), np.diff(part, prepend=-1) == 0)

    def _table(self, language: str) -> _Table:
        table = self._tables.get(language)
        if table is None:
            table = self._tables[language] = _Table(self, words_of(language))
        return table

    def number(self, form: str, stem: str) -> int:
        """The number of a form seen for the first time."""
        if not stem:
            return NOTHING
        if stem not in self.stems:
            if not self._grows:
                return OTHER
            self.stems[stem] = len(self.stems)
        self.forms.append(form)
        self._stem_of_form.append(self.stems[stem])
        return len(self.forms) - 1


class _Table(dict[str, int]):
    """The number of each form in one language."""

    def __init__(self, reader: Reader, words: Words) -> None:
        super().__init__()
        self._reader, self._words = reader, words

    def __missing__(self, form: str) -> int:
        number = self[form] = self._reader.number(form, self._words.stem(form))
        return number


def joined(first: Numbers, second: Numbers) -> Numbers:
    """Two numbers below 2**31 as one."""
    both: Numbers = first << 32 | second
    return both
