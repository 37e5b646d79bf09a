"""The documents as the page speaks of them: names of clauses, breadcrumbs, and whether a quote still stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.model import Citation
from assistant.reports.clause_name import short_name
from corpus.clause_path import BODY, ClausePath
from corpus.model import Clause, Document

__all__ = ["Shelf", "breadcrumb", "newest", "short_name"]

_NUMERAL = re.compile(r"[一二三四五六七八九十百零]+")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents by id, clauses by document id and path; in the order of the library."""

    documents: Mapping[str, Document]
    clauses: Mapping[tuple[str, str], Clause]

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Shelf:
        return cls(
            {document.id: document for document in documents},
            {(document.id, str(clause.path)): clause for document in documents for clause in document.clauses},
        )

    def quoted(self, citation: Citation) -> bool:
        """True if the clause holds the quote, letter by letter, at the cited place."""
        clause = self.clauses.get((citation.document, citation.clause))
        return clause is not None and clause.text[citation.start : citation.end] == citation.quote

    def name(self, document: str, clause: str) -> str:
        """`通知二（四）`; with several documents on the shelf, followed by `，` and the document's number."""
        name = short_name(ClausePath.parse(clause))
        known = self.documents.get(document)
        return f"{name}，{known.number or known.title}" if known and len(self.documents) > 1 else name


def breadcrumb(document: Document, path: ClausePath) -> tuple[str, ...]:
    """Where a clause stands, outermost first: `附件1`, `六、平台类`, `（十五）`, `应用场景`, `3`."""
    headings = {clause.path: clause.heading for clause in document.clauses}
    headings |= {item.category_path: item.category for item in document.directions if item.category_path}
    crumbs = [path.annex or BODY]
    for depth in range(1, len(path.steps) + 1):
        step, heading = path.steps[depth - 1], headings.get(ClausePath(path.annex, path.steps[:depth]), "")
        crumbs.append(f"{step}、{heading}" if heading and _NUMERAL.fullmatch(step) else step)
    return tuple(crumbs)


def newest(documents: Sequence[Document]) -> Document | None:
    """The document the panel opens with: the last issued among those with directions, else among all."""
    candidates = [document for document in documents if document.directions] or list(documents)
    return max(candidates, key=lambda document: document.issued or date.min, default=None)
