"""The words of a question that carry content, each with its weight and its synonyms."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.wording import expansions, fold, word_frequency

_STOPWORDS = Path(__file__).parent / "lexicon" / "stopwords.txt"
_REFERENCE_WORDS = 6.0e7
_CONTENT = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")
_LATIN = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A content word, folded.

    Attributes:
        weight: 0 to 1; how rare the word is in everyday Chinese.
        synonyms: Other words for it, folded.
    """

    word: str
    weight: float
    synonyms: tuple[str, ...]

    @property
    def bigrams(self) -> tuple[str, ...]:
        return tuple(self.word[i : i + 2] for i in range(len(self.word) - 1))


@cache
def stopwords() -> frozenset[str]:
    lines = _STOPWORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def terms_of(text: str, english: bool = False) -> tuple[Term, ...]:
    """Content words of `text` in order, each once. Of an English question only the Chinese words and names count."""
    import jieba

    word_frequency("")
    folded = fold(text) if not english else text.lower()
    synonyms: dict[str, tuple[str, ...]] = {}
    for word, others in expansions(folded):
        synonyms[word] = (*synonyms.get(word, ()), *others)
    found: dict[str, Term] = {}
    words: list[str] = list(jieba.cut(folded))  # pyright: ignore[reportUnknownArgumentType]
    for word in (*words, *synonyms):
        if word in stopwords() and word not in synonyms or not _CONTENT.search(word) or word in found:
            continue
        if english and _LATIN.fullmatch(word) and len(word) > 3:
            continue
        if len(word) == 1 and not word.isdigit() and word not in synonyms:
            continue
        found[word] = Term(word, _weight(word), synonyms.get(word, ()))
    return tuple(found.values())


def _weight(word: str) -> float:
    if word.isdigit():
        return 0.35
    rarity = math.log(_REFERENCE_WORDS / (word_frequency(word) + 30)) / math.log(_REFERENCE_WORDS / 30)
    return max(0.1, rarity) * (0.4 if len(word) == 1 else 1.0)
