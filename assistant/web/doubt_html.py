"""Doubts about the source, beside an answer or above a notice; a conflict shows its readings side by side."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from html import escape

from assistant.model import Answer, AnswerDoubt, Citation, ClauseRef
from assistant.web.icons import icon
from assistant.web.links_html import clause_link, quote_link
from assistant.web.shelf import Shelf
from corpus.model import DoubtKind

KINDS: dict[DoubtKind, str] = {
    "conflict": "前后不一致",
    "missing_attachment": "附件缺失",
    "expired": "期限已过",
    "typo": "疑似笔误",
}
_PHRASE = re.compile(r"[^。；;，,()（）\n]+")
_SHOWN = 3


def doubts_html(key: str, answer: Answer, shelf: Shelf) -> str:
    """The line `原文疑点：无`, or an amber card for each doubt, conflicts first; from the fourth on they are folded."""
    if not answer.doubts:
        return '<p class="doubts-none">原文疑点：无</p>'
    in_order = sorted(answer.doubts, key=lambda doubt: doubt.kind != "conflict")
    cards = [_card(doubt, answer.citations, shelf) for doubt in in_order]
    html = "".join(cards[:_SHOWN])
    if folded := cards[_SHOWN:]:
        label, list_id = f"其余 {len(folded)} 处疑点", f"{escape(key)}-doubts"
        html += (
            f'<button type="button" class="fold amber-text" data-more="{label}" data-less="收起" aria-expanded="false"'
            f' aria-controls="{list_id}">{icon("arrow")}<span>{label}</span></button>'
            f'<div class="folded-doubts" id="{list_id}" hidden>{"".join(folded)}</div>'
        )
    return f'<section class="doubts" aria-label="原文疑点，{len(cards)} 处">{html}</section>'


def doubt_line(doubt: AnswerDoubt, shelf: Shelf) -> str:
    """A doubt as a row of a list, with links to its clauses."""
    return f"<p><b>{KINDS[doubt.kind]}</b>{escape(doubt.text)}</p>{_links(doubt, shelf)}"


def reading(doubt: AnswerDoubt, ref: ClauseRef, citations: tuple[Citation, ...], shelf: Shelf) -> Citation | None:
    """What one clause says of the matter in doubt.

    Of the quotes in that clause, and failing these of its phrases, the one that shares the longest run of
    characters with the doubt's text; the first of equals. None if the clause isn't on the shelf.
    """
    here = [item for item in citations if (item.document, item.clause) == (ref.document, ref.clause)]
    clause = shelf.clauses.get((ref.document, ref.clause))
    if not here and clause:
        spans = [(found.start(), found[0]) for found in _PHRASE.finditer(clause.text)]
        here = [Citation(ref.document, ref.clause, text, start, start + len(text)) for start, text in spans]
    return max(here, key=lambda item: _shared(item.quote, doubt.text)[1], default=None)


def _card(doubt: AnswerDoubt, citations: tuple[Citation, ...], shelf: Shelf) -> str:
    if doubt.kind != "conflict":
        return f'<div class="card amber">{_headline(doubt)}<p>{escape(doubt.text)}</p>{_links(doubt, shelf)}</div>'
    found = [reading(doubt, ref, citations, shelf) for ref in doubt.clauses]
    columns = "".join(_column(item, doubt, shelf) for item in found if item)
    return (
        f'<div class="card amber conflict">{_headline(doubt)}'
        f'<div class="readings">{columns}</div><p>{escape(doubt.text)}</p></div>'
    )


def _headline(doubt: AnswerDoubt) -> str:
    return f"<h3>{icon('alert')}原文疑点：{KINDS[doubt.kind]}</h3>"


def _links(doubt: AnswerDoubt, shelf: Shelf) -> str:
    return f'<p class="links">{"".join(clause_link(ref, shelf) for ref in doubt.clauses)}</p>' if doubt.clauses else ""


def _column(citation: Citation, doubt: AnswerDoubt, shelf: Shelf) -> str:
    text, (start, size) = citation.quote, _shared(citation.quote, doubt.text)
    marked = f"{escape(text[:start])}<b>{escape(text[start : start + size])}</b>{escape(text[start + size :])}"
    return f'<div class="reading">{quote_link(citation, shelf)}<q class="quote">{marked}</q></div>'


def _shared(text: str, other: str) -> tuple[int, int]:
    """Where in `text` the longest run shared with `other` begins, and its length."""
    match = SequenceMatcher(None, text, other, autojunk=False).find_longest_match()
    return match.a, match.size
