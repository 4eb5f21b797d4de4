from __future__ import annotations

import pickle
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_threads import made_threads
from plain_words import read_document
from sklearn.feature_extraction.text import TfidfVectorizer

from forumplan.domain.errors import ModelError
from forumplan.rank.arrays_file import read_arrays, write_arrays
from forumplan.rank.document import Document
from forumplan.rank.matrix import SCHEMA, TextMatrix


class Runs:
    """An object that a reader of pickles would call."""

    called = False

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return (setattr, (Runs, "called", True))


def rows_of(matrix: TextMatrix) -> dict[str, list[tuple[int, float]]]:
    return {
        name: list(zip(columns.tolist(), weights.tolist(), strict=True))
        for row, name in enumerate(matrix.ids)
        for columns, weights, _ in [matrix.entries(row)]
    }


def test_weights_are_those_of_the_reference() -> None:
    threads = made_threads(80)
    matrix = TextMatrix.build(threads)
    reference = TfidfVectorizer(
        analyzer=lambda one: [term for term, n in read_document(one.title, one.text, "")[0].items() for _ in range(n)],
        min_df=2, max_df=0.3, sublinear_tf=True,
    )  # fmt: skip
    expected = reference.fit_transform(threads).toarray()
    assert matrix.vocabulary.terms == reference.get_feature_names_out().tolist()
    assert np.allclose(matrix.csr.toarray(), expected, atol=1e-6)


@settings(max_examples=4, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_threads_does_not_matter_to_the_bit(chance: random.Random) -> None:
    threads = made_threads(60)
    numbers = [one.number for one in threads]
    mixed = list(threads)
    chance.shuffle(mixed)
    chance.shuffle(numbers)
    renumbered = [Document(number, one.id, one.title, one.text) for number, one in zip(numbers, mixed, strict=True)]
    first, second = TextMatrix.build(threads), TextMatrix.build(renumbered)
    assert first.vocabulary.terms == second.vocabulary.terms
    assert np.array_equal(first.basis, second.basis)
    assert rows_of(first) == rows_of(second)
    assert second.numbers.tolist() == sorted(numbers)


def test_appended_rows_are_those_of_a_matrix_that_had_them_from_the_start() -> None:
    threads = made_threads(120)
    matrix = TextMatrix.build(threads[:100])
    again = TextMatrix.build(threads[:100])
    matrix.append(threads[100:])
    for one in threads[100:]:
        again.append([one])
    assert matrix.ids == again.ids == [one.id for one in threads]
    assert (matrix.csr != again.csr).nnz == 0
    assert np.array_equal(matrix.lengths, again.lengths)
    assert matrix.csr.shape[0] == len(matrix) == 120
    _, _, words = matrix.entries(110)
    assert words
    assert all(word in f"{threads[110].title} {threads[110].text}" for form in words for word in form.split())


def test_a_thread_that_is_there_already_is_not_appended_again() -> None:
    threads = made_threads(20)
    matrix = TextMatrix.build(threads)
    matrix.append([threads[3]])
    assert len(matrix) == 20


def test_it_asks_for_a_rebuild_when_the_collection_has_doubled() -> None:
    threads = made_threads(80)
    matrix = TextMatrix.build(threads[:40])
    matrix.append(threads[40:79])
    assert not matrix.needs_rebuild()
    matrix.append(threads[79:])
    assert matrix.needs_rebuild()
    assert TextMatrix.build([]).needs_rebuild() is False


def test_saved_and_loaded_it_is_the_same_and_can_be_appended_to(tmp_path: Path) -> None:
    threads = made_threads(90)
    matrix = TextMatrix.build(threads[:80])
    matrix.save(tmp_path / "threads.npz")
    loaded = TextMatrix.load(tmp_path / "threads.npz")
    for one in (matrix, loaded):
        one.append(threads[80:])
    assert (matrix.csr != loaded.csr).nnz == 0
    assert matrix.ids == loaded.ids
    assert matrix.entries(85)[2] == loaded.entries(85)[2]
    assert matrix.numbers.tolist() == loaded.numbers.tolist()
    assert [path.name for path in tmp_path.iterdir()] == ["threads.npz"]


def huge(path: Path) -> None:
    """An array said to be larger than any memory."""
    head = b"{'descr': '<f8', 'fortran_order': False, 'shape': (100000000000000,), }".ljust(117) + b"\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("about.npy", b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head)


def encrypted(path: Path) -> None:
    """Every member says that it is encrypted."""
    whole = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for place in [match.start() for match in re.finditer(mark, whole)]:
            whole[place + flags] |= 1
    path.write_bytes(whole)


def deep(path: Path) -> None:
    """A description nested beyond reading."""
    with path.open("wb") as file:
        np.savez(file, about=np.frombuffer(b"[" * 200_000, dtype=np.uint8))


def numbered(path: Path) -> None:
    """Whole, but its ids are numbers."""
    about, arrays = read_arrays(path, SCHEMA)
    write_arrays(path, SCHEMA, {**about, "ids": list(range(len(about["ids"])))}, arrays)


@pytest.mark.parametrize("damaged", [huge, encrypted, deep, numbered])
def test_whatever_the_readers_raise_is_the_same_refusal(tmp_path: Path, damaged: Callable[[Path], None]) -> None:
    path = tmp_path / "threads.npz"
    TextMatrix.build(made_threads(20)).save(path)
    damaged(path)
    with pytest.raises(ModelError, match="it is made anew"):
        TextMatrix.load(path)


@pytest.mark.parametrize("damage", ["absent", "empty", "text", "cut", "bit", "pickle", "compressed", "schema", "index"])
def test_a_damaged_or_foreign_file_is_refused_and_runs_nothing(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "threads.npz"
    matrix = TextMatrix.build(made_threads(60))
    if damage == "index":
        matrix._indices.values[5] = 10**6
    matrix.save(path)
    whole = path.read_bytes()
    if damage == "absent":
        path.unlink()
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "text":
        path.write_text("not a matrix")
    elif damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "bit":
        with np.load(path) as file:
            arrays = dict(file)
        arrays["data"][3] += 1e-9
        np.savez(path, **arrays)
    elif damage == "pickle":
        with np.load(path) as file:
            arrays = dict(file)
        np.savez(path, **{**arrays, "data": np.array([Runs()], dtype=object)})
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("more.npy", pickle.dumps(Runs()))
    elif damage == "compressed":
        with np.load(path) as file:
            arrays = dict(file)
        np.savez_compressed(path, **arrays)
    elif damage == "schema":
        path.write_bytes(whole.replace(b"forumplan-matrix-", b"forumplan-matriy-"))
    with pytest.raises(ModelError, match=r"threads\.npz"):
        TextMatrix.load(path)
    assert not Runs.called


def test_a_file_that_cannot_be_written_is_a_named_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be written"):
        TextMatrix.build(made_threads(10)).save(tmp_path / "absent" / "threads.npz")


def test_an_unknown_number_is_a_named_error() -> None:
    with pytest.raises(ModelError, match="thread 999"):
        TextMatrix.build(made_threads(10)).row_of_number(999)
