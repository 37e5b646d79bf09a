"""A part of a question → the units that may answer it: retrieve, fuse, and prepare for reranking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant import features
from assistant.adapter import Adapter
from assistant.asked import Asked, prepare
from assistant.features import Scores
from assistant.question import Kind, Part
from assistant.terms import terms_of
from assistant.units import Unit, units_of
from assistant.wording import fold
from corpus.library import Library
from index.build import Index
from index.embedder import Embedder
from index.model import Hit
from index.tokenise import tokenise

_POOL = 40
_CANDIDATES = 90
_HELD_BY_KIND = {
    Kind.CONTACT: "phone",
    Kind.EMAIL: "email",
    Kind.DATE: "date",
    Kind.ADDRESS: "address",
}


@dataclass(frozen=True, slots=True)
class Candidates:
    """Units that may answer, unranked, each once, with their features.

    Attributes:
        table: (units, features), in the order of `units`.
        query: The vector of the question, before the adapter.
    """

    asked: Asked
    units: tuple[Unit, ...]
    table: NDArray[np.float32]
    query: NDArray[np.float32]


class Retriever:
    """Finds units by meaning, by words, and by what the question names.

    Args:
        general: A second adapter to search by, learned for no kind of document; for large libraries.
    """

    def __init__(
        self, library: Library, index: Index, embedder: Embedder, adapter: Adapter, general: Adapter | None = None
    ) -> None:
        self._library = library
        self._index = index
        self._embedder = embedder
        self._adapter = adapter
        self._general = general
        self.units = units_of(library, index.passages)
        self._by_row = {u.row: u for u in self.units}
        self._by_clause: dict[tuple[str, str], list[Unit]] = {}
        for unit in self.units:
            self._by_clause.setdefault((unit.passage.document, unit.passage.clause), []).append(unit)
        self._row_of = {p.id: row for row, p in enumerate(index.passages)}
        self._folded = {(d.id, str(c.path)): fold(c.text) for d in library.documents for c in d.clauses}

    def adapted(self, adapter: Adapter) -> Retriever:
        """The same retriever with another adapter."""
        other = copy(self)
        other._adapter = adapter
        return other

    def vectors_of(self, units: Sequence[Unit]) -> NDArray[np.float32]:
        """(units, dimensions)."""
        return self._index.vectors[[unit.row for unit in units]]

    def units_in(self, document: str, clause: str) -> Sequence[Unit]:
        """Units of one clause, in order."""
        return self._by_clause.get((document, clause), ())

    def embed(self, parts: Sequence[Part]) -> NDArray[np.float32]:
        """Vectors of all parts of a question at once, (parts, dimensions), before the adapter."""
        return self._embedder.embed_queries([part.text for part in parts])

    def candidates(self, part: Part, query: NDArray[np.float32], documents: Sequence[str], english: bool) -> Candidates:
        """Units of `documents` (empty: all) worth reranking for `part`."""
        asked = prepare(part, terms_of(part.search, english), english)
        tokens = tokenise(part.search)
        found = [
            self._index.search_dense(self.moved(query), _POOL, documents),
            self._index.search_sparse(tokens, _POOL, documents),
        ]
        if self._general is not None:
            found.append(self._index.search_dense(_through(self._general, query), _POOL, documents))
        rows = list(dict.fromkeys(self._row_of[hit] for hit in fuse(found)))
        return self._with_features(asked, self._spread(rows, part, documents), query)

    def moved(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """The vector of a question after the adapter, (dimensions,)."""
        return _through(self._adapter, query)

    def again(self, asked: Asked, candidates: Candidates) -> Candidates:
        """The same units with the features they have for a narrower question."""
        return self._with_features(asked, candidates.units, candidates.query)

    def _with_features(self, asked: Asked, units: Sequence[Unit], query: NDArray[np.float32]) -> Candidates:
        texts = [self._folded[u.passage.document, u.passage.clause] for u in units]
        scores = self._scores(units, query, tokenise(asked.part.search))
        return Candidates(asked, tuple(units), features.table(asked, units, scores, texts), query)

    def _scores(self, units: Sequence[Unit], query: NDArray[np.float32], tokens: Sequence[str]) -> Scores:
        rows = sorted({row for u in units for row in (u.row, u.clause_row)})
        raw, dense = np.zeros((2, len(self._index.passages)), np.float32)
        vectors = self._index.vectors[rows]
        raw[rows] = vectors @ query
        dense[rows] = vectors @ self.moved(query)
        return Scores(dense, raw, self._index.sparse.scores(tokens))

    def _spread(self, rows: Iterable[int], part: Part, documents: Sequence[str]) -> list[Unit]:
        """Fused rows as units (a whole clause stands for its sentences), then what is named, cited before or of the kind."""
        found: dict[int, Unit] = {}
        for row in rows:
            passage = self._index.passages[row]
            own = self._by_row.get(row)
            for unit in [own] if own else self.units_in(passage.document, passage.clause):
                found.setdefault(unit.row, unit)
        wanted = {held for kind, held in _HELD_BY_KIND.items() if kind in part.kinds}
        extra = [
            unit
            for unit in self.units
            if (not documents or unit.passage.document in documents)
            and (
                any(e.document == unit.passage.document and e.path.holds(unit.path) for e in part.entities)
                or (unit.passage.document, unit.passage.clause) in part.previous
                or (wanted & unit.holds and unit.path.annex is None)
            )
        ]
        for unit in extra:
            found.setdefault(unit.row, unit)
        named = {u.row for u in extra}
        kept = [u for u in found.values() if u.row in named][:_CANDIDATES]
        rest = [u for u in found.values() if u.row not in named][: max(0, _CANDIDATES - len(kept))]
        return sorted((*kept, *rest), key=lambda u: u.row)


def _through(adapter: Adapter, query: NDArray[np.float32]) -> NDArray[np.float32]:
    return adapter.apply(query[None])[0]


def fuse(rankings: Sequence[Sequence[Hit]], k: int = 60) -> list[str]:
    """Passage ids merged by reciprocal rank fusion, best first: score(p) = Σ 1 / (k + rank of p).

    Ties break by first appearance, so the order is the same on every machine.

    Source:
        Cormack, Clarke and Büttcher, SIGIR 2009.
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for hit in ranking:
            scores[hit.passage.id] = scores.get(hit.passage.id, 0.0) + 1.0 / (k + hit.rank)
    return sorted(scores, key=lambda passage: -scores[passage])
