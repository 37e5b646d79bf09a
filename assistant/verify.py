"""The gate: every quote verbatim, every number, date, phone and mailbox of a claim in its quotes. What fails is dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.model import Citation, Claim
from assistant.wording import fold
from corpus.errors import ClausePathError
from corpus.library import Library
from corpus.numerals import NUMERAL, to_int

_LITERAL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}|https?://[^\s，。；、）)]+|\d+(?:[.,/-]\d+)*")
_COUNTED = re.compile(rf"({NUMERAL})(?=个|份|家|项|名|年|月|日|次|天|类|大类|种|分钟|人|式|倍|成)")


def verified(claims: Iterable[Claim], library: Library, allowed: Sequence[str] = ()) -> list[Claim]:
    """Claims that hold; a claim whose quotes or literals fail is left out.

    Args:
        allowed: Texts whose literals may stand beside the quotes: the user's own values, clause ordinals, counts of cited
            items, values that code computed from cited inputs.
    """
    return [claim for claim in claims if _quotes_hold(claim, library) and not unproved(claim, allowed)]


def unproved(claim: Claim, allowed: Sequence[str] = ()) -> set[str]:
    """Literals of a claim that stand neither in its quotes nor in `allowed`, numerals and widths folded."""
    proved = literals("、".join((*(c.quote for c in claim.citations), *allowed)))
    return literals(claim.text) - proved


def literals(text: str) -> set[str]:
    """Numbers, mailboxes and addresses of a text; `一式五份` and `5 份` hold the same one."""
    folded = fold(text)
    found = set(_LITERAL.findall(folded))
    found |= {str(number) for match in _COUNTED.finditer(folded) if (number := to_int(match[1])) is not None}
    return found | {part for literal in found for part in re.split(r"[/-]", literal) if part and "@" not in literal}


def _quotes_hold(claim: Claim, library: Library) -> bool:
    return all(_is_verbatim(citation, library) for citation in claim.citations)


def _is_verbatim(citation: Citation, library: Library) -> bool:
    try:
        text = library.clause(citation.document, citation.clause).text
    except ClausePathError:
        return False
    return text[citation.start : citation.end] == citation.quote
