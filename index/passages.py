"""A document → the units that are searched: every clause whole, and every sentence of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.clause_path import PREAMBLE, ClausePath
from corpus.model import Clause, Document
from index.model import Passage

LONGEST_CLAUSE = 400
_SENTENCE_END = re.compile(r"[。；;！？!?]|\n")
_CLOSING = "”’）)』」》"


def passages_of(document: Document) -> tuple[Passage, ...]:
    """Units in source order: a clause, then its sentences if it has more than one.

    A clause longer than `LONGEST_CLAUSE` is left to its sentences; the clause path stays the same.
    """
    headings = {c.path: c.heading for c in document.clauses}
    found: list[Passage] = []
    for clause in document.clauses:
        context = breadcrumb(document, clause, headings)
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


def breadcrumb(document: Document, clause: Clause, headings: dict[ClausePath, str]) -> str:
    """Names of the clause and of all above it, outermost first: `平台类 安全生产平台 应用场景`."""
    names: list[str] = []
    path: ClausePath | None = clause.path
    while path is not None and path.steps:
        names.append(document.title if path.steps == (PREAMBLE,) else headings.get(path, ""))
        path = path.parent
    return " ".join(dict.fromkeys(name for name in reversed(names) if name))


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
