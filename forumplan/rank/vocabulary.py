"""The terms that count, how rare each is, and the ways it is written: texts to sparse rows and back to words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from forumplan.rank.document import Document
from forumplan.rank.reading import Numbers, Reader, Tokens, joined

MAX_TERMS = 40_000
MIN_DOCUMENTS = 2
MAX_SHARE = 0.3
SMALL = 40
"""Below so many documents a term may stand in one only, or in all of them: there is little to count."""

MAX_FORMS = 65_535
KEPT_WORDS = 300_000
"""Words remembered from one call to the next, so that each is stemmed once."""

_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Documents as rows of term weights, in CSR layout; `forms` names for each entry how its term was written there."""

    data: NDArray[np.float64]
    indices: NDArray[np.int32]
    indptr: NDArray[np.int32]
    forms: NDArray[np.uint16]


class _Coder:
    """Reads texts for a list of terms; what it has seen is kept, so that the same words cost little the next time."""

    def __init__(self, terms: Sequence[str]) -> None:
        columns = {term: column for column, term in enumerate(terms)}
        pairs = [(column, term.split(" ")) for term, column in columns.items() if " " in term]
        known = dict.fromkeys(term for term in terms if " " not in term)
        known |= dict.fromkeys(stem for _, pair in pairs for stem in pair)
        self.reader = Reader(known)
        self.column_of_stem = np.array([*(columns.get(stem, -1) for stem in known), -1], dtype=np.int64)
        stems = np.array([[self.reader.stems[stem] for stem in pair] for _, pair in pairs], dtype=np.int64)
        numbers = joined(*stems.reshape(-1, 2).T)
        order = np.argsort(numbers)
        self.pairs, self.column_of_pair = (
            numbers[order],
            np.array([column for column, _ in pairs], dtype=np.int64)[order],
        )
        self.place_of_form: dict[int, int] = {}

    def entries(self, tokens: Tokens, terms: int) -> _Entries:
        """Every term of every text, in order of text and column."""
        column = self.column_of_stem[tokens.stem]
        single = np.flatnonzero(column >= 0)
        at, numbers = tokens.pairs()
        if len(self.pairs):
            place = np.minimum(np.searchsorted(self.pairs, numbers), len(self.pairs) - 1)
            found = self.pairs[place] == numbers
            at, pair_column = at[found], self.column_of_pair[place[found]]
        else:
            at, pair_column = at[:0], self.column_of_pair
        where = np.concatenate([single, at])
        key = tokens.text[where] * terms + np.concatenate([column[single], pair_column])
        form = np.concatenate([tokens.form[single], joined(tokens.form[at - 1], tokens.form[at])])
        order = np.argsort(key, kind="stable")
        key = key[order]
        starts = np.flatnonzero(np.diff(key, prepend=-1))
        counts = np.add.reduceat(tokens.times[where][order], starts) if len(starts) else starts
        return _Entries(key[starts] // terms, key[starts] % terms, counts, form[order][starts])


class _Entries(NamedTuple):
    """Aligned int64: which text, which column, how often, and in which form (or pair of forms) first."""

    text: Numbers
    column: Numbers
    times: Numbers
    form: Numbers


@dataclass(slots=True)
class Vocabulary:
    """Terms in alphabetical order, the weight of each (inverse document frequency), and its written forms.

    `forms[column]` lists how a term was written so far; it only grows.
    """

    terms: list[str]
    idf: NDArray[np.float32]
    forms: list[list[str]]
    _coder: _Coder | None = field(init=False, default=None)

    @classmethod
    def learn(cls, documents: Sequence[Document]) -> Vocabulary:
        """From a collection: terms in at least 2 documents and at most 30 % of them, the commonest 40,000.

        idf = ln((1 + n) / (1 + df)) + 1 (the smoothed form of Salton and Buckley that scikit-learn uses).
        """
        count = len(documents)
        least, most = (MIN_DOCUMENTS, MAX_SHARE * count) if count >= SMALL else (1, count)
        kept = [(-df, term) for term, df in _frequencies(documents, least) if df <= most]
        if len(kept) > MAX_TERMS:
            kept = sorted(kept)[:MAX_TERMS]
        kept.sort(key=lambda one: one[1])
        df = np.array([-minus for minus, _ in kept], dtype=np.float64)
        idf = np.log((1.0 + count) / (1.0 + df)) + 1.0
        return cls([term for _, term in kept], idf.astype(np.float32), [[] for _ in kept])

    def encode(self, texts: Sequence[tuple[str, str, str]], *, remember: bool = True) -> Rows:
        """A row for each (title, text, language): (1 + ln count) x idf, of length 1; terms not known are left out.

        `remember`: keep the forms; without it the entries' forms are all 0 and mean nothing.
        """
        if self._coder is None or len(self._coder.reader) > KEPT_WORDS:
            self._coder = _Coder(self.terms)
        entries = self._coder.entries(self._coder.reader.read(texts), max(1, len(self.terms)))
        ends = np.searchsorted(entries.text, np.arange(len(texts) + 1)).astype(np.int32)
        written = self._written(self._coder, entries) if remember else np.zeros(len(entries.text), dtype=np.uint16)
        return self._weigh(entries.column.astype(np.int32), entries.times, ends, written)

    def _written(self, coder: _Coder, entries: _Entries) -> NDArray[np.uint16]:
        """For each entry the place of its form among those of its term; new ones are put there."""
        forms, first, which = np.unique(entries.form, return_index=True, return_inverse=True)
        known, names = coder.place_of_form, coder.reader.forms
        places = []
        for form, column in zip(forms.tolist(), entries.column[first].tolist(), strict=True):
            place = known.get(form)
            if place is None:
                word = f"{names[form >> 32]} {names[form & 0xFFFFFFFF]}".lstrip()
                place = known[form] = _place(self.forms[column], word)
            places.append(place)
        return np.array(places, dtype=np.uint16)[which]

    def _weigh(
        self, indices: NDArray[np.int32], counts: NDArray[Any], ends: NDArray[np.int32], forms: NDArray[np.uint16]
    ) -> Rows:
        data = (1.0 + np.log(counts)) * self.idf[indices]
        # Summed row by row: a running sum would let the rows before decide the last bit of a row's length.
        squares = np.add.reduceat(np.append(np.square(data), 0.0), ends[:-1])
        filled = np.diff(ends)
        data /= np.repeat(np.sqrt(np.where(filled > 0, squares, 1.0)), filled)
        return Rows(data, indices, ends, forms)


def _place(forms: list[str], word: str) -> int:
    """Where `word` stands among the forms of its term; put there if it is new."""
    try:
        return forms.index(word)
    except ValueError:
        if len(forms) >= MAX_FORMS:
            return 0
        forms.append(word)
        return len(forms) - 1


def _frequencies(documents: Sequence[Document], least: int) -> Iterator[tuple[str, int]]:
    """(term, in how many documents it stands), of terms in at least `least`."""
    reader = Reader()
    singles, pairs = _Tally(), _Tally()
    for start in range(0, len(documents), _CHUNK):
        tokens = reader.read((one.title, one.text, one.language) for one in documents[start : start + _CHUNK])
        singles.add(tokens.text, tokens.stem)
        at, numbers = tokens.pairs()
        pairs.add(tokens.text[at], numbers)
    stems = list(reader.stems)
    for stem, df in singles.at_least(least):
        yield stems[stem], df
    for pair, df in pairs.at_least(least):
        yield f"{stems[pair >> 32]} {stems[pair & 0xFFFFFFFF]}", df


class _Tally:
    """In how many texts each number stands."""

    def __init__(self) -> None:
        self._numbers: list[Numbers] = []
        self._counts: list[Numbers] = []

    def add(self, text: Numbers, numbers: Numbers) -> None:
        """Texts that were not there before, each number with the text it stands in."""
        found, which = np.unique(numbers, return_inverse=True)
        count = max(1, len(found))
        seen = np.sort(text * count + which)  # np.unique would hash here, which is many times slower
        once = seen[np.diff(seen, prepend=-1) != 0]
        self._numbers.append(found)
        self._counts.append(np.bincount(once % count, minlength=len(found)))

    def at_least(self, least: int) -> Iterator[tuple[int, int]]:
        """(number, count), of those in so many texts."""
        if not self._numbers:
            return
        found, which = np.unique(np.concatenate(self._numbers), return_inverse=True)
        counts = np.bincount(which, weights=np.concatenate(self._counts), minlength=len(found)).astype(np.int64)
        kept = counts >= least
        yield from zip(found[kept].tolist(), counts[kept].tolist(), strict=True)
