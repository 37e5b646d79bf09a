"""What the assistant's own search, ranking and refusal made of a question, before it was put into words."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.features import NAMES
from assistant.model import Turn
from assistant.question import Part
from assistant.refusal import Evidence, RefusalModel
from assistant.reranker import LinearModel, Ranked, rank
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
        ranked: The same, reranked; a unit found for several parts stands where it did best.
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
        ranked = [r for _, candidates in found for r in rank(candidates, self.ranker)]
        ms = (time.perf_counter() - started) * 1000
        best: dict[int, Ranked] = {}
        for item in ranked:
            if item.unit.row not in best or best[item.unit.row].probability < item.probability:
                best[item.unit.row] = item
        return Trace(
            fused=_fused([candidates for _, candidates in found]),
            ranked=tuple(sorted(best.values(), key=lambda r: (-r.probability, r.unit.row))),
            ms=ms,
            parts=tuple(self._weighed(part, candidates) for part, candidates in found),
        )

    def confidence(self, trace: Trace) -> float:
        """How sure the assistant is that some part is answered, 0 to 1; what it refuses by."""
        return max((1.0 if certain else heard(self.refusals, evidence) for evidence, certain in trace.parts), default=0)

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


def heard(refusals: RefusalModel, evidence: Evidence) -> float:
    """The probability by which `refusals` decides, overheard while it does; 0 if it decides without one."""
    told: list[float] = []
    own = {f.name: getattr(refusals, f.name) for f in fields(refusals)}
    listening = {name: _overheard(model, told) for name, model in own.items() if isinstance(model, LinearModel)}
    replace(refusals, **listening).answerable(evidence)
    return told[-1] if told else 0.0


@dataclass(frozen=True)
class _Overheard(LinearModel):
    """A model that writes down what it says."""

    told: list[float] = field(default_factory=list[float])

    def probability(self, table: NDArray[np.float32], *more: Any, **named: Any) -> NDArray[np.float64]:
        found = LinearModel.probability(self, table, *more, **named)
        self.told.append(float(found[0]))
        return found


def _overheard(model: LinearModel, told: list[float]) -> _Overheard:
    return _Overheard(**{f.name: getattr(model, f.name) for f in fields(model)}, told=told)
