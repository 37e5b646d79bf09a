"""A document → the units that are searched: every clause whole, and every sentence of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from corpus.clause_path import PREAMBLE, ClausePath
from corpus.model import Clause, Document
from index.model import Passage

LONGEST_CLAUSE = 400
_SENTENCE_END = re.compile(r"[。；;！？!?]|\n")
_ORDINAL = re.compile(r"^(?:第[^条]{1,6}条|[（(][^（()）]{1,3}[）)]|[一二三四五六七八九十\d]{1,3}[、.．])\s*")
_LONGEST_OPENING = 40
_CLOSING = "”’）)』」》"


def passages_of(document: Document) -> tuple[Passage, ...]:
    """Units in source order: a clause, then its sentences if it has more than one.

    A clause longer than `LONGEST_CLAUSE` is left to its sentences; the clause path stays the same.
    """
    names = {c.path: c.heading or _opening(c.text) for c in document.clauses}
    found: list[Passage] = []
    for clause in document.clauses:
        context = breadcrumb(document, clause, names)
        path = str(clause.path)
        spans = list(sentences(clause.text))
        if len(clause.text) <= LONGEST_CLAUSE or len(spans) == 1:
            found.append(Passage(document.id, path, 0, len(clause.text), clause.text, context, "clause"))
        if len(spans) > 1:
            found.extend(
                Passage(document.id, path, start, end, clause.text[start:end], context, "sentence")
                for start, end in spans
            )
    return tuple(found)


def breadcrumb(document: Document, clause: Clause, names: Mapping[ClausePath, str]) -> str:
    """Names of the clause and of all above it, outermost first: `平台类 安全生产平台 应用场景`.

    Args:
        names: Of a clause without a heading that opens a list, the words that open it (有下列情形之一的，不得申报): its
            items don't say themselves what they are items of.
    """
    found = [clause.heading] if clause.path.steps != (PREAMBLE,) else [document.title]
    path = clause.path.parent
    while path is not None and path.steps:
        found.append(document.title if path.steps == (PREAMBLE,) else names.get(path, ""))
        path = path.parent
    return " ".join(dict.fromkeys(name for name in reversed(found) if name))


def _opening(text: str) -> str:
    """The last sentence of a text that ends in a colon, without it; "" for any other."""
    if not text.rstrip().endswith(("：", ":")):
        return ""
    *_, (start, end) = sentences(text)
    return _ORDINAL.sub("", text[start:end]).rstrip("：: ")[-_LONGEST_OPENING:]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a clause, split after 。；！？ and at line ends; blank edges are left out."""
    begin = 0
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    for end in (*ends, len(text)):
        while end < len(text) and text[end] in _CLOSING:
            end += 1
        start = begin
        while start < end and text[start].isspace():
            start += 1
        stop = end
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        if stop > start:
            yield start, stop
        begin = max(begin, end)
