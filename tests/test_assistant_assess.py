"""The self-assessment: cases at the bounds, three-valued logic, and what holds for any facts whatever."""

from __future__ import annotations

import json
import random
import re
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.assess import assess
from assistant.assessing.judge import answers_of
from assistant.assessing.model import Assessment, Eligibility, Outcome, Window
from assistant.assessing.results import assessment_data
from assistant.rulebook import DirectionError
from corpus.rule_model import Comparison, Effect, Field, Kind, Rule
from corpus.rules import states
from tests.fake_rules import CASES_RULES, IN_TIME, VOUCHER_RULES, cases, clean_facts, invented, shipped


def told(direction: object, facts: dict[str, Any], as_of: date = IN_TIME) -> Assessment:
    return assess(shipped(), direction, facts, as_of)


def with_facts(direction: int, **changed: object) -> Assessment:
    return told(direction, {**clean_facts(direction), **changed})


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_a_case_at_the_bounds(case: dict[str, Any]) -> None:
    result = told(case["direction"], case["facts"])
    assert {
        "verdict": str(result.verdict),
        "blocking": sorted(str(r.quote.clause) for r in result.blocking),
        "missing": sorted(m.field for m in result.missing),
        "bonus": sorted(str(r.quote.clause) for r in result.bonus),
    } == {key: value if isinstance(value, str) else sorted(value) for key, value in case["expected"].items()}


def test_there_are_cases_for_every_rule_and_every_outcome_it_can_have() -> None:
    seen = {(r.rule.id, r.outcome) for case in cases() for r in told(case["direction"], case["facts"]).results}
    lacking = [
        (rule.id, str(outcome))
        for rule in shipped().rules.rules
        for outcome in _possible(rule)
        if (rule.id, outcome) not in seen
    ]
    # advantages that somebody says not to have, and optional answers left out, are the same for all
    assert not [pair for pair in lacking if not pair[0].startswith("bonus-")]


def _possible(rule: Rule) -> set[Outcome]:
    found = {Outcome.MET, Outcome.UNKNOWN}
    if rule.effect is Effect.BONUS or rule.gates:
        found.add(Outcome.NOT_APPLICABLE)
    if rule.effect in (Effect.BLOCK, Effect.MEND):
        found.add(Outcome.UNMET)
    if rule.id == "monitoring-coverage":
        found.discard(Outcome.NOT_APPLICABLE)  # somebody builds it
    return found


def test_the_result_has_the_keys_of_the_contract() -> None:
    data = assessment_data(with_facts(22, 部署企业数=7, 申报书份数=3, 革命老区=True, 独立法人="是"))
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert {
        *("id", "direction", "verdict", "window", "as_of", "blocking", "missing"),
        *("bonus", "results", "checklist", "problems", "ms"),
    } <= set(data)
    assert data["direction"] == "附件1/七/（二十二）" and data["window"] == "open" and data["as_of"] == "2023-12-01"
    assert set(data["blocking"][0]) == {"rule", "clause", "quote", "why"} == set(data["bonus"][0])
    assert set(data["missing"][0]) == {"field", "ask", "clause"}
    assert {"rule", "outcome", "clause", "quote", "field", "value", "because"} <= set(data["results"][0])
    assert {"item", "copies", "clause", "quote", "who"} <= set(data["checklist"][0])
    assert set(data["problems"][0]) == {"field", "value", "problem", "allowed"}


def test_a_reason_names_the_own_value_and_what_is_demanded() -> None:
    result = with_facts(22, 部署企业数=7).blocking[0]
    assert result.because == "填报 7 家，要求不少于 10 家"
    assert with_facts(1, 已申报项目数=2).blocking[0].because == "已有 2 个，连同本项目共 3 个，要求不超过 2 个"
    assert with_facts(1, 视频时长分钟=12).blocking[0].because == "填报 12 分钟，要求 5 至 10 分钟"
    assert "还缺“整改防护”" in with_facts(20, 已完成工作=["自主定级", "定级核查", "风险评估"]).blocking[0].because
    assert "同属“平台类”" in with_facts(15, 同类型已申报方向=[16]).blocking[0].because
    assert "不能采用" in with_facts(22, 部署企业数=-7).result("ics-deployments").because


def test_a_case_has_its_own_quote() -> None:
    over = with_facts(1, 推荐渠道="中央企业直接报送", 推荐单位已推荐数=10)
    quota = over.result("recommender-quota")
    assert quota.outcome is Outcome.UNMET and "10个" in quota.quote.text and "30个" not in quota.quote.text
    assert quota.notes and quota.rule.soft
    assert over.missing[0].field == "推荐名额"


def test_the_last_day_is_in_time_and_says_that_it_may_be_read_otherwise() -> None:
    assert with_facts(1, 报送日期="2023-12-20").result("sent-in-time").notes
    assert not with_facts(1, 报送日期="2023-12-19").result("sent-in-time").notes


def test_what_the_document_leaves_open_is_told_beside_the_outcome() -> None:
    assert with_facts(1, 项目状态="在建").result("not-unbuilt").notes
    assert not with_facts(1).result("not-unbuilt").notes
    assert with_facts(1, 主体类型="行业协会").result("applicant-kind").notes
    assert not with_facts(1).result("applicant-kind").notes


@pytest.mark.parametrize(
    ("day", "window"), [("2023-11-17", Window.OPEN), ("2023-12-20", Window.OPEN), ("2023-12-21", Window.CLOSED)]
)
def test_the_window_closes_after_the_last_day_and_leaves_the_verdict(day: str, window: Window) -> None:
    result = told(1, clean_facts(1), date.fromisoformat(day))
    assert (result.window, result.verdict) == (window, Eligibility.MAY)


def test_an_unknown_direction_is_refused() -> None:
    with pytest.raises(DirectionError):
        told(28, {})


def test_a_verdict_that_doesnt_follow_cant_be_built() -> None:
    with pytest.raises(ValueError, match="blocking"):
        Assessment("x", None, Eligibility.MAY_NOT, Window.OPEN, IN_TIME)


# ---- any facts whatever


def values_of(field: Field) -> st.SearchStrategy[Any]:
    match field.kind:
        case Kind.BOOL | Kind.CHOICE:
            return st.sampled_from([None, *(answer or "别的" for answer in answers_of(field))])
        case Kind.COUNT | Kind.NUMBER:
            return st.none() | st.integers(0, 600)
        case Kind.CHOICES:
            return st.none() | st.lists(st.sampled_from(field.choices), unique=True)
        case Kind.DATE:
            return st.none() | st.dates(date(2023, 12, 1), date(2024, 1, 9)).map(date.isoformat)
        case Kind.DIRECTIONS:
            return st.none() | st.lists(st.integers(1, 27), max_size=2)


any_facts = st.fixed_dictionaries({}, optional={n: values_of(f) for n, f in shipped().rules.fields.items()})
any_direction = st.integers(1, 27)


@given(any_direction, any_facts)
@settings(max_examples=150, deadline=None)
def test_unknown_never_blocks(direction: int, facts: dict[str, Any]) -> None:
    assert all(facts[result.rule.field.name] is not None for result in told(direction, facts).blocking)
    assert not told(direction, dict.fromkeys(facts)).blocking


@given(any_direction, any_facts, st.randoms())
@settings(max_examples=80, deadline=None)
def test_the_order_of_facts_doesnt_matter(direction: int, facts: dict[str, Any], shuffled: random.Random) -> None:
    items = list(facts.items())
    shuffled.shuffle(items)
    assert told(direction, dict(items)) == told(direction, facts)


@given(any_direction, any_facts, st.data())
@settings(max_examples=150, deadline=None)
def test_more_of_a_good_thing_never_blocks(direction: int, facts: dict[str, Any], data: st.DataObject) -> None:
    before = told(direction, {**clean_facts(direction), **facts})
    good = [r for r in before.results if r.rule.cases[0].test.comparison in (Comparison.AT_LEAST, Comparison.INCLUDES)]
    for result in good:
        name, own = result.rule.field.name, result.value
        more = (
            own + data.draw(st.integers(0, 10**6)) if isinstance(own, int | float) else list(result.rule.field.choices)
        )
        after = told(direction, {**clean_facts(direction), **facts, name: more})
        assert {r.rule.id for r in after.blocking} <= {r.rule.id for r in before.blocking}
        assert after.verdict is Eligibility.MAY or before.verdict is not Eligibility.MAY


@given(any_direction, any_facts, st.data())
@settings(max_examples=100, deadline=None)
def test_what_is_not_missing_blocks_nothing(direction: int, facts: dict[str, Any], data: st.DataObject) -> None:
    """An answer to an unknown field that isn't listed blocks only where another that is listed decides that it counts."""
    result = told(direction, facts)
    fields = shipped().fields_for(shipped().direction(direction))
    missing = {m.field for m in result.missing}
    silent = [n for n, f in fields.items() if facts.get(n) is None and n not in missing and not f.optional]
    for name in silent:
        value = data.draw(values_of(fields[name]).filter(lambda v: v is not None))
        after = told(direction, {**facts, name: value})
        if not after.problems:
            blocked = {r.rule.id for r in after.blocking} - {r.rule.id for r in result.blocking}
            assert not blocked or any(gate in missing for r in after.blocking for gate in r.rule.gates)


@given(any_direction, any_facts)
@settings(max_examples=150, deadline=None)
def test_every_number_of_a_reason_is_quoted_given_or_counted(direction: int, facts: dict[str, Any]) -> None:
    for result in told(direction, facts).results:
        own = result.value
        counted = {own, own + 1} if isinstance(own, int | float) and not isinstance(own, bool) else set[object]()
        text = re.sub(r"“[^”]*”", "", result.because)
        for day in re.findall(r"\d{4}-\d\d-\d\d", text):
            stated = "{}年{}月{}日".format(*map(int, day.split("-")))
            assert day == own or stated in result.quote.text
        for found in re.findall(r"\d+(?:\.\d+)?", re.sub(r"\d{4}-\d\d-\d\d", "", text)):
            assert float(found) in counted or states(result.quote.text, float(found)), result.because


@given(any_direction, any_facts)
@settings(max_examples=80, deadline=None)
def test_every_quote_is_verbatim(direction: int, facts: dict[str, Any]) -> None:
    result = told(direction, facts)
    assert all(r.quote.text in shipped().document.clause(str(r.quote.clause)).text for r in result.results)


# ---- other notices


def test_another_notice_is_assessed_without_code(tmp_path: Path) -> None:
    book = invented(tmp_path, "haidu-2025", CASES_RULES)
    facts = {
        "省内登记": True,
        "运行月数": 6.5,
        "投入运行日期": "2024-12-31",
        "牵头数": 1,
        "往年入选": False,
        "上下游企业数": 20,
    }
    assert assess(book, 1, facts, date(2025, 8, 1)).verdict is Eligibility.MAY
    blocked = assess(book, "工业数据协同", {**facts, "上下游企业数": 19, "往年入选": True}, date(2025, 8, 16))
    assert [str(r.quote.clause) for r in blocked.blocking] == ["附件1/一/（一）/申报条件"]
    assert [m.field for m in blocked.missing] == ["实质性升级"]
    assert blocked.window is Window.CLOSED
    assert assess(book, 2, {**facts, "上下游企业数": 0}, date(2025, 8, 1)).verdict is Eligibility.MAY


def test_a_notice_without_directions_or_deadline_is_assessed(tmp_path: Path) -> None:
    book = invented(tmp_path, "jinqiao-vouchers", VOUCHER_RULES)
    result = assess(book, None, {"职工人数": 301, "主体": "中小企业"}, date(2026, 1, 1))
    assert (result.verdict, result.window) == (Eligibility.MAY_NOT, Window.OPEN)
    assert assess(book, None, {"职工人数": 300}, IN_TIME).verdict is Eligibility.MAY
    assert [m.field for m in assess(book, None, {"职工人数": 301}, IN_TIME).missing] == ["主体"]
    assert assessment_data(result)["direction"] is None


def test_an_assessment_takes_a_few_milliseconds() -> None:
    facts = clean_facts(22)
    best = min(_milliseconds(facts) for _ in range(5))
    assert best <= 5


def _milliseconds(facts: dict[str, Any]) -> float:
    started = time.perf_counter()
    told(22, facts)
    return (time.perf_counter() - started) * 1000
