"""Results as JSON: the contract's keys, in its order, with its nulls; and as text for a terminal."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from assistant.model import Answer, AnswerDoubt, Citation, ClauseRef, Status, Verdict
from assistant.results import (
    answer_data,
    answer_text,
    document_data,
    document_text,
    encodable,
    error_data,
    error_text,
    json_line,
    shown,
    unexpected,
)
from corpus.errors import PolicyError
from tests.fake_assistant import NOTICE, cite, notice

DOCUMENT = notice()
COUNT = cite(DOCUMENT, "通知/二/（三）", "合计不超过3个茶园")
PERSON = cite(DOCUMENT, "通知/四", "生态类：林知秋 0999-5550101")
FULL = Answer(
    question="最多几个？",
    status=Status.ANSWERED,
    text="合计不超过3个茶园。[1]",
    citations=(COUNT,),
    verdict=Verdict.NO,
    open_parts=("能否联合提出",),
    nearest=(ClauseRef(NOTICE, "通知/三"),),
    contact=PERSON,
    doubts=(AnswerDoubt("conflict", "邮箱不一致", (ClauseRef(NOTICE, "通知/四"),)),),
    ms=41.7,
    id="q-1",
)
REFUSAL = Answer("天气？", Status.OUT_OF_SCOPE, "与通知无关。")


def test_an_answer_has_the_keys_of_the_contract_in_its_order() -> None:
    span = {"document": NOTICE, "clause": "通知/二/（三）", "quote": "合计不超过3个茶园", "start": 20, "end": 29}
    assert json.dumps(answer_data(FULL)) == json.dumps(
        {
            "id": "q-1",
            "question": "最多几个？",
            "status": "answered",
            "verdict": "no",
            "answer": "合计不超过3个茶园。[1]",
            "citations": [{"n": 1, **span, "start": COUNT.start, "end": COUNT.end, "page": None}],
            "open": ["能否联合提出"],
            "nearest": [{"document": NOTICE, "clause": "通知/三"}],
            "contact": {
                "document": NOTICE,
                "clause": "通知/四",
                "quote": PERSON.quote,
                "start": PERSON.start,
                "end": PERSON.end,
            },
            "doubts": [
                {"kind": "conflict", "text": "邮箱不一致", "clauses": [{"document": NOTICE, "clause": "通知/四"}]}
            ],
            "ms": 41.7,
        }
    )


def test_what_a_refusal_lacks_is_null_or_empty_and_never_left_out() -> None:
    data = answer_data(REFUSAL)
    assert list(data) == list(answer_data(FULL))
    assert (data["verdict"], data["contact"]) == (None, None)
    assert [data[key] for key in ("citations", "open", "nearest", "doubts")] == [[], [], [], []]


def test_a_page_number_is_passed_on() -> None:
    paged = Citation(NOTICE, "通知/一", "一", 0, 1, page=3)
    assert answer_data(Answer("q", Status.ANSWERED, "a", (paged,)))["citations"][0]["page"] == 3


def test_an_error_says_what_where_and_what_next() -> None:
    assert error_data(PolicyError("甲", "乙", "丙")) == {"error": {"what": "甲", "where": "乙", "next": "丙"}}
    assert error_text(PolicyError("甲", next_step="丙")) == "错误：甲\n丙"
    assert "ZeroDivisionError" in error_data(unexpected(ZeroDivisionError("1")))["error"]["where"]


def test_a_document_has_the_keys_of_the_contract_and_all_its_clauses() -> None:
    data = document_data(DOCUMENT, date(2019, 5, 1))
    assert list(data) == ["id", "title", "number", "issuer", "issued", "deadline", "clauses", "doubts"]
    assert (data["issued"], data["deadline"]) == ("2019-04-02", "2019-06-30")
    assert [c["text"] for c in data["clauses"]] == [c.text for c in DOCUMENT.clauses]
    assert data["clauses"][2] == {"clause": "通知/二", "heading": "基本条件", "text": "二、基本条件", "page": None}
    assert [d["kind"] for d in data["doubts"]] == ["conflict", "missing_attachment"]
    assert data["doubts"][0]["clauses"][1] == {"document": NOTICE, "clause": "通知/四"}


def test_a_deadline_that_has_passed_is_one_of_the_doubts() -> None:
    closed = document_data(DOCUMENT, date(2019, 7, 1))["doubts"]
    assert [d["kind"] for d in closed] == ["conflict", "missing_attachment", "expired"]
    assert "2019" in document_text(DOCUMENT, date(2019, 7, 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("\ud800", "\ufffd"), ('"\ud800"', '"\ufffd"'), ("\udc00\ud800x", "\ufffd\ufffdx"), ("\ud83d\ude00", "😀")],
)
def test_lone_surrogates_are_replaced_and_nothing_beside_them(text: str, expected: str) -> None:
    assert encodable(text) == expected


def test_a_line_of_json_is_one_line_for_every_reader_and_says_the_same() -> None:
    data: dict[str, Any] = {"a": "行\n\x00\x0b\x1c\x85\u2028\u2029\ufeff𠮷<script>"}
    line = json_line(data)
    assert len(line.splitlines()) == 1
    assert json.loads(line) == data
    assert "行" in line and "𠮷" in line


def test_an_answer_is_read_with_its_quotes_doubts_and_contact() -> None:
    assert answer_text(FULL, (DOCUMENT,)).split("\n") == [
        "合计不超过3个茶园。[1]",
        "",
        "〔1〕 云农函〔2019〕7号 › 通知/二/（三）：“合计不超过3个茶园”",
        "原文疑点：邮箱不一致（通知/四）",
        "最接近的条款：云农函〔2019〕7号 › 通知/三",
        "可以询问：云农函〔2019〕7号 › 通知/四：“生态类：林知秋 0999-5550101”",
    ]
    assert answer_text(REFUSAL, (DOCUMENT,)) == "与通知无关。"


def test_what_steers_a_terminal_is_not_shown() -> None:
    assert shown("a\x1b[31m\x9b\r\n\tb") == "a\ufffd[31m\ufffd\ufffd\n\tb"
