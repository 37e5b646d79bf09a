"""What to hand in, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.assessing.materials import DatedStep
from assistant.assessing.model import Assessment, ChecklistItem
from assistant.web.icons import icon
from assistant.web.outcome_html import day, window_text
from assistant.web.rule_links import quoted, source_link
from assistant.web.shelf import Shelf
from corpus.model import Document

_WEEKDAYS = "一二三四五六日"


def checklist_html(items: Sequence[ChecklistItem], document: Document, shelf: Shelf) -> str:
    """Each thing with its number, who sends it, where to; doubts stand once, below all."""
    if not items:
        return ""
    rows = "".join(_item(item, document, shelf) for item in items)
    doubts = dict.fromkeys(doubt for item in items for doubt in item.doubts)
    doubtful = (
        f'<div class="card amber"><h4>{icon("alert")}原文疑点（{len(doubts)}）</h4>'
        f'<ul role="list">{"".join(f"<li>{escape(doubt)}</li>" for doubt in doubts)}</ul></div>'
        if doubts
        else ""
    )
    return f'<section class="part" id="part-materials" tabindex="-1"><h3>材料清单（{len(items)}）</h3><ul role="list" class="materials">{rows}</ul>{doubtful}</section>'


def dates_html(steps: Sequence[DatedStep], assessment: Assessment, document: Document, shelf: Shelf) -> str:
    """The way to the deadline; a day of the visitor's own may take its place."""
    rows = "".join(_step(step, document, shelf) for step in steps)
    closed = window_text(assessment, document)
    lead = f"{closed}；可另填一天倒排，用来演练。" if closed else "由截止日倒排；除写明出处的一步外，都是建议。"
    listed = f'<ol role="list" class="steps">{rows}</ol>' if rows else ""
    return (
        f'<section class="part dates" id="part-dates" tabindex="-1"><h3>日程</h3><p class="hint">{escape(lead)}</p>'
        '<p class="own-day"><label for="own-deadline">倒排的最后一天</label>'
        '<input type="date" id="own-deadline" min="1990-01-01" max="2099-12-31">'
        '<button type="button" class="quiet" id="own-deadline-clear" hidden>改回通知的截止日</button></p>'
        f"{listed}</section>"
    )


def _item(item: ChecklistItem, document: Document, shelf: Shelf) -> str:
    copies = f'<span class="copies">{item.copies} 份</span>' if item.copies else ""
    to = (
        f'<p class="source"><span class="label">送往</span>{quoted(item.to)}{source_link(item.to, document, shelf)}</p>'
        if item.to
        else ""
    )
    return (
        f'<li><p class="item"><span class="box" aria-hidden="true"></span><b>{escape(item.item)}</b>{copies}</p>'
        f'<p class="who">{escape(item.who)}</p>'
        f'<p class="source"><span class="label">原文</span>{quoted(item.quote)}{source_link(item.quote, document, shelf)}</p>'
        f"{to}</li>"
    )


def _step(step: DatedStep, document: Document, shelf: Shelf) -> str:
    kind = '<span class="tag">建议</span>' if step.is_suggestion else ""
    past = '<span class="tag past">已过</span>' if step.is_past else ""
    source = source_link(step.quote, document, shelf) if step.quote else ""
    who = f'<span class="who">{escape(step.who)}</span>' if step.who else ""
    return (
        f'<li><span class="when"><time datetime="{step.day.isoformat()}">{day(step.day)}</time>'
        f" 周{_WEEKDAYS[step.day.weekday()]}</span>"
        f'<span class="what">{escape(step.what)}{who}{kind}{past}{source}</span></li>'
    )
