"""The terms that count, how rare each is, and the ways it is written: texts to sparse rows and back to words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forumplan.rank.document import Document
from forumplan.rank.words import read_document

MAX_TERMS = 40_000
MIN_DOCUMENTS = 2
MAX_SHARE = 0.3
SMALL = 40
"""Below so many documents a term may stand in one only, or in all of them: there is little to count."""

MAX_FORMS = 65_535


@dataclass(frozen=True, slots=True)
class Rows:
    """Documents as rows of term weights, in CSR layout; `forms` names for each entry how its term was written there."""

    data: NDArray[np.float64]
    indices: NDArray[np.int32]
    indptr: NDArray[np.int32]
    forms: NDArray[np.uint16]


@dataclass(slots=True)
class Vocabulary:
    """Terms in alphabetical order, the weight of each (inverse document frequency), and its written forms.

    `forms[column]` lists how a term was written so far, in order of first sight; it only grows.
    """

    terms: list[str]
    idf: NDArray[np.float32]
    forms: list[list[str]]
    columns: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = {term: column for column, term in enumerate(self.terms)}

    @classmethod
    def learn(cls, documents: Sequence[Document]) -> Vocabulary:
        """From a collection: terms in at least 2 documents and at most 30 % of them, the commonest 40,000.

        idf = ln((1 + n) / (1 + df)) + 1 (the smoothed form of Salton and Buckley that scikit-learn uses).
        """
        frequency: Counter[str] = Counter()
        for one in documents:
            frequency.update(read_document(one.title, one.text, one.language)[0].keys())
        count = len(documents)
        least, most = (MIN_DOCUMENTS, MAX_SHARE * count) if count >= SMALL else (1, count)
        kept = [(-df, term) for term, df in frequency.items() if least <= df <= most]
        if len(kept) > MAX_TERMS:
            kept = sorted(kept)[:MAX_TERMS]
        terms = sorted(term for _, term in kept)
        df = np.array([frequency[term] for term in terms], dtype=np.float64)
        idf = np.log((1.0 + count) / (1.0 + df)) + 1.0
        return cls(terms, idf.astype(np.float32), [[] for _ in terms])

    def encode(self, texts: Iterable[tuple[str, str, str]], *, remember: bool = True) -> Rows:
        """A row for each (title, text, language): (1 + ln count) x idf, of length 1; terms not known are left out.

        `remember`: keep the forms; without it the entries' forms are all 0 and mean nothing.
        """
        columns, forms, terms = self.columns, self.forms, self.terms
        indices: list[int] = []
        counts: list[int] = []
        written: list[int] = []
        ends = [0]
        for title, text, language in texts:
            found, words = read_document(title, text, language, columns)
            row = sorted(map(columns.__getitem__, found.keys() & columns.keys()))
            indices += row
            counts += [found[terms[column]] for column in row]
            if remember:
                said = (words[terms[column]] for column in row)
                written += [  # most stand in the form that came first: no call for those
                    0 if (seen := forms[column]) and seen[0] == word else _place(seen, word)
                    for column, word in zip(row, said, strict=True)
                ]
            ends.append(len(indices))
        if not remember:
            written = [0] * len(indices)
        return self._weigh(
            np.array(indices, dtype=np.int32),
            np.array(counts, dtype=np.float64),
            np.array(ends, dtype=np.int32),
            np.array(written, dtype=np.uint16),
        )

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
