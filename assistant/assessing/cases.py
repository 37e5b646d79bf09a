"""What a case of `assess` holds: one project, or several of one applicant. A file holds one case."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf

from assistant.assess import assess_facts
from assistant.assessing.facts import read_facts
from assistant.assessing.materials import dated_steps
from assistant.assessing.portfolio import Project, assess_portfolio
from assistant.assessing.results import assessment_data, portfolio_data
from assistant.assessing.whatif import what_if
from assistant.errors import InputError
from assistant.jsonl import CaseId, Fields, Handle, parse_day, validated
from assistant.results import Data
from assistant.rulebook import Rulebook, RuleShelf

_LARGEST: Final = 1_000_000
_SHAPES: Final = {
    "direction": "direction 应为方向的序号或条款路径",
    "facts": "facts 应为对象，一项一个键",
    "projects": "projects 应为列表，至少有一个项目",
    "as_of": "as_of 应为 2023-12-01 这样的日期",
    "document": "document 应为文件编号",
}


class _Case(BaseModel):
    """One project, or several."""

    model_config = ConfigDict(frozen=True)

    direction: Any = None
    facts: dict[str, Any] | None = None
    projects: Annotated[list[dict[str, Any]], Field(min_length=1)] | None = None
    as_of: Annotated[date, BeforeValidator(parse_day)] | None = None
    document: InstanceOf[str] | None = None


def assessed(shelf: RuleShelf, as_of: date, document: str | None = None) -> Handle:
    """Judges one project, or several together.

    Args:
        as_of: For cases that don't say which day is meant.
        document: For cases that don't name one.
    """

    def handle(case_id: CaseId, fields: Fields) -> Data:
        case = validated(_Case, fields, _SHAPES)
        rulebook = shelf.rulebook(case.document or document)
        day = case.as_of or as_of
        if case.projects is not None:
            projects = [_project(number, raw) for number, raw in enumerate(case.projects, start=1)]
            return portfolio_data(assess_portfolio(rulebook, projects, day), case_id)
        if case.facts is None or case.direction is None:
            raise InputError.bad_line("应有 direction 和 facts，或 projects")
        return _one(rulebook, case.direction, case.facts, day, case_id)

    return handle


def facts_file(path: Path, stdin: BinaryIO) -> Fields:
    """The case of a JSON file; `-` is `stdin`.

    Raises:
        InputError: If it can't be read, is too large or isn't a JSON object.
    """
    name = "标准输入" if str(path) == "-" else str(path)
    try:
        if str(path) == "-":
            data = stdin.read(_LARGEST + 1)
        else:
            with path.open("rb") as file:
                data = file.read(_LARGEST + 1)
    except OSError as error:
        raise InputError("文件无法读取", name, f"请检查文件是否存在、可读（{error.strerror}）") from error
    if len(data) > _LARGEST:
        raise InputError(f"文件超过 {_LARGEST:,} 字节", name, "自评的事实只需几十行，请检查是否选错了文件")
    try:
        found: Any = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        place = f"（第 {error.lineno} 行第 {error.colno} 列）" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(
            f"文件不是 UTF-8 编码的 JSON{place}", name, '请写成 {"direction": 22, "facts": {…}}'
        ) from error
    if not isinstance(found, dict):
        raise InputError("文件里不是一个 JSON 对象", name, '请写成 {"direction": 22, "facts": {…}}')
    return found  # pyright: ignore[reportUnknownVariableType]


def _one(rulebook: Rulebook, direction: Any, given: dict[str, Any], as_of: date, case_id: CaseId) -> Data:
    started = time.perf_counter()
    wanted = rulebook.direction(direction)
    facts = read_facts(rulebook, wanted, given)
    assessment = assess_facts(rulebook, wanted, facts, as_of, case_id)
    told = assessment.timed((time.perf_counter() - started) * 1000)
    return assessment_data(told, what_if(rulebook, assessment, given), dated_steps(rulebook, as_of))


def _project(number: int, raw: dict[str, Any]) -> Project:
    given = raw.get("id")
    case_id = given if isinstance(given, str | int) and not isinstance(given, bool) else number
    name = raw.get("name")
    return Project(case_id, raw.get("direction"), raw.get("facts", {}), name if isinstance(name, str) else "")
