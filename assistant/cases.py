"""What a line of `ask --jsonl`, `match --jsonl` and `assess --jsonl` holds, and how it is dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Final, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, ValidationError

from assistant.errors import InputError
from assistant.jsonl import CaseId, Fields, Handle, parse_day, told, validated
from assistant.matching.model import Match
from assistant.model import Answer, AskOptions, Turn
from assistant.results import Data, answer_data, match_data
from corpus.errors import UnknownDocumentError
from corpus.model import Document

_SHAPES: Final = {
    "question": "question 应为字符串",
    "turns": "turns 应为列表，至少有一轮",
    "as_of": "as_of 应为 2023-12-01 这样的日期",
    "documents": "documents 应为文件编号的列表",
    "description": "description 应为字符串",
    "document": "document 应为文件编号",
}


class Asking(Protocol):
    """What answers; `assistant.service.Assistant` fits."""

    @property
    def documents(self) -> tuple[Document, ...]: ...

    def ask(self, question: str, history: Sequence[Turn] = (), options: AskOptions | None = None) -> Answer: ...


class Matching(Protocol):
    """What finds directions; `assistant.service.Assistant` fits."""

    def match(self, description: str, document: str | None = None) -> Match: ...


class _Turn(BaseModel):
    """One turn of a conversation. What else a line holds is not looked at: test sets carry what is expected."""

    model_config = ConfigDict(frozen=True)

    # not `str`, which refuses lone surrogates
    question: InstanceOf[str]


class _AskCase(BaseModel):
    """One line: a question or a conversation."""

    model_config = ConfigDict(frozen=True)

    question: InstanceOf[str] | None = None
    turns: Annotated[list[Any], Field(min_length=1)] | None = None
    as_of: Annotated[date, BeforeValidator(parse_day)] | None = None
    documents: list[InstanceOf[str]] | None = None


class _MatchCase(BaseModel):
    """One line: a description."""

    model_config = ConfigDict(frozen=True)

    description: InstanceOf[str]
    document: InstanceOf[str] | None = None


def asked(assistant: Asking, defaults: AskOptions) -> Handle:
    """Answers a question, or a conversation turn by turn.

    Args:
        defaults: For cases that don't say which day or which documents are meant.
    """

    def handle(case_id: CaseId, fields: Fields) -> Data:
        case = validated(_AskCase, fields, _SHAPES)
        if (case.question is None) == (case.turns is None):
            raise InputError.bad_line("应有 question 或 turns，且只有其中一个")
        options = AskOptions(
            case.as_of or defaults.as_of, defaults.documents if case.documents is None else tuple(case.documents)
        )
        _check_documents(options.documents, assistant.documents)
        if case.turns is not None:
            return {"turns": _conversation(case_id, case.turns, assistant, options)}
        return answer_data(assistant.ask(case.question or "", (), options))

    return handle


def matched(assistant: Matching, document: str | None = None) -> Handle:
    """Finds the directions that fit a description.

    Args:
        document: For cases that don't name one.
    """

    def handle(case_id: CaseId, fields: Fields) -> Data:
        del case_id
        case = validated(_MatchCase, fields, _SHAPES)
        return match_data(assistant.match(case.description, case.document or document))

    return handle


def _check_documents(wanted: Sequence[str], held: Sequence[Document]) -> None:
    known = tuple(document.id for document in held)
    for document in wanted:
        if document not in known:
            raise UnknownDocumentError.unknown(document, known)


def _conversation(case_id: CaseId, turns: Sequence[Any], assistant: Asking, options: AskOptions) -> list[Data]:
    """A turn that fails is left out of what later turns follow."""
    history: list[Turn] = []

    def answered(raw: Any, number: int) -> Data:
        try:
            question = _Turn.model_validate(raw).question
        except ValidationError:
            raise InputError.bad_line(f'turns 的第 {number} 轮应为 {{"question": "…"}}') from None
        answer = assistant.ask(question, tuple(history), options)
        history.append(Turn(question, answer))
        return answer_data(answer)

    return [
        told(f"{case_id}#{number}", lambda raw=raw, number=number: answered(raw, number))
        for number, raw in enumerate(turns, start=1)
    ]
