"""Retrieval figures against cases worked out by hand, and against scikit-learn."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score  # pyright: ignore[reportUnknownVariableType]

from eval.metrics_retrieval import (
    Ranks,
    all_at,
    any_at,
    mean_values,
    ndcg,
    ranks_of,
    recall_at,
    reciprocal_rank,
    retrieval_values,
)


def test_a_gold_item_stands_where_it_is_first_found() -> None:
    hits = [{"a"}, {"b", "c"}, {"a", "d"}]
    assert ranks_of(hits, ["a", "c", "d", "e"], lambda hit, item: item in hit) == (1, 2, 3, None)


@pytest.mark.parametrize(
    ("ranks", "k", "share", "everything", "something"),
    [
        ((1,), 1, 1.0, 1.0, 1.0),
        ((2,), 1, 0.0, 0.0, 0.0),
        ((1, 4), 3, 0.5, 0.0, 1.0),
        ((1, 4), 5, 1.0, 1.0, 1.0),
        ((None, 3), 3, 0.5, 0.0, 1.0),
        ((None,), 10, 0.0, 0.0, 0.0),
    ],
)
def test_recall_of_all_gold_of_any_and_its_share(
    ranks: Ranks, k: int, share: float, everything: float, something: float
) -> None:
    assert (recall_at(ranks, k), all_at(ranks, k), any_at(ranks, k)) == (share, everything, something)


@pytest.mark.parametrize(("ranks", "value"), [((1, 3), 1.0), ((None, 4), 0.25), ((None,), 0.0)])
def test_the_reciprocal_rank_is_that_of_the_first_found(ranks: Ranks, value: float) -> None:
    assert reciprocal_rank(ranks) == value


def test_ndcg_by_hand() -> None:
    # gains at places 2 and 4 of what places 1 and 2 would give
    wanted = (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3))
    assert ndcg((2, 4)) == pytest.approx(wanted)
    assert ndcg((1, 2)) == 1.0
    assert ndcg((11, None)) == 0.0


def test_a_chunk_that_holds_two_gains_no_more_than_the_best_order() -> None:
    assert ndcg((1, 1)) == 1.0


@given(st.sets(st.integers(1, 12), min_size=1, max_size=4))
def test_ndcg_is_what_scikit_learn_says(places: set[int]) -> None:
    relevant = [[float(place in places) for place in range(1, 13)]]
    falling = [[float(-place) for place in range(1, 13)]]
    known = float(ndcg_score(relevant, falling, k=10))
    assert ndcg(tuple(sorted(places))) == pytest.approx(known)


def test_means_are_over_questions() -> None:
    means = mean_values([(1,), (None, 2)])
    assert means["recall@1"] == 0.5 and means["recall@3"] == 0.75
    assert means["all@3"] == 0.5 and means["any@3"] == 1.0 and means["mrr"] == 0.75
    assert set(means) == set(retrieval_values((1,)))
    assert mean_values([]) == {}
