"""A self-assessment as the public contract writes it in JSON. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from assistant.assessing.facts import Problem
from assistant.assessing.materials import DatedStep
from assistant.assessing.model import Assessment, ChecklistItem, Missing, RuleResult
from assistant.assessing.portfolio import Conflict, Portfolio
from assistant.assessing.whatif import WhatIf
from assistant.results import Data, error_data, shown
from corpus.errors import PolicyError
from corpus.rule_model import OpenPoint


def assessment_data(assessment: Assessment, what_if: WhatIf | None = None, dates: Sequence[DatedStep] = ()) -> Data:
    """The keys of the contract, and beside them `document`, `notes`, and on request `what_if` and `dates`."""
    return {
        "id": assessment.id,
        "document": assessment.document,
        "direction": str(assessment.direction.path) if assessment.direction else None,
        "verdict": str(assessment.verdict),
        "window": str(assessment.window),
        "as_of": assessment.as_of.isoformat(),
        "blocking": [_named(result) for result in assessment.blocking],
        "missing": [_missing(missing) for missing in assessment.missing],
        "bonus": [_named(result) for result in assessment.bonus],
        "results": [_result(result) for result in assessment.results],
        "checklist": [_item(item) for item in assessment.checklist],
        "problems": [_problem(problem) for problem in assessment.problems],
        "notes": [_note(point) for point in assessment.open_points],
        **({"what_if": what_if_data(what_if)} if what_if else {}),
        **({"dates": [_step(step) for step in dates]} if dates else {}),
        "ms": assessment.ms,
    }


def portfolio_data(portfolio: Portfolio, case_id: str | int) -> Data:
    """One result a project, in order; a project that can't be assessed has `id` and `error`."""
    return {
        "id": case_id,
        "assessments": [
            {"id": project, **error_data(told)} if isinstance(told, PolicyError) else assessment_data(told)
            for project, told in portfolio.assessments
        ],
        "conflicts": [_conflict(conflict) for conflict in portfolio.conflicts],
    }


def case_text(data: Data) -> str:
    """One case as a person reads it in a terminal: the verdict, what blocks, what is missing, the rest of the trace."""
    if "assessments" in data:
        parts = [f"【项目 {told['id']}】\n{_told_text(told)}" for told in data["assessments"]]
        parts += [f"冲突：{c['why']}（{c['clause']}：“{_one_line(c['quote'])}”）" for c in data["conflicts"]]
        return shown("\n\n".join(parts))
    return shown(_told_text(data))


def _told_text(data: Data) -> str:
    if "error" in data:
        error = data["error"]
        return "；".join(part for part in (f"错误：{error['what']}", error["where"], error["next"]) if part)
    closed = "" if data["window"] == "open" else "（申报期已过，供演练参考）"
    lines = [f"{data['verdict']}{closed}　方向：{data['direction'] or '（无）'}　判断日期：{data['as_of']}"]
    lines += [f"填报有误：{p['field']} = {p['value']}：{p['problem']}；可填：{p['allowed']}" for p in data["problems"]]
    lines += [f"不符合：{b['why']}（{b['clause']}：“{_one_line(b['quote'])}”）" for b in data["blocking"]]
    lines += [f"还缺：{m['ask']}（{m['clause']}）" for m in data["missing"]]
    lines += [f"优先：{b['why']}（{b['clause']}）" for b in data["bonus"]]
    lines += [f"怎样改变：{c['change']}" for c in data.get("what_if", {}).get("changes", ())]
    lines += [f"　{r['outcome']}　{r['because']}（{r['clause']}）" for r in data["results"]]
    lines += [f"材料：{i['item']}　{i['copies'] or ''}　{i['who']}（{i['clause']}）" for i in data["checklist"]]
    return "\n".join(lines)


def _one_line(quote: str) -> str:
    return re.sub(r"\s*\n\s*", " ", quote)


def what_if_data(what_if: WhatIf) -> Data:
    return {
        "changes": [
            {"rule": c.rule, "field": c.field, "change": c.text, "value": plain(c.value)} for c in what_if.changes
        ],
        "decides": [
            {
                "field": d.field,
                "rule": d.rule,
                "clause": str(d.quote.clause),
                "quote": d.quote.text,
                "options": [
                    {"answer": o.answer, "value": plain(o.value), "outcome": str(o.outcome)} for o in d.options
                ],
            }
            for d in what_if.decisions
        ],
        "directions": [
            {
                "clause": str(other.direction.path),
                "name": other.direction.name,
                "category": other.direction.category,
                "verdict": str(other.verdict),
                "missing": list(other.missing),
            }
            for other in what_if.directions
        ],
    }


def plain(value: object) -> Any:
    """A value as JSON has it; what JSON hasn't becomes text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in cast("list[object]", value)]
    return str(value)


def _named(result: RuleResult) -> Data:
    quote = result.quote
    return {"rule": result.rule.id, "clause": str(quote.clause), "quote": quote.text, "why": result.because}


def _missing(missing: Missing) -> Data:
    return {"field": missing.field, "ask": missing.ask, "clause": str(missing.result.quote.clause)}


def _result(result: RuleResult) -> Data:
    return {
        "rule": result.rule.id,
        "outcome": str(result.outcome),
        "clause": str(result.quote.clause),
        "quote": result.quote.text,
        "field": result.rule.field.name,
        "value": plain(result.value),
        "because": result.because,
        "effect": str(result.rule.effect),
        "soft": result.rule.soft,
        "notes": list(result.notes),
    }


def _item(item: ChecklistItem) -> Data:
    return {
        "item": item.item,
        "copies": item.copies,
        "clause": str(item.quote.clause),
        "quote": item.quote.text,
        "who": item.who,
        "to": {"clause": str(item.to.clause), "quote": item.to.text} if item.to else None,
        "doubts": list(item.doubts),
    }


def _problem(problem: Problem) -> Data:
    return {
        "field": problem.field,
        "value": plain(problem.value),
        "problem": problem.problem,
        "allowed": problem.allowed,
    }


def _note(point: OpenPoint) -> Data:
    return {"clause": str(point.quote.clause), "quote": point.quote.text, "text": point.text}


def _step(step: DatedStep) -> Data:
    return {
        "what": step.what,
        "day": step.day.isoformat(),
        "who": step.who,
        "suggested": step.is_suggestion,
        "past": step.is_past,
        "clause": str(step.quote.clause) if step.quote else None,
        "quote": step.quote.text if step.quote else None,
    }


def _conflict(conflict: Conflict) -> Data:
    return {
        "rule": conflict.limit.id,
        "clause": str(conflict.limit.quote.clause),
        "quote": conflict.limit.quote.text,
        "why": conflict.why,
        "projects": list(conflict.projects),
    }
