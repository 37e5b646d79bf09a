"""Where answers went wrong: by stage, and case by case where the report has their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from assistant.evaluation import CaseFailure, Cause, QuestionFailure, Report
from assistant.web.evaluation_parts import Column, Section, folded, named, table_html
from assistant.web.plots import share_bar

_CAUSES: Final = {
    "not retrieved": "该引的条款没有找出来",
    "ranked too low": "找到了，排在后面",
    "wrongly refused": "通知写了，却说没写",
    "gate": "起草的句子没通过核对，被删去",
    "not selected": "排在前面，回答没有用它",
    "wrong words": "条款引对了，话没说对或没说全",
    "wrongly answered": "通知没写，却答了",
}
_DETAILS: Final = {
    "wrongly refused": "误拒",
    "wrongly answered": "该拒而答",
    "incomplete": "说得不全",
    "wrong clause": "引错条款",
    "forbidden words": "说了不该说的",
    "wrong verdict": "是与否说错",
    "not cited": "该引的没引全",
}
_VERDICTS: Final = {"yes": "是", "no": "否"}


def causes(rows: Sequence[Cause]) -> Section:
    """How often each stage went wrong; the commonest first, as the report has them."""
    total = sum(row.count for row in rows)
    columns = (
        Column("name", "环节"),
        Column("plot", "占错例"),
        Column("number", "问题"),
        Column("text", "细目"),
    )
    cells = [
        (named(row.label, _CAUSES.get(row.cause, "")), share_bar(row.count / total), f"{row.count:,}", _details(row))
        for row in rows
        if row.count
    ]
    note = (
        f"共 {total:,} 问答错或没引全，各取最早出错的那一步：先找条款，再排先后，再定写没写、选哪几条，最后才是怎么说。"
    )
    return Section("causes", "错在哪里", note, table_html("答错的问题按环节", columns, cells) if cells else "")


def failures(report: Report) -> Section:
    """Every case that went wrong, folded; nothing where the report doesn't carry them."""
    found = report.failures
    if found is None or not (found.questions or found.directions or found.assessments):
        return Section("failures", "错例", "", "")
    types = {row.type: row.label for row in report.types}
    groups: dict[str, list[QuestionFailure]] = {}
    for failure in found.questions:
        groups.setdefault(failure.cause, []).append(failure)
    asked = "".join(
        folded(f"{cause or '其他'}：{len(rows)} 问", "".join(_question(row, types) for row in rows))
        for cause, rows in sorted(groups.items(), key=lambda item: -len(item[1]))
    )
    others = _cases("选方向", "段", found.directions) + _cases("自评", "份", found.assessments)
    return Section("failures", "错例", "点开看问了什么、答了什么、该怎么答。", asked + others)


def _details(cause: Cause) -> str:
    """In which ways; nothing where the stage says it already."""
    if len(cause.details) < 2:
        return ""
    return escape("、".join(f"{_DETAILS.get(name, name)} {count}" for name, count in cause.details.items()))


def _question(row: QuestionFailure, types: Mapping[str, str]) -> str:
    wanted = "；".join(" 或 ".join(group) for group in row.must_include)
    pairs = (
        ("所答", f"{row.answer}（判断：{_verdict(row.verdict)}）" if row.verdict else row.answer),
        ("所引", "、".join(row.cited)),
        ("应引", "、".join(row.gold)),
        ("应说到", wanted),
        ("应判断", _verdict(row.polarity)),
        ("不应说", "、".join(row.must_not_include)),
    )
    detail = _DETAILS.get(row.detail, row.detail)
    small = " · ".join(part for part in (types.get(row.type, row.type), detail, row.id) if part)
    body = "".join(f"<dt>{label}</dt><dd>{escape(text)}</dd>" for label, text in pairs if text)
    return (
        f"<details><summary>{escape(row.question)}<small>{escape(small)}</small></summary>"
        f'<dl class="case">{body}</dl></details>'
    )


def _verdict(name: str) -> str:
    return _VERDICTS.get(name, name)


def _cases(title: str, unit: str, rows: Sequence[CaseFailure]) -> str:
    if not rows:
        return ""
    items = "".join(f"<li><b>{escape(row.id)}</b><span>{escape(row.text)}</span></li>" for row in rows)
    return folded(f"{title}：{len(rows)} {unit}", f'<ul role="list" class="other-cases">{items}</ul>')
