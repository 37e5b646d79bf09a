"""BM25 equals its formula, written out here a second time."""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexBroken
from index.sparse import K1, B, SparseIndex

_WORDS = [f"w{number}" for number in range(60)]


def _texts(count: int, seed: int = 7) -> list[list[str]]:
    chance = random.Random(seed)
    return [chance.choices(_WORDS, weights=range(60, 0, -1), k=chance.randint(1, 30)) for _ in range(count)]


def _plain_bm25(texts: Sequence[Sequence[str]], query: Sequence[str]) -> list[float]:
    mean = sum(map(len, texts)) / len(texts)
    holding = Counter(token for text in texts for token in set(text))
    scores: list[float] = []
    for text in texts:
        counts = Counter(text)
        score = 0.0
        for token in query:
            idf = math.log(1 + (len(texts) - holding[token] + 0.5) / (holding[token] + 0.5))
            norm = K1 * (1 - B + B * len(text) / mean)
            score += idf * counts[token] / (counts[token] + norm)
        scores.append(score)
    return scores


def test_scores_equal_an_independent_bm25() -> None:
    texts = _texts(80)
    index = SparseIndex(texts)
    for query in _texts(20, seed=8):
        np.testing.assert_allclose(index.scores(query), _plain_bm25(texts, query), rtol=1e-4, atol=1e-5)


def test_the_best_come_first_and_ties_keep_their_order() -> None:
    index = SparseIndex([["a", "b"], ["a", "c"], ["a", "b"], ["d", "d"]])
    assert [row for row, _ in index.search(["b"], 10)] == [0, 2]
    scores = [score for _, score in index.search(["a", "b"], 10)]
    assert scores == sorted(scores, reverse=True)


def test_only_allowed_rows_are_found_and_an_empty_set_allows_none() -> None:
    index = SparseIndex([["a"], ["a"], ["b"]])
    assert [row for row, _ in index.search(["a"], 10, {1, 2})] == [1]
    assert index.search(["a"], 10, set()) == []


def test_unknown_tokens_find_nothing() -> None:
    index = SparseIndex([["a"], ["b"]])
    assert index.search(["z"], 10) == []
    assert index.scores(["z"]).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("texts", [[], [[]], [[], ["a"]]])
def test_empty_texts_are_no_trouble(texts: list[list[str]], tmp_path: Path) -> None:
    SparseIndex(texts).save(tmp_path)
    index = SparseIndex.load(tmp_path)
    assert len(index) == len(texts)
    assert [row for row, _ in index.search(["a"], 3)] == [row for row, text in enumerate(texts) if text]


def test_what_is_loaded_scores_as_what_was_saved(tmp_path: Path) -> None:
    texts = _texts(50)
    built = SparseIndex(texts)
    built.save(tmp_path)
    assert np.array_equal(SparseIndex.load(tmp_path).scores(["w1", "w2"]), built.scores(["w1", "w2"]))
    assert not any(path.suffix in {".pkl", ".pickle"} for path in tmp_path.rglob("*"))


def test_a_damaged_folder_is_named(tmp_path: Path) -> None:
    SparseIndex([["a"]]).save(tmp_path)
    (tmp_path / "vocabulary.json").write_text("{", encoding="utf-8")
    with pytest.raises(IndexBroken) as failure:
        SparseIndex.load(tmp_path)
    assert str(tmp_path) in failure.value.where


def test_two_thousand_passages_are_scored_in_a_millisecond() -> None:
    index = SparseIndex(_texts(2000))
    query = _WORDS[:12]
    best = min(_seconds(index, query) for _ in range(20))
    assert best < 0.003


def _seconds(index: SparseIndex, query: Sequence[str]) -> float:
    started = time.perf_counter()
    index.scores(query)
    return time.perf_counter() - started
