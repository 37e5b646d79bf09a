"""Numbers as people tell them, and what a sentence affirms or denies."""

from __future__ import annotations

import pytest

from assistant.quantities import quantities
from assistant.units import amounts
from assistant.verdicts.polarity import is_denied, plain, stretches
from assistant.verdicts.provisions import Force, read_rule
from assistant.wording import clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("八万来次", [(80_000, "次")]),
        ("两千多万", [(20_000_000, "元")]),
        ("四千八百万左右", [(48_000_000, "元")]),
        ("十八万多（不含税）", [(180_000, "元")]),
        ("三成", [(30, "％")]),
        ("三成五", [(35, "％")]),
        ("一半", [(50, "％")]),
        ("半年", [(6, "月")]),
        ("一年半", [(1.5, "年")]),
        ("两个半月", [(2.5, "月")]),
        ("七分半", [(7.5, "分钟")]),
        ("两年零三个月", [(2.25, "年")]),
        ("仨项目", [(3, "个")]),
        ("80个人", [(80, "人")]),
        ("3本", [(3, "份")]),
        ("一千平", [(1000, "平方米")]),
        ("600 million yuan", [(600_000_000, "元")]),
        ("1,000 copies", [(1000, "份")]),
        ("分三块", [(3, "个")]),
    ],
)
def test_a_number_is_read_as_it_is_told(text: str, expected: list[tuple[float, str]]) -> None:
    assert [(q.value, q.unit) for q in quantities(clean(text))] == expected


@pytest.mark.parametrize("text", ["七八家", "第四个方向", "上半年", "成立公司", "完成了", "本地", "个体户"])
def test_what_is_vague_or_no_number_is_none(text: str) -> None:
    assert quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("不少于6个月", 6, "月"),
        ("六个月", 6, "月"),
        ("10个工作日", 10, "工作日"),
        ("57周岁", 57, "岁"),
        ("三位", 3, ""),
    ],
)
def test_an_amount_of_a_notice_has_its_own_unit(text: str, value: float, unit: str) -> None:
    assert [(a.value, a.unit) for a in amounts(text)] == ([(value, unit)] if unit else [])


@pytest.mark.parametrize(
    ("question", "expected"),
    [("能不能报", "能报"), ("符合不符合", "符合"), ("可不可以", "可以"), ("够了没", "够"), ("超标没有？", "超标？")],
)
def test_what_only_asks_is_left_out(question: str, expected: str) -> None:
    assert plain(question) == expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("没有法人资格", "法人", True),
        ("专利一件没有", "专利", True),
        ("不是规模以上企业", "企业", True),
        ("验收没过", "验收", True),
        ("具有法人资格", "法人", False),
        ("不少于5家企业", "企业", False),
        ("不同的类别", "类别", False),
        ("非交不可的材料", "材料", False),
        ("没钱，有人", "有人", False),
    ],
)
def test_a_denial_reaches_to_the_comma(text: str, word: str, expected: bool) -> None:
    start = text.index(word)
    assert is_denied(text, start, start + len(word)) is expected


def test_a_comma_inside_a_number_parts_nothing() -> None:
    assert stretches("花了1,000元，够吗。") == ["花了1,000元", "够吗"]


@pytest.mark.parametrize(
    ("sentence", "forces"),
    [
        ("成员可以更换，不得超过两次。", [Force.PERMITS, Force.REQUIRES]),
        ("未按时报到的，视为放弃。", [Force.FORBIDS]),
        ("必须签到，否则成绩无效。", [Force.REQUIRES]),
        ("校友队可以不提交。", [Force.WAIVES]),
        ("近三年受过处罚，或者被通报的单位，不得参加。", [Force.FORBIDS]),
        ("由专人负责。", [Force.STATES]),
    ],
)
def test_a_sentence_is_read_as_provisions(sentence: str, forces: list[Force]) -> None:
    assert [p.force for p in read_rule(sentence).provisions] == forces


def test_a_provision_without_a_subject_takes_over_the_one_before() -> None:
    first, second = read_rule("培训学校可以作为成员参加，不得牵头。").provisions
    assert first.condition == second.condition == "培训学校"
