"""A list is told whole or not at all."""

from __future__ import annotations

import pytest

from assistant.listing import items_of, parent_of
from tests.fake_quarry import quarry
from tests.test_assistant_ordering import ranked
from tests.test_assistant_service import asked_of


def parent(question: str, *words: str) -> str:
    return str(parent_of(asked_of(question, quarry()), ranked(*words), quarry()) or "")


@pytest.mark.parametrize(
    "question", ["申报要交哪些材料？", "要准备什么材料，逐项列出", "要交的东西列个清单", "申报材料一样样说"]
)
def test_items_ranked_alike_are_one_list_though_the_words_that_open_it_are_those_of_the_question(question: str) -> None:
    assert parent(question, "采矿许可证", "三年开采方案") == "通知/一/（二）"


def test_a_question_about_one_item_is_no_question_for_the_list() -> None:
    assert parent("形象进度证明由哪些单位出具？", "形象进度", "三年开采方案") == ""


@pytest.mark.parametrize("question", ["从填报到公示要经过哪些环节？", "申报分几步走？", "整个流程是怎样的？"])
def test_steps_are_the_headed_clauses_of_a_part(question: str) -> None:
    assert parent(question, "4月1日前填报", "公示7个") == "通知/二"


def test_clauses_that_are_no_steps_make_no_list() -> None:
    assert parent("4月1日前要做哪些事？", "4月1日前填报") == ""


def test_items_are_told_in_full_where_particulars_are_asked_for() -> None:
    found = parent_of(asked_of("材料的具体要求有哪些？", quarry()), ranked("采矿许可证", "三年开采方案"), quarry())
    assert found is not None
    claims = items_of(asked_of("材料的具体要求有哪些？", quarry()), quarry(), found)
    assert ["竣工验收" in claims[0].text, "监理单位" in claims[2].text] == [True, True]
