"""The matrix of threads: a row of term weights each, kept and appended to, with the axes of meaning found in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import compress
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from forumplan.domain.errors import ModelError
from forumplan.rank.arrays_file import read_arrays, write_arrays
from forumplan.rank.axes import found_axes
from forumplan.rank.document import Document
from forumplan.rank.growing import Growing
from forumplan.rank.vocabulary import Rows, Vocabulary

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Sparse: TypeAlias = Any
"""A scipy CSR array, float64 (scipy ships no types)."""

SCHEMA = "forumplan-matrix-5"
LEARN_FROM = 50_000
"""Documents that the vocabulary is learnt from: the first in order of the hash of their ids, so always the same."""
AXES_FROM = 20_000
"""Of these, those that the axes are found in."""

SAMPLE_ROWS = 5_000

_CHUNK = 5_000


class Sample(NamedTuple):
    """Rows that stand for all: CSR float64 [n, terms], and the same on the axes, float32 [n, axes] of length 1."""

    csr: Sparse
    meanings: Floats


class TextMatrix:
    """Threads as rows, in order of their numbers.

    `csr`: float64 [threads, terms], rows of length 1 (TF-IDF). In float32 a product would be a quarter faster, and
    the sum of a score's terms would miss the score in its fifth digit where it is near 0.
    `basis`: float32 [terms, axes], the axes of meaning found at its build (see `axes`). `lengths`: float32 [threads],
    the length of each row projected on these axes.
    `numbers`: int64, `ids`: str, aligned with rows.
    Rows come and go; vocabulary, weights and axes stay as built until `build` makes them anew.
    `source` and `edits` are for whoever feeds it: which collection the rows are of, and its last edit taken in.
    """

    def __init__(self, vocabulary: Vocabulary, basis: Floats) -> None:
        self.vocabulary = vocabulary
        self.basis = basis
        self.languages: set[str] = set()
        self.ids: list[str] = []
        self.built_rows = 0
        self.moved_rows = 0
        self.source = self.edits = 0
        self._row_of_id: dict[str, int] = {}
        self._numbers = Growing(np.zeros(0, dtype=np.int64))
        self._hashes = Growing(np.zeros(0, dtype=np.uint64))
        self._lengths = Growing(np.zeros(0, dtype=np.float32))
        self._data = Growing(np.zeros(0, dtype=np.float64))
        self._indices = Growing(np.zeros(0, dtype=np.int32))
        self._forms = Growing(np.zeros(0, dtype=np.uint16))
        self._indptr = Growing(np.zeros(1, dtype=np.int32))
        self._csr: Sparse | None = None
        self._hash_order: NDArray[np.intp] | None = None
        self._number_order: NDArray[np.intp] | None = None
        self._across: Floats | None = None
        self._sample: Sample | None = None

    @classmethod
    def build(cls, documents: Iterable[Document]) -> TextMatrix:
        """From these threads. Nothing but their ids and texts decides the result; their order does not."""
        by_hash = sorted({one.id: one for one in documents}.values(), key=lambda one: (_hash(one.id), one.id))
        vocabulary = Vocabulary.learn(by_hash[:LEARN_FROM])
        matrix = cls(vocabulary, np.zeros((len(vocabulary.terms), 0), dtype=np.float32))
        matrix.append(by_hash)
        single = np.array([" " not in term for term in vocabulary.terms], dtype=bool)
        matrix.basis = found_axes(matrix.csr[matrix.hash_order[:AXES_FROM]], single)
        for start in range(0, len(matrix), _CHUNK):
            part = slice(start, start + _CHUNK)
            matrix.lengths[part] = _lengths(matrix.project(matrix.csr[part]))
        matrix.built_rows, matrix.moved_rows = len(matrix), 0
        return matrix

    def append(self, documents: Iterable[Document]) -> None:
        """Add threads as rows. One whose id is there already keeps its row and its number."""
        fresh = {one.id: one for one in documents if one.id not in self._row_of_id}
        ordered = sorted(fresh.values(), key=lambda one: (one.number, one.id))
        for start in range(0, len(ordered), _CHUNK):
            self._extend(ordered[start : start + _CHUNK])
        self.moved_rows += len(ordered)

    def drop(self, ids: Iterable[str]) -> None:
        """Take away the rows of these threads; ids that are not there are passed over."""
        gone = [row for name in ids if (row := self._row_of_id.get(name)) is not None]
        if not gone:
            return
        kept = np.ones(len(self), dtype=bool)
        kept[gone] = False
        filled = np.diff(self._indptr.values)
        entries = np.repeat(kept, filled)
        for name in ("data", "indices", "forms"):
            setattr(self, f"_{name}", Growing(getattr(self, f"_{name}").values[entries]))
        for name in ("numbers", "lengths"):
            setattr(self, f"_{name}", Growing(getattr(self, f"_{name}").values[kept]))
        self._indptr = Growing(np.concatenate([[0], np.cumsum(filled[kept])]).astype(np.int32))
        left = list(compress(self.ids, kept.tolist()))
        self.ids, self._row_of_id = [], {}
        self._hashes = Growing(np.zeros(0, dtype=np.uint64))
        self._name(left)
        self.moved_rows += len(gone)

    def _extend(self, documents: Sequence[Document]) -> None:
        rows = self.vocabulary.encode([(one.title, one.text, one.language) for one in documents])
        self._indptr.append(rows.indptr[1:] + np.int32(len(self._data)))
        self._data.append(rows.data)
        self._indices.append(rows.indices)
        self._forms.append(rows.forms)
        self._lengths.append(_lengths(self.project(_csr(rows, len(self.vocabulary.terms)))))
        self._numbers.append(np.array([one.number for one in documents], dtype=np.int64))
        self._name([one.id for one in documents])
        self.languages.update(one.language for one in documents)

    def _name(self, ids: Sequence[str]) -> None:
        first = len(self.ids)
        self.ids.extend(ids)
        self._hashes.append(np.array([_hash(name) for name in ids], dtype=np.uint64))
        self._row_of_id.update(zip(ids, range(first, len(self.ids)), strict=True))
        self._csr = self._hash_order = self._number_order = self._sample = None

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def numbers(self) -> NDArray[np.int64]:
        return self._numbers.values

    @property
    def lengths(self) -> Floats:
        return self._lengths.values

    @property
    def csr(self) -> Sparse:
        """The rows as a scipy CSR array, float64 [threads, terms]; a view, good until the next `append`."""
        if self._csr is None:
            parts = (self._data.values, self._indices.values, self._indptr.values)
            self._csr = csr_array(parts, shape=(len(self), len(self.vocabulary.terms)))
        return self._csr

    @property
    def hash_order(self) -> NDArray[np.intp]:
        """Rows in the order of the hash of their ids: random as to content, and the same whatever came first."""
        if self._hash_order is None:
            self._hash_order = np.argsort(self._hashes.values, kind="stable")
        return self._hash_order

    @property
    def sample(self) -> Sample:
        """Up to 5,000 rows, the first in order of their hash: how scores spread is seen on them."""
        if self._sample is None:
            rows = self.csr[self.hash_order[:SAMPLE_ROWS]]
            self._sample = Sample(rows, self.meaning(rows))
        return self._sample

    def row_of(self, name: str) -> int | None:
        """The row of a thread's id, or None."""
        return self._row_of_id.get(name)

    def row_of_number(self, number: int) -> int:
        """The row of a thread's number. ModelError if it has none."""
        rows = self._rows_of_numbers([number])
        if not rows:
            raise ModelError(f"thread {number}: is not in the model's matrix; forumplan model --rebuild")
        return rows[0]

    def ids_of_numbers(self, numbers: Iterable[int]) -> set[str]:
        """The ids of the threads of these numbers; those that have no row are left out."""
        return {self.ids[row] for row in self._rows_of_numbers(list(numbers))}

    def _rows_of_numbers(self, numbers: Sequence[int]) -> list[int]:
        """The rows of those numbers that have one."""
        if self._number_order is None:
            # Searched rather than kept in a dict, which for a million threads would be a hundred MB.
            self._number_order = np.argsort(self.numbers, kind="stable")
        wanted, order = np.array(numbers, dtype=np.int64), self._number_order
        if not len(order):
            return []
        found = order[np.minimum(np.searchsorted(self.numbers, wanted, sorter=order), len(order) - 1)]
        rows: list[int] = found[self.numbers[found] == wanted].tolist()
        return rows

    def vectors(self, texts: Sequence[tuple[str, str, str]]) -> Sparse:
        """Texts (title, text, language) that need not be threads, as CSR float64 [texts, terms]."""
        return _csr(self.vocabulary.encode(texts, remember=False), len(self.vocabulary.terms))

    def meaning(self, vectors: Sparse) -> Floats:
        """Rows on the axes, each of length 1 (or 0 where nothing is known of it): float32 [rows, axes]."""
        projected = self.project(vectors)
        lengths = _lengths(projected)
        return np.divide(projected, lengths[:, None], out=np.zeros_like(projected), where=lengths[:, None] > 0)

    def along_axes(self, vector: Floats) -> Floats:
        """What a vector on the axes is in each term: float32 [terms]."""
        if self._across is None:
            # Half the time of a product with the basis as it lies; some 40 MB, taken only where somebody labels.
            self._across = np.ascontiguousarray(self.basis.T)
        found: Floats = vector @ self._across
        return found

    def project(self, vectors: Sparse) -> Floats:
        """Rows as they stand on the axes: float32 [rows, axes]."""
        projected: Floats = vectors.astype(np.float32) @ self.basis
        return projected

    def entries(self, row: int) -> tuple[NDArray[np.int32], Doubles, list[str]]:
        """The columns of a row's terms, their weights, and each term as it is written in that thread."""
        columns, weights = self.terms_of(row)
        return columns, weights, [self.word_at(row, place) for place in range(len(columns))]

    def terms_of(self, row: int) -> tuple[NDArray[np.int32], Doubles]:
        """The columns of a row's terms and their weights."""
        start, end = self._indptr.values[row : row + 2].tolist()
        return self._indices.values[start:end], self._data.values[start:end]

    def word_at(self, row: int, place: int) -> str:
        """A row's term of that place, as it is written in that thread."""
        entry = int(self._indptr.values[row]) + place
        found: str = self.vocabulary.forms[self._indices.values[entry]][self._forms.values[entry]]
        return found

    def needs_rebuild(self) -> bool:
        """Whether as many rows came or went as there were when the vocabulary and the axes were made."""
        return self.moved_rows >= max(1, self.built_rows)

    def save(self, path: Path) -> None:
        """Write the matrix to one file of plain arrays. ModelError if it cannot be written."""
        about = {
            "ids": self.ids,
            "terms": self.vocabulary.terms,
            "forms": self.vocabulary.forms,
            "languages": sorted(self.languages),
            "built_rows": self.built_rows,
            "moved_rows": self.moved_rows,
            "source": self.source,
            "edits": self.edits,
        }
        write_arrays(path, SCHEMA, about, {name: getattr(self, f"_{name}").values for name in _ARRAYS} | {
            "idf": self.vocabulary.idf, "basis": self.basis,
        })  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> TextMatrix:
        """What `save` wrote. ModelError for a file that is missing, damaged, foreign or of another version."""
        about, arrays = read_arrays(path, SCHEMA)
        try:
            matrix = cls(Vocabulary(about["terms"], arrays["idf"], about["forms"]), arrays["basis"])
            for name, dtype in _ARRAYS.items():
                if arrays[name].dtype != dtype or arrays[name].ndim != 1:
                    raise ValueError(f"{name} is not what it should be")
                setattr(matrix, f"_{name}", Growing(arrays[name]))
            matrix.languages = set(about["languages"])
            for name in ("built_rows", "moved_rows", "source", "edits"):
                setattr(matrix, name, int(about[name]))
            matrix._name(about["ids"])
            matrix._check()
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            raise ModelError(f"{path}: does not hold together ({error}); it is made anew") from error
        return matrix

    def _check(self) -> None:
        """ValueError unless every index is inside what it points into: sparse products do not look again."""
        terms, count = len(self.vocabulary.terms), len(self)
        sizes = (len(self._numbers), len(self._lengths), len(self._indptr) - 1)
        if set(sizes) != {count} or self.basis.dtype != np.float32 or self.basis.ndim != 2 or len(self.basis) != terms:
            raise ValueError("sizes differ")
        if len(self.vocabulary.idf) != terms or len(self.vocabulary.forms) != terms:
            raise ValueError("the vocabulary is incomplete")
        self.csr.check_format(full_check=True)
        known = np.array([len(forms) for forms in self.vocabulary.forms], dtype=np.int64)
        if len(self._forms) != len(self._indices) or np.any(self._forms.values >= known[self._indices.values]):
            raise ValueError("a written form is missing")
        if not all(np.isfinite(part).all() for part in (self._data.values, self.basis, self._lengths.values)):
            raise ValueError("not a number")


_ARRAYS = {
    "numbers": np.int64,
    "lengths": np.float32,
    "data": np.float64,
    "indices": np.int32,
    "indptr": np.int32,
    "forms": np.uint16,
}


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _csr(rows: Rows, terms: int) -> Sparse:
    return csr_array((rows.data, rows.indices, rows.indptr), shape=(len(rows.indptr) - 1, terms))


def _lengths(projected: Floats) -> Floats:
    lengths: Floats = np.linalg.norm(projected, axis=1).astype(np.float32)
    return lengths
