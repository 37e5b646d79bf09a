"""Bootstrap intervals, and the measure over all thresholds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score  # pyright: ignore[reportUnknownVariableType]

from eval.intervals import auroc, auroc_interval, mean_interval, paired_difference


def test_an_interval_lies_around_the_mean_and_is_as_wide_as_theory_says() -> None:
    values = [1.0] * 80 + [0.0] * 20
    found = mean_interval(values)
    assert found is not None and (found.value, found.count) == (0.8, 100)
    assert found.low < 0.8 < found.high
    # 1.96 · √(0.8 · 0.2 / 100)
    assert found.half_width == pytest.approx(0.0784, abs=0.006)


def test_the_same_values_give_the_same_interval() -> None:
    assert mean_interval([1.0, 0.0, 1.0, 1.0]) == mean_interval([1.0, 0.0, 1.0, 1.0])


def test_values_that_are_all_alike_leave_nothing_to_chance() -> None:
    found = mean_interval([1.0] * 30)
    assert found is not None and (found.low, found.value, found.high) == (1.0, 1.0, 1.0)


def test_without_values_there_is_no_interval() -> None:
    assert mean_interval([]) is None
    assert paired_difference([], []) is None


def test_values_of_one_group_are_drawn_together() -> None:
    values = [1.0] * 10 + [0.0] * 10
    alone, together = mean_interval(values), mean_interval(values, [i // 10 for i in range(20)])
    assert alone is not None and together is not None
    assert together.value == alone.value == 0.5
    assert together.half_width > alone.half_width


def test_groups_must_be_as_many_as_values() -> None:
    with pytest.raises(ValueError, match="groups"):
        mean_interval([1.0, 0.0], ["one"])


def test_a_paired_difference_is_narrower_than_either_figure() -> None:
    rng = np.random.default_rng(1)
    hard = rng.random(200) < 0.5
    one = [float(x) for x in hard]
    other = [0.0 if i < 5 else v for i, v in enumerate(one)]
    difference, own = paired_difference(one, other), mean_interval(one)
    assert difference is not None and own is not None
    assert difference.value == pytest.approx((sum(one) - sum(other)) / 200)
    assert difference.half_width < own.half_width / 2


def test_pairs_need_equal_numbers() -> None:
    with pytest.raises(ValueError, match="shorter"):
        paired_difference([1.0, 0.0], [1.0])


@pytest.mark.parametrize(
    ("scores", "positive", "value"),
    [
        ((0.9, 0.8, 0.3, 0.1), (True, True, False, False), 1.0),
        ((0.1, 0.2, 0.8, 0.9), (True, True, False, False), 0.0),
        ((0.5, 0.5), (True, False), 0.5),
        # pairs: 0.8 > 0.7, 0.8 > 0.4, 0.6 < 0.7, 0.6 > 0.4
        ((0.8, 0.7, 0.6, 0.4), (True, False, True, False), 0.75),
    ],
)
def test_auroc_is_the_share_of_pairs_in_order(
    scores: tuple[float, ...], positive: tuple[bool, ...], value: float
) -> None:
    assert auroc(scores, positive) == value


def test_auroc_needs_both_kinds() -> None:
    assert auroc([0.1, 0.2], [True, True]) is None
    assert auroc_interval([0.1], [False]) is None


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2, max_size=40))
def test_auroc_is_what_scikit_learn_says(rows: list[tuple[int, bool]]) -> None:
    scores, positive = [s / 10 for s, _ in rows], [p for _, p in rows]
    if len(set(positive)) == 2:
        known = float(roc_auc_score(positive, scores))  # pyright: ignore[reportUnknownArgumentType]
        assert auroc(scores, positive) == pytest.approx(known)


def test_the_interval_of_auroc_holds_it() -> None:
    rng = np.random.default_rng(2)
    positive = [True] * 100 + [False] * 60
    scores = [float(x) for x in np.concatenate([rng.normal(1, 1, 100), rng.normal(0, 1, 60)])]
    found = auroc_interval(scores, positive)
    assert found is not None and found.low < found.value < found.high
    # Hanley and McNeil, Radiology 1982: about ± 0.08 here
    assert 0.05 < found.half_width < 0.1
