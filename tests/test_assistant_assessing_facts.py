"""Facts as strangers give them: what is taken, what is a problem, and what the problem says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.assessing.facts import Facts, read_facts
from assistant.errors import InputError
from tests.fake_rules import clean_facts, shipped


def read(facts: object, direction: int = 22) -> Facts:
    book = shipped()
    return read_facts(book, book.direction(direction), facts)


@pytest.mark.parametrize(
    ("field", "value", "taken"),
    [
        ("独立法人", True, True),
        ("部署企业数", 8, 8),
        ("部署企业数", 8.0, 8),
        ("部署企业数", 0, 0),
        ("视频时长分钟", 7.5, 7.5),
        ("主体类型", "高校", "高校"),
        ("主体类型", " 行业协会 ", "行业协会"),
        ("报送日期", "2023-12-20", date(2023, 12, 20)),
        ("报送日期", date(2023, 12, 20), date(2023, 12, 20)),
        ("同类型已申报方向", [], ()),
    ],
)
def test_a_fitting_value_is_taken(field: str, value: object, taken: object) -> None:
    facts = read({field: value})
    assert facts.values == {field: taken}
    assert facts.given == {field: value}
    assert not facts.problems


@pytest.mark.parametrize(
    ("field", "value", "problem", "allowed"),
    [
        ("独立法人", "是", "不是 true 或 false", "null"),
        ("独立法人", 1, "不是 true 或 false", "true"),
        ("部署企业数", "8", "不是数", "整数"),
        ("部署企业数", True, "不是数", "单位：家"),
        ("部署企业数", 8.5, "不是整数", "整数"),
        ("部署企业数", -1, "小于 0", "不小于 0"),
        ("部署企业数", float("nan"), "不是有限的数", "整数"),
        ("部署企业数", float("inf"), "不是有限的数", "整数"),
        ("部署企业数", 10**400, "大得不合情理", "整数"),
        ("部署企业数", [8], "不是数", "整数"),
        ("项目状态", "快好了", "不在选项中", "已建、在建、未建"),
        ("项目状态", "", "是空的", "已建"),
        ("项目状态", 3, "不是文字", "已建"),
        ("主体类型", " ", "是空的", "其他文字"),
        ("报送日期", "2023-12-32", "没有这一天", "2023-12-01"),
        ("报送日期", "2023/12/20", "不是日期", "2023-12-01"),
        ("报送日期", 20231220, "不是日期", "2023-12-01"),
        ("报送日期", datetime(2023, 12, 20, 8), "不是日期", "2023-12-01"),
        ("同类型已申报方向", 8, "不是列表", "[]"),
        ("同类型已申报方向", [99], "其中没有申报方向「99」", "编号"),
        ("同类型已申报方向", "8", "不是列表", "[]"),
    ],
)
def test_a_value_that_doesnt_fit_is_a_problem_and_unknown(
    field: str, value: object, problem: str, allowed: str
) -> None:
    facts = read({field: value, "境内注册": True})
    assert facts.values == {"境内注册": True}
    assert [(p.field, p.problem) for p in facts.problems] == [(field, problem)]
    assert allowed in facts.problems[0].allowed
    assert facts.rejected == {field}


def test_a_list_keeps_the_order_of_the_form_and_refuses_what_isnt_in_it() -> None:
    assert read({"已完成工作": ["整改防护", "自主定级", "自主定级"]}, 20).values["已完成工作"] == (
        "自主定级",
        "整改防护",
    )
    problem = read({"已完成工作": ["自主定级", "体检"]}, 20).problems[0]
    assert "体检" in problem.problem and "定级核查" in problem.allowed


def test_directions_are_known_in_any_form() -> None:
    taken = read({"同类型已申报方向": [8, "附件1/六/(十五)", "平台+质量管理"]}).values["同类型已申报方向"]
    assert isinstance(taken, tuple)
    assert [d.number for d in taken if not isinstance(d, str)] == [8, 15, 17]


def test_an_unknown_field_is_a_problem_that_names_the_near_one() -> None:
    assert read({"部署企业": 3}).problems[0].allowed == "是否指「部署企业数」？"
    assert "可填：" in read({"xyz": 3}).problems[0].allowed


def test_facts_of_other_directions_are_passed_over() -> None:
    facts = read({"培养人数": "很多", "5G场景数": 3})
    assert facts == Facts({}, {}, (), frozenset())


def test_of_facts_that_exclude_each_other_the_one_that_is_named_counts_as_unknown() -> None:
    facts = read({"前期已列入试点示范": False, "是否在示范期": True, "独立法人": True})
    assert facts.values == {"独立法人": True, "前期已列入试点示范": False}
    assert [p.field for p in facts.problems] == ["是否在示范期"]


def test_null_is_unknown_and_no_problem() -> None:
    assert read(dict.fromkeys(clean_facts(22))) == Facts({}, {}, (), frozenset())


@pytest.mark.parametrize("facts", [None, [], "facts", 3])
def test_facts_must_be_an_object(facts: object) -> None:
    with pytest.raises(InputError, match="对象"):
        read(facts)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(shipped().rules.fields)) | st.text(max_size=4), json_values, max_size=6))
def test_anything_at_all_is_taken_or_told(facts: dict[str, Any]) -> None:
    for direction in (1, 20, 21):
        told = read(facts, direction)
        assert not set(told.values) & told.rejected
        assert all(p.problem and p.allowed for p in told.problems)
