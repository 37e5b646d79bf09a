"""Many cases through one assistant: a line of JSON in, a result out. Nothing a line holds ends the run."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, Any, Final, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, StrictInt, ValidationError

from assistant.errors import InputError
from assistant.model import Answer, AskOptions, Turn
from assistant.results import Data, answer_data, error_data, unexpected
from corpus.errors import PolicyError, UnknownDocumentError
from corpus.model import Document

CaseId = str | int

_BLANK: Final = b" \t\r\n"
_BOM: Final = b"\xef\xbb\xbf"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHAPES: Final = {
    "id": "id 应为字符串或整数",
    "question": "question 应为字符串",
    "turns": "turns 应为列表，至少有一轮",
    "as_of": "as_of 应为 2023-12-01 这样的日期",
    "documents": "documents 应为文件编号的列表",
}
_log = logging.getLogger(__name__)


class Asking(Protocol):
    """What answers; `assistant.service.Assistant` fits."""

    @property
    def documents(self) -> tuple[Document, ...]: ...

    def ask(self, question: str, history: Sequence[Turn] = (), options: AskOptions | None = None) -> Answer: ...


def parse_day(text: object) -> date:
    """A date written as `2023-12-01`, and in no other way.

    Raises:
        ValueError: If it isn't one.
    """
    if isinstance(text, str) and _DAY.fullmatch(text):
        return date.fromisoformat(text)
    raise ValueError(f"not a date: {text!r}")


class _Turn(BaseModel):
    """One turn of a conversation. What else a line holds is not looked at: test sets carry what is expected."""

    model_config = ConfigDict(frozen=True)

    # not `str`, which refuses lone surrogates
    question: InstanceOf[str]


class _Case(BaseModel):
    """One line: a question or a conversation."""

    model_config = ConfigDict(frozen=True)

    id: InstanceOf[str] | StrictInt | None = None
    question: InstanceOf[str] | None = None
    turns: Annotated[list[Any], Field(min_length=1)] | None = None
    as_of: Annotated[date, BeforeValidator(parse_day)] | None = None
    documents: list[InstanceOf[str]] | None = None


def results(lines: Iterable[bytes], assistant: Asking, defaults: AskOptions) -> Iterator[Data]:
    """One result for each line that isn't blank, in order, as soon as the line is there.

    A case without an id gets the number of its line, from 1. What can't be read or answered gives `{"id", "error"}`.

    Args:
        lines: UTF-8, each with or without its line end.
        defaults: For cases that don't say which day or which documents are meant.
    """
    for number, line in enumerate(lines, start=1):
        if line.removeprefix(_BOM).strip(_BLANK):
            yield _result(number, line.removeprefix(_BOM), assistant, defaults)


def _result(number: int, line: bytes, assistant: Asking, defaults: AskOptions) -> Data:
    case_id: CaseId = number
    try:
        fields = _fields(line)
        case_id = _id(fields.get("id"), number)
        case = _validated(fields)
        options = AskOptions(
            case.as_of or defaults.as_of, defaults.documents if case.documents is None else tuple(case.documents)
        )
        _check_documents(options.documents, assistant.documents)
    except PolicyError as error:
        return {"id": case_id, **error_data(error)}
    if case.turns is not None:
        return {"id": case_id, "turns": _conversation(case_id, case.turns, assistant, options)}
    return _told(case_id, _answer(case.question or "", (), assistant, options))


def _fields(line: bytes) -> dict[Any, Any]:
    try:
        # Surrogates on their own are taken as they are; what reads and what writes the text deals with them.
        found: object = json.loads(line.decode("utf-8", "surrogatepass"))
    except UnicodeDecodeError as error:
        raise InputError.bad_line("不是 UTF-8 编码") from error
    except (ValueError, RecursionError) as error:
        raise InputError.bad_line("不是 JSON") from error
    if not isinstance(found, dict):
        raise InputError.bad_line("不是 JSON 对象")
    return found  # pyright: ignore[reportUnknownVariableType]


def _id(given: object, number: int) -> CaseId:
    return given if isinstance(given, str | int) and not isinstance(given, bool) else number


def _validated(fields: dict[Any, Any]) -> _Case:
    try:
        case = _Case.model_validate(fields)
    except ValidationError as error:
        names = dict.fromkeys(str(item["loc"][0]) for item in error.errors(include_url=False, include_input=False))
        raise InputError.bad_line("；".join(_SHAPES[name] for name in names)) from error
    if (case.question is None) == (case.turns is None):
        raise InputError.bad_line("应有 question 或 turns，且只有其中一个")
    return case


def _check_documents(wanted: Sequence[str], held: Sequence[Document]) -> None:
    known = tuple(document.id for document in held)
    for document in wanted:
        if document not in known:
            raise UnknownDocumentError.unknown(document, known)


def _conversation(case_id: CaseId, turns: Sequence[Any], assistant: Asking, options: AskOptions) -> list[Data]:
    """A turn that fails is left out of what later turns follow."""
    history: list[Turn] = []
    told: list[Data] = []
    for number, raw in enumerate(turns, start=1):
        try:
            question = _Turn.model_validate(raw).question
        except ValidationError:
            failed = InputError.bad_line(f'turns 的第 {number} 轮应为 {{"question": "…"}}')
            told.append(_told(f"{case_id}#{number}", failed))
            continue
        answer = _answer(question, tuple(history), assistant, options)
        if isinstance(answer, Answer):
            history.append(Turn(question, answer))
        told.append(_told(f"{case_id}#{number}", answer))
    return told


def _answer(question: str, history: Sequence[Turn], assistant: Asking, options: AskOptions) -> Answer | PolicyError:
    try:
        return assistant.ask(question, history, options)
    except PolicyError as error:
        return error
    except Exception as error:  # noqa: BLE001 - the outermost handler of a line: the lines after it are answered all the same
        _log.exception("一个问题的回答出了意外的错误")
        return unexpected(error)


def _told(case_id: CaseId, told: Answer | PolicyError) -> Data:
    return (
        {"id": case_id, **error_data(told)} if isinstance(told, PolicyError) else {**answer_data(told), "id": case_id}
    )
