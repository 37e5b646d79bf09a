"""A part of a question prepared for comparing with units: its words, their weights, what they ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.question import Part
from assistant.terms import Term
from assistant.wording import fold

_FOCUS = 6
_INTERROGATIVE = re.compile(
    r"什么|啥|谁|哪[个些里儿家位种几]?|几|多少|怎么|怎样|如何|咋|何时|多久|多长|吗|能不能|是不是|有没有|是否|可否|能否|要不要"
)
_COUNTED = re.compile(r"(?:几|多少)(?:个|家|份|名|项|条|种|类|张|大|人次|人)?([\u4e00-\u9fff]{2})")


@dataclass(frozen=True, slots=True)
class Asked:
    """A part of a question prepared for comparing.

    Attributes:
        terms: Its content words; `focus` are those beside the word that asks.
        folded: Its words folded, `bigrams` their pairs of Chinese characters.
        counted: What is to be counted (`项目` in 几个项目), or "".
    """

    part: Part
    terms: tuple[Term, ...]
    folded: str
    bigrams: frozenset[str]
    english: bool
    focus: tuple[Term, ...]
    counted: str


def prepare(part: Part, terms: tuple[Term, ...], english: bool) -> Asked:
    folded = fold(part.search)
    grams = frozenset(
        folded[i : i + 2] for i in range(len(folded) - 1) if folded[i] > "\u2fff" and folded[i + 1] > "\u2fff"
    )
    return Asked(part, terms, folded, grams, english, focus_of(part.text, terms), _counted(folded))


def focus_of(text: str, terms: Sequence[Term]) -> tuple[Term, ...]:
    """Content words of the stretch that asks, within eight characters of the word that asks; all words if none does."""
    folded = fold(text)
    spans = [m.span() for m in _INTERROGATIVE.finditer(folded)]
    found: list[Term] = []
    for term in terms:
        place = folded.find(term.word)
        if place >= 0 and any(
            start - _FOCUS <= place + len(term.word) and place <= end + _FOCUS for start, end in spans
        ):
            found.append(term)
    return tuple(found) or tuple(terms)


def _counted(folded: str) -> str:
    match = _COUNTED.search(folded)
    return match[1] if match else ""


def cover(terms: Sequence[Term], text: str, soft: float = 0.85) -> float:
    """Share of the words' weight found in the folded `text`; a synonym counts `soft`, part of a long word its share."""
    total = sum(t.weight for t in terms)
    return sum(t.weight * term_cover(t, text, soft) for t in terms) / total if total else 0.0


def term_cover(term: Term, text: str, soft: float = 0.85) -> float:
    if term.word in text:
        return 1.0
    if soft and any(s in text for s in term.synonyms):
        return soft
    grams = term.bigrams
    if len(grams) >= 2:
        return 0.6 * sum(g in text for g in grams) / len(grams)
    return 0.0


def outside_names(asked: Asked) -> tuple[Term, ...]:
    """Content words that aren't part of a name of a direction or class."""
    said = fold("".join(e.said + e.name for e in asked.part.entities))
    return tuple(t for t in asked.terms if t.word not in said)
