"""The result of a self-assessment: what blocks, what is missing, what would change it, rule by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final

from assistant.assessing.materials import DatedStep
from assistant.assessing.model import Assessment, Missing, Outcome, RuleResult
from assistant.assessing.whatif import Decision, OtherDirection, WhatIf
from assistant.rulebook import Rulebook
from assistant.web.icons import icon
from assistant.web.materials_html import checklist_html, dates_html
from assistant.web.outcome_html import day, notes_html, outcome_html, verdict_html, window_text
from assistant.web.rule_links import quoted, source_link
from assistant.web.shelf import Shelf
from corpus.rule_model import Quote

_SHOWN_DIRECTIONS: Final = 6


@dataclass(frozen=True, slots=True)
class Result:
    """All there is to show of one project."""

    rulebook: Rulebook
    assessment: Assessment
    what_if: WhatIf
    steps: Sequence[DatedStep]
    shelf: Shelf
    project: str = ""
    conflicts: str = ""

    def html(self) -> str:
        """The whole view, in the order in which it would be read."""
        parts = (
            self._head(),
            self._contents(),
            self.conflicts,
            self._blocking(),
            self._missing(),
            self._bonus(),
            self._trace(),
            self._others(),
            self._open_points(),
            checklist_html(self.assessment.checklist, self.rulebook.document, self.shelf),
            dates_html(self.steps, self.assessment, self.rulebook.document, self.shelf),
            '<p class="disclaimer">依据所填内容逐条核对原文，不构成官方解释；能否入选由评审决定。</p>',
        )
        return "".join(parts)

    def _source(self, quote: Quote) -> str:
        return source_link(quote, self.rulebook.document, self.shelf)

    def _cited(self, quote: Quote) -> str:
        return f'<p class="source">{quoted(quote)}{self._source(quote)}</p>'

    def _head(self) -> str:
        assessment, document = self.assessment, self.rulebook.document
        direction = assessment.direction
        name = (
            f"{escape(direction.category)}{' · ' if direction.category else ''}{direction.number} {escape(direction.name)}"
            if direction
            else escape(document.title)
        )
        project = f'<p class="project">{escape(self.project)}</p>' if self.project else ""
        closed = window_text(assessment, document)
        window = (
            f'<p class="window">{icon("clock")}<span>{escape(closed)}。结论只看条件，不看期限；仍可用来演练，为下一次申报做准备。</span></p>'
            if closed
            else ""
        )
        return (
            f'<header class="result-head">{project}<h2>{name}</h2><p class="result-verdict">{verdict_html(assessment)}</p>'
            f'<p class="meta">{escape(document.number or document.title)} · 按 {day(assessment.as_of)} 核对</p>{window}'
            "</header>"
        )

    def _contents(self) -> str:
        """What follows, with how much of it there is, as buttons that lead there."""
        told = self.assessment
        parts = (
            ("blocking", "阻断申报", len(told.blocking)),
            ("missing", "还缺什么", len(told.missing)),
            ("bonus", "优先条件", len(told.bonus)),
            ("trace", "逐条核对", len(told.results)),
            ("others", "其他方向", len(self._fitting())),
            ("open", "留待判断", len(told.open_points)),
            ("materials", "材料清单", len(told.checklist)),
            ("dates", "日程", len(self.steps)),
        )
        rows = "".join(
            f'<li><button type="button" class="quiet" data-jump="part-{key}">{name} {count}</button></li>'
            for key, name, count in parts
            if count
        )
        return f'<nav class="contents" aria-label="结果目录"><ul role="list">{rows}</ul></nav>'

    def _blocking(self) -> str:
        if not self.assessment.blocking:
            return ""
        rows = "".join(
            f"<li><p>{outcome_html(r)} {_named(r)}{escape(r.because)}</p>{self._change(r)}{self._cited(r.quote)}{_goto(r.rule.field.name)}</li>"
            for r in self.assessment.blocking
        )
        return _part("blocking", "阻断申报", rows, len(self.assessment.blocking))

    def _change(self, result: RuleResult) -> str:
        """The smallest change that meets the rule."""
        found = next((c for c in self.what_if.changes if c.rule == result.rule.id), None)
        return f'<p class="change">{icon("arrow")}<span>{escape(found.text)}</span></p>' if found else ""

    def _missing(self) -> str:
        if not self.assessment.missing:
            return ""
        rows = "".join(map(self._missing_row, self.assessment.missing))
        return _part("missing", "还缺什么", rows, len(self.assessment.missing))

    def _missing_row(self, missing: Missing) -> str:
        result = missing.result
        mark = outcome_html(result)
        decided = "".join(
            _decision(d) for d in self.what_if.decisions if d.field == missing.field and d.rule == result.rule.id
        )
        field = missing.field if missing.field in self.rulebook.rules.fields else result.rule.field.name
        return f"<li><p>{mark} {_named(result) if result.value is not None else ''}{escape(missing.ask)}</p>{self._change(result)}{decided}{self._cited(result.quote)}{_goto(field)}</li>"

    def _bonus(self) -> str:
        if not self.assessment.bonus:
            return ""
        rows = "".join(
            f"<li><p>{outcome_html(r)} {escape(r.because)}</p>{self._cited(r.quote)}</li>"
            for r in self.assessment.bonus
        )
        return _part("bonus", "优先条件", rows, len(self.assessment.bonus), "同等条件下优先考虑，不影响能否申报。")

    def _trace(self) -> str:
        groups = groupby(
            sorted(self.assessment.results, key=lambda r: self.rulebook.rules.groups.index(r.rule.field.group)),
            key=lambda r: r.rule.field.group,
        )
        bodies = "".join(
            f'<tbody><tr class="group-row"><th colspan="3" scope="rowgroup">{escape(name)}</th></tr>'
            f"{''.join(map(self._row, held))}</tbody>"
            for name, held in groups
        )
        open_count = sum(_is_open(r) for r in self.assessment.results)
        return (
            '<section class="part trace" id="part-trace" tabindex="-1"><div class="part-head"><h3>逐条核对</h3>'
            '<label class="seg filter"><input type="checkbox" id="only-open"><span>只看未满足</span></label></div>'
            f'<table><caption class="sr-only">每条规则的结论、所填内容与原文，{len(self.assessment.results)} 条，'
            f"未满足 {open_count} 条</caption>"
            '<thead><tr><th scope="col">结论</th><th scope="col">所填与要求</th><th scope="col">原文</th></tr></thead>'
            f'{bodies}</table><p class="none-open" hidden>没有未满足的规则。</p></section>'
        )

    def _row(self, result: RuleResult) -> str:
        soft = '<span class="tag">原则上</span>' if result.rule.soft else ""
        closed = "" if _is_open(result) else ' class="closed"'
        return (
            f"<tr{closed}><td>{outcome_html(result)}{soft}</td>"
            f'<td><span class="field-name">{escape(result.rule.field.name)}</span>{escape(result.because)}{notes_html(result)}</td>'
            f"<td>{quoted(result.quote)}{self._source(result.quote)}</td></tr>"
        )

    def _fitting(self) -> tuple[OtherDirection, ...]:
        """Directions that nothing blocks; none while nothing is filled in, when all would do."""
        is_blank = all(result.value is None for result in self.assessment.results)
        return () if is_blank else self.what_if.directions

    def _others(self) -> str:
        found = self._fitting()
        if not found:
            return ""
        ready = sum(not other.missing for other in found)
        first = "".join(map(self._other, found[:_SHOWN_DIRECTIONS]))
        more = ""
        if rest := found[_SHOWN_DIRECTIONS:]:
            more = (
                f'<button type="button" class="fold" aria-expanded="false" aria-controls="more-directions"'
                f' data-more="其余 {len(rest)} 个方向" data-less="收起">{icon("arrow")}<span>其余 {len(rest)} 个方向</span></button>'
                f'<ul role="list" class="directions" id="more-directions" hidden>{"".join(map(self._other, rest))}</ul>'
            )
        filled = f"，其中 {ready} 个已填齐" if ready else ""
        lead = f"所填内容对这些方向没有不符合的条件{filled}；内容是否对口，请用“选方向”核对。"
        return (
            f'<section class="part" id="part-others" tabindex="-1"><h3>还可以考虑的方向（{len(found)}）</h3><p class="hint">{lead}</p>'
            f'<ul role="list" class="directions">{first}</ul>{more}</section>'
        )

    def _other(self, other: OtherDirection) -> str:
        """One direction; what it needs beyond what is missing here anyway is named."""
        direction, own = other.direction, {missing.field for missing in self.assessment.missing}
        more = [field for field in other.missing if field not in own]
        state = f"还缺 {len(other.missing)} 项" if other.missing else "已填齐"
        state += f"，另需填：{'、'.join(more)}" if more else ""
        return (
            f'<li><button type="button" class="direction" data-direction="{direction.number}">'
            f"<span><b>{direction.number} {escape(direction.name)}</b><small>{escape(direction.category)}</small></span>"
            f'<span class="lacking">{escape(str(other.verdict))} · {escape(state)}</span></button></li>'
        )

    def _open_points(self) -> str:
        points = self.assessment.open_points
        rows = "".join(f"<li><p>{escape(p.text)}</p>{self._cited(p.quote)}</li>" for p in points)
        return (
            _part("open", "原文留待判断的地方", rows, len(points), "不影响结论，请自行判断或向主管部门确认。")
            if points
            else ""
        )


def _part(key: str, title: str, rows: str, count: int, lead: str = "") -> str:
    hint = f'<p class="hint">{escape(lead)}</p>' if lead else ""
    return f'<section class="part" id="part-{key}" tabindex="-1"><h3>{escape(title)}（{count}）</h3>{hint}<ul role="list" class="points">{rows}</ul></section>'


def _named(result: RuleResult) -> str:
    return f"<b>{escape(result.rule.field.name)}</b>　"


def _goto(field: str) -> str:
    return (
        f'<button type="button" class="quiet goto" data-goto="{escape(field)}" aria-label="去填写：{escape(field)}">'
        f"{icon('edit')}<span>去填写</span></button>"
    )


def _decision(decision: Decision) -> str:
    """Which answers lead to which outcome: `“是” 符合`."""
    options = "".join(
        f"<li><span>{escape(option.answer)}</span> → {escape(str(option.outcome))}</li>" for option in decision.options
    )
    return f'<ul class="decides" role="list" aria-label="各种回答的结论">{options}</ul>' if options else ""


def _is_open(result: RuleResult) -> bool:
    """Not met, or not known though it matters."""
    return result.rule.needed and result.outcome in (Outcome.UNMET, Outcome.UNKNOWN)
