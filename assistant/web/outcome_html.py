"""Outcomes in words and icons, never in colour alone: the verdict, one rule, one problem."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Final

from assistant.assessing.facts import Problem
from assistant.assessing.model import Assessment, Eligibility, Outcome, RuleResult, Window
from assistant.assessing.portfolio import Conflict
from assistant.web.icons import icon
from assistant.web.rule_links import quoted, source_link
from assistant.web.shelf import Shelf
from corpus.model import Document
from corpus.rule_model import Effect

_ICONS: Final = {
    Outcome.MET: "check",
    Outcome.UNMET: "close",
    Outcome.UNKNOWN: "unsure",
    Outcome.NOT_APPLICABLE: "minus",
}
_TONES: Final = {
    Outcome.MET: "met",
    Outcome.UNMET: "unmet",
    Outcome.UNKNOWN: "unknown",
    Outcome.NOT_APPLICABLE: "idle",
}
_VERDICTS: Final = {
    Eligibility.MAY: ("met", "check"),
    Eligibility.MAY_NOT: ("unmet", "close"),
    Eligibility.INCOMPLETE: ("unknown", "unsure"),
}


def verdict_text(assessment: Assessment) -> str:
    """`不可申报（2 项不符合）`, `需补充（3 项未知，1 项待补正）`, `可申报`."""
    if assessment.verdict is Eligibility.MAY_NOT:
        return f"{assessment.verdict}（{len(assessment.blocking)} 项不符合）"
    if assessment.verdict is Eligibility.MAY:
        return str(assessment.verdict)
    given = sum(missing.result.value is not None and not missing.result.unknown for missing in assessment.missing)
    unknown = len(assessment.missing) - given
    parts = [f"{unknown} 项未知"] * bool(unknown) + [f"{given} 项待补正"] * bool(given)
    return f"{assessment.verdict}（{'，'.join(parts)}）"


def verdict_html(assessment: Assessment) -> str:
    tone, name = _VERDICTS[assessment.verdict]
    return f'<span class="verdict {tone}">{icon(name)}<b>{escape(verdict_text(assessment))}</b></span>'


def window_text(assessment: Assessment, document: Document) -> str:
    """What to know of the deadline; empty if it lies ahead or there is none."""
    if assessment.window is Window.OPEN or document.deadline is None:
        return ""
    return f"申报期已于{day(document.deadline)}截止"


def outcome_html(result: RuleResult) -> str:
    """The outcome as icon and word; a shortfall that can be mended says so."""
    note = "，可补正" if result.rule.effect is Effect.MEND and result.outcome is Outcome.UNMET else ""
    is_left_out = result.rule.field.optional and result.outcome is Outcome.UNKNOWN and result.value is None
    return (
        f'<span class="outcome {"idle" if is_left_out else _TONES[result.outcome]}">{icon(_ICONS[result.outcome])}'
        f"{escape(str(result.outcome))}{note}</span>"
    )


def told_html(results: Sequence[RuleResult], problem: Problem | None) -> str:
    """What an answer leads to, under its question; nothing while it isn't answered."""
    if problem is not None:
        return f'<p class="problem">{icon("alert")}<span>{escape(problem_text(problem))}</span></p>'
    return "".join(
        f'<p class="line">{outcome_html(result)}<span>{escape(result.because)}</span></p>{notes_html(result)}'
        for result in results
        if result.value is not None and result.outcome is not Outcome.NOT_APPLICABLE
    )


def problem_text(problem: Problem) -> str:
    """What is wrong with a value and what could be given, as one says it beside a form and not in a file of facts."""
    if isinstance(problem.value, bool) or "，" in problem.problem:
        return f"{problem.problem}。{problem.allowed}"  # a contradiction, told in whole sentences
    value = f"“{problem.value}”" if isinstance(problem.value, str | int | float) else "所填的值"
    return f"{value}{problem.problem}。可填：{problem.allowed.replace('，不带引号', '')}"


def notes_html(result: RuleResult) -> str:
    return "".join(f'<p class="note">{icon("alert")}<span>{escape(note)}</span></p>' for note in result.notes)


def conflicts_html(conflicts: Sequence[Conflict], names: dict[str, str], document: Document, shelf: Shelf) -> str:
    """What the projects can't be together.

    Args:
        names: Of projects, by id.
    """
    if not conflicts:
        return ""
    rows = "".join(
        f"<li><p>{escape(conflict.why)}</p>"
        f'<p class="who">涉及：{escape("、".join(names.get(str(p), str(p)) for p in conflict.projects))}</p>'
        f'<p class="source">{quoted(conflict.limit.quote)}{source_link(conflict.limit.quote, document, shelf)}</p></li>'
        for conflict in conflicts
    )
    return (
        f'<section class="card conflicts"><h3>{icon("close")}几个项目不能这样一起申报（{len(conflicts)} 处）</h3>'
        f'<ul role="list">{rows}</ul></section>'
    )


def day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"
