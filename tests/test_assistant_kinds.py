"""What is asked for, told by the words that ask."""

from __future__ import annotations

import pytest

from assistant.kinds import Kind, kinds_of


@pytest.mark.parametrize("question", ["这个方向属于哪类？", "归哪一类", "它是什么类型？", "边坡监测划在地下开采类吗"])
def test_the_class_of_a_direction_is_asked_for(question: str) -> None:
    assert Kind.CATEGORY in kinds_of(question)


@pytest.mark.parametrize("question", ["要能防住哪类攻击", "面向什么类企业", "适用哪一类矿山"])
def test_kinds_of_other_things_are_no_class(question: str) -> None:
    assert Kind.CATEGORY not in kinds_of(question)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("县局、市局各管哪一段", Kind.LIST),
        ("请逐条说明", Kind.LIST),
        ("做这个的方向叫什么", Kind.DIRECTION),
        ("有人乱收费，往哪儿举报", Kind.CONTACT),
        ("两个级别相差几个点", Kind.COMPARE),
    ],
)
def test_other_ways_of_asking(question: str, kind: Kind) -> None:
    assert kind in kinds_of(question)


def test_a_polite_comparative_compares_nothing() -> None:
    assert Kind.COMPARE not in kinds_of("找谁出比较好")
