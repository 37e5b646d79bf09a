"""Learning the question adapter on made-up vectors."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.adapter import Adapter
from eval.train_adapter import Pairs, learn, public_pairs
from tests.fakes import HashEmbedder

DIMENSIONS, COUNT = 24, 12


def unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def turned() -> Pairs:
    """Questions that lie where the passage after theirs does: only a map can tell."""
    rng = np.random.default_rng(7)
    passages = unit(rng.normal(size=(COUNT, DIMENSIONS)))
    queries = unit(np.roll(passages, -1, axis=0) + 0.05 * rng.normal(size=(COUNT, DIMENSIONS)))
    return Pairs(queries, passages, np.eye(COUNT, dtype=np.bool_), np.zeros((COUNT, COUNT), np.bool_))


def hits(adapter: Adapter, pairs: Pairs) -> int:
    best = (adapter.apply(pairs.queries) @ pairs.passages.T).argmax(axis=1)
    return int(pairs.wanted[np.arange(len(best)), best].sum())


@pytest.fixture(scope="module")
def learned() -> Adapter:
    return learn([turned()])


def test_questions_move_towards_what_answers_them(learned: Adapter) -> None:
    still = Adapter(np.zeros((DIMENSIONS, 1), np.float32), np.zeros((1, DIMENSIONS), np.float32))
    assert hits(still, turned()) == 0
    assert hits(learned, turned()) >= COUNT - 2


def test_the_same_pairs_give_the_same_map(learned: Adapter) -> None:
    again = learn([turned()])
    np.testing.assert_array_equal(again.down, learned.down)
    np.testing.assert_array_equal(again.up, learned.up)


def test_only_keeps_rows_of_questions_and_all_passages() -> None:
    some = turned().only(np.array([2, 5]))
    assert some.queries.shape == (2, DIMENSIONS)
    assert some.passages.shape == (COUNT, DIMENSIONS)
    assert some.wanted.nonzero()[1].tolist() == [2, 5]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    corpus = [{"id": f"p{n}", "title": f"题{n}", "text": f"正文{n}"} for n in range(6)]
    queries = [{"query": f"问{n}", "gold": [f"p{n}"]} for n in range(6)]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_a_third_of_public_questions_is_held_back_and_never_learned_from(folder: Path) -> None:
    kept = public_pairs(folder, HashEmbedder())
    held = public_pairs(folder, HashEmbedder(), held_back=True)
    assert kept.wanted.nonzero()[1].tolist() == [1, 2, 4, 5]
    assert held.wanted.nonzero()[1].tolist() == [0, 3]
    assert not kept.ignored.any()


def test_a_public_passage_is_embedded_with_its_title(folder: Path) -> None:
    embedder = HashEmbedder()
    public_pairs(folder, embedder)
    assert embedder.embedded[0] == "题0\n正文0"
