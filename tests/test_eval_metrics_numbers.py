"""Numbers of an answer against those of its quotes."""

from __future__ import annotations

import pytest

from assistant.model import Answer, Citation, Status
from eval.metrics_numbers import every_number, stated_numbers, unquoted_numbers


def answer(text: str, *quotes: str, question: str = "要多少？") -> Answer:
    cited = tuple(Citation("d", "通知/引言", quote, 0, len(quote)) for quote in quotes)
    return Answer(question, Status.ANSWERED, text, cited)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("一式五份[1]。", "申报书（一式五份）"),
        ("5 份[1]。", "申报书（一式五份）"),
        ("不少于１０家[1]。", "不少于10家"),
        ("共1,200万元[1]。", "共 1200 万元"),
        ("2025年3月5日前[1]。", "2025年03月05日前"),
        ("一个企业可以报[1]。", "企业可以报"),
    ],
)
def test_a_number_that_is_quoted_is_held(text: str, quote: str) -> None:
    assert unquoted_numbers(answer(text, quote)) == set()


@pytest.mark.parametrize(
    ("text", "quote", "false"),
    [
        ("6 份[1]。", "申报书（一式五份）", {"6"}),
        ("最多三个[1]。", "最多不超过2个", {"3"}),
        ("不少于 10.5 万次[1]。", "不少于10万次", {"10.5"}),
        ("电话 0999-5551003[1]", "0999-5551001", {"5551003"}),
    ],
)
def test_a_number_that_is_not_quoted_is_told(text: str, quote: str, false: set[str]) -> None:
    assert unquoted_numbers(answer(text, quote)) == false


def test_the_user_s_own_numbers_counters_marks_and_paths_do_not_count() -> None:
    assert not unquoted_numbers(answer("你的 7 家不够[1]。", "不少于十家", question="7 家够吗？"))
    assert not unquoted_numbers(answer("共2个方向：\n1. 甲[1]\n2. 乙[2]", "甲", "乙"))


def test_a_refusal_says_nothing_to_check() -> None:
    assert not unquoted_numbers(Answer("问", Status.NOT_STATED, "通知未规定，最接近的是「附件1/二」99"))


def test_only_numerals_that_count_are_stated() -> None:
    assert stated_numbers("一是推进，二是完善") == set()
    assert every_number("一是推进，二是完善") == {"1", "2"}
