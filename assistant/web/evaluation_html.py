"""The tab 评测: how good the assistant is, as measured; what it was measured on comes before the details."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from assistant.evaluation import Figure, Found, NoticeSet, Report
from assistant.web.evaluation_details import all_figures, assessments, latency, matching, systems
from assistant.web.evaluation_failures import causes, failures
from assistant.web.evaluation_parts import (
    FIGURE_COLUMNS,
    PERFECT,
    Column,
    Section,
    figure_row,
    named,
    range_text,
    section_html,
    table_html,
)
from assistant.web.icons import icon
from assistant.web.plots import interval_bar, percent
from corpus.errors import PolicyError
from corpus.model import Document

# name → (title, what it means, what is counted)
CARDS: Final = {
    "answer_accuracy": ("答对", "通知写了答案的问题，答得对、答得全", "问"),
    "all_gold_cited": ("该引的都引到", "这些问题该引的条款，一条不漏", "问"),
    "quote_fidelity": ("引文逐字一致", "引文与通知原文一字不差", "个回答"),
    "number_fidelity": ("数字都有出处", "回答里的数字，引文里都有", "个回答"),
    "refusal_recall": ("没写时说没写", "通知没写的、与通知无关的，没有硬答", "问"),
    "refusal_precision": ("说没写，就真没写", "说了“没写”的，通知确实没写", "个回答"),
    "direction_first": ("方向第一就对", "最合适的方向排在第一名", "段描述"),
    "assess_verdict": ("自评结论正确", "可申报、不可申报、需补充，与人推得的一致", "份自评"),
}
_OVERVIEW: Final = (
    "条的长短是测得的比例；横线是 95% 区间，换一批同类的题再测，大致会落在其中；竖线是定下的目标。"
    f"写着“{PERFECT}”的，是题目里没有出错，不等于永远不会错。"
)
_METHOD: Final = (
    "问题由没见过程序的人读着通知写成，该引哪些条款、必须说到什么，也由写题的人定。",
    "程序从另一套题（开发集）和示例里学习，不从这里的题学习；开发集里与这里重复或近似的题已删去。",
    "项目描述由没见过示例的人写，一部分改写自真实项目；自评该得什么结论，由人对着条文推出。",
    "标准答案由写题的人一人判断，没有第二人复核；“能答”与“没写”的界线有时可争。",
    "开发中不止一次用这些题量过分数，成绩可能略偏乐观。没学过的通知更能说明换一份通知会怎样。",
    "测的是默认的回答方式，没有接入大语言模型。",
)
_SET_COLUMNS: Final = (
    ("answer_accuracy", "答对"),
    ("all_gold_cited", "该引的都引到"),
    ("refusal_recall", "没写时说没写"),
    ("quote_fidelity", "引文逐字一致"),
)


def evaluation_tab_html() -> str:
    """The whole tab before a report is fetched; `evaluation.js` brings it to life."""
    return (
        '<div id="evaluation" class="tab-body panel-closed" data-panel="45">'
        '<section class="side" id="evaluation-side" aria-label="评测" tabindex="0"><div class="inner">'
        '<div id="evaluation-report" aria-busy="true"><p class="nothing">正在读取评测结果…</p></div>'
        "</div></section></div>"
    )


def report_html(found: Found, documents: Sequence[Document]) -> str:
    """A whole report; `documents` give the notices their names."""
    report = found.report
    sections = [s for s in _sections(report, documents) if s.content]
    links = "".join(
        f'<li><button type="button" class="quiet" data-goto="evaluation-{s.key}-title">{escape(s.title)}</button></li>'
        for s in sections
    )
    return (
        f'<header class="head"><h2 id="evaluation-title" tabindex="-1">评测：它答得有多准</h2>{_facts(found)}</header>'
        f'<nav class="contents" aria-label="评测的各部分"><ul role="list">{links}</ul></nav>'
        f"{''.join(map(section_html, sections))}"
    )


def trouble_html(error: PolicyError) -> str:
    """There is no report to show: what happened, and what to do."""
    where = f"<p>位置：{escape(error.where)}</p>" if error.where else ""
    then = f"<p>{escape(error.next_step)}</p>" if error.next_step else ""
    return (
        f'<h2 id="evaluation-title" tabindex="-1">评测</h2><section class="card trouble-card">'
        f"<h3>{icon('alert')}<span>{escape(error.what)}</span></h3>{where}{then}</section>"
    )


def _sections(report: Report, documents: Sequence[Document]) -> tuple[Section, ...]:
    return (
        Section("overview", "总览", "", _cards(report)),
        Section("method", "怎样测的", "", _method(report, documents)),
        Section("types", "各类问题", _TYPES, _types(report)),
        causes(report.causes),
        systems(report.systems),
        matching(report),
        assessments(report),
        latency(report.latency),
        all_figures(report.headline),
        failures(report),
    )


def _facts(found: Found) -> str:
    report, counts = found.report, found.report.counts
    day = report.measured
    parts = [
        f"{counts.questions:,} 个问题",
        f"{counts.descriptions:,} 段项目描述",
        f"{counts.assessments:,} 份自评",
        f"{len(report.sets)} 份通知" if report.sets else "",
        f"{day.year}年{day.month}月{day.day}日测得" if day else "",
        "随程序附带的结果" if found.shipped else "这台机器上最近一次评测的结果",
    ]
    return f'<p class="facts">{"".join(f"<span>{escape(part)}</span>" for part in parts if part)}</p>'


def _cards(report: Report) -> str:
    shown = [(figure, *CARDS[name]) for name in CARDS if (figure := report.figure(name))]
    cards = "".join(_card(figure, title, meaning, unit) for figure, title, meaning, unit in shown)
    if not shown:
        return ""
    return f'<ul role="list" class="cards">{cards}</ul>{_unlearned(report)}<p class="fine">{_OVERVIEW}</p>'


def _unlearned(report: Report) -> str:
    """What was reached on notices that nothing was learned from, said beside the means that hide it."""
    told = [
        f"从未用于学习的通知上（{notice.questions:,} 问）：{'，'.join(figures)}。"
        for notice in report.notices
        if not notice.learned and (figures := _set_figures(report.sets.get(notice.name, {})))
    ]
    if not told:
        return ""
    return f'<p class="lead">{icon("book")}<span>{escape("".join(told))}换一份新的通知，大概更接近这个成绩。</span></p>'


def _set_figures(figures: Mapping[str, float]) -> list[str]:
    return [f"{title} {percent(min(figures[name], 1.0))}" for name, title in _SET_COLUMNS[:3] if name in figures]


def _card(figure: Figure, title: str, meaning: str, unit: str) -> str:
    sure = range_text(figure)
    told = sure if sure == PERFECT else f"95% 区间 {sure}"
    return (
        f'<li class="figure"><div class="top"><h4>{escape(title)}</h4><span>{figure.count:,} {unit}</span></div>'
        f'<p class="big">{percent(figure.value)}</p>{interval_bar(figure, figure.target)}'
        f'<p class="range">{told}</p><p class="fine">{escape(meaning)}</p>{_target(figure)}</li>'
    )


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    reached = "已达到" if figure.value >= figure.target else "未达到"
    mark = icon("check") if figure.value >= figure.target else icon("close")
    return f'<p class="aim">{mark}<span>目标 {percent(figure.target)}，{reached}</span></p>'


def _method(report: Report, documents: Sequence[Document]) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in _METHOD)
    return f'<ul role="list" class="lines">{lines}</ul>{_sets(report, documents)}'


def _sets(report: Report, documents: Sequence[Document]) -> str:
    """A row for each notice, so that nobody takes the mean for what a new notice would get."""
    if not report.sets:
        return ""
    names = {document.id: document.number or document.title for document in documents}
    about = {notice.name: notice for notice in report.notices}
    columns = (
        Column("name", "通知"),
        Column("number", "问题"),
        *(Column("number", title) for _, title in _SET_COLUMNS),
    )
    rows = [
        (
            named(names.get(key := name.rpartition("/")[0], key), _learned(about.get(name))),
            f"{about[name].questions:,}" if name in about else "—",
            *(percent(min(figures[column], 1.0)) if column in figures else "—" for column, _ in _SET_COLUMNS),
        )
        for name, figures in report.sets.items()
    ]
    return f"<h4>各份通知分开看</h4>{table_html('各份通知上的成绩', columns, rows)}"


def _learned(notice: NoticeSet | None) -> str:
    if notice is None:
        return ""
    return "学习时见过这份通知（题目不同）" if notice.learned else "从未用于学习"


_MEANINGS: Final = {
    "conflict": "通知自己前后不一的",
    "false_premise": "问题本身说错了的",
    "injection": "夹带命令的",
    "multi_hop": "要两三条合起来答的",
    "multi_turn": "接着上文追问的",
    "unanswerable": "应当说没写的",
    "out_of_scope": "应当不答的",
}
_TYPES: Final = "由高到低。该答的算答对的，通知没写或与通知无关的算说了没写的。题少的类别区间很宽，只能看个大概。"


def _types(report: Report) -> str:
    ordered = sorted(report.types, key=lambda row: -row.right.value)
    rows = [figure_row(named(row.label, _MEANINGS.get(row.type, "")), row.right) for row in ordered]
    columns = (Column("name", "问题类型"), *FIGURE_COLUMNS[1:])
    return table_html("各类问题答对的比例", columns, rows) if rows else ""
