"""A description on its way to the assistant and back, files in and out, without a page."""

from __future__ import annotations

import asyncio
import base64
import io
from datetime import date
from typing import Any

import pytest

from assistant.matching.description import LONGEST
from assistant.web.asking import Message
from assistant.web.matching import MOST_SHOWN, STAGES, file_text, messages, word_file
from corpus.reader import LIMITS
from tests.fake_assistant import NOTICE, FakeAssistant
from tests.fake_match import TREES

DAY = date(2019, 5, 1)


def request(description: str, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"key": "m1", "description": description, "document": None}
    return made | more


def sent(asked: Any, assistant: FakeAssistant | None = None) -> list[Message]:
    async def collect() -> list[Message]:
        return [message async for message in messages(assistant or FakeAssistant(), asked, lambda: DAY)]

    return asyncio.run(collect())


def uploaded(name: str, data: bytes) -> dict[str, Any]:
    return file_text({"name": name, "data": base64.b64encode(data).decode()})


def test_the_match_comes_last_with_both_sides() -> None:
    *stages, last = sent(request(TREES))
    assert all(message["kind"] == "stage" and message["stage"] in STAGES for message in stages)
    assert (last["kind"], last["key"]) == ("match", "m1")
    assert "茶林共生" in last["found"] and "said-1-1" in last["described"]


def test_the_notice_chosen_is_the_one_looked_in() -> None:
    assistant = FakeAssistant()
    sent(request(TREES, document=NOTICE), assistant)
    sent(request(TREES), assistant)
    assert assistant.matched == [(TREES, NOTICE), (TREES, None)]


def test_failures_are_messages_and_tell_nothing_of_the_inside() -> None:
    assert sent(request("失败"))[-1] == {
        "kind": "error",
        "key": "m1",
        "what": "索引正在更新，暂时不能比对",
        "where": "比对",
        "next": "请一分钟后重试",
    }
    broken = sent(request("崩溃"))[-1]
    assert broken["kind"] == "error" and "boom" not in str(broken) and broken["next"]


@pytest.mark.parametrize("description", ["", "   \n", "长" * (LONGEST + 1)])
def test_what_cannot_be_matched_is_refused_with_the_limit(description: str) -> None:
    told = sent(request(description))[-1]
    assert told["kind"] == "error" and "20000" in told["what"] + told["next"]


def test_a_request_that_makes_no_sense_is_refused() -> None:
    cases: list[Any] = [None, 3, {}, request("q", key="<b>"), request("q", more=1), request("\ud800"), request(3)]  # pyright: ignore[reportArgumentType]
    for nonsense in cases:
        assert sent(nonsense)[-1]["kind"] == "error"
        assert "error" in word_file(FakeAssistant(), nonsense, DAY)
        assert "error" in file_text(nonsense)


def test_a_text_file_is_read_as_it_is() -> None:
    assert uploaded("项目.txt", "茶园改造\n第二行".encode()) == {"text": "茶园改造\n第二行", "notes": []}


def test_a_file_is_read_section_by_section() -> None:
    import docx

    word = docx.Document()
    word.add_paragraph("套种乔木")
    file = io.BytesIO()
    word.save(file)
    assert uploaded("项目.docx", file.getvalue())["text"].strip() == "套种乔木"


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.txt", b""), ("a.exe", b"MZ\x00\x01"), ("a.pdf", b"%PDF-1.4 broken"), ("a.docx", "文字".encode())],
)
def test_a_file_that_cannot_be_read_is_named_with_a_way_on(name: str, data: bytes) -> None:
    error = uploaded(name, data)["error"]
    assert error["what"] and name in error["where"] and error["next"]


def test_a_file_that_is_too_big_or_no_base64_is_refused() -> None:
    assert "20 MB" in file_text({"name": "a.txt", "data": "A" * (LIMITS.file_bytes * 4 // 3 + 5)})["error"]["what"]
    assert "error" in file_text({"name": "a.txt", "data": "不是"})


def test_of_a_very_long_file_the_beginning_is_shown() -> None:
    told = uploaded("a.txt", ("长句。" * MOST_SHOWN).encode())
    assert len(told["text"]) == MOST_SHOWN
    assert "200,000" in told["notes"][-1]


def test_the_word_file_is_made_anew_from_the_description() -> None:
    import docx

    told = word_file(FakeAssistant(), request(TREES), DAY)
    assert told["name"] == "选方向结果-20190501.docx"
    text = "\n".join(item.text for item in docx.Document(io.BytesIO(base64.b64decode(told["data"]))).paragraphs)
    assert "茶林共生" in text and "2019年5月1日" in text
    assert word_file(FakeAssistant(), request("失败"), DAY)["error"]["next"] == "请一分钟后重试"
    assert "boom" not in str(word_file(FakeAssistant(), request("崩溃"), DAY))
