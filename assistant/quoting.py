"""Spans of clauses → citations and the words shown for them. Quotes are always copied from the source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.model import Citation, Claim
from corpus.model import Clause

_LEAD = re.compile(
    r"^\s*(?:[-–•·]\s+)?(?:第[零一二三四五六七八九十百]+[条章节]\s*|[（(]\s*[零一二三四五六七八九十百]+\s*[）)]\s*|[零一二三四五六七八九十百]+\s*、\s*|\d{1,2}\s*[.．、](?!\d)\s*|[（(]\d{1,2}[）)]\s*)?(?:[^\s—，。；：]{2,16}——)?"
)
_EDGE = " \n\t，,；;。、：:"
_OPENING = "（(“《〔["
_CLOSING = "）)”》〕]"


def cite(document: str, clause: Clause, start: int, end: int) -> Citation:
    """The verbatim span, without blanks at its edges."""
    while start < end and clause.text[start].isspace():
        start += 1
    while end > start and clause.text[end - 1].isspace():
        end -= 1
    return Citation(document, str(clause.path), clause.text[start:end], start, end, clause.page)


def body_start(text: str, start: int, end: int) -> int:
    """Where the words begin after an ordinal and a head (`3.`, `（四）`, `应用成效——`); `start` if nothing follows them."""
    match = _LEAD.match(text[start:end]) if start == 0 or text[start - 1] == "\n" else None
    begun = start + match.end() if match else start
    return begun if begun < end else start


def shown(quote: str) -> str:
    """A quote as it stands in a running answer: one line, without punctuation at its edges."""
    return re.sub(r"\s*\n\s*", "，", quote).strip(_EDGE)


def quote_claim(document: str, clause: Clause, start: int, end: int, lead: str = "") -> Claim:
    """A claim that says what the span says, after `lead`."""
    begun = body_start(clause.text, start, end)
    citation = cite(document, clause, begun, end)
    return Claim(f"{lead}{shown(citation.quote)}", (citation,))


def segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans between the commas of a sentence; a comma inside brackets or quotation marks doesn't count."""
    depth, begin = 0, start
    for i in range(start, end):
        char = text[i]
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif (
            depth == 0
            and char in "，,；;"
            and not (char == "," and i + 1 < end and text[i + 1].isdigit() and text[i - 1].isdigit())
        ):
            if i > begin:
                yield begin, i
            begin = i + 1
    if end > begin:
        yield begin, end
