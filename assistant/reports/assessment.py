"""A self-assessment as a report: headings, sentences, lists and tables in order, for whatever it is written to. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from enum import Enum
from typing import Final

from assistant.assessing.materials import DatedStep
from assistant.assessing.model import Assessment, ChecklistItem, Eligibility, Missing, Outcome, RuleResult, Window
from assistant.assessing.whatif import Decision, WhatIf
from assistant.reports.words import (
    LONGEST_ADVICE,
    cut,
    day_words,
    direction_words,
    own_answer,
    own_problem,
    own_words,
    quoted,
    safe,
)
from assistant.rulebook import Rulebook
from corpus.rule_model import Effect

TITLE: Final = "申报资格自评"
DISCLAIMER: Final = (
    "本自评由程序按通知原文逐条对照所填内容得出，供内部准备参考，不构成官方解释；以通知原文和主管部门答复为准。"
)
NO_SCORE: Final = "通知没有写评分标准，本自评只作符合与否的对照，不打分，也不预测能否入选。"


class Tone(Enum):
    PLAIN = "plain"
    VERDICT = "verdict"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as the head has; `widths` are shares of the page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Block = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Report:
    title: str
    facts: tuple[tuple[str, str], ...]
    verdict: Eligibility
    blocks: tuple[Block, ...]
    footer: str = DISCLAIMER


def assessment_report(
    rulebook: Rulebook, assessment: Assessment, what_if: WhatIf | None, steps: Sequence[DatedStep]
) -> Report:
    """Everything an assessment says, most important first; parts with nothing in them are left out."""
    parts = (
        _verdict(assessment),
        _blocking(rulebook, assessment, what_if),
        _missing(assessment.missing),
        _problems(rulebook, assessment),
        _what_if(what_if, assessment),
        _results(rulebook, assessment),
        _bonus(rulebook, assessment),
        _materials(assessment.checklist),
        _steps(steps),
        _open(assessment),
    )
    blocks = tuple(block for part in parts for block in part)
    return Report(TITLE, tuple(_facts(rulebook, assessment)), assessment.verdict, blocks)


def _facts(rulebook: Rulebook, assessment: Assessment) -> Iterator[tuple[str, str]]:
    document = rulebook.document
    yield "通知", document.title
    if document.number:
        yield "文号", document.number
    if assessment.direction:
        yield "申报方向", direction_words(assessment.direction)
    yield "自评日期", day_words(assessment.as_of)
    if document.deadline:
        state = "已截止" if assessment.window is Window.CLOSED else "尚在申报期内"
        yield "申报截止", f"{day_words(document.deadline)}（按自评日期，{state}）"


def _verdict(assessment: Assessment) -> Iterator[Block]:
    yield Heading("结论")
    yield Paragraph(str(assessment.verdict), Tone.VERDICT)
    blocking, missing = len(assessment.blocking), len(assessment.missing)
    match assessment.verdict:
        case Eligibility.MAY_NOT:
            yield Paragraph(f"有 {blocking} 项条件不符合：")
            yield Bullets(
                tuple(f"{r.rule.field.name}：{own_words(r.because)}（{r.quote.clause}）" for r in assessment.blocking)
            )
            if missing:
                yield Paragraph(f"另有 {missing} 项待补充或确认，见下文。")
        case Eligibility.INCOMPLETE:
            yield Paragraph(f"目前没有不符合的条件，还有 {missing} 项待补充或确认，补齐后才有结论。")
        case Eligibility.MAY:
            yield Paragraph("所填内容符合通知写明的各项条件，没有待补充的事项。")
    if assessment.window is Window.CLOSED:
        yield Paragraph("按自评日期，申报期已过；以上结论不受此影响，供准备与演练参考。", Tone.NOTE)
    yield Paragraph(NO_SCORE, Tone.NOTE)


def _blocking(rulebook: Rulebook, assessment: Assessment, what_if: WhatIf | None) -> Iterator[Block]:
    if not assessment.blocking:
        return
    changes = {change.rule: own_words(change.text) for change in what_if.changes} if what_if else {}
    yield Heading("不符合的条件")
    rows = tuple(
        (
            result.rule.field.name,
            own_answer(result.value, result.rule.field, rulebook),
            quoted(result.quote),
            changes.get(result.rule.id, "—"),
        )
        for result in assessment.blocking
    )
    yield Table(("事项", "本单位填报", "要求（原文与条款）", "怎样即可满足"), rows, (18, 16, 40, 26))


def _missing(missing: Sequence[Missing]) -> Iterator[Block]:
    if not missing:
        return
    yield Heading("待补充或确认")
    rows = tuple((m.field, own_words(m.ask), quoted(m.result.quote)) for m in missing)
    yield Table(("事项", "要弄清或补正的", "依据（原文与条款）"), rows, (20, 38, 42))


def _what_if(what_if: WhatIf | None, assessment: Assessment) -> Iterator[Block]:
    if what_if is None or not (what_if.decisions or what_if.directions):
        return
    yield Heading("什么会改变结论")
    if what_if.decisions:
        yield Paragraph("未填的各项，答案不同，结果不同：")
        rows = tuple(_decision(decision) for decision in what_if.decisions)
        yield Table(("未填的事项", "若答", "条款"), rows, (22, 54, 24))
    if what_if.directions:
        yield Paragraph("同样的填报，以下方向没有不符合的条件：")
        yield Bullets(tuple(_other_directions(what_if, {m.field for m in assessment.missing})))


def _decision(decision: Decision) -> tuple[str, str, str]:
    options = "；".join(f"{own_words(option.answer)}：{option.outcome}" for option in decision.options)
    return decision.field, options, str(decision.quote.clause)


def _other_directions(what_if: WhatIf, known: Set[str]) -> Iterator[str]:
    """One line for all directions that lack the same; what is missing for the own direction too isn't said again."""
    held: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for other in what_if.directions:
        more = tuple(field for field in other.missing if field not in known)
        held.setdefault((str(other.verdict), more), []).append(f"{other.direction.number}. {other.direction.name}")
    for (verdict, more), names in held.items():
        lacking = f"（另须填报{'、'.join(more)}）" if more else ""
        yield f"{verdict}{lacking}：{'；'.join(names)}"


def _results(rulebook: Rulebook, assessment: Assessment) -> Iterator[Block]:
    own = [r for r in assessment.results if r.rule.effect is not Effect.BONUS]
    if not own:
        return
    yield Heading("逐条对照")
    yield Table(("结论", "事项与填报", "要求（原文）", "条款"), tuple(_row(r, rulebook) for r in own), (12, 34, 36, 18))


def _row(result: RuleResult, rulebook: Rulebook) -> tuple[str, str, str, str]:
    field = result.rule.field
    soft = "（原文写的是“原则上”）" if result.rule.soft else ""
    notes = "".join(f"\n注：{safe(note)}" for note in result.notes)
    answer = own_answer(result.value, field, rulebook)
    because = f"\n{own_words(result.because)}" if result.outcome is not Outcome.MET else ""
    return (
        str(result.outcome),
        f"{field.name}：{answer}{because}{notes}",
        f"{result.quote.text}{soft}",
        str(result.quote.clause),
    )


def _bonus(rulebook: Rulebook, assessment: Assessment) -> Iterator[Block]:
    """Advantages, met ones first; an unmet one costs nothing."""
    bonus = [r for r in assessment.results if r.rule.effect is Effect.BONUS]
    if not bonus:
        return
    yield Heading("优先条件（加分项）")
    yield Paragraph("不满足不影响能否申报；满足的，按原文优先。")
    order = (Outcome.MET, Outcome.UNKNOWN, Outcome.UNMET, Outcome.NOT_APPLICABLE)
    words = {Outcome.MET: "符合", Outcome.UNKNOWN: "未填", Outcome.UNMET: "没有", Outcome.NOT_APPLICABLE: "没有"}
    rows = tuple(
        (
            words[r.outcome],
            f"{r.rule.field.name}：{own_answer(r.value, r.rule.field, rulebook)}",
            r.quote.text,
            str(r.quote.clause),
        )
        for r in sorted(bonus, key=lambda r: order.index(r.outcome))
    )
    yield Table(("情况", "事项与填报", "原文", "条款"), rows, (12, 34, 36, 18))


def _materials(items: Sequence[ChecklistItem]) -> Iterator[Block]:
    if not items:
        return
    yield Heading("材料清单")
    rows = tuple(
        (
            f"□ {item.item}",
            f"{item.copies} 份" if item.copies is not None else "—",
            item.who + (f"\n寄送：{safe(item.to.text)}（{item.to.clause}）" if item.to else ""),
            quoted(item.quote),
        )
        for item in items
    )
    yield Table(("材料", "份数", "谁报送、送到哪里", "依据（原文与条款）"), rows, (20, 9, 37, 34))
    doubts = tuple(dict.fromkeys(safe(doubt) for item in items for doubt in item.doubts))
    if doubts:
        yield Paragraph("原文的疑点，报送前请核实：")
        yield Bullets(doubts)


def _steps(steps: Sequence[DatedStep]) -> Iterator[Block]:
    if not steps:
        return
    yield Heading("日程")
    yield Paragraph("标“建议”的日子由截止日倒排，只避开周末，没有计入节假日；其余为原文写明。")
    rows = tuple(
        (
            day_words(step.day) + ("（已过）" if step.is_past else ""),
            step.what,
            step.who or "—",
            "建议" if step.quote is None else quoted(step.quote),
        )
        for step in steps
    )
    yield Table(("日期", "事项", "谁", "依据"), rows, (24, 32, 14, 30))


def _problems(rulebook: Rulebook, assessment: Assessment) -> Iterator[Block]:
    if not assessment.problems:
        return
    yield Heading("没有采用的填报")
    yield Paragraph("以下所填不能采用，已按不清楚处理：")
    rows = tuple(
        (
            safe(p.field),
            own_problem(p.value, p.field, rulebook),
            safe(p.problem),
            cut(safe(p.allowed), LONGEST_ADVICE),
        )
        for p in assessment.problems
    )
    yield Table(("事项", "所填", "问题", "可以怎样填"), rows, (20, 20, 26, 34))


def _open(assessment: Assessment) -> Iterator[Block]:
    if assessment.open_points:
        yield Heading("原文没有写明的")
        yield Bullets(tuple(f"{quoted(point.quote)}：{safe(point.text)}" for point in assessment.open_points))
