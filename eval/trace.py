"""What the assistant's own search, ranking and refusal made of a question, before it was put into words."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from assistant.features import NAMES
from assistant.model import Turn
from assistant.question import Part
from assistant.refusal import Evidence, RefusalModel
from assistant.reranker import LinearModel, Ranked
from assistant.retriever import Candidates
from assistant.service import Assistant
from assistant.units import Unit

_K: Final = 60


@dataclass(frozen=True, slots=True)
class Trace:
    """One question on its way.

    Attributes:
        fused: Units that were worth ranking, of all parts of the question, as meaning and words order them, nothing learned
            from cases but the adapter.
        ranked: The same, reranked; a unit found for several parts stands where it did best, the parts taking turns.
        ms: Time that understanding, searching and ranking took, in milliseconds.
        parts: What each part came to within the one document that it would be answered from.
    """

    fused: tuple[Unit, ...]
    ranked: tuple[Ranked, ...]
    ms: float
    parts: tuple[tuple[Evidence, bool], ...]


@dataclass(frozen=True, slots=True)
class Tracer:
    """An assistant and the weights that it was built with."""

    assistant: Assistant
    ranker: LinearModel
    refusals: RefusalModel

    def trace(self, question: str, history: Sequence[Turn] = ()) -> Trace:
        """Search and rank as `Assistant.ask` does."""
        started = time.perf_counter()
        found = self.assistant.candidates(self.assistant.understand(question, history))
        orders = [self.assistant.ranked(candidates, self.ranker)[0] for _, candidates in found]
        ms = (time.perf_counter() - started) * 1000
        return Trace(
            fused=_fused([candidates for _, candidates in found]),
            ranked=_merged(orders),
            ms=ms,
            parts=tuple(self._weighed(part, candidates) for part, candidates in found),
        )

    def confidence(self, trace: Trace) -> float:
        """How sure the assistant is that some part is answered, 0 to 1; what it refuses by."""
        return max((1.0 if certain else self.refusals.chance(evidence) for evidence, certain in trace.parts), default=0)

    def lets_through(self, trace: Trace) -> bool:
        """True if the refusal model would have some part answered."""
        return any(certain or self.refusals.answerable(evidence) for evidence, certain in trace.parts)

    def _weighed(self, part: Part, candidates: Candidates) -> tuple[Evidence, bool]:
        """Evidence, and whether the document's structure answers for certain."""
        _, evidence, draft = self.assistant.weigh(part, candidates, (), self.ranker)
        return evidence, draft is not None and draft.certain


def _fused(found: Sequence[Candidates]) -> tuple[Unit, ...]:
    """Candidates by reciprocal rank fusion of their own cosines and BM25 scores."""
    scores: dict[int, float] = {}
    units = {unit.row: unit for candidates in found for unit in candidates.units}
    for candidates in found:
        for name in ("dense_unit", "bm25_unit"):
            column = candidates.table[:, NAMES.index(name)]
            for place, row in enumerate(np.argsort(-column, kind="stable"), 1):
                unit = candidates.units[int(row)].row
                scores[unit] = scores.get(unit, 0.0) + 1.0 / (_K + place)
    return tuple(units[row] for row in sorted(scores, key=lambda row: (-scores[row], row)))


def _merged(orders: Sequence[Sequence[Ranked]]) -> tuple[Ranked, ...]:
    """What all parts found first, then what they found second …; each unit once, the likelier first within a place."""
    places = [(place, -item.probability, item.unit.row, item) for order in orders for place, item in enumerate(order)]
    merged: dict[int, Ranked] = {}
    for *_, row, item in sorted(places, key=lambda entry: entry[:3]):
        merged.setdefault(row, item)
    return tuple(merged.values())
