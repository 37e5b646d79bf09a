"""From a rule to the words of its document: the clause as a button that shows the quote beside it and in the notice."""

from __future__ import annotations

from html import escape

from assistant.model import ClauseRef
from assistant.web.links_html import clause_link
from assistant.web.shelf import Shelf
from corpus.model import Document
from corpus.rule_model import Quote


def source_link(quote: Quote, document: Document, shelf: Shelf, before: str = "依据") -> str:
    """A button named `依据：通知二（四）`; the quote's place in the clause is given in code points."""
    path = str(quote.clause)
    clause = shelf.clauses.get((document.id, path))
    start = clause.text.find(quote.text) if clause else -1
    if start < 0:
        return clause_link(ClauseRef(document.id, path), shelf)
    name = escape(shelf.name(document.id, path))
    return (
        f'<button type="button" class="clause-link" data-document="{escape(document.id)}" data-clause="{escape(path)}"'
        f' data-start="{start}" data-end="{start + len(quote.text)}" data-quote="{escape(quote.text)}"'
        f' data-name="{name}" aria-label="{escape(before)}：{name}">{name}</button>'
    )


def quoted(quote: Quote) -> str:
    """The words themselves, in the type of the notice."""
    return f'<q class="quote">{escape(quote.text)}</q>'
