"""A description on its way: matched, read from a file, or written into a Word file. Data of strangers is checked here."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator, Callable
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.matching.description import LONGEST
from assistant.reports.export import match_docx
from assistant.reports.render import match_plain
from assistant.results import encodable
from assistant.web.asking import Message, error_message, progress
from assistant.web.direction_html import described_html, found_html
from assistant.web.failures import nonsense, replied
from assistant.web.records import Key
from assistant.web.service import Answering
from assistant.web.shelf import Shelf
from corpus.reader import LIMITS, ReadError, read_bytes

STAGES = ("读描述", "比对方向", "整理依据")
MOST_SHOWN = 10 * LONGEST


class MatchRequest(BaseModel):
    """A description to match, and where; `key` comes back with every message about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Key
    description: Annotated[str, Field(max_length=2 * MOST_SHOWN)]
    document: Annotated[str, Field(max_length=200)] | None = None


class FileRequest(BaseModel):
    """A file to read: its name as the visitor's machine calls it, its bytes in base64."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(max_length=1000)]
    data: str


async def messages(service: Answering, request: Any, today: Callable[[], date]) -> AsyncGenerator[Message]:
    """Match, and tell of it.

    Yields, each with the request's `key`: `{"kind": "stage", "stage", "beat"}` as a stage begins and every two
    seconds after, then one of `{"kind": "match", "described", "found"}` and
    `{"kind": "error", "what", "where", "next"}`.
    """
    try:
        asked = MatchRequest.model_validate(request)
    except ValidationError:
        yield error_message("", nonsense())
        return
    stages: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def on_stage(stage: str) -> None:
        loop.call_soon_threadsafe(stages.put_nowait, stage)

    work = asyncio.ensure_future(asyncio.to_thread(_matched, service, asked, today(), on_stage))
    async for message in progress(asked.key, work, stages):
        yield message
    yield work.result()


def file_text(request: Any) -> dict[str, Any]:
    """The text of an uploaded file, `{"text", "notes"}`, or `{"error": {"what", "where", "next"}}`. Nothing is stored."""
    return replied(lambda: _read(request), "读取文件时出了意外的错误")


def word_file(service: Answering, request: Any, today: date) -> dict[str, Any]:
    """The match as a Word file, `{"name", "data"}` with its bytes in base64, or `{"error"}` as of `file_text`."""
    return replied(lambda: _written(service, request, today), "生成 Word 文件时出了意外的错误")


def _matched(service: Answering, asked: MatchRequest, today: date, on_stage: Callable[[str], None]) -> Message:
    told = replied(lambda: _shown(service, asked, today, on_stage), "选方向时出了意外的错误")
    if "error" in told:
        return {"kind": "error", "key": asked.key, **told["error"]}
    return {"kind": "match", "key": asked.key, **told}


def _shown(service: Answering, asked: MatchRequest, today: date, on_stage: Callable[[str], None]) -> dict[str, Any]:
    on_stage(STAGES[0])
    on_stage(STAGES[1])
    match = service.match(asked.description, asked.document)
    on_stage(STAGES[2])
    shelf = Shelf.of(service.documents)
    copied = match_plain(match, shelf.documents[match.document], asked.description, today)
    return {"described": described_html(match, asked.description), "found": found_html(match, shelf, copied)}


def _read(request: Any) -> dict[str, Any]:
    given = FileRequest.model_validate(request)
    if len(given.data) > LIMITS.file_bytes * 4 // 3 + 4:
        raise ReadError.too_big(LIMITS.file_bytes).at(given.name[-60:])
    found = read_bytes(given.name, base64.b64decode(given.data, validate=True))
    notes = list(found.notes)
    if len(found.text) > MOST_SHOWN:
        notes.append(f"文件有 {len(found.text):,} 字，这里只放入前 {MOST_SHOWN:,} 字")
    return {"text": encodable(found.text[:MOST_SHOWN]), "notes": notes}


def _written(service: Answering, request: Any, today: date) -> dict[str, Any]:
    asked = MatchRequest.model_validate(request)
    match = service.match(asked.description, asked.document)
    document = Shelf.of(service.documents).documents[match.document]
    data = match_docx(match, document, asked.description, today)
    return {"name": f"选方向结果-{today:%Y%m%d}.docx", "data": base64.b64encode(data).decode()}
