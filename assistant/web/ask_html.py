"""The tab 问答 before anything is asked: conversation, composer, notice panel, and the patterns the script fills in."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.errors import LONGEST_QUESTION
from assistant.web.icons import icon
from assistant.web.notice_html import notice_html
from assistant.web.service import STAGES
from assistant.web.shelf import newest
from corpus.model import Document

Examples = Sequence[tuple[str, Sequence[str]]]


def ask_html(documents: Sequence[Document], examples: Examples) -> str:
    """The whole tab; `page.js` and its neighbours bring it to life."""
    return (
        f'<div id="ask" class="tab-body" data-panel="50"><section class="talk" id="talk" aria-label="对话">'
        f'<div class="scroll" id="talk-scroll"><div class="column">{_empty(examples)}'
        f'<div id="turns" role="log" aria-live="polite" aria-relevant="additions" aria-label="问与答">'
        "</div></div></div>"
        f"{_composer()}</section>{_divider()}{_panel(newest(documents))}{_patterns()}{_dialog()}"
        "</div>"
    )


def _empty(examples: Examples) -> str:
    groups = "".join(
        f'<section class="example-group"><h3>{escape(title)}</h3>{"".join(map(_example, questions))}</section>'
        for title, questions in examples
    )
    return (
        '<div id="empty"><h2>每句回答都注明条款，可以点开原文核对</h2>'
        "<p>能查条件、材料、时限、方向和联系人；不能预测评审结果，也不替通知补写它没有写的内容。</p>"
        f'<div class="examples">{groups}</div></div>'
    )


def _example(question: str) -> str:
    return (
        f'<button type="button" class="example" data-ask="{escape(question)}">'
        f"<span>{escape(question)}</span>{icon('arrow')}</button>"
    )


def _composer() -> str:
    return (
        '<form class="composer" id="composer" novalidate><p class="trouble" id="offline" role="alert" hidden></p>'
        f'<p class="trouble" id="too-long" role="alert" hidden></p><div class="field">'
        f'<label class="sr-only" for="question">问题</label>'
        f'<textarea id="question" rows="1" data-limit="{LONGEST_QUESTION}" placeholder="输入问题…" autocomplete="off"'
        ' enterkeyhint="send" aria-describedby="keys"></textarea>'
        f'<button type="submit" class="primary" id="send">{icon("send")}<span>发送</span></button>'
        f'<button type="button" class="primary stop" id="stop" hidden>{icon("stop")}<span>停止</span></button></div>'
        '<p class="keys" id="keys">Enter 发送，Shift+Enter 换行，按 / 回到输入框</p></form>'
    )


def _divider() -> str:
    return (
        '<div class="divider" id="divider" role="separator" aria-orientation="vertical" tabindex="0"'
        ' aria-label="调整原文宽度" aria-valuemin="30" aria-valuemax="70" aria-valuenow="50"></div>'
    )


def _panel(document: Document | None) -> str:
    body = notice_html(document) if document else '<p class="nothing">资料库里还没有文件。</p>'
    where = escape(document.number or document.title) if document else ""
    return (
        '<aside class="panel" id="notice-panel" aria-label="通知原文"><div class="panel-bar" id="panel-bar">'
        f'<p class="crumbs" id="crumbs" data-start="{where}">{where}</p>'
        f'<button type="button" class="quiet" id="copy-quote" hidden>{icon("copy")}<span>复制引文</span></button>'
        f'<button type="button" class="quiet" id="outline-toggle" aria-expanded="false">'
        f"{icon('list')}<span>目录</span></button>"
        f'<button type="button" class="quiet icon-only" id="panel-close" aria-label="关闭原文">{icon("close")}</button>'
        f'</div><div class="panel-body" id="panel-body">{body}</div></aside>'
    )


def _patterns() -> str:
    """Exchanges that aren't answers; the script clones them and sets their texts as text."""
    steps = "".join(f'<li data-stage="{stage}">{stage}</li>' for stage in STAGES)
    retry = (
        f'<div class="actions"><button type="button" class="quiet" data-act="retry">{icon("retry")}'
        "<span>重试</span></button></div>"
    )
    question = '<h2 class="question"><span class="sr-only">问：</span><span data-text="question"></span></h2>'

    def pattern(state: str, body: str) -> str:
        article = f'<article class="turn" data-state="{state}">{question}<div class="reply">{body}</div></article>'
        return f'<template data-pattern="{state}">{article}</template>'

    return (
        pattern("pending", f'<ol class="stages" role="list" aria-label="进度" hidden>{steps}</ol>')
        + pattern("stopped", f'<p class="state-line">{icon("stop")}已停止，没有生成回答。</p>{retry}')
        + pattern(
            "failed",
            f'<section class="card plain"><h3>{icon("alert")}<span data-text="what"></span></h3>'
            f'<p>环节：<span data-text="where"></span></p><p data-text="next"></p></section>{retry}',
        )
        + pattern(
            "offline",
            f'<section class="card plain"><h3>{icon("offline")}与服务的连接断开了</h3>'
            f"<p>问题没有丢，恢复连接后点“重试”。</p></section>{retry}",
        )
    )


def _dialog() -> str:
    return (
        '<dialog id="clear-dialog" aria-labelledby="clear-title"><h2 id="clear-title">清空全部对话？</h2>'
        "<p>对话只存在这个浏览器里，清空后无法恢复。</p>"
        '<form method="dialog" class="actions"><button class="quiet" value="no">取消</button>'
        '<button class="primary" value="yes" id="clear-yes">清空</button></form></dialog>'
    )
