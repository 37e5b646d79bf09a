"""What the index stores and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["dense", "sparse", "fused", "reranked"]
Unit = Literal["clause", "sentence"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A verbatim span of one clause, and the words around it that help to find it.

    Attributes:
        document: Document id.
        clause: Clause path as printed, `附件1/六/（十五）/应用场景/3`.
        start, end: Span in the clause's text, in code points; `text == clause.text[start:end]`.
        text: The span.
        context: Breadcrumb (title, class, direction, heading); for embedding and BM25 only, never shown as a quote.
        unit: A whole clause, or one sentence of it.
    """

    document: str
    clause: str
    start: int
    end: int
    text: str
    context: str
    unit: Unit = "clause"

    @property
    def id(self) -> str:
        return f"{self.document}#{self.clause}#{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, its score in its own ranking, its rank from 1, and which ranking found it."""

    passage: Passage
    score: float
    rank: int
    source: Source
