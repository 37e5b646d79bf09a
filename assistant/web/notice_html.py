"""A whole notice as HTML for the panel: outline, doubts, every clause in source order with an id of its own.

The text of an element `.clause-text` is the clause's text to the letter, so that a span given in code points
can be found in it again; markup stands between characters, never adds any.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import escape

from assistant.model import AnswerDoubt, ClauseRef
from assistant.web.doubt_html import doubt_line
from assistant.web.icons import icon
from assistant.web.shelf import Shelf, breadcrumb, short_name
from corpus.clause_path import BODY, PREAMBLE, ClausePath
from corpus.model import Clause, Document

_PREVIEW = 16
_PREVIEWED = re.compile(r"^\s*[（(][^（()）]+[)）]\s*")
_LEAD = re.compile(r"[\s\-—（(]*[\d一二三四五六七八九十百零附件第条章.、．）):：\s]*")


def clause_id(document: Document, number: int) -> str:
    """The id of the `number`-th clause's element, from 0; unique on a page with several notices."""
    return f"clause-{re.sub(r'[^0-9A-Za-z_-]', '_', document.id)}-{number}"


def notice_html(document: Document) -> str:
    """The panel's content for one notice."""
    clauses = "".join(_clause(document, number, clause) for number, clause in enumerate(document.clauses))
    return (
        f'<div class="notice" data-document="{escape(document.id)}" data-number="{escape(document.number)}">'
        f"{outline_html(document)}"
        f'<div class="notice-text" tabindex="0" role="region" aria-label="原文：{escape(document.title)}">'
        f"{_doubts(document)}{clauses}</div></div>"
    )


def outline_html(document: Document) -> str:
    """The outline: body and annexes, their parts, and below these what is titled or bracketed, two levels deep."""
    rows = [
        _outline_row(document, number, clause)
        for number, clause in enumerate(document.clauses)
        if len(clause.path.steps) <= 2
    ]
    return (
        f'<nav class="outline" aria-label="目录"><p class="outline-title">{icon("list")}目录</p>'
        f'<ol role="list">{"".join(rows)}</ol></nav>'
    )


def _outline_row(document: Document, number: int, clause: Clause) -> str:
    path, depth = clause.path, len(clause.path.steps)
    root = path.annex or BODY
    short = _short_heading(document, clause)
    step = path.steps[-1] if path.steps else root
    shown = short or _PREVIEWED.sub("", clause.text.split("\n")[0])[:_PREVIEW]
    new_root = number == 0 or (document.clauses[number - 1].path.annex or BODY) != root
    title = f'<li class="outline-root">{escape(root)}</li>' if new_root else ""
    kind = "heading" if short else "preview"
    name = f'<span class="step">{escape(step)}</span><span class="{kind}">{escape(shown)}</span>'
    return (
        f'{title}<li class="depth-{depth}"><button type="button" data-target="{clause_id(document, number)}"'
        f' aria-label="{escape(short_name(path))}{f" {escape(short)}" if short else ""}">{name}</button></li>'
    )


def _short_heading(document: Document, clause: Clause) -> str:
    """A class by its short name, a direction without the words most directions end in, else the heading."""
    for item in document.directions:
        if item.category_path == clause.path:
            return item.category
        if item.path == clause.path:
            return item.name.removesuffix(_common_ending([other.name for other in document.directions])) or item.name
    return clause.heading


def _common_ending(names: Sequence[str]) -> str:
    """The longest ending of two characters or more that most of the names share; empty if there is none."""
    for size in range(max(map(len, names)) - 1, 1, -1):
        ending, count = Counter(name[-size:] for name in names).most_common(1)[0]
        if 2 * count > len(names):
            return ending
    return ""


def _clause(document: Document, number: int, clause: Clause) -> str:
    path = clause.path
    crumbs = " › ".join(breadcrumb(document, path))
    return (
        f'<section class="clause depth-{len(path.steps)}" id="{clause_id(document, number)}" tabindex="-1"'
        f' data-clause="{escape(str(path))}" data-crumbs="{escape(crumbs)}" data-name="{escape(short_name(path))}">'
        f'<div class="clause-text">{_lines(clause)}</div></section>'
    )


def _lines(clause: Clause) -> str:
    """The lines as blocks with the line breaks between them; a titled first line is set apart."""
    first, *rest = clause.text.split("\n")
    return "\n".join((_first_line(first, clause), *(_line(line) for line in rest)))


def _line(line: str) -> str:
    return f'<span class="line">{escape(line)}</span>'


def _first_line(line: str, clause: Clause) -> str:
    lead = _LEAD.match(line)
    before = lead.end() if lead else 0
    if clause.path.steps[-1:] == (PREAMBLE,):
        return f'<span class="line title">{escape(line)}</span>'
    if not clause.heading or clause.heading not in line:
        return _line(line)
    start = line.index(clause.heading)
    end = start + len(clause.heading)
    if start <= before and not line[end:].strip():
        return f'<span class="line title">{escape(line)}</span>'
    return f'<span class="line">{escape(line[:start])}<b>{escape(clause.heading)}</b>{escape(line[end:])}</span>'


def _doubts(document: Document) -> str:
    if not document.doubts:
        return ""
    shelf = Shelf.of((document,))
    rows = "".join(
        f"<li>{doubt_line(AnswerDoubt(doubt.kind, doubt.text, _refs(document, doubt.clauses)), shelf)}</li>"
        for doubt in document.doubts
    )
    fold_id = f"{clause_id(document, 0)}-doubts"
    return (
        f'<div class="notice-doubts"><button type="button" class="fold amber-text" aria-expanded="false"'
        f' aria-controls="{fold_id}">{icon("arrow")}原文疑点：{len(document.doubts)} 处</button>'
        f'<ul role="list" id="{fold_id}" hidden>{rows}</ul></div>'
    )


def _refs(document: Document, paths: tuple[ClausePath, ...]) -> tuple[ClauseRef, ...]:
    return tuple(ClauseRef(document.id, str(path)) for path in paths)
