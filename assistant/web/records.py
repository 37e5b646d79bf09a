"""What the browser keeps of a conversation and sends back: data of strangers, checked before anything is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.errors import LONGEST_QUESTION
from assistant.model import Answer, Turn
from assistant.web.shelf import Shelf

MAX_TURNS = 60
HISTORY = 8
_MAX_TEXT = 20_000
_MAX_PARTS = 80

_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)

Key = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
Question = Annotated[str, Field(max_length=4 * LONGEST_QUESTION)]


class AskRequest(BaseModel):
    """A question and the answers it follows, oldest first; `key` comes back with every message about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Key
    question: Question
    history: Annotated[list[Any], Field(max_length=HISTORY)]


class KeptTurn(BaseModel):
    """An answer as the browser kept it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Key
    answer: Any
    suggestions: Annotated[list[Question], Field(max_length=3)] = []


class OpenRequest(BaseModel):
    """What a page asks for as it opens: the answers it kept, to be shown again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kept: Annotated[list[KeptTurn], Field(max_length=MAX_TURNS)]


def to_record(answer: Answer) -> dict[str, Any]:
    """The answer as JSON data, for the browser to keep."""
    return _ANSWER.dump_python(answer, mode="json")


def from_record(record: Any) -> Answer | None:
    """The answer a browser kept; None if it isn't one any more, or is larger than any of ours."""
    try:
        answer = _ANSWER.validate_python(record)
    except ValidationError:
        return None
    parts = (answer.citations, answer.open_parts, answer.nearest, answer.doubts)
    if len(answer.text) > _MAX_TEXT or any(len(part) > _MAX_PARTS for part in parts):
        return None
    return answer


def turns(records: Sequence[Any], shelf: Shelf) -> tuple[Turn, ...]:
    """Earlier exchanges a new question may follow: those whose quotes still stand on the shelf."""
    answers = (from_record(record) for record in records)
    return tuple(
        Turn(answer.question, answer) for answer in answers if answer and all(map(shelf.quoted, answer.citations))
    )
