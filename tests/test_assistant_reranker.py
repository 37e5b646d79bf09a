"""Ranking by named features."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import features, refusal, reranker
from assistant.errors import WeightsError
from assistant.reranker import LinearModel, load_model, rank, with_vector
from assistant.retriever import Candidates
from tests.test_assistant_service import asked_of, linear, qinghe, units_in

NAMES = ("a", "b")


def test_a_probability_is_the_logistic_of_the_standardised_sum() -> None:
    model = LinearModel(NAMES, np.array([1.0, 0.0]), np.array([2.0, 1.0]), np.array([3.0, -1.0]), 0.5)
    table = np.array([[3.0, 2.0]], np.float32)
    assert model.probability(table)[0] == pytest.approx(1 / (1 + np.exp(-(3.0 - 2.0 + 0.5))))


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.lists(st.floats(-(2.0**99), 2.0**99, width=32), min_size=2, max_size=2))
def test_a_probability_lies_between_nought_and_one(row: list[float]) -> None:
    chance = float(linear(NAMES, 0.0, a=2.0, b=-3.0).probability(np.array([row], np.float32))[0])
    assert 0.0 <= chance <= 1.0


def candidates(weights: list[float]) -> Candidates:
    units = units_in(qinghe())[: len(weights)]
    table = np.array([[w, 0.0] for w in weights], np.float32)
    return Candidates(asked_of("申报书几份？", qinghe()), units, table, np.zeros(4, np.float32))


def test_the_likeliest_comes_first_and_ties_keep_the_order_of_the_source() -> None:
    held = candidates([0.1, 0.9, 0.5, 0.9])
    ranked = rank(held, linear(NAMES, 0.0, a=1.0))
    assert [r.unit for r in ranked] == [held.units[i] for i in (1, 3, 2, 0)]
    chances = [r.probability for r in ranked]
    assert chances == sorted(chances, reverse=True)


def test_no_candidates_make_no_ranking() -> None:
    assert rank(candidates([]), linear(NAMES)) == ()


@pytest.mark.parametrize("name", ["ranker", "answerable", "answerable_vector", "in_subject"])
def test_the_weights_that_ship_are_numbers_over_named_features(name: str) -> None:
    raw = json.loads((reranker.WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    size = len(raw["features"])
    assert len(raw["mean"]) == len(raw["scale"]) == len(raw["weights"]) == size
    assert np.isfinite([*raw["mean"], *raw["scale"], *raw["weights"], raw["bias"]]).all()
    assert min(raw["scale"]) > 0
    assert all(feature.isascii() for feature in raw["features"])


def test_the_weights_that_ship_fit_the_program() -> None:
    load_model("ranker", features.NAMES)
    load_model("answerable", refusal.NAMES)
    load_model("in_subject", refusal.NAMES)
    load_model("answerable_vector", with_vector(refusal.NAMES, refusal.VECTOR_DIMENSIONS))


def test_weights_of_other_features_are_refused() -> None:
    with pytest.raises(WeightsError) as caught:
        load_model("ranker", ("a", "b"))
    assert "ranker.json" in str(caught.value)


def test_weights_that_are_not_there_are_named() -> None:
    with pytest.raises(WeightsError) as caught:
        load_model("没有", NAMES)
    assert "没有.json" in str(caught.value)


def test_a_vector_s_elements_follow_the_features() -> None:
    assert with_vector(NAMES, 3) == ("a", "b", "e0", "e1", "e2")
