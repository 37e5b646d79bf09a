"""Does a sentence that a language model wrote say what its quotes say, and no more?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from assistant.model import Claim
from assistant.verify import verified
from assistant.wording import fold
from corpus.library import Library

_SHARED: Final = 0.6
_SHORTEST_QUOTE: Final = 4
_QUOTED = re.compile(r"“([^”]*)”|「([^」]*)」|\"([^\"]*)\"")
_NEGATION = re.compile(r"不|未|无|没|非|勿|禁|免")
_PROHIBITION = re.compile(r"不得|不可|不能|不予|不再|不应|不宜|不许|禁止|严禁|不受理")
_CHINESE_RUN = re.compile(r"[\u4e00-\u9fff]+")
_LATIN_WORD = re.compile(r"[a-z]{2,}")


def faithful(claim: Claim, library: Library, *, english: bool) -> bool:
    """The gate, and what a model may get wrong besides: invented quotes, turned negations, other directions, chatter.

    Nothing is allowed beside the quotes but the names of the directions they stand in: not even the user's own values,
    which a model might pass off as the document's.
    """
    names = _names(claim, library)
    if names is None:
        return False
    bare = claim.text
    for name in names:
        bare = bare.replace(name, "")
    quotes = "\n".join(fold(c.quote) for c in claim.citations)
    quoted = [fold("".join(groups)).strip("，。；：、,.;:") for groups in _QUOTED.findall(bare)]
    if not verified([replace(claim, text=bare)], library) or any(q not in quotes for q in quoted):
        return False
    if english:
        return any(len(q) >= _SHORTEST_QUOTE for q in quoted)
    return _same_polarity(bare, quotes) and _share(bare, quotes) >= _SHARED


def _names(claim: Claim, library: Library) -> tuple[str, ...] | None:
    """Names of the directions and classes the quotes stand in, longest first; None if the claim names another one."""
    document = library.document(claim.citations[0].document)
    own: list[str] = []
    other: list[str] = []
    for thing in (*document.directions, *document.categories):
        holds = any(thing.path.holds(library.clause(c.document, c.clause).path) for c in claim.citations)
        (own if holds else other).append(thing.name)
    said = claim.text
    for name in (*own, *(c.quote for c in claim.citations)):
        said = said.replace(name, "")
    return None if any(name in said for name in other) else tuple(sorted(own, key=len, reverse=True))


def _same_polarity(text: str, quotes: str) -> bool:
    """True if the text denies nothing that the quotes don't, and keeps the prohibition they make."""
    if _NEGATION.search(text) and not _NEGATION.search(quotes):
        return False
    return not _PROHIBITION.search(quotes) or _PROHIBITION.search(text) is not None


def _share(text: str, quotes: str) -> float:
    """How much of the text, by pairs of Chinese characters and Latin words, stands in the quotes; 0 if it has none."""
    folded = fold(text)
    parts = [run[i : i + 2] for run in _CHINESE_RUN.findall(folded) for i in range(len(run) - 1)]
    parts += _LATIN_WORD.findall(text.lower())
    return sum(part in quotes for part in parts) / len(parts) if parts else 0.0
