"""Choosing among the documents of a large library, with made-up weights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from assistant import documents, features
from assistant.adapter import identity
from assistant.documents import MANY, NAMES, Choosing, DocumentRanker, best_units, by_document, load_choosing
from assistant.errors import WeightsError
from assistant.reranker import LinearModel
from assistant.service import Assistant
from corpus.library import Library
from corpus.model import Document
from corpus.parse import parse
from index.build import Index, open_or_build
from index.passages import passages_of
from tests.fakes import HashEmbedder
from tests.test_assistant_service import ALWAYS, WEIGHED, linear, refusing

TOWNS = [
    "青石",
    "白沙",
    "红岩",
    "黑水",
    "金坪",
    "银滩",
    "铜岭",
    "铁山",
    "松江",
    "竹溪",
    "梅坞",
    "兰渡",
    "菊园",
    "桃源",
    "杏林",
    "柳湾",
    "枫桥",
    "桐庐",
    "槐荫",
    "榆关",
    "麦积",
    "稻香",
    "棉城",
    "麻阳",
]
EMBEDDER = HashEmbedder(dimensions=256)
WORDS = linear(NAMES, -1.0, cover=4.0, bm25_document=1.0)


def of_town(town: str) -> Document:
    text = f"{town}县关于茶园奖补的通知\n一、标准\n新建茶园每亩补三百元。\n二、时间\n每年九月底前提出。\n"
    return Document(town, f"{town}县关于茶园奖补的通知", "", "", None, None, parse(text), (), ())


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    passages = [p for town in TOWNS for p in passages_of(of_town(town))]
    return open_or_build(passages, EMBEDDER, tmp_path_factory.mktemp("index"), chroma=False)


def library(towns: list[str] = TOWNS) -> Library:
    return Library(tuple(of_town(town) for town in towns))


def choosing(model: LinearModel = WORDS) -> Choosing:
    return Choosing(identity(EMBEDDER.dimensions), model)


def assistant(index: Index, chosen: Choosing | None) -> Assistant:
    ranker, refusals = linear(features.NAMES, -4.0, **WEIGHED), refusing(ALWAYS)
    return Assistant(library(), index, EMBEDDER, ranker, refusals, identity(EMBEDDER.dimensions), choosing=chosen)


def found(index: Index, chosen: Choosing | None, question: str) -> tuple[list[str], Mapping[str, float]]:
    """Documents in the order of their first unit, and their logits."""
    own = assistant(index, chosen)
    ((_, candidates),) = own.candidates(own.understand(question))
    ranked, log_odds = own.ranked(candidates, linear(features.NAMES, -4.0, **WEIGHED))
    return list(dict.fromkeys(r.unit.passage.document for r in ranked)), log_odds


def test_the_town_named_in_the_title_alone_is_found(index: Index) -> None:
    for town in ("枫桥", "铁山", "麻阳"):
        order, log_odds = found(index, choosing(), f"{town}县新建茶园每亩补多少？")
        assert order[0] == town
        assert max(log_odds, key=log_odds.__getitem__) == town


def test_a_town_that_has_no_document_is_less_likely(index: Index) -> None:
    _, known = found(index, choosing(), "枫桥县新建茶园每亩补多少？")
    _, unknown = found(index, choosing(), "樱花县新建茶园每亩补多少？")
    assert max(unknown.values()) < max(known.values()) - 0.5


def test_units_of_a_document_keep_their_order_and_documents_stay_whole(index: Index) -> None:
    own = assistant(index, None)
    ((_, candidates),) = own.candidates(own.understand("枫桥县新建茶园每亩补多少？"))
    ranked, none = own.ranked(candidates, linear(features.NAMES, -4.0, **WEIGHED))
    assert none == {}
    told = {town: float(place) for place, town in enumerate(TOWNS)}
    ordered = by_document(ranked, told)
    assert sorted(r.unit.row for r in ordered) == sorted(r.unit.row for r in ranked)
    firsts = list(dict.fromkeys(r.unit.passage.document for r in ordered))
    assert firsts == sorted(firsts, key=lambda town: -told[town])
    for town in firsts:
        assert [r for r in ordered if r.unit.passage.document == town] == [
            r for r in ranked if r.unit.passage.document == town
        ]
    assert best_units(ordered) == best_units(ranked)


def test_every_feature_is_finite_even_for_a_question_without_words(index: Index) -> None:
    ranker = DocumentRanker(library(), index, choosing())
    own = assistant(index, None)
    for question in ("枫桥县新建茶园每亩补多少？", "？", "why", "3"):
        ((_, candidates),) = own.candidates(own.understand(question))
        table = ranker.table(candidates.asked, candidates.query, {})
        assert table.shape == (len(TOWNS), len(NAMES))
        assert np.isfinite(table).all()


def test_a_small_library_is_left_to_its_best_sentence() -> None:
    assert len(TOWNS) >= MANY
    assert choosing().suits(library())
    assert not choosing().suits(library(TOWNS[: MANY - 1]))


def test_the_shipped_weights_are_for_these_features(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shipped = load_choosing("another model", 8)
    assert shipped.model.names == NAMES
    np.testing.assert_array_equal(shipped.adapter.apply(np.eye(8, dtype=np.float32)), np.eye(8, dtype=np.float32))
    monkeypatch.setattr(documents, "NAMES", (*NAMES, "more"))
    with pytest.raises(WeightsError):
        load_choosing("another model", 8)
