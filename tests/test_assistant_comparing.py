"""Two things set side by side: both are spoken of."""

from __future__ import annotations

import pytest

from assistant.comparing import openings, sides_of, together, told_of_both
from assistant.reranker import Ranked
from tests.fake_quarry import quarry
from tests.test_assistant_ordering import holding, ranked
from tests.test_assistant_service import asked_of


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("甲级矿山和乙级矿山的产量差多少？", "甲级", "乙级"),
        ("许可证跟验收证明有什么区别？", "许可证", "验收"),
        ("方案与许可证分别由谁出？", "方案", "许可证"),
    ],
)
def test_the_words_of_each_side_are_told_apart(question: str, first: str, second: str) -> None:
    sides = sides_of(asked_of(question))
    assert sides is not None
    assert first in "".join(t.word for t in sides[0])
    assert second in "".join(t.word for t in sides[1])


@pytest.mark.parametrize("question", ["申报书和光盘寄到哪里？", "乙级矿山的产量是多少？"])
def test_a_question_that_compares_nothing_has_no_sides(question: str) -> None:
    assert sides_of(asked_of(question)) is None
    assert told_of_both(asked_of(question), ranked("甲级矿山", "乙级矿山")) == []


def test_each_side_gets_the_likeliest_sentence_that_speaks_of_it() -> None:
    asked = asked_of("甲级矿山和丙级矿山有什么区别？", quarry())
    units = told_of_both(asked, ranked("甲级矿山", "乙级矿山", "丙级矿山"))
    assert units == [holding("甲级矿山"), holding("丙级矿山")]


def test_where_words_fail_the_item_beside_the_best_is_the_other_side() -> None:
    found = [Ranked(holding("竣工验收"), 0.8), Ranked(holding("公示7个"), 0.2), Ranked(holding("形象进度"), 0.05)]
    asked = asked_of("建成的和没建成的，交的证明有啥区别", quarry())
    assert told_of_both(asked, found) == [holding("竣工验收"), holding("形象进度")]


def test_one_sentence_about_both_is_left_to_the_usual_choice() -> None:
    asked = asked_of("县级审核和推荐各是怎么规定的？", quarry())
    assert told_of_both(asked, ranked("推荐不超过6个", "公示7个")) == []


def test_a_clause_elsewhere_that_names_both_classes_answers_for_both() -> None:
    asked = asked_of("露天开采类和地下开采类的补助差多少？", quarry())
    units = together(asked, asked.part.entities, ranked("调节风量", "30%补助", "25%补助"))
    assert units == [holding("30%补助"), holding("25%补助")]


def test_a_clause_that_names_one_class_alone_does_not() -> None:
    asked = asked_of("露天开采类和地下开采类的补助差多少？", quarry())
    assert together(asked, asked.part.entities, ranked("调节风量", "30%补助")) == []


def test_directions_told_apart_as_a_whole_are_told_by_their_openings() -> None:
    asked = asked_of("边坡监测与预警和井下通风节能，侧重点有什么不同？", quarry())
    texts = [openings(asked, side, quarry())[0].text for side in asked.part.entities]
    assert ["位移传感器" in texts[0], "调节风量" in texts[1]] == [True, True]


def test_a_particular_asked_of_two_directions_is_not_told_by_their_openings() -> None:
    asked = asked_of("边坡监测与预警和井下通风节能，条件有什么不同？", quarry())
    assert all(openings(asked, side, quarry()) == [] for side in asked.part.entities)
