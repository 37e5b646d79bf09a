"""Lines of strangers' JSON through a small assistant."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest

from assistant.cases import asked
from assistant.jsonl import parse_day, results
from assistant.model import Answer, AskOptions, Turn
from tests.fake_assistant import NOTICE, FakeAssistant

DEFAULTS = AskOptions(date(2019, 5, 1))


class Recorder(FakeAssistant):
    """Remembers the options of every question."""

    def __init__(self) -> None:
        super().__init__()
        self.options: list[AskOptions] = []

    def ask(
        self, question: str, history: Sequence[Turn] = (), options: AskOptions | None = None, on_stage: Any = None
    ) -> Answer:
        assert options is not None
        self.options.append(options)
        return super().ask(question, history, options, on_stage)


def told(*lines: Any, assistant: FakeAssistant | None = None) -> list[dict[str, Any]]:
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return list(results(raw, asked(assistant or FakeAssistant(), DEFAULTS)))


def test_answers_come_in_order_under_the_ids_they_were_asked_with() -> None:
    found = told({"id": "b", "question": "几个？"}, {"id": 7, "question": "补贴？"}, {"question": "天气？"})
    assert [data["id"] for data in found] == ["b", 7, 3]
    assert [data["status"] for data in found] == ["answered", "not_stated", "out_of_scope"]
    assert list(found[0])[:2] == ["id", "question"]


def test_blank_lines_are_counted_and_nothing_else() -> None:
    assert [data["id"] for data in told(b"\n", {"question": "几个？"}, b" \r\n", {"question": "几个？"})] == [2, 4]


def test_a_conversation_remembers_its_turns_and_nothing_of_other_lines() -> None:
    assistant = FakeAssistant()
    case: dict[str, Any] = {"id": "c", "turns": [{"question": "几个？", "gold_clauses": []}, {"question": "邮箱呢？"}]}
    (first, second) = told(case, {"question": "几个？"}, assistant=assistant)
    assert list(first) == ["id", "turns"]
    assert [turn["id"] for turn in first["turns"]] == ["c#1", "c#2"]
    assert assistant.asked == [("几个？", 0), ("邮箱呢？", 1), ("几个？", 0)]
    assert second["id"] == 2


def test_turns_of_a_conversation_without_id_are_named_by_the_line() -> None:
    assert told(b"", {"turns": [{"question": "几个？"}]})[0]["turns"][0]["id"] == "2#1"


def test_a_turn_that_fails_is_an_error_and_the_rest_goes_on_without_it() -> None:
    assistant = FakeAssistant()
    turns = [{"question": "几个？"}, {"question": "失败"}, 5, {"question": 5}, {"question": "邮箱？"}]
    found = told({"id": "c", "turns": turns}, assistant=assistant)[0]["turns"]
    assert [list(turn)[1] for turn in found] == ["question", "error", "error", "error", "question"]
    assert found[1] == {
        "id": "c#2",
        "error": {"what": "索引正在更新，暂时不能检索", "where": "检索", "next": "请一分钟后重试"},
    }
    assert "第 3 轮" in found[2]["error"]["where"]
    assert assistant.asked[-1] == ("邮箱？", 1)


@pytest.mark.parametrize(
    ("line", "case_id"),
    [
        (b"not json", 1),
        (b'{"id": "x", "question": ', 1),
        (b"\xff\xfe", 1),
        (b"[1]", 1),
        (b"null", 1),
        (b"[" * 100_000, 1),
        (b'{"id": 1' + b"0" * 5000 + b"}", 1),
        ({}, 1),
        ({"id": "x"}, "x"),
        ({"id": ["x"], "question": "几个"}, 1),
        ({"id": True, "question": "几个"}, 1),
        ({"id": 1.5, "question": "几个"}, 1),
        ({"id": "x", "question": 5}, "x"),
        ({"id": "x", "question": None}, "x"),
        ({"id": "x", "question": "几个", "turns": [{"question": "几个"}]}, "x"),
        ({"id": "x", "turns": []}, "x"),
        ({"id": "x", "turns": "几个"}, "x"),
        ({"id": "x", "question": "几个", "as_of": "2019"}, "x"),
        ({"id": "x", "question": "几个", "as_of": 20190501}, "x"),
        ({"id": "x", "question": "几个", "documents": NOTICE}, "x"),
        ({"id": "x", "question": "几个", "documents": ["other"]}, "x"),
        ({"id": "x", "question": "失败"}, "x"),
        ({"id": "x", "question": "崩溃"}, "x"),
    ],
)
def test_a_bad_line_is_an_error_of_three_parts_and_the_next_is_answered(line: Any, case_id: object) -> None:
    bad, good = told(line, {"id": "y", "question": "几个？"})
    assert bad["id"] == case_id
    assert list(bad) == ["id", "error"]
    assert list(bad["error"]) == ["what", "where", "next"]
    assert all(isinstance(part, str) for part in bad["error"].values())
    assert good["status"] == "answered"


def test_an_unforeseen_error_tells_nothing_of_the_inside() -> None:
    assert "boom" not in str(told({"question": "崩溃"}))


def test_day_and_documents_of_a_line_win_over_the_defaults() -> None:
    assistant = Recorder()
    lines = [{"question": "几个？"}, {"question": "几个？", "as_of": "2019-07-01", "documents": [NOTICE]}]
    told(*lines, {"question": "几个？", "as_of": None, "documents": None}, assistant=assistant)
    assert assistant.options == [DEFAULTS, AskOptions(date(2019, 7, 1), (NOTICE,)), DEFAULTS]


def test_odd_characters_reach_the_assistant_as_they_are() -> None:
    assistant = FakeAssistant()
    told(b'\xef\xbb\xbf{"id": "bom", "question": "\\ud800\\u0000\xe5\x87\xa0"}', assistant=assistant)
    told('{"question": "\ud800几"}'.encode("utf-8", "surrogatepass"), assistant=assistant)
    assert [question for question, _ in assistant.asked] == ["\ud800\0几", "\ud800几"]


def test_each_result_is_there_before_the_next_line_is_read() -> None:
    read: list[int] = []

    def lines() -> Iterator[bytes]:
        for number in range(3):
            read.append(number)
            yield b'{"question": "few"}'

    found = results(lines(), asked(FakeAssistant(), DEFAULTS))
    next(found)
    assert read == [0]


@pytest.mark.parametrize(
    "text", ["2019-5-1", "20190501", "2019-W20-1", "2019-02-30", " 2019-05-01", "２０１９-05-01", 5]
)
def test_a_day_is_written_in_one_way_only(text: object) -> None:
    assert parse_day("2019-05-01") == date(2019, 5, 1)
    with pytest.raises(ValueError):
        parse_day(text)
