"""Sentences and what can be known of them beforehand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.units import amounts, units_of
from corpus.library import Library
from index.passages import passages_of
from tests.test_assistant_service import notice, qinghe, unit_of, units_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不超过2个项目", [(2, "个")]),
        ("一式五份", [(5, "份")]),
        ("5-10分钟", [(5, "分钟"), (10, "分钟")]),
        ("3至6分钟", [(3, "分钟"), (6, "分钟")]),
        ("10万次", [(100_000, "次")]),
        ("不少于 100 名", [(100, "人")]),
        ("两家", [(2, "家")]),
        ("2亿元", [(200_000_000, "元")]),
        ("95%以上", [(95, "％")]),
        ("200人次", [(200, "人")]),
    ],
)
def test_amounts_are_read_in_single_units(text: str, expected: list[tuple[float, str]]) -> None:
    assert [(a.value, a.unit) for a in amounts(text)] == expected


@pytest.mark.parametrize("text", ["5G工厂", "PM2.5K", "ISO9001A", "无数字"])
def test_a_digit_within_a_name_is_no_amount(text: str) -> None:
    assert amounts(text) == ()


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.text(st.sampled_from("0123456789一二两十百千零万亿.-—至个份家分钟年月人次 A，"), max_size=30))
def test_the_span_of_an_amount_lies_in_the_text(text: str) -> None:
    for amount in amounts(text):
        assert 0 <= amount.start < amount.end <= len(text)


@pytest.mark.parametrize("name", ["yz-2025-86", "haidu-2025", "lanxi-2024", "fund-2025-3", "jinqiao-vouchers"])
def test_units_are_verbatim_and_leave_no_clause_out(name: str) -> None:
    document = notice(name)
    units = units_in(document)
    assert {u.passage.clause for u in units} == {str(c.path) for c in document.clauses}
    for unit in units:
        text = document.clause(unit.passage.clause).text
        assert text[unit.passage.start : unit.passage.end] == unit.passage.text
        assert unit.path == document.clause(unit.passage.clause).path


def test_a_unit_is_a_sentence_or_a_clause_of_one_sentence() -> None:
    passages = passages_of(qinghe())
    for unit in units_of(Library((qinghe(),)), passages):
        assert passages[unit.row] is unit.passage
        assert passages[unit.clause_row].clause == unit.passage.clause
        if unit.passage.unit == "clause":
            assert not any(p.unit == "sentence" and p.clause == unit.passage.clause for p in passages)


def test_a_unit_knows_its_direction() -> None:
    for unit in units_in(qinghe()):
        expected = next((d.path for d in qinghe().directions if d.path.holds(unit.path)), None)
        assert unit.direction == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("联系人：甲乙 0999-5551001", "phone"),
        ("邮箱：a@qinghe.example.cn", "email"),
        ("2025年3月20日前报送", "date"),
        ("青禾市东湖区柳荫路5号", "address"),
        ("按照《三年规划》执行", "title"),
    ],
)
def test_a_unit_knows_what_it_holds(text: str, kind: str) -> None:
    assert kind in unit_of(text).holds


@pytest.mark.parametrize(
    ("text", "permits"), [("未建项目不可申报", True), ("必须提供视频", True), ("服务村庄若干", False)]
)
def test_a_unit_knows_whether_it_permits_or_forbids(text: str, permits: bool) -> None:
    assert unit_of(text).permits is permits


def test_an_item_mark_is_no_amount_of_its_unit() -> None:
    assert [a.value for a in unit_of("3.部署不少于10家企业").amounts] == [10]
    assert [a.value for a in unit_of("（三）部署不少于10家企业").amounts] == [10]


def test_a_line_that_only_names_what_follows_is_a_title() -> None:
    titles = {u.passage.text for u in units_in(qinghe()) if u.is_title}
    assert "（三）水渠闸门试点" in titles
    assert "实现闸门远程启闭。" not in titles
