"""Builds the matcher of a document: from its examples if it has some, else from its clauses alone."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from assistant.errors import DescriptionError
from assistant.match import Matcher
from assistant.matching.align import aligned
from assistant.matching.classifier import NOTHING, Classifier, Floats
from assistant.matching.description import normal
from assistant.matching.learn import Labelled, learn
from assistant.matching.scenarios import scenarios_of
from assistant.matching.similarity import Similarity
from assistant.matching.store import fingerprint, open_or_learn
from corpus.boundaries import read_boundaries
from corpus.directions import direction_of
from corpus.examples import Example, read_examples
from corpus.library import Library
from corpus.model import Document
from index.build import Index
from index.embedder import Embedder

Progress = Callable[[str, float], None]

_FEWEST: Final = 2
_BATCH: Final = 512


class Matchers:
    """The matchers of a library's documents, each prepared when it is first needed.

    Args:
        store: Where what is learned is kept; None to learn nothing and go by likeness.
        progress: Told what is being done and how far it is, 0 to 1.
    """

    def __init__(
        self, library: Library, index: Index, embedder: Embedder, store: Path | None, progress: Progress | None = None
    ) -> None:
        self._library = library
        self._index = index
        self._embedder = embedder
        self._store = store
        self._progress = progress or _unseen
        self._held: dict[str, Matcher] = {}
        self._lock = threading.Lock()

    def of(self, document: str | None = None) -> Matcher:
        """The matcher of a document; of the newest that has directions, if none is named.

        Raises:
            UnknownDocumentError: If there is no document of that id.
            DescriptionError: If the document, or every document, has no directions.
        """
        chosen = self._library.document(document) if document else self._newest()
        with self._lock:
            if chosen.id not in self._held:
                self._held[chosen.id] = prepare_matcher(
                    chosen, self._library.folder(chosen.id), self._index, self._embedder, self._store, self._progress
                )
            return self._held[chosen.id]

    def stored_in(self, store: Path) -> Matchers:
        """The same, with what is learned kept elsewhere; to learn anew."""
        return Matchers(self._library, self._index, self._embedder, store, self._progress)

    def prepare(self, progress: Progress) -> None:
        """Prepare all there are."""
        self._progress = progress
        for document in self._library.documents:
            if document.directions:
                self.of(document.id)

    def _newest(self) -> Document:
        found = next((document for document in self._library.documents if document.directions), None)
        if found is None:
            raise DescriptionError.no_directions("、".join(d.id for d in self._library.documents))
        return found


def prepare_matcher(
    document: Document, folder: Path | None, index: Index, embedder: Embedder, store: Path | None, progress: Progress
) -> Matcher:
    """A matcher for one document; what is learned is kept under `store`.

    Args:
        folder: The document's; None for a document without one.

    Raises:
        DescriptionError: If the document has no directions.
        DocumentError: If the examples or boundaries can't be read.
    """
    if not document.directions:
        raise DescriptionError.no_directions(document.id)
    numbers = tuple(direction.number for direction in document.directions)
    examples = read_examples(folder, numbers) if folder else ()
    boundaries = read_boundaries(folder, document.clauses, document.directions) if folder else ()
    clauses = _Clauses.of(document, index)
    if store is not None and _enough(examples, numbers):
        name = fingerprint(_inputs(examples, clauses, embedder.name))
        scoring = open_or_learn(store, name, lambda: _learned(examples, clauses, numbers, embedder, progress))
    else:
        scoring = Similarity.of(clauses.texts, clauses.vectors, clauses.labels, numbers)
    return Matcher(document, embedder, scoring, scenarios_of(document, index), boundaries)


class _Clauses:
    """Sentences and clauses of the directions, as they were embedded for the index."""

    def __init__(self, texts: tuple[str, ...], vectors: Floats, labels: tuple[int, ...]) -> None:
        self.texts, self.vectors, self.labels = texts, vectors, labels

    @classmethod
    def of(cls, document: Document, index: Index) -> _Clauses:
        paths = {str(clause.path): clause.path for clause in document.clauses}
        rows: list[int] = []
        labels: list[int] = []
        for row, passage in enumerate(index.passages):
            if passage.document != document.id:
                continue
            direction = direction_of(paths[passage.clause], document.directions)
            if direction is not None:
                rows.append(row)
                labels.append(direction.number)
        texts = tuple(normal(index.passages[row].text) for row in rows)
        return cls(texts, np.asarray(index.vectors[rows], np.float32), tuple(labels))


def _enough(examples: Sequence[Example], numbers: Sequence[int]) -> bool:
    """True if there are some of every direction: else what was learned would favour those that have them."""
    return all(sum(e.direction == number for e in examples) >= _FEWEST for number in numbers)


def _inputs(examples: Sequence[Example], clauses: _Clauses, encoder: str) -> list[str]:
    vectors = hashlib.sha256(np.round(clauses.vectors, 3).tobytes()).hexdigest()
    stated = [f"{label}\t{text}" for label, text in zip(clauses.labels, clauses.texts, strict=True)]
    return [encoder, vectors, *(f"{e.direction}\t{e.description}" for e in examples), *stated]


def _learned(
    examples: Sequence[Example], clauses: _Clauses, numbers: Sequence[int], embedder: Embedder, progress: Progress
) -> Classifier:
    texts = [normal(example.description) for example in examples]
    vectors: list[Floats] = []
    for start in range(0, len(texts), _BATCH):
        vectors.append(embedder.embed_queries(texts[start : start + _BATCH]))
        progress("学习选方向", 0.9 * min(1.0, (start + _BATCH) / len(texts)))
    held = np.vstack(vectors)
    stated = [e.direction or NOTHING for e in examples]
    meant = aligned(numbers, (stated, texts, held), (clauses.labels, clauses.texts, clauses.vectors))
    labels = [meant.get(number, NOTHING) for number in stated]
    data = Labelled(
        (*texts, *clauses.texts),
        np.vstack([held, clauses.vectors]),
        (*labels, *clauses.labels),
        (False,) * len(texts) + (True,) * len(clauses.texts),
    )
    classifier = learn(data, numbers)
    progress("学习选方向", 1.0)
    return classifier


def _unseen(what: str, share: float) -> None:
    del what, share
