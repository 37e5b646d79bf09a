"""What leads from the conversation into the notice: marks, links to clauses, quotes. All text is escaped here."""

from __future__ import annotations

import re
from html import escape

from assistant.model import Citation, ClauseRef
from assistant.web.shelf import Shelf

_PHONE = re.compile(r"(?<![\d-])(?:0\d{2,3}-)?\d{7,8}(?![\d-])|(?<![\d-])1[3-9]\d{9}(?![\d-])")
_ORDINAL = re.compile(r"^[\s\-]*(?:[（(][^（()）]{1,4}[)）]|[一二三四五六七八九十]+、|\d{1,2}[.、．])\s*")


def mark(number: int, citation: Citation, shelf: Shelf) -> str:
    """The mark `[n]` as a button named `引文1：通知二（四）`; its place in the clause is given in code points."""
    name = shelf.name(citation.document, citation.clause)
    return (
        f'<button type="button" class="mark" {_place(citation)} data-quote="{escape(citation.quote)}"'
        f' data-name="{escape(name)}" aria-label="引文{number}：{escape(name)}">{number}</button>'
    )


def quote_link(citation: Citation, shelf: Shelf) -> str:
    """The name of the clause as a button that shows the quote in the notice."""
    name = escape(shelf.name(citation.document, citation.clause))
    return f'<button type="button" class="clause-link" {_place(citation)}>{name}</button>'


def clause_link(ref: ClauseRef, shelf: Shelf, preview: int = 0, label: str = "") -> str:
    """The clause's name, or `label`, as a button that shows it in the notice, and `preview` characters of its text."""
    clause = shelf.clauses.get((ref.document, ref.clause))
    name = f'<span class="clause-name">{escape(label or shelf.name(ref.document, ref.clause))}</span>'
    if clause and preview:
        text = _ORDINAL.sub("", " ".join(clause.text.split()))
        shown = text if len(text) <= preview else f"{text[:preview]}…"
        name += f' <span class="preview">{escape(shown)}</span>'
    return f'<button type="button" class="clause-link" {_clause(ref.document, ref.clause)}>{name}</button>'


def quote(text: str) -> str:
    """A quote of the notice; telephone numbers can be dialled."""
    dialled = _PHONE.sub(lambda found: f'<a class="phone" href="tel:{found[0]}">{found[0]}</a>', escape(text))
    return f'<q class="quote">{dialled}</q>'


def _clause(document: str, clause: str) -> str:
    return f'data-document="{escape(document)}" data-clause="{escape(clause)}"'


def _place(citation: Citation) -> str:
    return f'{_clause(citation.document, citation.clause)} data-start="{citation.start}" data-end="{citation.end}"'
