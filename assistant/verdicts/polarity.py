"""What is affirmed and what is denied: the scope of 不, 没, 未 and 无 in a stretch between commas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.asked import term_cover
from assistant.terms import Term

_STRETCH_END = re.compile(r"(?<!\d)[,，]|[,，](?!\d{3})|[；;。!！?？\n]|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
# bounds and fixed words that hold 不, 无 or 非 but deny nothing
_NO_DENIAL = r"不(?:影响|同|断|仅|但|过(?![\u4e00-\u9fff]{0,2}关)|少于|超过|多于|低于|高于|大于|小于|短于|长于|限|止|如|管|论|含|可少)|无(?:论|人)|非(?:常|但)|没(?:问题|事|错)|不(?:也|就|都)是"
_DENIER = re.compile(rf"(?!{_NO_DENIAL})(?:不|没有?|未|无|非(?=[\u4e00-\u9fff])|缺|免|\bnot?\b|without|never)")
_SCOPE = 7
_DENIED_AFTER = re.compile(
    r"^[^,，；;。]{0,6}?(?:(?:没有?|也无|全无|都无)(?:[的了呢吗]|$)|(?:没|不)(?:做|到|够|成|过|通过|完)(?:[的了呢吗]|$))"
)
_DOUBLE = re.compile(r"不能不|不得不|不是不|非[^,，]{1,6}不可|没有不|无不")
_A_NOT_A = re.compile(r"([\u4e00-\u9fff]{1,2}?)[不没]\1")
_PARTICLE = re.compile(r"(?:(?<!有)[不没伐]|没有|与否|了没)(?=[?？。!！ ]*$)")


def stretches(text: str) -> list[str]:
    """The words between commas and stops, in order; a comma inside a number doesn't part them."""
    return [s for s in (part.strip() for part in _STRETCH_END.split(text)) if s]


def plain(words: str) -> str:
    """A question without what only asks: 能不能 → 能, 符合不符合 → 符合, a last 不, 没 or 没有 dropped."""
    asked = _A_NOT_A.sub(r"\1", words)
    return _PARTICLE.sub("", asked)


def is_denied(text: str, start: int, end: int) -> bool:
    """True if the words at a place of a stretch stand within the scope of a denial, before or after them."""
    left = max((text.rfind(c, 0, start) for c in ",，；;。"), default=-1) + 1
    before = text[max(left, start - _SCOPE) : start]
    denials = [m for m in _DENIER.finditer(before) if not _DOUBLE.search(text[max(left, start - _SCOPE - 2) : end])]
    return len(denials) % 2 == 1 or (not denials and _DENIED_AFTER.match(text[end:]) is not None)


def places(term: Term, text: str) -> Iterator[tuple[int, int]]:
    """Where a term or one of its synonyms of two characters or more stands in a text."""
    for word in (term.word, *(s for s in term.synonyms if len(s) > 1)):
        start = text.find(word)
        while start >= 0:
            yield start, start + len(word)
            start = text.find(word, start + 1)


def affirms(term: Term, text: str) -> bool:
    """True if a text holds the term somewhere outside any denial."""
    return any(not is_denied(text, *place) for place in places(term, text))


def denies(term: Term, text: str) -> bool:
    """True if a text holds the term, and only within denials."""
    found = [is_denied(text, *place) for place in places(term, text)]
    return bool(found) and all(found)


def shared(terms: Sequence[Term], text: str) -> float:
    """The weight of the terms that a text holds; synonyms count a little less."""
    return sum(t.weight * term_cover(t, text) for t in terms)
