"""Changes of the library on their way from the page, without a page."""

from __future__ import annotations

import asyncio
import base64
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.acquire import Desk
from assistant.live import Live
from assistant.web.asking import Message
from assistant.web.keeping import Keeper, listed, messages, shown
from tests.test_assistant_holdings import notice
from tests.test_assistant_live import Library

DAY = date(2019, 4, 1)


class Page:
    """What the tab works with."""

    def __init__(self, folder: Path) -> None:
        self.place = Library(folder)
        self.place.add(7)
        self.live = Live(self.place.assistant(), every=3600)
        self.keeper = Keeper(self.desk, self.live.look)

    def desk(self, told: Any) -> Desk:
        return Desk(self.place.desk.holdings, self.place.index_dir, lambda: self.place.embedder, told)

    def sent(self, asked: Any, keeper: bool = True) -> list[Message]:
        async def collect() -> list[Message]:
            return [message async for message in messages(self.keeper if keeper else None, self.live, asked)]

        return asyncio.run(collect())

    def add(self, data: bytes, name: str = "来函.txt") -> list[Message]:
        return self.sent({"key": "l1", "name": name, "data": base64.b64encode(data).decode()})


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page(tmp_path)


def test_a_file_taken_in_is_at_once_on_the_shelf_of_the_assistant(page: Page) -> None:
    *_, last = page.add(notice(8))
    assert (last["kind"], last["key"], last["added"]) == ("added", "l1", ["云农函-2019-8"])
    assert "云农函〔2019〕8号" in last["html"] and "data-clause" in last["html"]
    assert [document.id for document in page.live.documents] == ["云农函-2019-7", "云农函-2019-8"]
    assert listed(page.keeper, page.live, DAY)["count"] == 2


def test_a_document_taken_out_is_gone_at_once(page: Page) -> None:
    *_, last = page.sent({"key": "l1", "remove": "云农函-2019-7"})
    assert (last["kind"], last["document"]) == ("removed", "云农函-2019-7")
    assert page.live.documents == ()
    assert "error" in shown(page.keeper, page.live, "云农函-2019-7")
    assert page.sent({"key": "l2", "remove": "云农函-2019-7"})[-1]["kind"] == "error"


def test_a_refused_file_changes_nothing(page: Page) -> None:
    *_, last = page.add(b"PK\x03\x04nonsense", "坏了.docx")
    assert "未加入" in last["html"] and last["added"] == []
    assert len(page.live.documents) == 1


@pytest.mark.parametrize(
    "request_",
    [
        None,
        {},
        {"key": "L 1", "remove": "x"},
        {"key": "l1", "remove": "x", "name": "y", "data": ""},
        {"key": "l1", "name": "a.txt", "data": 7},
    ],
)
def test_nonsense_is_refused(page: Page, request_: Any) -> None:
    (only,) = page.sent(request_)
    assert (only["kind"], only["what"]) == ("error", "页面送来的内容无法识别")


def test_bytes_that_are_no_base64_are_refused(page: Page) -> None:
    assert page.sent({"key": "l1", "name": "a.txt", "data": "!!!"})[-1]["what"] == "页面送来的内容无法识别"


def test_without_a_desk_nothing_is_changed(page: Page) -> None:
    assert page.sent({"key": "l1", "remove": "云农函-2019-7"}, keeper=False)[-1]["kind"] == "error"
    assert listed(None, page.live, DAY)["changeable"] is False
    assert "没有读取报告" in shown(None, page.live, "云农函-2019-7")["html"]


def test_the_second_writer_waits_and_is_told_so(page: Page) -> None:
    begun, release, told = threading.Event(), threading.Event(), list[str]()

    class Slow(Desk):
        def add(self, name: str, data: bytes) -> Any:
            begun.set()
            release.wait(10)
            return super().add(name, data)

    place = page.place
    slow = Keeper(lambda _: Slow(place.desk.holdings, place.index_dir, lambda: place.embedder), page.live.look)

    def silent(what: str, share: float) -> None:
        del what, share

    first = threading.Thread(target=slow.add, args=("a.txt", notice(8), silent))
    first.start()
    begun.wait(10)

    def heard(what: str, share: float) -> None:
        del share
        told.append(what)
        release.set()

    slow.remove("云农函-2019-7", heard)
    first.join()
    assert told and "正在处理另一份文件" in told[0]
    assert [held.document.id for held in slow.held()] == ["云农函-2019-8"]
