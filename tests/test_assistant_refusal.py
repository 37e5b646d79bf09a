"""Whether the documents say it: measured, with made-up weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant import features, refusal
from assistant.features import Scores, table
from assistant.refusal import NAMES, Evidence, RefusalModel, load_refusal
from assistant.reranker import LinearModel, rank, with_vector
from assistant.retriever import Candidates
from assistant.wording import fold
from tests.test_assistant_service import WEIGHED, asked_of, linear, qinghe, units_in

UNITS = units_in(qinghe())
TEXT = fold("".join(c.text for c in qinghe().clauses))
COVERED = linear(NAMES, -2.0, cover_best_all=4.0)


def evidence(question: str, *, structural: bool = False) -> Evidence:
    size = 1 + max(max(u.row, u.clause_row) for u in UNITS)
    zeros = np.zeros(size, np.float32)
    asked = asked_of(question, qinghe())
    rows = table(asked, UNITS, Scores(zeros, zeros, zeros), [u.folded for u in UNITS])
    found = Candidates(asked, UNITS, rows, np.ones(8, np.float32))
    return Evidence(found, rank(found, linear(features.NAMES, -4.0, **WEIGHED)), TEXT, structural)


def nothing(question: str = "今天天气怎么样？") -> Evidence:
    asked = asked_of(question, qinghe())
    found = Candidates(asked, (), np.zeros((0, len(features.NAMES)), np.float32), np.ones(8, np.float32))
    return Evidence(found, (), TEXT, structural=False)


def model(plain: LinearModel = COVERED, *, inside: float = 10.0) -> RefusalModel:
    return RefusalModel(plain, plain, linear(NAMES, inside), "")


def value(name: str, held: Evidence) -> float:
    return float(refusal.features(held)[0, NAMES.index(name)])


def test_names_are_unique_and_each_has_a_finite_number() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for question in ("申报书几份？", "今天天气怎么样？", "水渠闸门给多少补贴？", "How many copies?", "？", "3"):
        row = refusal.features(evidence(question))
        assert row.shape == (1, len(NAMES))
        assert np.isfinite(row).all()


def test_what_is_said_is_answerable_and_what_is_not_is_not() -> None:
    assert model().answerable(evidence("申报书一式几份？"))
    assert not model().answerable(evidence("火星移民签证费用？"))


def test_nothing_found_is_never_answerable_nor_inside() -> None:
    always = model(linear(NAMES, 40.0), inside=40.0)
    assert not always.answerable(nothing())
    assert not always.inside(nothing())


def test_inside_is_another_question_than_answerable() -> None:
    held = evidence("水渠闸门给多少补贴？")
    assert model(inside=10.0).inside(held)
    assert not model(inside=-10.0).inside(held)


def test_a_model_s_threshold_decides() -> None:
    held = evidence("申报书一式几份？")
    even = linear(NAMES, 0.0)
    assert model(replace(even, threshold=0.5)).answerable(held)
    assert not model(replace(even, threshold=0.6)).answerable(held)
    assert model(replace(even, threshold=0.4)).answerable(held)


@pytest.mark.parametrize(("embedder", "used"), [("甲", True), ("乙", False), ("", False)])
def test_the_question_s_vector_counts_only_with_the_model_it_was_learned_for(embedder: str, used: bool) -> None:
    names = with_vector(NAMES, 8)
    vector = replace(linear(names, -10.0, e0=100.0), embedder="甲")
    refusals = RefusalModel(linear(NAMES, -10.0), vector, linear(NAMES), embedder)
    assert refusals.answerable(evidence("申报书一式几份？")) is used


def test_an_embedder_of_another_size_gets_the_plain_weights() -> None:
    loaded = load_refusal("别的模型", 64)
    assert loaded.vector is loaded.plain
    assert loaded.plain.names == NAMES


@pytest.mark.parametrize(
    ("name", "question", "expected"),
    [
        ("number_wanted", "申报书几份？", 1.0),
        ("number_wanted", "联系人是谁？", 0.0),
        ("unit_wanted", "申报书几份？", 1.0),
        ("named", "水渠闸门怎么样？", 1.0),
        ("named", "视频怎么样？", 0.0),
        ("yes_no", "要交视频吗？", 1.0),
        ("english", "How many copies?", 1.0),
        ("follow_up", "申报书几份？", 0.0),
    ],
)
def test_a_feature_tells_what_its_name_says(name: str, question: str, expected: float) -> None:
    assert value(name, evidence(question)) == expected


def test_a_word_the_document_does_not_hold_weighs() -> None:
    assert value("worst_missing_document", evidence("火星签证？")) > value(
        "worst_missing_document", evidence("申报书？")
    )
    assert value("cover_document", evidence("申报书一式几份？")) > value("cover_document", evidence("火星签证几份？"))


def test_structure_that_answers_is_seen() -> None:
    assert value("structural", evidence("设施类有哪些方向？", structural=True)) == 1.0
    assert value("structural", evidence("设施类有哪些方向？")) == 0.0


def test_in_a_large_library_the_document_weighs_most() -> None:
    held = evidence("申报书一式几份？")
    sure, unsure = (replace(held, document_log_odds=value) for value in (4.0, -4.0))
    assert model().answerable(held)
    assert model().answerable(sure)
    assert not model().answerable(unsure)
    assert model().chance(unsure) < 0.5 < model().chance(held) < model().chance(sure)


def test_the_threshold_of_a_model_is_an_even_chance() -> None:
    held = evidence("申报书一式几份？")
    told = float(COVERED.probability(refusal.features(held))[0])
    strict = model(replace(COVERED, threshold=told + 0.01))
    assert strict.chance(held) == pytest.approx(0.5, abs=0.05)
    assert not strict.answerable(held)
    assert model(replace(COVERED, threshold=told)).chance(held) == pytest.approx(0.5)
