"""Chroma finds what exact search finds, and exact search stands in when Chroma is not to be trusted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import dense
from index.dense import DenseIndex
from index.model import Passage

_DOCUMENTS = ("甲", "乙", "丙")


def _passages(count: int) -> list[Passage]:
    return [Passage(_DOCUMENTS[row % 3], f"通知/{row}", 0, 3, f"第{row}", "标题") for row in range(count)]


def _vectors(count: int, seed: int = 1) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, 24)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dense") / "chroma"
    dense.write(folder, _passages(400), _vectors(400))
    return folder


@pytest.fixture(scope="module")
def index(written: Path) -> DenseIndex:
    return DenseIndex(written, _vectors(400), [passage.document for passage in _passages(400)])


def test_chroma_finds_what_exact_search_finds(index: DenseIndex) -> None:
    exact = DenseIndex(None, _vectors(400), [passage.document for passage in _passages(400)])
    assert index.healthy
    assert not exact.healthy
    for vector in _vectors(20, seed=2):
        for documents in ((), ("乙",), ("甲", "丙")):
            assert index.query(vector, 10, documents) == exact.query(vector, 10, documents)


def test_scores_are_cosines_and_fall(index: DenseIndex) -> None:
    vector = _vectors(400)[17]
    found = index.query(vector, 5)
    assert found[0][0] == 17
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_a_filter_is_kept_and_an_unknown_document_holds_nothing(index: DenseIndex) -> None:
    vector = _vectors(1, seed=3)[0]
    assert {row % 3 for row, _ in index.query(vector, 50, ["乙"])} == {1}
    assert index.query(vector, 10, ["没有"]) == []
    assert {row % 3 for row, _ in index.query(vector, 50, ["没有", "甲"])} == {0}


def test_more_asked_for_than_there_is_gives_all(index: DenseIndex) -> None:
    vector = _vectors(1, seed=4)[0]
    assert len(index.query(vector, 1000, ["甲"])) == 134
    assert index.query(vector, 0) == []


def test_a_collection_of_other_vectors_is_not_trusted(tmp_path: Path) -> None:
    dense.write(tmp_path / "chroma", _passages(20), _vectors(20))
    other = _vectors(20, seed=9)
    index = DenseIndex(tmp_path / "chroma", other, [passage.document for passage in _passages(20)])
    assert not index.healthy
    assert index.query(other[3], 1)[0][0] == 3


def test_a_collection_that_lacks_vectors_is_not_trusted(tmp_path: Path) -> None:
    dense.write(tmp_path / "chroma", _passages(19), _vectors(19))
    vectors = _vectors(20)
    assert not DenseIndex(tmp_path / "chroma", vectors, [passage.document for passage in _passages(20)]).healthy


def test_a_cut_short_database_is_not_trusted(tmp_path: Path) -> None:
    dense.write(tmp_path / "chroma", _passages(20), _vectors(20))
    database = tmp_path / "chroma" / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[:5000])
    index = DenseIndex(tmp_path / "chroma", _vectors(20), [passage.document for passage in _passages(20)])
    assert not index.healthy
    assert index.query(_vectors(20)[5], 1)[0][0] == 5


def test_a_closed_index_goes_on_exactly(tmp_path: Path) -> None:
    dense.write(tmp_path / "chroma", _passages(20), _vectors(20))
    index = DenseIndex(tmp_path / "chroma", _vectors(20), [passage.document for passage in _passages(20)])
    before = index.query(_vectors(20)[5], 4)
    index.close()
    assert index.query(_vectors(20)[5], 4) == before


def test_no_vectors_find_nothing() -> None:
    index = DenseIndex(None, np.zeros((0, 24), np.float32), [])
    assert index.healthy
    assert index.query(_vectors(1)[0], 5) == []
