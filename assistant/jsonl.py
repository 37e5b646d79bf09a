"""Many cases, a line of JSON each: what a line may hold, and what is told of it. Nothing a line holds ends the run."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from assistant.errors import InputError
from assistant.results import Data, error_data, unexpected
from corpus.errors import PolicyError

CaseId = str | int
Fields = dict[Any, Any]
Handle = Callable[[CaseId, Fields], Data]
"""One case → its result, without the id. What it raises is told in place of the result."""

_BLANK: Final = b" \t\r\n"
_BOM: Final = b"\xef\xbb\xbf"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_log = logging.getLogger(__name__)
_Case = TypeVar("_Case", bound=BaseModel)


def parse_day(text: object) -> date:
    """A date written as `2023-12-01`, and in no other way.

    Raises:
        ValueError: If it isn't one.
    """
    if isinstance(text, str) and _DAY.fullmatch(text):
        return date.fromisoformat(text)
    raise ValueError(f"not a date: {text!r}")


def results(lines: Iterable[bytes], handle: Handle) -> Iterator[Data]:
    """One result for each line that isn't blank, in order, as soon as the line is there.

    A case without an id gets the number of its line, from 1. What can't be read or answered gives `{"id", "error"}`.

    Args:
        lines: UTF-8, each with or without its line end.
    """
    for number, line in enumerate(lines, start=1):
        if line.removeprefix(_BOM).strip(_BLANK):
            yield _result(number, line.removeprefix(_BOM), handle)


def told(case_id: CaseId, handle: Callable[[], Data]) -> Data:
    """What `handle` gives, or the error it raised, under the case's id."""
    try:
        return {"id": case_id} | handle() | {"id": case_id}
    except PolicyError as error:
        return {"id": case_id, **error_data(error)}
    except Exception as error:  # noqa: BLE001 - the outermost handler of a case: those after it are dealt with all the same
        _log.exception("一个问题的处理出了意外的错误")
        return {"id": case_id, **error_data(unexpected(error))}


def validated(model: type[_Case], fields: Fields, shapes: dict[str, str]) -> _Case:
    """Fields as a case of this model.

    Args:
        shapes: What each field should be, in words.

    Raises:
        InputError: If they aren't one.
    """
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        names = dict.fromkeys(str(item["loc"][0]) for item in error.errors(include_url=False, include_input=False))
        raise InputError.bad_line("；".join(shapes[name] for name in names)) from error


def _result(number: int, line: bytes, handle: Handle) -> Data:
    try:
        fields = _fields(line)
    except PolicyError as error:
        return {"id": number, **error_data(error)}
    given = fields.get("id")
    if given is not None and not _is_id(given):
        return {"id": number, **error_data(InputError.bad_line("id 应为字符串或整数"))}
    case_id: CaseId = number if given is None else given
    return told(case_id, lambda: handle(case_id, fields))


def _fields(line: bytes) -> Fields:
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


def _is_id(given: object) -> bool:
    return isinstance(given, str | int) and not isinstance(given, bool)
