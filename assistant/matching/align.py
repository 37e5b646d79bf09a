"""Examples follow the direction they are about, where a notice was put in another order than its examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import numpy as np

from assistant.matching.classifier import Floats, centred
from assistant.matching.terms import grams, vectorizer_of

# Mean gain in likeness a direction; the right order against any other of a whole notice gains several times as much.
_MARGIN: Final = 0.02


def aligned(
    numbers: Sequence[int],
    examples: tuple[Sequence[int], Sequence[str], Floats],
    clauses: tuple[Sequence[int], Sequence[str], Floats],
) -> Mapping[int, int]:
    """Number that examples give → number of the direction they are about.

    The same, unless another order makes the examples far liker the clauses of their directions.

    Args:
        numbers: Of all directions.
        examples, clauses: Number, text and vector of each.
    """
    from scipy import optimize

    likeness = _likeness(numbers, examples, clauses)
    assign = cast("Any", optimize.linear_sum_assignment)
    pairs: list[list[int]] = np.asarray(assign(-likeness)).T.tolist()
    gained = float(sum(likeness[row, column] - likeness[row, row] for row, column in pairs)) / len(numbers)
    if gained < _MARGIN:
        return {number: number for number in numbers}
    return {numbers[row]: numbers[column] for row, column in pairs}


def _likeness(
    numbers: Sequence[int],
    examples: tuple[Sequence[int], Sequence[str], Floats],
    clauses: tuple[Sequence[int], Sequence[str], Floats],
) -> Any:
    """(numbers, numbers): of the examples of one, on the average, to the clauses of another."""
    vectorizer = vectorizer_of(grams)
    quoted = vectorizer.fit_transform(clauses[1])
    told = vectorizer.transform(examples[1])
    shared = (told @ quoted.T).toarray()
    near = centred(examples[2], examples[2].mean(axis=0)) @ centred(clauses[2], clauses[2].mean(axis=0)).T
    both: Any = shared + near
    groups, owners = np.asarray(examples[0]), np.asarray(clauses[0])
    rows = [[both[np.ix_(groups == one, owners == other)].mean() for other in numbers] for one in numbers]
    return np.asarray(rows, np.float64)
