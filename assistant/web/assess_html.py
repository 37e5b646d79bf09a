"""The tab 自评表 before a direction is chosen: chooser, free text, verdict bar, and room for form and result."""

from __future__ import annotations

from assistant.web.icons import icon

LONGEST_TEXT = 20_000


def assess_html() -> str:
    """The whole tab; `assess.js` fetches what depends on the visitor's own answers."""
    return (
        '<div id="assess" class="tab-body panel-closed" data-panel><section class="talk" id="assess-talk" aria-label="自评表">'
        f'{_bar()}<div class="scroll" id="assess-scroll"><div class="column">'
        f'{_trouble()}{_projects()}<div id="assess-form-view">{_intro()}'
        '<div id="assess-choosers" class="choosers"></div>'
        f'{_conflicts()}{_description()}<form id="assess-form" novalidate></form>{_ending()}</div>'
        f'<div id="assess-result-view" hidden>{_actions()}<article id="assess-result"></article></div>'
        f"</div></div></section>{_dialog()}</div>"
    )


def _bar() -> str:
    return (
        '<div class="verdict-bar" id="verdict-bar" hidden><div class="bar-row">'
        '<p id="verdict" role="status" aria-live="polite" aria-atomic="true"></p>'
        '<span class="views" role="group" aria-label="显示">'
        f'<button type="button" class="view" id="show-form" aria-pressed="true">{icon("edit")}填写</button>'
        f'<button type="button" class="view" id="show-result" aria-pressed="false">{icon("list")}结果</button>'
        '</span></div><div class="bar-row small"><p id="progress"></p><p id="window-note"></p></div>'
        '<div class="track" aria-hidden="true"><span id="track"></span></div></div>'
    )


def _trouble() -> str:
    return '<p class="trouble" id="assess-trouble" role="alert" hidden></p>'


def _intro() -> str:
    return (
        '<header class="intro" id="assess-intro"><h2>能不能报，差在哪里，逐条对照原文</h2>'
        "<p>边填边出结论。不清楚的可以先放着；只有条件，没有打分。所填内容只存在这个浏览器里。</p>"
        f'<button type="button" class="quiet to-match" data-tab="match">{icon("compass")}'
        "<span>还没定报哪个方向？先去“选方向”</span></button></header>"
    )


def _projects() -> str:
    return '<div class="projects" id="projects" hidden></div>'


def _conflicts() -> str:
    return '<div id="conflicts" aria-live="polite"></div>'


def _description() -> str:
    return (
        '<section class="describe" id="describe" hidden>'
        f'<button type="button" class="fold" id="describe-fold" aria-expanded="false" aria-controls="describe-body">'
        f"{icon('arrow')}用一段话代替填写：从文字中认出答案，逐条由你确认</button>"
        '<div id="describe-body" hidden><label class="sr-only" for="describe-text">单位与项目的情况</label>'
        f'<textarea id="describe-text" rows="4" data-limit="{LONGEST_TEXT}" placeholder="例如：我们是深圳的民营制造企业，'
        '独立法人，去年入选过……"></textarea><p class="describe-row">'
        '<button type="button" class="primary" id="describe-read">识别</button>'
        '<span class="hint" id="describe-count"></span></p>'
        '<div id="recognised" aria-live="polite"></div></div></section>'
    )


def _ending() -> str:
    return (
        '<div class="ending" id="ending" hidden>'
        f'<button type="button" class="primary" data-view="result">{icon("list")}<span>看结果</span></button>'
        f'<button type="button" class="quiet" id="add-project">{icon("plus")}<span>再加一个项目</span></button>'
        f'<button type="button" class="quiet" id="assess-clear">{icon("trash")}<span>清空自评</span></button></div>'
    )


def _actions() -> str:
    return (
        '<div class="result-actions" role="group" aria-label="下载">'
        f'<button type="button" class="quiet" data-file="docx">{icon("download")}<span>Word</span></button>'
        f'<button type="button" class="quiet" data-file="md">{icon("download")}<span>Markdown</span></button>'
        f'<button type="button" class="quiet" data-file="ics">{icon("calendar")}<span>日历 .ics</span></button></div>'
    )


def _dialog() -> str:
    return (
        '<dialog id="assess-clear-dialog" aria-labelledby="assess-clear-title">'
        '<h2 id="assess-clear-title">清空全部自评？</h2>'
        "<p>所有项目的答案和粘贴的文字只存在这个浏览器里，清空后无法恢复。</p>"
        '<form method="dialog" class="actions"><button class="quiet" value="no">取消</button>'
        '<button class="primary" value="yes">清空</button></form></dialog>'
    )
