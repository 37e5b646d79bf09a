"""What the tab 自评表 asks of the server: a form, an outcome, answers found in a text, a file. Nothing is kept here."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from assistant.assess import assess
from assistant.assessing.materials import dated_steps
from assistant.assessing.model import Assessment
from assistant.assessing.portfolio import Project, assess_portfolio
from assistant.assessing.prefill import prefill
from assistant.assessing.results import plain
from assistant.assessing.whatif import what_if
from assistant.reports.calendar import calendar_ics
from assistant.reports.export_assessment import assessment_docx
from assistant.reports.render_assessment import assessment_markdown
from assistant.rulebook import DirectionError, Question, Rulebook, RulebookError
from assistant.web.assess_request import AssessRequest, FileRequest, FormRequest, ReadRequest
from assistant.web.failures import Reply, replied
from assistant.web.form_html import chooser_html, form_html
from assistant.web.outcome_html import conflicts_html, told_html, verdict_html, verdict_text, window_text
from assistant.web.recognised_html import recognised_html
from assistant.web.result_html import Result
from assistant.web.service import Answering
from assistant.web.shelf import Shelf
from corpus.errors import PolicyError
from corpus.model import Document

_log = logging.getLogger(__name__)
_Request = TypeVar("_Request", bound=BaseModel)

_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown;charset=utf-8",
    "ics": "text/calendar;charset=utf-8",
}


def server_functions(assistant: Answering, today: Callable[[], date]) -> list[Callable[[Any], Reply]]:
    """What the script may call, by name. Each takes one request and gives one reply; a failure is `{"error": …}`."""

    def assess_form(request: Any) -> Reply:
        return _safely(form, FormRequest, request, assistant)

    def assess_now(request: Any) -> Reply:
        return _safely(outcome, AssessRequest, request, assistant, today())

    def assess_read(request: Any) -> Reply:
        return _safely(recognise, ReadRequest, request, assistant)

    def assess_file(request: Any) -> Reply:
        return _safely(file, FileRequest, request, assistant, today())

    return [assess_form, assess_now, assess_read, assess_file]


def form(request: FormRequest, assistant: Answering) -> Reply:
    """Choosers and the form of a direction; without a direction the choosers only.

    Raises:
        PolicyError: If no notice has rules, or those of the one asked for are broken.
    """
    documents = _documents(assistant)
    known = {document.id for document in documents}
    rulebook = assistant.rules.rulebook(request.document if request.document in known else None)
    document, trouble = rulebook.document, ""
    try:
        direction = rulebook.direction(request.direction)
    except DirectionError:
        direction = None
        trouble = "" if request.direction is None else "原来选的方向已不在这份通知里，请重新选择"
    is_chosen = direction is not None or not document.directions
    shelf = Shelf.of(assistant.documents)
    return {
        "document": document.id,
        "direction": direction.number if direction else None,
        "chosen": is_chosen,
        "choosers": chooser_html(documents, document, direction),
        "form": form_html(rulebook, direction, shelf) if is_chosen else "",
        "names": {str(d.number): d.name for d in document.directions},
        "trouble": trouble,
    }


def outcome(request: AssessRequest, assistant: Answering, today: date) -> Reply:
    """What the answers come to: verdict, an outcome beside each question, what the projects can't be together.

    Raises:
        PolicyError: If the notice has no rules, or the direction isn't one of its.
    """
    rulebook = assistant.rules.rulebook(request.document)
    given = request.project
    told = assess(rulebook, given.direction, given.facts, today)
    shelf = Shelf.of(assistant.documents)
    together = _together(request, rulebook, today, shelf)
    hidden = _hidden(rulebook, told, given.facts)
    asked = [q for q in rulebook.questions(told.direction) if q.field.name not in hidden]
    reply = {
        "verdict": verdict_html(told),
        "text": verdict_text(told),
        "window": window_text(told, rulebook.document),
        "told": _told(told, asked),
        "problems": [problem.field for problem in told.problems],
        "hidden": sorted(hidden),
        "progress": _progress(told, asked, given.facts),
        "conflicts": together,
    }
    if request.full:
        steps = dated_steps(rulebook, today, request.deadline)
        changes = what_if(rulebook, told, given.facts)
        reply["result"] = Result(rulebook, told, changes, steps, shelf, given.name, together).html()
    return reply


def recognise(request: ReadRequest, assistant: Answering) -> Reply:
    """Answers that a description seems to give, each to be confirmed by the visitor.

    Raises:
        PolicyError: As for `outcome`.
    """
    rulebook = assistant.rules.rulebook(request.document)
    direction = rulebook.direction(request.direction)
    found = prefill(rulebook, direction, request.text)
    return {
        "html": recognised_html(found, request.text, rulebook, request.facts),
        "found": [{"field": item.field, "value": plain(item.value)} for item in found],
    }


def file(request: FileRequest, assistant: Answering, today: date) -> Reply:
    """A file of the result, base64-coded, with its name and type.

    Raises:
        PolicyError: As for `outcome`.
    """
    rulebook = assistant.rules.rulebook(request.document)
    given = request.project
    told = assess(rulebook, given.direction, given.facts, today)
    steps = dated_steps(rulebook, today, request.deadline)
    changes = what_if(rulebook, told, given.facts)
    if request.format == "docx":
        data = assessment_docx(rulebook, told, changes, steps)
    elif request.format == "md":
        data = assessment_markdown(rulebook, told, changes, steps).encode("utf-8", "replace")
    else:
        data = calendar_ics(rulebook, steps)
    number = f"-方向{told.direction.number}" if told.direction else ""
    return {
        "name": f"自评表{number}-{today.isoformat()}.{request.format}",
        "type": _TYPES[request.format],
        "data": base64.b64encode(data).decode("ascii"),
    }


def _safely(work: Callable[..., Reply], model: type[_Request], request: Any, *more: Any) -> Reply:
    return replied(
        lambda: work(model.model_validate(request), *more),
        "核对时出了意外的错误",
        "请刷新页面后重试；若仍出错，请清空自评",
    )


def _documents(assistant: Answering) -> list[Document]:
    """Documents that have rules; one whose rules are broken counts, so that choosing it says what is wrong."""
    found: list[Document] = []
    for document in assistant.documents:
        try:
            assistant.rules.rulebook(document.id)
        except RulebookError:
            continue
        except PolicyError:
            _log.warning("rules of %s can't be read", document.id)
        found.append(document)
    return found


def _together(request: AssessRequest, rulebook: Rulebook, today: date, shelf: Shelf) -> str:
    if len(request.projects) < 2:
        return ""
    projects = [Project(p.key, p.direction, p.facts, p.name) for p in request.projects]
    names = {p.key: p.name or f"项目 {n}" for n, p in enumerate(request.projects, 1)}
    found = assess_portfolio(rulebook, projects, today).conflicts
    return conflicts_html(found, names, rulebook.document, shelf)


def _hidden(rulebook: Rulebook, told: Assessment, facts: Mapping[str, Any]) -> frozenset[str]:
    """Questions that hang on another answer which doesn't, or not yet, make them matter."""
    broken = {problem.field for problem in told.problems}
    hidden: set[str] = set()
    for question in rulebook.questions(told.direction):
        name = question.field.name
        own = [result for result in told.results if result.rule.field.name == name]
        if not question.depends or name in broken or any(result.case for result in own):
            continue
        is_idle = all(not result.unknown for result in own)
        if is_idle or facts.get(name) is None:
            hidden.add(name)
    return frozenset(hidden)


def _told(told: Assessment, asked: Sequence[Question]) -> dict[str, str]:
    problems = {problem.field: problem for problem in told.problems}
    return {
        question.field.name: told_html(
            [result for result in told.results if result.rule.field == question.field],
            problems.get(question.field.name),
        )
        for question in asked
    }


def _progress(told: Assessment, asked: Sequence[Question], facts: Mapping[str, Any]) -> Reply:
    """How many of the questions that matter for the verdict are answered, and all told."""
    broken = {problem.field for problem in told.problems}
    needed = [q.field.name for q in asked if q.decides and not q.field.optional]
    known = [name for name in needed if facts.get(name) is not None and name not in broken]
    return {"answered": len(known), "of": len(needed)}
