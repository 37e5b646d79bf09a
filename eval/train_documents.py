"""Learns to choose among the documents of a large library, from public questions about a pool of texts.

Questions of one fold are seen through an adapter that was learned from the others, as new questions will be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant.adapter import Adapter
from assistant.documents import NAMES, Choosing, DocumentRanker, best_units
from assistant.reranker import LinearModel, rank
from assistant.service import Assistant
from assistant.settings import Settings
from corpus.library import Library
from eval.public import PublicQuestion, load_pool
from eval.train_adapter import HELD_BACK, Pairs, learn, public_pairs
from index.build import Index, open_or_build
from index.embedder import Embedder
from index.passages import passages_of

_FOLDS: Final = 3
_C: Final = 1.0
_RANK: Final = 192


Unlearned = Callable[[Library, Index, Adapter, Adapter], Assistant]


def learn_choosing(
    folder: Path,
    embedder: Embedder,
    settings: Settings,
    unlearned: Unlearned,
    pairs: Sequence[Pairs],
    ranker: LinearModel,
) -> Choosing:
    """What is learned from a pool, but for the part of its questions that is held back.

    Args:
        unlearned: Gives an assistant that has only its two adapters.
        pairs: What the first adapter learns from beside the pool.
        ranker: Orders units, learned without the pool.
    """
    pool = load_pool(folder)
    passages = [p for document in pool.documents for p in passages_of(document)]
    index = open_or_build(passages, embedder, settings.data_dir / "eval" / "bench" / pool.name, chroma=False)
    library = Library(pool.documents)
    own = public_pairs(folder, embedder)
    used = [question for number, question in enumerate(pool.questions) if number % HELD_BACK]
    tables: list[NDArray[np.float32]] = []
    labels: list[NDArray[np.bool_]] = []
    for fold in range(_FOLDS):
        others = np.array([row for row in range(len(used)) if row % _FOLDS != fold])
        part = own.only(others)
        choosing = Choosing(learn([part], _RANK), ranker)
        shelf = DocumentRanker(library, index, choosing)
        world = unlearned(library, index, learn([*pairs, part]), choosing.adapter)
        for table, label in _samples(used[fold::_FOLDS], world, shelf, ranker):
            tables.append(table)
            labels.append(label)
    return Choosing(learn([own], _RANK), _fit(np.concatenate(tables), np.concatenate(labels)))


def _samples(
    questions: Sequence[PublicQuestion], world: Assistant, shelf: DocumentRanker, ranker: LinearModel
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.bool_]]]:
    """Of every question: the features of the documents found for it, and which of them answer."""
    for question in questions:
        for _, candidates in world.candidates(world.understand(question.text)):
            best = best_units(rank(candidates, ranker))
            rows = [place for place, name in enumerate(shelf.ids) if name in best]
            table = shelf.table(candidates.asked, candidates.query, best)[rows]
            yield table, np.array([shelf.ids[row] in question.gold for row in rows])


def _fit(table: NDArray[np.float32], labels: NDArray[np.bool_]) -> LinearModel:
    mean, scale = table.mean(axis=0, dtype=np.float64), table.std(axis=0, dtype=np.float64)
    scale[scale < 1e-6] = 1.0
    model = LogisticRegression(C=_C, max_iter=3000)
    model.fit((table - mean) / scale, labels)
    weights, bias = np.asarray(model.coef_, np.float64)[0], float(np.asarray(model.intercept_, np.float64)[0])
    return LinearModel(NAMES, mean, scale, weights, bias)
