"""How sure a figure is: bootstrap intervals of means and of paired differences, always with the same seed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

SAMPLES: Final = 2000
SEED: Final = 20231117
_LEVEL: Final = 95.0


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the bounds of its 95 % interval.

    Attributes:
        count: How many values it is the mean of.
    """

    value: float
    low: float
    high: float
    count: int

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def mean_interval(values: Sequence[float], groups: Sequence[Hashable] | None = None) -> Interval | None:
    """The mean and its percentile bootstrap interval; None without values.

    Args:
        groups: What each value belongs to; values of one group (turns of a conversation) are drawn together.
    """
    if not len(values):
        return None
    sums, counts = _by_group(values, groups)
    drawn = _draws(len(sums))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = _bounds(means)
    return Interval(float(sums.sum() / counts.sum()), low, high, len(values))


def paired_difference(
    values: Sequence[float], others: Sequence[float], groups: Sequence[Hashable] | None = None
) -> Interval | None:
    """Mean of `values - others` on the same cases, in the same order; None without values.

    Raises:
        ValueError: If there are not as many of one as of the other.
    """
    return mean_interval([a - b for a, b in zip(values, others, strict=True)], groups)


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """How often a positive scores above a negative, ties counted half; None if either kind is absent."""
    ranked, is_positive = _midranks(np.asarray(scores, np.float64)), np.asarray(positive, np.bool_)
    ups, downs = int(is_positive.sum()), int((~is_positive).sum())
    if not ups or not downs:
        return None
    return float((ranked[is_positive].sum() - ups * (ups + 1) / 2) / (ups * downs))


def auroc_interval(scores: Sequence[float], positive: Sequence[bool]) -> Interval | None:
    """The same with its interval, positives and negatives drawn apart; None if either kind is absent."""
    value = auroc(scores, positive)
    if value is None:
        return None
    held, is_positive = np.asarray(scores, np.float64), np.asarray(positive, np.bool_)
    ups, downs = held[is_positive], np.sort(held[~is_positive])
    # share of negatives below each positive; means over draws of both sides then need no ranking of their own
    random = np.random.default_rng(SEED)
    found: list[float] = []
    for _ in range(SAMPLES // 4):
        own = ups[random.integers(0, len(ups), len(ups))]
        other = np.sort(downs[random.integers(0, len(downs), len(downs))])
        below = np.searchsorted(other, own, "left") + np.searchsorted(other, own, "right")
        found.append(float(below.mean() / 2 / len(other)))
    return Interval(value, *_bounds(np.array(found)), len(held))


def _by_group(
    values: Sequence[float], groups: Sequence[Hashable] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sum and number of the values of each group."""
    held = np.asarray(values, np.float64)
    if groups is None:
        return held, np.ones(len(held))
    places: dict[Hashable, int] = {}
    rows = [places.setdefault(group, len(places)) for group in groups]
    if len(rows) != len(held):
        raise ValueError(f"{len(held)} values in {len(rows)} groups")
    return np.bincount(rows, held).astype(np.float64), np.bincount(rows).astype(np.float64)


def _draws(size: int) -> NDArray[np.int64]:
    return np.random.default_rng(SEED).integers(0, size, (SAMPLES, size))


def _bounds(found: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(found, [(100 - _LEVEL) / 2, (100 + _LEVEL) / 2])
    return float(low), float(high)


def _midranks(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1; ties share the middle of theirs."""
    ordered = np.sort(scores)
    return (np.searchsorted(ordered, scores, "left") + np.searchsorted(ordered, scores, "right") + 1) / 2
