"""The tab 资料库: what doesn't depend on the library, the list of documents, and what became of files handed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from assistant.holdings import Added, Held, Outcome
from assistant.web.icons import icon
from assistant.web.report_html import report_html, state_html
from corpus.errors import PolicyError
from corpus.reader import LIBRARY_SUFFIXES, LIMITS

STAGES = ("读取", "识别", "建立索引")
_REPORTS_AT_ONCE = 1


def library_tab_html() -> str:
    """The whole tab; `library.js` brings it to life and asks for the list."""
    return (
        '<div id="library" class="tab-body panel-closed" data-panel="45">'
        '<section class="side" id="library-side" aria-label="资料库" tabindex="0"><div class="inner">'
        f"{_add()}{_working()}"
        '<div id="library-outcomes"></div>'
        '<div class="list-top"><h2 id="library-title" tabindex="-1">资料库</h2><p id="library-count" role="status"></p></div>'
        '<div id="library-list" aria-busy="true"><p class="nothing">正在读取资料库…</p></div>'
        f"</div></section>{_dialog()}</div>"
    )


def list_html(held: Sequence[Held], today: date) -> str:
    """A row for every document; its report is fetched when the row is opened."""
    if not held:
        return '<p class="nothing">资料库是空的。加入一份通知后，就可以提问、选方向和自评。</p>'
    rows = "".join(_row(number, item, today) for number, item in enumerate(held, 1))
    return f'<ol role="list" class="holdings">{rows}</ol>'


def outcomes_html(outcomes: Sequence[Outcome], answerable: frozenset[str]) -> str:
    """What became of each file; a document that came alone with its whole report.

    Args:
        answerable: Ids of the documents whose clauses can be opened.
    """
    if not outcomes:
        return error_html(
            "", PolicyError("压缩包里没有可加入的文件", next_step=f"可加入：{'、'.join(LIBRARY_SUFFIXES)}")
        )
    whole = sum(outcome.added is not None for outcome in outcomes) <= _REPORTS_AT_ONCE
    return "".join(_outcome(outcome, whole, answerable) for outcome in outcomes)


def error_html(name: str, error: PolicyError) -> str:
    """A file that wasn't taken in: which, what happened, where, and what to do."""
    title = f"未加入：{name}" if name else "未加入"
    where = f"<p>位置：{escape(error.where)}</p>" if error.where else ""
    then = f"<p>{escape(error.next_step)}</p>" if error.next_step else ""
    return (
        f'<section class="card outcome failed"><h3 tabindex="-1">{icon("alert")}<span>{escape(title)}</span></h3>'
        f"<p>{escape(error.what)}</p>{where}{then}{_put_away()}</section>"
    )


def _add() -> str:
    kinds = ",".join(LIBRARY_SUFFIXES)
    shown = "、".join(suffix.removeprefix(".") for suffix in LIBRARY_SUFFIXES)
    size = LIMITS.file_bytes >> 20
    return (
        '<section class="add" id="library-add" hidden><h2>加入文件</h2>'
        '<p class="about">通知、转发函、附件或扫描件都可以。读出的内容先列成报告，请核对；乱码的文件不会用于回答。</p>'
        '<div class="controls">'
        f'<button type="button" class="primary" id="library-upload">{icon("upload")}<span>选择文件</span></button>'
        '<p class="drop-hint">也可以把文件拖到这里</p></div>'
        f'<p class="kinds" id="library-kinds">{escape(shown)}；每个不超过 {size} MB</p>'
        f'<input type="file" id="library-file" multiple hidden accept="{escape(kinds)}" data-limit="{LIMITS.file_bytes}"'
        ' aria-label="加入资料库的文件" aria-describedby="library-kinds" tabindex="-1"/></section>'
    )


def _working() -> str:
    steps = "".join(f'<li data-stage="{stage}">{stage}</li>' for stage in STAGES)
    return (
        '<section class="card" id="library-working" hidden><h3 id="library-doing"></h3>'
        f'<ol class="stages" role="list" aria-label="进度">{steps}</ol>'
        '<div class="bar" role="progressbar" aria-labelledby="library-doing" aria-valuemin="0" aria-valuemax="100"'
        ' id="library-bar"><span></span></div>'
        '<p class="told" id="library-told"></p>'
        '<p class="keys" id="library-queue" hidden></p></section>'
    )


def _dialog() -> str:
    return (
        '<dialog id="library-dialog" aria-labelledby="library-dialog-title" aria-describedby="library-dialog-text">'
        '<h2 id="library-dialog-title">移除这份文件？</h2>'
        '<p id="library-dialog-text"></p>'
        '<form method="dialog" class="actions"><button class="quiet" value="no">取消</button>'
        '<button class="primary" value="yes" id="library-remove-yes">移除</button></form></dialog>'
    )


def _row(number: int, held: Held, today: date) -> str:
    document = held.document
    body = f"holding-{number}"
    return (
        f'<li class="holding" data-holding="{escape(document.id)}">'
        f'<button type="button" class="holding-head" aria-expanded="false" aria-controls="{body}">'
        f'<span class="holding-name"><b>{escape(document.title or document.id)}</b>'
        f'<span class="facts">{_parts(_identity(held))}</span><span class="facts">{_parts(_figures(held, today))}</span></span>'
        f"{state_html(held.state)}{icon('arrow')}</button>"
        f'<div class="holding-body" id="{body}" hidden></div></li>'
    )


def _identity(held: Held) -> list[str]:
    document = held.document
    return [document.number or "无文号", document.issuer or "发文机关未识别"]


def _figures(held: Held, today: date) -> list[str]:
    document = held.document
    parts = [f"{document.issued.isoformat()} 发文"] if document.issued else ["发文日期未识别"]
    if document.deadline:
        closed = "（已截止）" if document.deadline < today else ""
        parts.append(f"{document.deadline.isoformat()} 截止{closed}")
    parts.append(f"{len(document.clauses)} 条")
    parts += [f"{len(document.directions)} 个方向"] if document.directions else []
    return [*parts, "自己加入" if held.removable else "随程序附带"]


def _parts(parts: Sequence[str]) -> str:
    return "".join(f"<span>{escape(part)}</span>" for part in parts)


def _outcome(outcome: Outcome, whole: bool, answerable: frozenset[str]) -> str:
    if outcome.error is not None:
        return error_html(outcome.name, outcome.error)
    assert outcome.added is not None
    held = outcome.added.held
    done = "已加入" if outcome.added.is_new else "已在资料库中"
    title = f"{done}：{held.document.title or outcome.name}"
    more = (
        report_html(held, answerable, "new")
        if whole
        else f'<p><button type="button" class="quiet" data-open="{escape(held.document.id)}">{icon("list")}<span>查看报告</span></button></p>'
    )
    return (
        f'<section class="card outcome" data-added="{escape(held.document.id)}">'
        f'<h3 tabindex="-1">{icon("check")}<span>{escape(title)}</span></h3>'
        f'<p class="facts"><span>文件：{escape(outcome.name)}</span>{_cost(outcome.added)}{state_html(held.state)}</p>'
        f"{more}{_put_away()}</section>"
    )


def _cost(added: Added) -> str:
    """How much was embedded, and how fast."""
    if not added.embedded.passages:
        return ""
    passages, seconds = added.embedded.passages, added.embedded.seconds
    took = f"用时 {seconds:.1f} 秒，每秒 {passages / seconds:.0f} 条" if seconds >= 0.1 else "用时不到 0.1 秒"
    return f"<span>建立索引：{passages} 条，{took}</span>"


def _put_away() -> str:
    return (
        f'<button type="button" class="quiet put-away" data-put-away aria-label="收起这条结果">{icon("close")}</button>'
    )
