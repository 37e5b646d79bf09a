"""Learned from examples: which direction a description is about, and whether it is about any.

Linear in three views of a text, so that what decided can be shown: its vector, its runs of characters, its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.matching.terms import Terms

Floats = NDArray[np.float32]

NOTHING = 0
"""The label of what no direction fits."""
_FARTHEST = 500.0  # beyond it exp overflows


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in one view: its terms, the rows of those that are known, and their weights."""

    terms: list[str]
    rows: NDArray[np.intp]
    values: Floats


@dataclass(frozen=True, slots=True)
class View:
    """Weights of one kind of term: (terms, labels)."""

    terms: Terms
    weights: Floats

    def read(self, text: str) -> Reading:
        terms = self.terms.analyze(text)
        return Reading(terms, *self.terms.weigh_terms(terms))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Scores → probabilities, fitted on scores of examples that were held back.

    Attributes:
        temperature: Of the softmax over directions.
        slope, intercept: Of the logistic curve of “nothing fits”.
        nothing: The probability from which nothing fits: hardly a fitting example reaches it.
    """

    temperature: float
    slope: float
    intercept: float
    nothing: float


@dataclass(frozen=True, slots=True)
class Classifier:
    """Columns of all weights: first “nothing fits”, then the directions, as in `labels`.

    Attributes:
        labels: `NOTHING`, then the directions' numbers.
        centre: (dimensions,), the examples' mean vector.
        vector_weights: (dimensions, labels).
        bias: (labels,).
    """

    labels: tuple[int, ...]
    centre: Floats
    vector_weights: Floats
    views: tuple[View, ...]
    bias: Floats
    calibration: Calibration

    def scores(self, text: str, vector: Floats) -> Floats:
        """(labels,), uncalibrated.

        Args:
            text: As `description.normal` returns it.
            vector: Of the text, or the mean of its sections' vectors.
        """
        return self.scores_of(self.read(text), vector)

    def read(self, text: str) -> tuple[Reading, ...]:
        """The text in each view."""
        return tuple(view.read(text) for view in self.views)

    def scores_of(self, readings: Sequence[Reading], vector: Floats) -> Floats:
        """The same for a text that was read already."""
        total = self.bias + centred(vector[None, :], self.centre)[0] @ self.vector_weights
        for view, reading in zip(self.views, readings, strict=True):
            total = total + reading.values @ view.weights[reading.rows]
        return np.asarray(total, np.float32)

    def probabilities(self, scores: Floats) -> Floats:
        """(labels,), summing to 1."""
        raised = self.calibration.slope * float(scores[0]) + self.calibration.intercept
        nothing = 1.0 / (1.0 + np.exp(-np.clip(raised, -_FARTHEST, _FARTHEST)))
        return np.concatenate([[nothing], softmax(scores[1:] / self.calibration.temperature) * (1.0 - nothing)])


def softmax(scores: NDArray[Any]) -> NDArray[Any]:
    """Of each row."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def centred(vectors: Floats, centre: Floats) -> Floats:
    """Unit vectors seen from their centre: what all texts have in common is taken out."""
    moved = vectors - centre
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.where(lengths > 0, lengths, 1.0), np.float32)
