"""The library changed from the page: files taken in, documents taken out. Data of strangers is checked here."""

from __future__ import annotations

import asyncio
import base64
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.acquire import Desk, Progress
from assistant.holdings import Held, Outcome
from assistant.web.asking import Message, error_message
from assistant.web.failures import nonsense, replied
from assistant.web.library_html import list_html, outcomes_html
from assistant.web.records import Key
from assistant.web.report_html import report_html
from assistant.web.service import Answering, Keeping
from corpus.errors import PolicyError, UnknownDocumentError
from corpus.model import Document
from corpus.reader import LIMITS, ReadError
from corpus.report import State

_LOOK_S = 0.2
_HEARTBEAT_S = 2.0
_LISTED_ONLY = ("这个页面只能查看资料库", "", "请用 policy-assistant library add 加入文件")
_UNFORESEEN = "处理资料库时出了意外的错误"


class AddRequest(BaseModel):
    """A file to take in: its name as the visitor's machine calls it, its bytes in base64."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Key
    name: Annotated[str, Field(max_length=1000)]
    data: str


class RemoveRequest(BaseModel):
    """A document to take out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Key
    remove: Annotated[str, Field(max_length=200)]


_CHANGE: TypeAdapter[AddRequest | RemoveRequest] = TypeAdapter(AddRequest | RemoveRequest)


class Keeper:
    """Changes the library for the visitors of one page, one after another.

    Args:
        desk: Gives a desk that tells of its work.
        renewed: Called after a change, so that the next answer knows of it.
    """

    def __init__(self, desk: Callable[[Progress | None], Desk], renewed: Callable[[], object]) -> None:
        self._desk = desk
        self._renewed = renewed
        self._turn = threading.Lock()

    def held(self) -> tuple[Held, ...]:
        return self._desk(None).held()

    def add(self, name: str, data: bytes, told: Progress) -> tuple[Outcome, ...]:
        with self._in_turn(told):
            outcomes = self._desk(told).add(name, data)
            if any(outcome.added and outcome.added.is_new for outcome in outcomes):
                self._renewed()
            return outcomes

    def remove(self, document: str, told: Progress) -> Document:
        with self._in_turn(told):
            removed = self._desk(told).remove(document)
            self._renewed()
            return removed

    @contextmanager
    def _in_turn(self, told: Progress) -> Generator[None]:
        began = time.monotonic()
        while not self._turn.acquire(timeout=_HEARTBEAT_S / 2):
            told(f"资料库正在处理另一份文件，已排队 {time.monotonic() - began:.0f} 秒", 0.0)
        try:
            yield
        finally:
            self._turn.release()


async def messages(keeping: Keeping | None, service: Answering, request: Any) -> AsyncGenerator[Message]:
    """Change the library, and tell of it.

    Yields, each with the request's `key`: `{"kind": "keeping", "told", "share", "beat"}` as the work goes on and every
    two seconds, then one of `{"kind": "added", "html", "added"}`, `{"kind": "removed", "title", "document"}` and
    `{"kind": "error", "what", "where", "next"}`. The work goes on to its end though nobody listens.
    """
    try:
        asked = _CHANGE.validate_python(request)
    except ValidationError:
        yield error_message("", nonsense())
        return
    state = _State()
    work = asyncio.ensure_future(asyncio.to_thread(_changed, keeping, service, asked, state.told))
    async for message in _progress(asked.key, work, state):
        yield message
    yield work.result()


def listed(keeping: Keeping | None, service: Answering, today: date) -> dict[str, Any]:
    """What there is: `{"html", "count", "changeable"}`, or `{"error"}`."""

    def work() -> dict[str, Any]:
        held = _held(keeping, service)
        return {"html": list_html(held, today), "count": len(held), "changeable": keeping is not None}

    return replied(work, _UNFORESEEN)


def shown(keeping: Keeping | None, service: Answering, request: Any) -> dict[str, Any]:
    """What was understood of one document, `{"html"}`, or `{"error"}`."""

    def work() -> dict[str, Any]:
        held = next((item for item in _held(keeping, service) if item.document.id == request), None)
        if held is None:
            raise PolicyError("这份文件已不在资料库里", next_step="请刷新页面")
        return {"html": report_html(held, _answerable(service))}

    return replied(work, _UNFORESEEN)


class _State:
    """The last thing told; only the newest matters."""

    def __init__(self) -> None:
        self.newest = ("", 0.0)

    def told(self, what: str, share: float) -> None:
        self.newest = (what, share)


async def _progress(key: str, work: asyncio.Future[Message], state: _State) -> AsyncIterator[Message]:
    said, at, beat = ("", 0.0), time.monotonic(), 0
    while not work.done():
        await asyncio.wait({work}, timeout=_LOOK_S)
        now = time.monotonic()
        if work.done() or (state.newest == said and now - at < _HEARTBEAT_S):
            continue
        said, at, beat = state.newest, now, beat + 1
        yield {"kind": "keeping", "key": key, "told": said[0], "share": round(said[1], 3), "beat": beat}


def _changed(keeping: Keeping | None, service: Answering, asked: AddRequest | RemoveRequest, told: Progress) -> Message:
    reply = replied(lambda: _change(keeping, service, asked, told), _UNFORESEEN)
    if "error" in reply:
        return {"kind": "error", "key": asked.key, **reply["error"]}
    return {"key": asked.key, **reply}


def _change(
    keeping: Keeping | None, service: Answering, asked: AddRequest | RemoveRequest, told: Progress
) -> dict[str, Any]:
    if keeping is None:
        raise PolicyError(*_LISTED_ONLY)
    if isinstance(asked, RemoveRequest):
        try:
            removed = keeping.remove(asked.remove, told)
        except UnknownDocumentError as error:
            raise PolicyError(error.what, next_step="它可能已被移除，请刷新页面") from error
        return {"kind": "removed", "title": removed.title, "document": removed.id}
    if len(asked.data) > LIMITS.file_bytes * 4 // 3 + 4:
        raise ReadError.too_big(LIMITS.file_bytes).at(asked.name[-60:])
    outcomes = keeping.add(asked.name, base64.b64decode(asked.data, validate=True), told)
    added = [outcome.added.held.document.id for outcome in outcomes if outcome.added]
    return {"kind": "added", "html": outcomes_html(outcomes, _answerable(service)), "added": added}


def _held(keeping: Keeping | None, service: Answering) -> tuple[Held, ...]:
    if keeping is not None:
        return keeping.held()
    return tuple(Held(document, State.READY, None, removable=False) for document in service.documents)


def _answerable(service: Answering) -> frozenset[str]:
    """Ids of the documents that the panel can show."""
    return frozenset(document.id for document in service.documents)
