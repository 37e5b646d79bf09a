"""One question on its way to the assistant and back, without a page."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from assistant.web.asking import Message, messages
from tests.fake_assistant import FakeAssistant

DAY = date(2019, 5, 1)


def request(question: str, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"key": "t1", "question": question, "history": []}
    return made | more


def sent(asked: Any, assistant: FakeAssistant | None = None) -> list[Message]:
    async def collect() -> list[Message]:
        return [message async for message in messages(assistant or FakeAssistant(), asked, lambda: DAY)]

    return asyncio.run(collect())


def test_the_answer_comes_last_with_what_the_browser_keeps() -> None:
    *stages, answer = sent(request("几个？"))
    assert all(message["kind"] == "stage" for message in stages)
    assert (answer["kind"], answer["key"]) == ("answer", "t1")
    assert answer["record"]["question"] == "几个？"
    assert "引文1：通知二（三）" in answer["html"]


def test_a_kept_answer_comes_back_as_history() -> None:
    assistant = FakeAssistant()
    record = sent(request("几个？"), assistant)[-1]["record"]
    sent(request("那影像呢？", history=[record, {"forged": True}]), assistant)
    assert assistant.asked[-1] == ("那影像呢？", 1)


def test_failures_are_messages_and_tell_nothing_of_the_inside() -> None:
    assert sent(request("失败"))[-1] == {
        "kind": "error",
        "key": "t1",
        "what": "索引正在更新，暂时不能检索",
        "where": "检索",
        "next": "请一分钟后重试",
    }
    assert "boom" not in str(sent(request("崩溃")))


def test_a_request_that_makes_no_sense_is_refused() -> None:
    cases: list[Any] = [None, 3, {}, request("q", key="<b>"), request("q", history=[{}] * 99)]
    for nonsense in cases:
        assert sent(nonsense)[-1]["kind"] == "error"


def test_a_stopped_question_ends_at_its_next_stage() -> None:
    assistant = FakeAssistant()

    async def stop_early() -> None:
        iterator = messages(assistant, request("慢"), lambda: DAY)
        async for message in iterator:
            if message["stage"] == "检索":
                break
        await iterator.aclose()
        assistant.release.set()
        await asyncio.sleep(0.1)

    asyncio.run(stop_early())
    assert assistant.stages == ["理解", "检索"]
