from __future__ import annotations

import pickle
import random
import zipfile
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
from forumplan.rank.document import Document
from forumplan.rank.matrix import TextMatrix


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
