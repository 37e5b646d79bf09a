"""What stands around the tabs: top bar, banner of closed notices, footer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from assistant.web.icons import icon
from assistant.web.shelf import newest
from assistant.web.tab import Tab
from corpus.model import Document


def topbar_html(tabs: Sequence[Tab], documents: Sequence[Document]) -> str:
    """The top bar; the tabs show from the second on, at the bottom of the screen on a phone."""
    return (
        f'<header id="topbar"><h1 class="brand">{icon("book")}申报助手</h1>{_tabs(tabs)}'
        f'<div class="documents" id="documents">{documents_html(documents)}</div>'
        f'<button type="button" class="quiet" id="panel-toggle" aria-controls="notice-panel" aria-expanded="false">'
        f"{icon('book')}<span>原文</span></button>"
        f'<button type="button" class="quiet" id="print" aria-label="打印本页">'
        f"{icon('print')}<span>打印</span></button>"
        f'<button type="button" class="quiet" id="clear" aria-label="清空对话" hidden>'
        f"{icon('trash')}<span>清空</span></button></header>"
        '<div id="banner"></div><div id="said" role="status" class="sr-only"></div><div id="tip" role="tooltip" hidden></div>'
    )


def documents_html(documents: Sequence[Document]) -> str:
    """The number of the one document, or a choice of which to read."""
    shown = newest(documents)
    if shown is None:
        return "<span>资料库是空的</span>"
    if len(documents) == 1:
        return f'<span class="number" title="{escape(shown.title)}">{escape(shown.number or shown.title)}</span>'
    options = "".join(
        f'<option value="{escape(item.id)}"{" selected" if item is shown else ""}>'
        f"{escape(item.number or item.title)}</option>"
        for item in documents
    )
    return f'<select id="document-choice" aria-label="查阅哪一份通知">{options}</select>'


def banner_html(documents: Sequence[Document], today: date) -> str:
    """A line for notices whose last day has passed, or nothing; the last day itself is in time."""
    closed = [(item, item.deadline) for item in documents if item.deadline and item.deadline < today]
    if not closed:
        return ""
    if len(documents) == 1:
        when = f"本通知申报期已于{_day(closed[0][1])}截止"
    else:
        when = "、".join(f"{item.number or item.title}（{_day(last)}）" for item, last in closed) + "申报期已截止"
    key = "|".join(f"{item.id}:{last.isoformat()}" for item, last in closed)
    return (
        f'<div class="banner" role="note" data-key="{escape(key)}">{icon("clock")}'
        f"<p>{escape(when)}，以下内容供准备与演练参考</p>"
        f'<button type="button" id="banner-close" aria-label="不再显示这条提示">{icon("close")}</button></div>'
    )


def footer_html(documents: Sequence[Document], version: str) -> str:
    names = "、".join(item.number or item.title for item in documents[:3])
    more = " 等" if len(documents) > 3 else ""
    loaded = f"已载入 {len(documents)} 份文件：{names}{more}" if documents else "没有载入文件"
    return (
        f'<footer id="footer"><span>版本 {escape(version)}</span><span>{escape(loaded)}</span>'
        "<span>不构成官方解释</span></footer>"
    )


def _tabs(tabs: Sequence[Tab]) -> str:
    if len(tabs) < 2:
        return ""
    buttons = "".join(
        f'<button type="button" role="tab" id="tab-{tab.key}" aria-controls="{tab.key}"'
        f' aria-selected="{str(number == 0).lower()}"{"" if number == 0 else " tabindex=-1"}>'
        f"{icon(tab.icon)}<span>{escape(tab.title)}</span></button>"
        for number, tab in enumerate(tabs)
    )
    return f'<div class="tabs" role="tablist" aria-label="功能">{buttons}</div>'


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
