"""Without examples: a direction fits as well as the clause of it that is most like the description."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.matching.classifier import NOTHING, Floats, centred, softmax
from assistant.matching.terms import grams, vectorizer_of

# Chosen by hand from the range of likenesses seen, not fitted: without examples scores are rough, and said to be.
_TEMPERATURE: Final = 0.045
_NOTHING_BELOW: Final = 0.17
_STEEPNESS: Final = 40.0


@dataclass(frozen=True, slots=True)
class Similarity:
    """Likeness to the clauses of each direction, by vectors and by runs of characters.

    Attributes:
        labels: `NOTHING`, then the directions' numbers.
        centre: (dimensions,), the clauses' mean vector.
        vectors: (clauses, dimensions), seen from the centre.
        weights: (clauses, terms), sparse.
        owners: (clauses,), the column of each clause's direction.
    """

    labels: tuple[int, ...]
    centre: Floats
    vectors: Floats
    weights: Any
    vectorizer: Any
    owners: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Floats, labels: Sequence[int], numbers: Sequence[int]) -> Similarity:
        """From the clauses' texts, as `description.normal` returns them, their vectors and their directions."""
        vectorizer = vectorizer_of(grams)
        weights = vectorizer.fit_transform(texts)
        centre = np.asarray(vectors.mean(axis=0), np.float32)
        places = {number: place for place, number in enumerate(numbers, start=1)}
        owners = np.asarray([places[label] for label in labels], np.int64)
        return cls((NOTHING, *numbers), centre, centred(vectors, centre), weights, vectorizer, owners)

    def scores(self, text: str, vector: Floats) -> Floats:
        """(labels,): 0 to 1, the likeness of the likest clause; for `NOTHING` how far all are from enough."""
        near = centred(vector[None, :], self.centre)[0] @ self.vectors.T
        shared = np.asarray((self.vectorizer.transform([text]) @ self.weights.T).todense(), np.float32)[0]
        likeness = (near + shared) / 2
        best = [likeness[self.owners == place].max(initial=0.0) for place in range(1, len(self.labels))]
        return np.asarray([_NOTHING_BELOW - max(best), *best], np.float32)

    def probabilities(self, scores: Floats) -> Floats:
        """(labels,), summing to 1."""
        nothing = 1.0 / (1.0 + np.exp(-_STEEPNESS * scores[0]))
        return np.concatenate([[nothing], softmax(scores[1:] / _TEMPERATURE) * (1.0 - nothing)])
