"""What the tab 自评表 asks of the server, without a page."""

from __future__ import annotations

import base64
import json
import time
from datetime import date
from typing import Any

import pytest

from assistant.rulebook import Rulebook
from assistant.web.assessing import server_functions
from tests.fake_assistant import NOTICE, FakeAssistant
from tests.fake_rules import clean_facts, shipped

DAY = date(2019, 7, 1)
ASSISTANT = FakeAssistant()


def call(name: str, request: Any, assistant: Any = ASSISTANT) -> dict[str, Any]:
    functions = {function.__name__: function for function in server_functions(assistant, lambda: DAY)}
    reply = functions[name](request)
    json.dumps(reply, ensure_ascii=False).encode()  # what the page would get
    return reply


def project(
    facts: dict[str, Any] | None = None, direction: int | None = 1, key: str = "p1", **more: Any
) -> dict[str, Any]:
    return {"key": key, "direction": direction, "facts": facts or {}, **more}


def now(*projects: dict[str, Any], **more: Any) -> dict[str, Any]:
    return call("assess_now", {"document": NOTICE, "projects": list(projects), **more})


def with_shipped_rules() -> FakeAssistant:
    class Rules:
        def rulebook(self, document: str | None = None) -> Rulebook:
            del document
            return shipped()

    assistant = FakeAssistant((shipped().document,))
    assistant.rules = Rules()  # pyright: ignore[reportAttributeAccessIssue]
    return assistant


def test_a_form_comes_with_its_choosers() -> None:
    reply = call("assess_form", {"document": None, "direction": 1})
    assert (reply["document"], reply["direction"], reply["chosen"]) == (NOTICE, 1, True)
    assert 'data-field="减药比例"' in reply["form"]
    assert reply["names"]["3"] == "清洁炒青"


def test_without_a_direction_there_is_no_form_yet() -> None:
    reply = call("assess_form", {"direction": None})
    assert (reply["form"], reply["chosen"], reply["trouble"]) == ("", False, "")


def test_a_direction_or_notice_that_is_gone_is_told_and_the_choice_offered_again() -> None:
    reply = call("assess_form", {"document": "gone-1", "direction": 77})
    assert (reply["document"], reply["direction"]) == (NOTICE, None)
    assert "重新选择" in reply["trouble"]


def test_without_rules_it_says_what_is_missing() -> None:
    class Bare(FakeAssistant):
        def __init__(self) -> None:
            super().__init__()
            self.rules = type(self.rules)(self.documents, "none")

    assert "没有一份通知写有自评规则" in call("assess_form", {}, Bare())["error"]["what"]


def test_an_outcome_stands_beside_each_answer_and_nowhere_else() -> None:
    reply = now(project({"本市登记": False, "影像分钟": 10}))
    assert reply["text"] == "不可申报（1 项不符合）"
    assert "不符合" in reply["told"]["本市登记"]
    assert "符合" in reply["told"]["影像分钟"]
    assert reply["told"]["申请书份数"] == ""
    assert "result" not in reply


def test_a_question_opens_when_the_answer_it_hangs_on_makes_it_matter() -> None:
    assert now(project())["hidden"] == ["面积"]
    assert now(project({"在𠮷田片区": True}))["hidden"] == ["面积"]
    assert now(project({"在𠮷田片区": False}))["hidden"] == []
    assert now(project({"面积": 20}))["hidden"] == []


def test_progress_counts_the_questions_that_matter_and_are_shown() -> None:
    assert now(project())["progress"] == {"answered": 0, "of": 9}
    known = {"本市登记": True, "在𠮷田片区": False, "影像分钟": -3, "寄出日期": "2019-06-01"}
    assert now(project(known))["progress"] == {"answered": 2, "of": 10}


def test_bad_values_are_told_at_their_fields_and_the_rest_still_counts() -> None:
    reply = now(project({"影像分钟": "八", "申请书份数": 2.5, "寄出日期": "2019-02-30", "本市登记": False}))
    assert set(reply["problems"]) == {"影像分钟", "申请书份数", "寄出日期"}
    assert "“八”不是数。可填：不小于 0 的数，单位：分钟" in reply["told"]["影像分钟"]
    assert reply["text"] == "不可申报（1 项不符合）"


def test_a_full_outcome_brings_the_result() -> None:
    assert "逐条核对" in now(project(), full=True)["result"]
    own = now(project(), full=True, deadline="2031-05-30")["result"]
    assert "2031年5月30日" in own


def test_several_projects_are_judged_each_and_together() -> None:
    reply = now(project(), project(direction=2, key="p2", name="后山<b>"), active=1)
    assert "“生态类”有 2 个项目" in reply["conflicts"]
    assert "涉及：项目 1、后山&lt;b&gt;" in reply["conflicts"]
    assert now(project(), project(direction=3, key="p2"))["conflicts"] == ""
    assert "填报了 2 次" in now(project(name="前山"), project(direction=3, key="p2", name="前山"))["conflicts"]
    assert "“生态类”有 2 个项目" in now(project(), project(direction=2, key="p2"), full=True)["result"]


def test_answers_in_a_text_are_offered_with_the_words_they_come_from() -> None:
    assistant = with_shipped_rules()
    text = "我们是独立法人<i>，视频6分钟。"
    reply = call("assess_read", {"direction": 13, "text": text, "facts": {"独立法人": False}}, assistant)
    assert {"field": "独立法人", "value": True} in reply["found"]
    assert "<mark>独立法人</mark>&lt;i&gt;" in reply["html"]
    assert "现在填的是“否”" in reply["html"]


def test_a_text_without_answers_says_so() -> None:
    assert "没有从这段文字里认出" in call("assess_read", {"direction": 1, "text": "今天下雨"})["html"]


@pytest.mark.parametrize(("kind", "start"), [("docx", b"PK"), ("md", b"#"), ("ics", b"BEGIN:VCALENDAR")])
def test_files_come_whole_with_a_name_and_a_type(kind: str, start: bytes) -> None:
    request = {"document": NOTICE, "projects": [project({"本市登记": False})], "format": kind}
    reply = call("assess_file", request)
    assert base64.b64decode(reply["data"]).startswith(start)
    assert reply["name"] == f"自评表-方向1-2019-07-01.{kind}"
    assert "error" in call("assess_file", request | {"format": "exe"})


@pytest.mark.parametrize("name", ["assess_form", "assess_now", "assess_read", "assess_file"])
def test_nonsense_is_refused_in_a_sentence(name: str) -> None:
    cases: list[Any] = [None, 3, "x", [], {"projects": []}, {"projects": [{}] * 3}, {"text": 3, "direction": "x"}]
    for nonsense in cases:
        if name == "assess_form" and nonsense == {}:
            continue
        assert "无法识别" in call(name, nonsense)["error"]["what"]


def test_what_is_too_large_or_too_many_is_refused() -> None:
    for case in (
        [project({"单位类型": "长" * 30_000})],
        [project(key=f"p{n}") for n in range(7)],
        [project(name="长" * 201)],
        [project(key="<b>")],
    ):
        assert "error" in now(*case)


def test_half_characters_are_taken_without_breaking_the_reply() -> None:
    reply = now(project({"单位类型": "茶\ud800社", "\udfff": 1}), full=True)
    assert "error" not in reply


def test_an_unknown_direction_is_an_error_that_says_which_there_are() -> None:
    assert now(project(direction=99))["error"]["what"] == "没有申报方向「99」"


def test_a_failure_tells_nothing_of_the_inside() -> None:
    class Rules:
        def rulebook(self, document: str | None = None) -> Any:
            raise RuntimeError("boom")

    broken = FakeAssistant()
    broken.rules = Rules()  # pyright: ignore[reportAttributeAccessIssue]
    reply = call("assess_now", {"projects": [project()]}, broken)
    assert "意外" in reply["error"]["what"]
    assert "boom" not in str(reply)


def test_a_change_of_the_form_is_answered_at_once() -> None:
    assistant = with_shipped_rules()
    request = {"projects": [project(clean_facts(13), 13)]}
    call("assess_now", request, assistant)
    times: list[float] = []
    for _ in range(9):
        started = time.perf_counter()
        call("assess_now", request, assistant)
        times.append(time.perf_counter() - started)
    assert sorted(times)[4] < 0.05
