"""Which document of a large library a question is about: what each says as a whole, beside its best sentence.

A sentence often leaves out what its document is about: whose rule it is, and of which place. With a handful of documents
the best sentence finds the right one; with hundreds it doesn't. Knows no document.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.adapter import Adapter, load_adapter
from assistant.asked import Asked
from assistant.reranker import WEIGHTS, LinearModel, Ranked, load_model
from assistant.wording import fold
from corpus.library import Library
from index.build import Index
from index.sparse import SparseIndex
from index.tokenise import tokenise

NAMES: Final = (
    "raw", "adapted", "bm25_unit", "bm25_document", "bm25_unit_certain", "bm25_document_certain", "adapted_certain",
    "bm25_unit_covered", "bm25_document_covered", "adapted_covered", "cover", "cover_covered", "best_unit",
)  # fmt: skip
ADAPTER: Final = "documents_adapter.npz"
# From here on a library is large: rarity of words among fewer documents says little.
MANY: Final = 20
_FARTHEST: Final = 10.0
_STEEP: Final = 10.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Choosing:
    """What was learned about choosing a document.

    Attributes:
        adapter: Moves question vectors towards texts that answer them, whatever kind of document they are.
        model: Over `NAMES`.
    """

    adapter: Adapter
    model: LinearModel

    def suits(self, library: Library) -> bool:
        """True if the library is large enough to need it."""
        return len(library.documents) >= MANY


def load_choosing(embedder_name: str, dimensions: int) -> Choosing:
    """Read the weights for an embedding model.

    Raises:
        WeightsError: If a file is broken or was learned for other features.
    """
    return Choosing(load_adapter(WEIGHTS / ADAPTER, embedder_name, dimensions), load_model("documents", NAMES))


class DocumentRanker:
    """Orders the documents of one library.

    Attributes:
        ids: Of the documents, in the order of the index.
    """

    def __init__(self, library: Library, index: Index, choosing: Choosing) -> None:
        self._index = index
        self._choosing = choosing
        owners = [passage.document for passage in index.passages]
        starts = {document: row for row, document in reversed(list(enumerate(owners)))}
        self.ids = tuple(sorted(starts, key=starts.__getitem__))
        self._starts = [starts[document] for document in self.ids]
        documents = [library.document(document) for document in self.ids]
        whole = [f"{document.title} {' '.join(c.text for c in document.clauses)}" for document in documents]
        tokens = [tokenise(text) for text in whole]
        self._texts = [fold(text) for text in whole]
        self._sparse = SparseIndex(tokens)
        self._holding = Counter(token for text in tokens for token in set(text))

    def log_odds(self, asked: Asked, query: Floats, ranked: Sequence[Ranked]) -> dict[str, float]:
        """For every document, the logit of its being the one that answers.

        Args:
            query: The vector of the question, (dimensions,).
            ranked: The units found, of any documents.
        """
        chances = self._choosing.model.probability(self.table(asked, query, best_units(ranked)))
        return dict(zip(self.ids, np.log(chances / (1 - chances)).tolist(), strict=True))

    def table(self, asked: Asked, query: Floats, best: Mapping[str, float]) -> Floats:
        """(documents, len(NAMES)).

        Args:
            best: For documents with units that were found, the logit of the best.
        """
        tokens = tokenise(asked.part.search)
        ideal = sum(self._rarity(self._holding[token]) for token in tokens) or 1.0
        unit = self._most(self._index.sparse.scores(tokens))
        document = self._sparse.scores(tokens)
        raw = _STEEP * _behind(self._most(self._index.vectors @ query))
        moved = _STEEP * _behind(self._most(self._index.vectors @ self._choosing.adapter.apply(query[None])[0]))
        cover = self._cover(asked)
        certain, covered = float(((unit + document) / ideal).max()), float(cover.max())
        unit, document = _share(unit), _share(document)
        logits = np.array([best.get(name, -math.inf) for name in self.ids], np.float32)
        found = np.maximum(logits - max(best.values(), default=0.0), -_FARTHEST)
        columns = (
            raw, moved, unit, document, unit * certain, document * certain, moved * certain,
            unit * covered, document * covered, moved * covered, cover, (cover - covered) * covered, found,
        )  # fmt: skip
        return np.stack(columns, axis=1).astype(np.float32)

    def _most(self, scores: Floats) -> Floats:
        """Of each document, the highest score of its passages."""
        return np.asarray(np.maximum.reduceat(scores, self._starts), np.float32)

    def _cover(self, asked: Asked) -> Floats:
        """Share of the question's words in each document, rare words counting more."""
        held = np.array([[term.word in text for text in self._texts] for term in asked.terms], np.float32)
        if not asked.terms:
            return np.zeros(len(self.ids), np.float32)
        weights = np.log1p(len(self.ids) / (0.5 + held.sum(axis=1)))
        return np.asarray(weights @ held / weights.sum(), np.float32)

    def _rarity(self, holding: int) -> float:
        """BM25's idf of a token that so many documents hold."""
        return math.log1p((len(self.ids) - holding + 0.5) / (holding + 0.5))


def best_units(ranked: Sequence[Ranked]) -> dict[str, float]:
    """Of each document, the logit of its best unit."""
    found: dict[str, float] = {}
    for item in ranked:
        found.setdefault(item.unit.passage.document, item.logit)
    return found


def by_document(ranked: Sequence[Ranked], log_odds: Mapping[str, float]) -> tuple[Ranked, ...]:
    """The same units: best documents first, each led by its best unit; those of one document keep their distances."""
    best = best_units(ranked)

    def score(item: Ranked) -> float:
        document = item.unit.passage.document
        return log_odds[document] + item.logit - best[document]

    return tuple(sorted(ranked, key=lambda item: (-score(item), item.unit.row)))


def _behind(scores: Floats) -> Floats:
    return scores - scores.max()


def _share(scores: Floats) -> Floats:
    return scores / (scores.max() or 1.0)
