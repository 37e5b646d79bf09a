"""One question on its way: stages as they begin, then the answer or the failure, as messages for the browser."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from datetime import date
from typing import Any

from pydantic import ValidationError

from assistant.model import AskOptions, Turn
from assistant.web.answer_html import turn_html
from assistant.web.failures import replied
from assistant.web.records import AskRequest, to_record, turns
from assistant.web.service import Answering
from assistant.web.shelf import Shelf
from corpus.errors import PolicyError

_HEARTBEAT_S = 2.0

Message = dict[str, Any]


class Stopped(PolicyError):
    """The visitor stopped the question or left."""

    def __init__(self) -> None:
        super().__init__("已停止")


async def messages(assistant: Answering, request: Any, today: Callable[[], date]) -> AsyncGenerator[Message]:
    """Ask, and tell of it.

    Yields, each with the request's `key`: `{"kind": "stage", "stage", "beat"}` as a stage begins and every two
    seconds after, then one of `{"kind": "answer", "html", "record", "suggestions"}` and
    `{"kind": "error", "what", "where", "next"}`. Closing the iterator ends the work at its next stage.
    """
    try:
        asked = AskRequest.model_validate(request)
    except ValidationError:
        yield error_message("", PolicyError("页面送来的问题无法识别", next_step="请刷新页面后重试"))
        return
    stopped = threading.Event()
    stages: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def on_stage(stage: str) -> None:
        if stopped.is_set():
            raise Stopped
        loop.call_soon_threadsafe(stages.put_nowait, stage)

    work = asyncio.ensure_future(asyncio.to_thread(_answer, assistant, asked, today(), on_stage))
    try:
        async for message in progress(asked.key, work, stages):
            yield message
        yield work.result()
    finally:
        stopped.set()


async def progress(key: str, work: asyncio.Future[Message], stages: asyncio.Queue[str]) -> AsyncIterator[Message]:
    """A message as each stage begins, and every two seconds after, until the work is done."""
    stage, beat = "", 0
    while not work.done():
        next_stage = asyncio.ensure_future(stages.get())
        await asyncio.wait({next_stage, work}, timeout=_HEARTBEAT_S, return_when=asyncio.FIRST_COMPLETED)
        if next_stage.done():
            stage = next_stage.result()
        else:
            next_stage.cancel()
        if not work.done():
            beat += 1
            yield {"kind": "stage", "key": key, "stage": stage, "beat": beat}


def _answer(assistant: Answering, asked: AskRequest, today: date, on_stage: Callable[[str], None]) -> Message:
    reply = replied(lambda: _answered(assistant, asked, today, on_stage), "回答时出了意外的错误")
    return {"kind": "error" if "error" in reply else "answer", "key": asked.key, **reply.get("error", reply)}


def _answered(assistant: Answering, asked: AskRequest, today: date, on_stage: Callable[[str], None]) -> Message:
    shelf = Shelf.of(assistant.documents)
    history = turns(asked.history, shelf)
    answer = assistant.ask(asked.question, history, AskOptions(as_of=today), on_stage)
    suggestions = assistant.suggest((*history, Turn(asked.question, answer)))[:3]
    return {
        "html": turn_html(asked.key, answer, shelf, suggestions),
        "record": to_record(answer),
        "suggestions": list(suggestions),
    }


def error_message(key: str, error: PolicyError) -> Message:
    return {"kind": "error", "key": key, "what": error.what, "where": error.where, "next": error.next_step}
