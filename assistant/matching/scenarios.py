"""What a document says of its directions, sentence by sentence: what a description's words are set against."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from assistant.matching.classifier import Floats, centred
from assistant.matching.description import normal
from assistant.model import Citation
from assistant.quoting import body_start, cite
from corpus.directions import direction_of
from corpus.model import Document
from index.build import Index

_SHORTEST = 12
_LISTING = re.compile(r"(?:以下|下列|如下)[^，。]{0,12}(?:场景|条件|要求|方面|内容|之一|情形)?[^，。]{0,8}[：:]?$")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One sentence of a direction's clauses."""

    direction: int
    citation: Citation
    text: str
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scenarios:
    """All of a document, in source order.

    Attributes:
        vectors: (sentences, dimensions), seen from their centre.
    """

    held: tuple[Scenario, ...]
    vectors: Floats
    centre: Floats

    def rows(self, direction: int) -> list[int]:
        return [row for row, scenario in enumerate(self.held) if scenario.direction == direction]


def scenarios_of(document: Document, index: Index) -> Scenarios:
    """Sentences that say something: titles and lines that only open a list are left out."""
    clauses = {str(clause.path): clause for clause in document.clauses}
    split = {p.clause for p in index.passages if p.document == document.id and p.unit == "sentence"}
    held: list[Scenario] = []
    rows: list[int] = []
    for row, passage in enumerate(index.passages):
        if passage.document != document.id or (passage.unit == "clause" and passage.clause in split):
            continue
        clause = clauses[passage.clause]
        direction = direction_of(clause.path, document.directions)
        start = body_start(clause.text, passage.start, passage.end)
        body = clause.text[start : passage.end].strip()
        if direction is None or len(body) < _SHORTEST or _LISTING.search(body):
            continue
        if direction.path == clause.path and direction.name in body:
            continue
        text = normal(body)
        held.append(Scenario(direction.number, cite(document.id, clause, start, passage.end), text, bigrams(text)))
        rows.append(row)
    vectors = np.asarray(index.vectors[rows], np.float32)
    centre = np.asarray(vectors.mean(axis=0), np.float32) if rows else np.zeros(vectors.shape[1], np.float32)
    return Scenarios(tuple(held), centred(vectors, centre) if rows else vectors, centre)


def bigrams(text: str) -> frozenset[str]:
    """Pairs of characters of words."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1) if text[i : i + 2].isalnum())
