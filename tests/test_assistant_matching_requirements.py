"""What a direction demands, read from an invented notice, and what a description says to its numbers."""

from __future__ import annotations

from functools import cache

import pytest

from assistant.entities import quantities
from assistant.matching.description import Description
from assistant.matching.model import Requirement
from assistant.matching.requirements import demands, requirements
from corpus.directions import find_directions
from corpus.model import Direction, Document
from corpus.parse import parse
from tests.test_assistant_service import notice, qinghe

ORCHARDS = """某县农业局关于征集果园改造试点的函

一、征集范围

分2类2个方向，详见附件1。

附件1：果园改造试点方向

一、种植类试点

（一）果园滴灌

果园经营单位按照灌溉规程，把漫灌改成滴灌。项目应当已经取得取水许可。

应用场景——包括但不限于以下场景：

1.按需供水：依据土壤墒情自动开阀，单次浇水不超过30分钟。

2.水肥一体：肥料溶于水中同时送到根部，用水量减少三成。

应用成效——滴灌面积不少于500亩，带动农户不少于40家，每年培训不少于6期、培训果农不少于200人次，不得使用禁用农药，配备专职技术员。

二、加工类试点

（二）果品分选

在产地对果品按大小与糖度分选，提升售价。
"""


@cache
def orchards() -> Document:
    clauses = parse(ORCHARDS)
    directions, categories = find_directions(clauses, {})
    return Document("orchards", "题目", "", "", None, None, clauses, directions, categories)


def told(text: str, document: Document | None = None, number: int = 1) -> dict[str, Requirement]:
    """Quote → requirement."""
    held = document or orchards()
    direction = next(d for d in held.directions if d.number == number)
    return {r.citation.quote: r for r in requirements(held, direction, Description.read(text).pieces)}


def all_directions() -> list[tuple[Document, Direction]]:
    held = (orchards(), qinghe(), notice("haidu-2025"), notice("yz-2025-86"))
    return [(document, direction) for document in held for direction in document.directions]


def test_applicant_thresholds_and_conditions_come_in_this_order() -> None:
    assert [(demand.kind, demand.citation.quote) for demand in demands(orchards(), orchards().directions[0])] == [
        ("applicant", "果园经营单位按照灌溉规程"),
        ("threshold", "单次浇水不超过30分钟"),
        ("threshold", "滴灌面积不少于500亩"),
        ("threshold", "带动农户不少于40家"),
        ("threshold", "每年培训不少于6期、培训果农不少于200人次"),
        ("condition", "项目应当已经取得取水许可"),
        ("condition", "不得使用禁用农药"),
        ("condition", "配备专职技术员"),
    ]


def test_a_direction_that_demands_nothing_has_no_requirements() -> None:
    assert told("果品分选线", number=2) == {}


@pytest.mark.parametrize(("document", "direction"), all_directions(), ids=lambda x: getattr(x, "name", None) or x.id)
def test_every_demand_is_a_verbatim_part_of_a_clause_of_the_direction(document: Document, direction: Direction) -> None:
    for demand in demands(document, direction):
        clause = document.clause(demand.citation.clause)
        assert direction.path.holds(clause.path)
        assert clause.text[demand.citation.start : demand.citation.end] == demand.citation.quote
        assert demand.citation.quote[-1] not in "。；，"
        assert demand.kind in ("applicant", "threshold", "condition")
        assert (demand.bound is None) or demand.kind == "threshold"


@pytest.mark.parametrize(
    ("said", "met"),
    [
        ("带动农户40家", True),
        ("带动农户41家", True),
        ("带动农户39家", False),
        ("带动了四十五家农户", True),
        ("带动农户1.2万家", True),
        ("带动农户十家", False),
    ],
)
def test_a_number_of_the_same_unit_reaches_a_lower_bound_or_does_not(said: str, met: bool) -> None:
    found = told(f"果园改成滴灌，{said}，省水明显。")["带动农户不少于40家"]
    assert (found.met, found.said and said in found.said.text) == (met, True)


@pytest.mark.parametrize(("said", "met"), [("浇水20分钟", True), ("浇水30分钟", True), ("浇水45分钟", False)])
def test_an_upper_bound_is_kept_or_not(said: str, met: bool) -> None:
    assert told(f"果园装上电磁阀，每次{said}。")["单次浇水不超过30分钟"].met is met


def test_of_several_numbers_of_the_unit_the_one_in_like_words_is_taken() -> None:
    found = told("合作社有成员8家，供应商3家，带动农户不止60家，目前运转良好。")["带动农户不少于40家"]
    assert found.met is True
    assert found.said and found.said.text == "带动农户不止60家"


def test_a_number_keeps_the_words_of_its_own_item_of_a_list() -> None:
    text = "项目惠及供应商3家、农户60家、超市 5家，培训5场。"
    found = told(text)["带动农户不少于40家"]
    assert found.said and found.said.text == "农户60家"
    assert text[found.said.start : found.said.end] == "农户60家"
    assert found.met is True


def test_a_demand_of_several_numbers_is_shown_and_left_to_the_user() -> None:
    found = told("每年培训8期，培训果农100人次。")["每年培训不少于6期、培训果农不少于200人次"]
    assert (found.said, found.met) == (None, None)


def test_of_several_numbers_in_unlike_words_none_is_taken() -> None:
    found = told("签约超市3家，又有物流公司5家。")["带动农户不少于40家"]
    assert (found.said, found.met) == (None, None)


def test_a_number_of_another_unit_says_nothing() -> None:
    assert all(r.said is None and r.met is None for r in told("果园改成滴灌，投入300万元，用时8个月。").values())


def test_a_number_whose_unit_is_not_known_is_shown_and_left_to_the_user() -> None:
    assert quantities("500亩") == ()
    found = told("滴灌面积达800亩。")["滴灌面积不少于500亩"]
    assert (found.kind, found.said, found.met) == ("threshold", None, None)


def test_conditions_and_applicants_are_shown_and_left_to_the_user() -> None:
    found = told("我们是果园经营单位，已取得取水许可，配备专职技术员3人。")
    for quote in ("果园经营单位按照灌溉规程", "项目应当已经取得取水许可", "配备专职技术员"):
        assert (found[quote].said, found[quote].met) == (None, None)


def test_words_said_stand_verbatim_in_the_description() -> None:
    text = "😀𠮷田果园改滴灌，带动农户52家；单次浇水25分钟。"
    for found in told(text).values():
        if found.said:
            assert text[found.said.start : found.said.end] == found.said.text


@pytest.mark.parametrize(
    ("notice_id", "number", "quote", "said", "met"),
    [
        ("qinghe", 3, "闸门不少于12套", "改造闸门9套", False),
        ("qinghe", 4, "日均访问不少于10万次", "日均访问12万次", True),
        ("qinghe", 4, "日均访问不少于10万次", "日均访问120000次", True),
        ("yz-2025-86", 2, "缺陷漏检率不高于0.5%", "缺陷漏检率0.3%", True),
        ("yz-2025-86", 2, "缺陷漏检率不高于0.5%", "缺陷漏检率0.8%", False),
    ],
)
def test_numbers_of_other_notices_are_compared_too(
    notice_id: str, number: int, quote: str, said: str, met: bool
) -> None:
    document = qinghe() if notice_id == "qinghe" else notice(notice_id)
    assert told(f"项目建成投用，{said}。", document, number)[quote].met is met
