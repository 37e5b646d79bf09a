"""Which words of a description answer to which words of a clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from assistant.matching.classifier import Floats, centred
from assistant.matching.description import normal
from assistant.matching.model import Evidence, Said
from assistant.matching.scenarios import Scenarios, bigrams

_MOST: Final = 3
_SHARED: Final = 1.2
_WORTH_SHOWING: Final = 0.30


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like each piece of a description is to each sentence of the directions: (pieces, sentences)."""

    pieces: tuple[Said, ...]
    values: Floats

    def of(self, scenarios: Scenarios, direction: int, most: int = _MOST) -> tuple[Evidence, ...]:
        """The likest pairs of a direction, best first; a piece and a sentence stand in one pair each.

        At least one, then those worth showing.
        """
        columns = scenarios.rows(direction)
        if not columns or not self.pieces:
            return ()
        values = self.values[:, columns].copy()
        found: list[Evidence] = []
        for _ in range(min(most, *values.shape)):
            piece, place = np.unravel_index(int(values.argmax()), values.shape)
            if found and values[piece, place] < _WORTH_SHOWING:
                break
            found.append(Evidence(self.pieces[piece], scenarios.held[columns[place]].citation))
            values[piece, :] = values[:, place] = -np.inf
        return tuple(found)


def likeness(pieces: Sequence[Said], vectors: Floats, scenarios: Scenarios) -> Likeness:
    """Nearness of vectors, and the share of a piece's pairs of characters that the sentence has too.

    What a piece has in common with every sentence counts for nothing.

    Args:
        vectors: (pieces, dimensions).
    """
    if not pieces or not scenarios.held:
        return Likeness(tuple(pieces), np.zeros((len(pieces), len(scenarios.held)), np.float32))
    near = centred(vectors, np.asarray(vectors.mean(axis=0) * 0.5 + scenarios.centre * 0.5)) @ scenarios.vectors.T
    shared = np.zeros_like(near)
    frequency: dict[str, int] = {}
    for scenario in scenarios.held:
        for term in scenario.terms:
            frequency[term] = frequency.get(term, 0) + 1
    rarity = {term: float(np.log(1 + len(scenarios.held) / n)) for term, n in frequency.items()}
    unknown = float(np.log(1 + len(scenarios.held)))
    for row, piece in enumerate(pieces):
        terms = bigrams(normal(piece.text))
        whole = sum(rarity.get(term, unknown) for term in terms) or 1.0
        for column, scenario in enumerate(scenarios.held):
            shared[row, column] = sum(rarity[term] for term in terms & scenario.terms) / whole
    return Likeness(tuple(pieces), np.asarray(near + _SHARED * shared, np.float32))
