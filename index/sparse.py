"""Keyword search: BM25 through bm25s."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexBroken

# Lucene's form, whose idf is never negative. k1 from 0.9 to 2 and b from 0.4 to 0.75, and bm25+, bm25l and atire,
# moved recall@5 by less than 0.01 on two public sets, so the usual values stand.
METHOD: Final = "lucene"
K1: Final = 1.5
B: Final = 0.75
_SIZE: Final = "size.json"
_VOCABULARY: Final = "vocabulary.json"


class SparseIndex:
    """BM25 over passages, which are known by their row numbers.

    score(p) = Σ over the query's tokens (repeats count) of
    ln(1 + (N - n + 0.5) / (n + 0.5)) · f / (f + k1 · (1 - b + b · |p| / mean |p|)),
    with n passages of N that hold the token, f times in p.

    Source:
        Robertson and Zaragoza 2009; the variant is "lucene" of Kamphuis et al., ECIR 2020.
    """

    def __init__(self, tokens: Sequence[Sequence[str]]) -> None:
        self._size = len(tokens)
        self._vocabulary: dict[str, int] = {}
        ids = [[self._vocabulary.setdefault(token, len(self._vocabulary)) for token in text] for text in tokens]
        self._bm25: Any = None
        if self._vocabulary:
            self._bm25 = _bm25s().BM25(method=METHOD, k1=K1, b=B)
            self._bm25.index((ids, self._vocabulary), show_progress=False, create_empty_token=False)

    def __len__(self) -> int:
        return self._size

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        """The score of every passage, by row; 0 where no token occurs."""
        known = [self._vocabulary[token] for token in tokens if token in self._vocabulary]
        if self._bm25 is None or not known:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._bm25.get_scores_from_ids(known), np.float32)

    def search(self, tokens: Sequence[str], k: int, allowed: AbstractSet[int] | None = None) -> list[tuple[int, float]]:
        """The `k` best rows with their scores, best first; ties by row; never a row that scores 0.

        Args:
            allowed: The rows to choose from; None means all, an empty set none.
        """
        scores = self.scores(tokens)
        if allowed is not None:
            mask = np.zeros(self._size, np.bool_)
            mask[list(allowed)] = True
            scores = np.where(mask, scores, np.float32(0))
        rows = np.argsort(-scores, kind="stable")[:k]
        return [(int(row), float(scores[row])) for row in rows if scores[row] > 0]

    def save(self, folder: Path) -> None:
        """Write into a folder; no pickle."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _SIZE).write_text(json.dumps(self._size), encoding="utf-8")
        (folder / _VOCABULARY).write_text(json.dumps(self._vocabulary, ensure_ascii=False), encoding="utf-8")
        if self._bm25 is not None:
            self._bm25.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> SparseIndex:
        """Read what `save` wrote.

        Raises:
            IndexBroken: If it can't be read.
        """
        index = cls(())
        try:
            index._size = int(json.loads((folder / _SIZE).read_text(encoding="utf-8")))
            index._vocabulary = json.loads((folder / _VOCABULARY).read_text(encoding="utf-8"))
            if index._vocabulary:
                index._bm25 = _bm25s().BM25.load(folder, load_vocab=False, allow_pickle=False, show_progress=False)
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise IndexBroken.unreadable(folder, str(error)) from error
        return index


def _bm25s() -> Any:
    import bm25s

    # It sets its own logger to DEBUG, which would speak through any root handler.
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return bm25s
