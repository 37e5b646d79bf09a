"""Labelled texts → a classifier. Deterministic: the same texts and vectors give the same weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.matching.classifier import NOTHING, Calibration, Classifier, Floats, View, centred, softmax
from assistant.matching.terms import grams, learn_terms, words

Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]

FORMAT: Final = 3
"""Raised whenever what is learned from the same texts changes."""
_STRENGTH: Final = 40.0
_STRENGTH_OF_NOTHING: Final = 10.0
_COMPONENTS: Final = 900
_FOLDS: Final = 3
_ITERATIONS: Final = 200
_RAREST: Final = (2, 2)
_WRONGLY_NOTHING: Final = 0.011
_NOTHING_AT_LEAST: Final = 0.3
_DECIMALS: Final = 5


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts and what they are about.

    Attributes:
        texts: As `description.normal` returns them.
        vectors: (texts, dimensions).
        labels: Direction numbers, or `NOTHING`.
        quoted: True for the clauses of the document itself: they teach, but nothing is measured on them.
    """

    texts: tuple[str, ...]
    vectors: Floats
    labels: tuple[int, ...]
    quoted: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """The three views of the texts, side by side, as coordinates along their principal directions.

    Attributes:
        coordinates: (texts, components).
        back: (texts, components): coordinates' weights → weights of the texts.
    """

    coordinates: Doubles
    back: Doubles


def learn(data: Labelled, numbers: Sequence[int]) -> Classifier:
    """Learn which of the directions `numbers` a text is about, and whether it is about any.

    Args:
        data: With at least two examples of every direction.
    """
    labels = np.asarray(data.labels, np.int64)
    quoted = np.asarray(data.quoted, bool)
    centre = np.asarray(data.vectors[~quoted].mean(axis=0), np.float32)
    vectors = centred(data.vectors, centre)
    views = [learn_terms(data.texts, analyze, rarest) for analyze, rarest in zip((grams, words), _RAREST, strict=True)]
    seen = _seen(vectors, [weights for _, weights in views])
    share = 2.0 / (1 + len(views))
    everything = np.arange(len(labels))
    coefficients, bias = _fit(seen.coordinates, labels, everything, numbers)
    calibration = _calibrated(seen.coordinates, labels, quoted, numbers)
    by_text = seen.back @ coefficients.T * share
    return Classifier(
        (NOTHING, *numbers),
        centre,
        _rounded(vectors.T @ by_text),
        tuple(View(terms, _rounded(weights.T @ by_text)) for terms, weights in views),
        _rounded(bias),
        calibration,
    )


def _seen(vectors: Floats, weights: Sequence[Any]) -> _Seen:
    kernel = np.asarray(vectors, np.float64) @ vectors.T
    for sparse in weights:
        kernel = kernel + (sparse @ sparse.T).toarray()
    kernel *= 2.0 / (1 + len(weights))
    values, directions = np.linalg.eigh(kernel)
    values, directions = values[::-1][:_COMPONENTS], directions[:, ::-1][:, :_COMPONENTS]
    kept = values > 1e-6
    root = np.sqrt(values[kept])
    return _Seen(directions[:, kept] * root, directions[:, kept] / root)


def _fit(coordinates: Doubles, labels: Ints, rows: Ints, numbers: Sequence[int]) -> tuple[Doubles, Doubles]:
    """Weights (labels, components) and biases (labels,) from these rows; the first label is `NOTHING`."""
    fits = labels[rows] != NOTHING
    which = _regression(C=_STRENGTH, max_iter=_ITERATIONS).fit(coordinates[rows][fits], labels[rows][fits])
    coefficients, bias = _every(which, numbers)
    if fits.all():
        return np.vstack([np.zeros(coordinates.shape[1]), coefficients]), np.concatenate([[-20.0], bias])
    whether = _regression(C=_STRENGTH_OF_NOTHING, max_iter=_ITERATIONS, class_weight="balanced")
    whether.fit(coordinates[rows], ~fits)
    return np.vstack([whether.coef_, coefficients]), np.concatenate([whether.intercept_, bias])


def _every(fitted: Any, numbers: Sequence[int]) -> tuple[Doubles, Doubles]:
    """One row a direction; of two classes scikit-learn gives a single one."""
    coefficients, bias = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:
        coefficients, bias = np.vstack([-coefficients, coefficients]) / 2, np.concatenate([-bias, bias]) / 2
    order = [list(fitted.classes_).index(number) for number in numbers]
    return coefficients[order], bias[order]


def _calibrated(coordinates: Doubles, labels: Ints, quoted: NDArray[np.bool_], numbers: Sequence[int]) -> Calibration:
    held_back = _held_back(coordinates, labels, quoted, numbers)
    own = ~quoted
    fits = labels[own] != NOTHING
    scores = held_back[own]
    places = np.asarray([numbers.index(label) for label in labels[own][fits].tolist()], np.int64)
    temperature = _temperature(scores[fits][:, 1:], places)
    if fits.all():
        return Calibration(temperature, 1.0, 0.0, 1.0)
    curve = _regression(C=1e3).fit(scores[:, :1], ~fits)
    nothing: Doubles = curve.predict_proba(scores[:, :1])[:, 1]
    bound = max(_NOTHING_AT_LEAST, float(np.quantile(nothing[fits], 1.0 - _WRONGLY_NOTHING)))
    slope, intercept = float(curve.coef_[0, 0]), float(curve.intercept_[0])
    return Calibration(temperature, round(slope, _DECIMALS), round(intercept, _DECIMALS), round(bound, _DECIMALS))


def _held_back(coordinates: Doubles, labels: Ints, quoted: NDArray[np.bool_], numbers: Sequence[int]) -> Doubles:
    """Scores of every text by what was learned without it; the clauses always teach."""
    scores = np.zeros((len(labels), 1 + len(numbers)))
    fold = np.full(len(labels), -1)
    for label in sorted(set(labels.tolist())):
        rows = np.flatnonzero((labels == label) & ~quoted)
        fold[rows] = np.arange(len(rows)) % _FOLDS
    for held in range(_FOLDS):
        coefficients, bias = _fit(coordinates, labels, np.flatnonzero(fold != held), numbers)
        rows = np.flatnonzero(fold == held)
        scores[rows] = coordinates[rows] @ coefficients.T + bias
    return scores


def _temperature(scores: Doubles, places: Ints) -> float:
    """What makes the softmax of held back scores likeliest, of forty values between a tenth and five."""
    rows = np.arange(len(places))
    tried = np.geomspace(0.1, 5.0, 40)
    losses = [-np.log(softmax(scores / t)[rows, places] + 1e-12).mean() for t in tried]
    return round(float(tried[int(np.argmin(losses))]), _DECIMALS)


def _regression(**options: Any) -> Any:
    """scikit-learn's logistic regression."""
    from sklearn import linear_model

    learner: Any = linear_model.LogisticRegression
    return learner(**options)


def _rounded(values: Any) -> Floats:
    """Rounded, so that machines that add in another order agree."""
    return np.round(np.asarray(values, np.float64), _DECIMALS).astype(np.float32)
