"""Texts as weighted terms: how often each stands in a text, and how rare it is. The weights are scikit-learn's TF-IDF.

What scikit-learn learned is kept as plain arrays and applied here without it: importing it costs a second and 120 MB.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Analyze = Callable[[str], list[str]]

_NUMBER = re.compile(r"[\d.,%]+")
_LONGEST_GRAM = 3


def grams(text: str) -> list[str]:
    """Runs of one to three characters."""
    return [text[i : i + n] for n in range(1, _LONGEST_GRAM + 1) for i in range(len(text) - n + 1)]


def words(text: str) -> list[str]:
    """Words without numbers."""
    import jieba

    found = cast("list[str]", jieba.lcut(text))
    return [word for word in found if word.strip() and not _NUMBER.fullmatch(word)]


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms that were learned, and how rare each is.

    Attributes:
        rows: Term → its row.
        rarity: (terms,), inverse document frequency.
    """

    rows: Mapping[str, int]
    rarity: NDArray[np.float32]
    analyze: Analyze

    def weigh(self, text: str) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Rows of the terms of `text`, and their weights, of unit length together."""
        return self.weigh_terms(self.analyze(text))

    def weigh_terms(self, terms: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """The same for terms as `analyze` gives them."""
        counts = Counter(row for term in terms if (row := self.rows.get(term)) is not None)
        rows = np.fromiter(counts, np.intp, len(counts))
        weights = np.array([1.0 + math.log(n) for n in counts.values()], np.float32) * self.rarity[rows]
        length = float(np.linalg.norm(weights))
        return rows, weights / length if length else weights


def learn_terms(texts: Sequence[str], analyze: Analyze, rarest: int) -> tuple[Terms, Any]:
    """Terms that stand in at least `rarest` of the texts, and the texts' weights: sparse, (texts, terms)."""
    vectorizer = vectorizer_of(analyze, rarest)
    weights = vectorizer.fit_transform(texts)
    rows: dict[str, int] = {term: int(row) for term, row in vectorizer.vocabulary_.items()}
    return Terms(rows, np.asarray(vectorizer.idf_, np.float32), analyze), weights


def vectorizer_of(analyze: Analyze, rarest: int = 1) -> Any:
    """scikit-learn's, for terms as `analyze` gives them."""
    from sklearn.feature_extraction import text

    learner: Any = text.TfidfVectorizer
    return learner(analyzer=analyze, sublinear_tf=True, min_df=rarest)
