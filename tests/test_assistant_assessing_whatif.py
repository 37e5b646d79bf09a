"""What would change it: every change proposed does what it says, and every option comes out as told."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings

from assistant.assess import assess
from assistant.assessing.model import Eligibility, Outcome
from assistant.assessing.results import what_if_data
from assistant.assessing.whatif import WhatIf, what_if
from tests.fake_rules import IN_TIME, clean_facts, shipped
from tests.test_assistant_assess import any_direction, any_facts


def change_of(direction: int, **changed: object) -> WhatIf:
    facts = {**clean_facts(direction), **changed}
    return what_if(shipped(), assess(shipped(), direction, facts, IN_TIME), facts)


@pytest.mark.parametrize(
    ("direction", "field", "value", "text"),
    [
        (22, "部署企业数", 8, "再增 2 家即满足"),
        (13, "日均解析量_万次", 9.5, "再增 0.5 万次即满足"),
        (1, "视频时长分钟", 3, "再增 2 分钟即满足"),
        (1, "视频时长分钟", 10.25, "减少 0.25 分钟即满足"),
        (1, "申报书份数", 3, "再增 2 份即满足"),
        (1, "已申报项目数", 3, "减少 2 个即满足"),
        (1, "独立法人", False, "变为“是”后即满足"),
        (1, "项目状态", "未建", "变为“已建”或“在建”后即满足"),
        (20, "已完成工作", ["自主定级"], "再补上“定级核查”、“风险评估”、“整改防护”即满足"),
        (1, "报送日期", "2023-12-23", "提前 3 天即满足，最晚 2023-12-20"),
        (15, "同类型已申报方向", [2, 16], "撤回“工业互联网平台+绿色低碳试点示范”，或本项目改报其他大类的方向，即满足"),
    ],
)
def test_the_smallest_change_is_named(direction: int, field: str, value: object, text: str) -> None:
    found = change_of(direction, **{field: value}).changes
    assert [(c.field, c.text) for c in found] == [(field, text)]


@given(any_direction, any_facts)
@settings(max_examples=60, deadline=None)
def test_a_change_meets_its_rule(direction: int, facts: dict[str, Any]) -> None:
    book = shipped()
    before = assess(book, direction, facts, IN_TIME)
    for change in what_if(book, before, facts).changes:
        after = assess(book, direction, {**facts, change.field: change.value}, IN_TIME)
        if not after.problems:
            assert after.result(change.rule).outcome is Outcome.MET


@given(any_direction, any_facts)
@settings(max_examples=60, deadline=None)
def test_an_option_comes_out_as_told(direction: int, facts: dict[str, Any]) -> None:
    book = shipped()
    before = assess(book, direction, facts, IN_TIME)
    for decision in what_if(book, before, facts).decisions:
        assert len({option.answer for option in decision.options}) == len(decision.options) > 1
        for option in decision.options:
            after = assess(book, direction, {**facts, decision.field: option.value}, IN_TIME)
            if not after.problems and option.value != "":
                assert after.result(decision.rule).outcome is option.outcome


def test_unknowns_say_which_way_they_decide() -> None:
    found = {d.field: d for d in change_of(22, 部署企业数=None, 视频时长分钟=None).decisions}
    assert [(o.answer, o.outcome) for o in found["部署企业数"].options] == [
        ("少于 10 家", Outcome.UNMET),
        ("10 家及以上", Outcome.MET),
    ]
    assert [o.answer for o in found["视频时长分钟"].options] == ["少于 5 分钟", "5 至 10 分钟", "超过 10 分钟"]


def test_other_directions_that_the_facts_would_do_for_are_named() -> None:
    found = change_of(22, 部署企业数=7).directions
    assert not any(other.direction.number == 22 for other in found)
    verdicts = {other.direction.number: other.verdict for other in found}
    assert verdicts[23] is verdicts[26] is verdicts[1] is Eligibility.MAY
    assert verdicts[27] is Eligibility.INCOMPLETE and 24 not in verdicts
    assert [len(o.missing) for o in found] == sorted(len(o.missing) for o in found)


def test_nothing_does_where_the_applicant_is_blocked() -> None:
    found = change_of(22, 独立法人=False)
    assert not found.directions
    assert set(what_if_data(found)) == {"changes", "decides", "directions"}


def test_what_if_takes_some_milliseconds() -> None:
    facts = {**clean_facts(22), "部署企业数": 7}
    result = assess(shipped(), 22, facts, IN_TIME)
    taken: list[float] = []
    for _ in range(3):
        started = time.perf_counter()
        what_if(shipped(), result, facts)
        taken.append((time.perf_counter() - started) * 1000)
    assert min(taken) <= 50
