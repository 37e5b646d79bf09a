"""The tab 选方向 before anything is matched: description, example projects, and the states the script switches between."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.matching.description import LONGEST
from assistant.web.icons import icon
from assistant.web.matching import STAGES
from assistant.web.shelf import newest
from corpus.model import Document
from corpus.reader import LIMITS, READABLE_SUFFIXES

# (title, description): projects of different kinds, one of which fits nothing; invented, and tied to no notice.
EXAMPLES = (
    (
        "轴承厂：提前预报设备故障",
        "我们是一家轴承厂，给 320 台磨床加装了振动和温度传感器，用历史数据训练模型，提前三天预报主轴故障并自动派工单。"
        "去年非计划停机减少四成，备件库存下降 18%。",
    ),
    (
        "安全公司：给工厂防勒索的软件",
        "公司做工控安全，自研了一款防勒索软件，能识别异常加密、自动隔离终端并恢复文件，"
        "已经装在 12 家化工厂和电厂的操作站上，两年里拦下 30 多次攻击。",
    ),
    (
        "开发区：帮中小工厂数字化",
        "开发区管委会牵头，在园区建了一个数字化服务中心和 5G 专网，为区内 86 家中小工厂提供设备联网、能耗分析和人员培训，"
        "企业按月付费，平均能耗下降一成。",
    ),
    (
        "医院：线上挂号和电子病历",
        "县人民医院把挂号、检验和病历系统连成一个平台，病人用手机就能预约、缴费、看报告，平均排队时间少了一半。",
    ),
)


def match_tab_html(documents: Sequence[Document]) -> str:
    """The whole tab; `match.js` brings it to life."""
    body = _sides(documents) if any(document.directions for document in documents) else _without_directions()
    return (
        '<div id="match" class="tab-body panel-closed" data-panel="38">'
        f"{body}"
        '<dialog id="match-clear-dialog" aria-labelledby="match-clear-title">'
        '<h2 id="match-clear-title">清空项目描述和结果？</h2>'
        "<p>它们只存在这个浏览器里，清空后无法恢复。</p>"
        '<form method="dialog" class="actions"><button class="quiet" value="no">取消</button>'
        '<button class="primary" value="yes" id="match-clear-yes">清空</button></form></dialog></div>'
    )


def _without_directions() -> str:
    return '<p class="nothing">资料库里还没有列出方向的通知，暂时不能选方向。</p>'


def _sides(documents: Sequence[Document]) -> str:
    return (
        f'<section class="side" id="match-said" aria-label="项目描述">{_form(documents)}{_described()}</section>'
        '<section class="side" id="match-told" aria-label="选出的方向" tabindex="0">'
        f"{_empty()}{_working()}{_failed()}"
        '<div id="match-found" hidden></div></section>'
    )


def _form(documents: Sequence[Document]) -> str:
    kinds = ",".join(READABLE_SUFFIXES)
    return (
        '<form class="inner" id="match-form" novalidate>'
        f'<h2><label for="match-text">项目描述</label></h2>{_choice(documents)}'
        f'<textarea id="match-text" rows="10" data-limit="{LONGEST}" autocomplete="off"'
        ' aria-describedby="match-hint match-count"'
        ' placeholder="谁来建，建了什么，用在哪里，成效如何。例如企业类型、用到的技术、服务的企业数、节省了多少"></textarea>'
        '<div class="below"><p id="match-hint">写得越具体，选得越准；文字只在这个浏览器里保存</p>'
        '<p class="count" id="match-count"></p></div>'
        '<p class="trouble" id="match-trouble" role="alert" hidden></p>'
        '<div class="notes" id="match-notes" role="status"></div>'
        '<div class="controls">'
        f'<button type="submit" class="primary" id="match-go">{icon("compass")}<span>选方向</span></button>'
        f'<button type="button" class="quiet" id="match-upload">{icon("upload")}<span>上传文件</span></button>'
        f'<input type="file" id="match-file" accept="{kinds}" data-limit="{LIMITS.file_bytes}" hidden'
        ' aria-label="上传项目说明" tabindex="-1"/>'
        f'<button type="button" class="quiet" id="match-undo" hidden>{icon("undo")}<span>换回原来的文字</span></button>'
        f'<button type="button" class="quiet" id="match-clear" data-clear hidden>{icon("trash")}<span>清空</span></button></div>'
        '<p class="keys">可上传 Word、PDF 和文本文件，读出的文字放进上面的框里，改好再选</p></form>'
    )


def _choice(documents: Sequence[Document]) -> str:
    """Which notice to look in, if several have directions."""
    listed = [document for document in documents if document.directions]
    if len(listed) < 2:
        return ""
    first = newest(documents)
    options = "".join(
        f'<option value="{escape(item.id)}"{" selected" if item is first else ""}>'
        f"{escape(item.number or item.title)}</option>"
        for item in listed
    )
    return (
        f'<p class="choice"><label for="match-document">通知</label><select id="match-document">{options}</select></p>'
    )


def _described() -> str:
    return (
        '<div class="inner" id="match-described" hidden><div class="described-head"><h2>项目描述</h2><p>'
        f'<button type="button" class="quiet" id="match-edit">{icon("edit")}<span>修改描述</span></button>'
        f'<button type="button" class="quiet" data-clear>{icon("trash")}<span>清空</span></button></p></div>'
        '<p class="legend" id="match-legend">画线的词与右边展开的方向对应，号码相同</p>'
        '<div id="match-described-text"></div></div>'
    )


def _empty() -> str:
    rows = "".join(
        f'<button type="button" class="example" data-describe="{escape(text)}"><span class="example-text">'
        f"<b>{escape(title)}</b><span>{escape(text)}</span></span>{icon('arrow')}</button>"
        for title, text in EXAMPLES
    )
    return (
        '<div class="inner" id="match-empty"><h2>看项目适合报哪个方向</h2>'
        "<p>按合适的程度排出方向，把你的话和条款原文对着看，列出要求和联系人；不合适的会直说。"
        "结果是可能性，不是评审结论。</p>"
        f'<h3>试试这些项目</h3><div class="example-list">{rows}</div></div>'
    )


def _working() -> str:
    steps = "".join(f'<li data-stage="{stage}">{stage}</li>' for stage in STAGES)
    return (
        f'<div class="inner" id="match-working" hidden><ol class="stages" role="list" aria-label="进度">{steps}</ol>'
        '<p class="keys" id="match-long" hidden>第一次用这份通知要先学习示例，约需一分钟</p></div>'
    )


def _failed() -> str:
    return (
        '<div class="inner" id="match-failed" hidden><section class="card plain">'
        f'<h3>{icon("alert")}<span data-text="what"></span></h3>'
        '<p>位置：<span data-text="where"></span></p><p><span data-text="next"></span></p></section>'
        f'<div class="actions"><button type="button" class="quiet" id="match-retry">{icon("retry")}'
        "<span>重试</span></button></div></div>"
    )
