"""One finished exchange as HTML: the question, the answer with its marks, what was checked, what is doubtful.

Every text, the question above all, is escaped; no markup of an answer is obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from assistant.model import Answer, Status
from assistant.web.answer_text import MARK, Item, ItemList, blocks, cited, copy_text
from assistant.web.doubt_html import doubts_html
from assistant.web.icons import icon
from assistant.web.links_html import clause_link, mark, quote, quote_link
from assistant.web.shelf import Shelf

SHOWN_ITEMS = 8
_PREVIEW = 26
_WORD = re.compile(r"[(\"'“]?[A-Za-z][A-Za-z'’-]*[.,;:!?)\"'”]*")
_HEADLINES = {Status.NOT_STATED: "通知没有写明", Status.OUT_OF_SCOPE: "不在资料范围内"}


def turn_html(key: str, answer: Answer, shelf: Shelf, suggestions: Sequence[str] = ()) -> str:
    """The exchange as an `article`.

    Args:
        key: Distinguishes the exchange on its page; ids are made from it.
        suggestions: Questions to ask next; the style shows them under the last exchange only.
    """
    body = _answered(key, answer, shelf) if answer.status is Status.ANSWERED else _refused(key, answer, shelf)
    return (
        f'<article class="turn" data-key="{escape(key)}" data-state="{answer.status}">'
        f"{question_html(answer.question)}"
        f'<div class="reply">{body}{_actions(answer, shelf)}{_follow_up(suggestions)}</div></article>'
    )


def question_html(question: str) -> str:
    return f'<h2 class="question"><span class="sr-only">问：</span>{escape(question)}</h2>'


def _answered(key: str, answer: Answer, shelf: Shelf) -> str:
    return "".join(
        (
            f'<div class="answer" lang="{_language(answer.text)}">{_prose(key, answer, shelf)}</div>',
            _open_parts(answer),
            _nearest(answer, shelf),
            _contact(answer, shelf),
            _check(key, answer, shelf),
            doubts_html(key, answer, shelf),
        )
    )


def _refused(key: str, answer: Answer, shelf: Shelf) -> str:
    card = "".join(
        (
            f"<h3>{icon('question')}{_HEADLINES[answer.status]}</h3>",
            f'<div class="answer" lang="{_language(answer.text)}">{_prose(key, answer, shelf)}</div>',
            _open_parts(answer),
            _nearest(answer, shelf),
            _contact(answer, shelf),
        )
    )
    checked = _check(key, answer, shelf) if answer.citations else ""
    doubts = doubts_html(key, answer, shelf) if answer.doubts else ""
    return f'<section class="card grey">{card}</section>{checked}{doubts}'


def _prose(key: str, answer: Answer, shelf: Shelf) -> str:
    parts: list[str] = []
    for number, block in enumerate(blocks(answer.text)):
        if isinstance(block, ItemList):
            parts.append(_items(f"{key}-list{number}", block.items, answer, shelf))
        else:
            parts.append(f"<p>{_marked(block.text, answer, shelf)}</p>")
    return "".join(parts)


def _items(list_id: str, items: Sequence[Item], answer: Answer, shelf: Shelf) -> str:
    def row(item: Item) -> str:
        number = f'<span class="number">{escape(item.number)}</span>' if item.number else ""
        numbered = ' class="numbered"' if number else ""
        return f"<li{numbered}>{number}<div>{_marked(item.text, answer, shelf)}</div></li>"

    shown, folded = items[:SHOWN_ITEMS], items[SHOWN_ITEMS:]
    html = f'<ul class="items" role="list">{"".join(map(row, shown))}</ul>'
    if folded:
        label = f"其余 {len(folded)} 项"
        html += (
            f'<ul class="items" role="list" id="{escape(list_id)}" hidden>{"".join(map(row, folded))}</ul>'
            f'<button type="button" class="fold" data-more="{label}" data-less="收起" aria-expanded="false"'
            f' aria-controls="{escape(list_id)}">{icon("arrow")}<span>{label}</span></button>'
        )
    return html


def _marked(text: str, answer: Answer, shelf: Shelf) -> str:
    """Escaped text in which each mark that names a citation is a button."""
    html, end = "", 0
    for found in MARK.finditer(text):
        citation = cited(answer, found[1])
        if citation:
            html += escape(text[end : found.start()]) + mark(int(found[1]), citation, shelf)
            end = found.end()
    return html + escape(text[end:])


def _open_parts(answer: Answer) -> str:
    if not answer.open_parts:
        return ""
    return f'<p class="open"><span class="label">通知没有写明</span>{escape("；".join(answer.open_parts))}</p>'


def _nearest(answer: Answer, shelf: Shelf) -> str:
    if not answer.nearest:
        return ""
    links = "".join(f"<li>{clause_link(ref, shelf, _PREVIEW)}</li>" for ref in answer.nearest)
    return f'<div class="nearest"><p class="label">最接近的条款</p><ul role="list">{links}</ul></div>'


def _contact(answer: Answer, shelf: Shelf) -> str:
    if not answer.contact:
        return ""
    return (
        f'<p class="contact">{icon("phone")}<span class="label">可以询问</span>'
        f"{quote(answer.contact.quote)}{quote_link(answer.contact, shelf)}</p>"
    )


def _check(key: str, answer: Answer, shelf: Shelf) -> str:
    """How many quotes stand letter by letter in the notice as it is now, and under a fold the quotes themselves."""
    total = len(answer.citations)
    same = sum(shelf.quoted(citation) for citation in answer.citations)
    verdict = f"{total} 处引文，逐字一致" if same == total else f"{total} 处引文，{total - same} 处与现有原文不一致"
    rows = "".join(
        f'<li><span class="number">{number}</span><div>{quote_link(citation, shelf)}{quote(citation.quote)}</div></li>'
        for number, citation in enumerate(answer.citations, 1)
    )
    fold_id = f"{escape(key)}-quotes"
    return (
        f'<div class="check" data-exact="{str(same == total).lower()}">'
        f'<button type="button" class="fold" aria-expanded="false" aria-controls="{fold_id}">{icon("arrow")}'
        f'核对：{verdict}</button><ol class="quotes" role="list" id="{fold_id}" hidden>{rows}</ol></div>'
    )


def _actions(answer: Answer, shelf: Shelf) -> str:
    return (
        '<div class="actions">'
        f'<button type="button" class="quiet" data-act="copy" data-copy="{escape(copy_text(answer, shelf))}">'
        f"{icon('copy')}<span>复制答案</span></button>"
        f'<button type="button" class="quiet" data-act="retry">{icon("retry")}<span>重新回答</span></button></div>'
    )


def _follow_up(suggestions: Sequence[str]) -> str:
    if not suggestions:
        return ""
    buttons = "".join(
        f'<button type="button" class="chip" data-ask="{escape(text)}">{escape(text)}</button>' for text in suggestions
    )
    return f'<div class="follow-up"><span class="label">还可以问</span>{buttons}</div>'


def _language(text: str) -> str:
    """`en` for an answer with more English words than Chinese characters (quotes stay Chinese), else `zh-CN`."""
    words = sum(bool(_WORD.fullmatch(word)) for word in text.split())
    han = sum("\u4e00" <= char <= "\u9fff" for char in text)
    return "en" if words > han else "zh-CN"
