"""How much of the best units an answer is made of."""

from __future__ import annotations

import pytest

from assistant.reranker import Ranked
from assistant.select import chosen, claims
from assistant.units import Unit
from assistant.verify import verified
from corpus.clause_path import ClausePath
from corpus.library import Library
from corpus.model import Clause, Document
from tests.fake_quarry import quarry
from tests.test_assistant_service import asked_of, notice, qinghe, units_in

UNITS = units_in(qinghe())


def said(question: str, *units: Unit) -> list[str]:
    return [c.text for c in claims(asked_of(question, qinghe()), units, qinghe())]


def holding(words: str) -> Unit:
    return next(u for u in UNITS if words in u.passage.text)


def ranked(*chances: float) -> list[Ranked]:
    return [Ranked(unit, chance) for unit, chance in zip(UNITS[8:], chances, strict=False)]


def test_the_best_unit_is_always_chosen() -> None:
    for chances in ((0.01,), (0.9, 0.1), (0.0, 0.0)):
        assert ranked(*chances)[0].unit in chosen(asked_of("申报书几份？"), ranked(*chances))


def test_units_far_less_likely_are_left_out_and_never_more_than_three_come() -> None:
    assert len(chosen(asked_of("申报书几份？"), ranked(0.9, 0.2, 0.1))) == 1
    assert len(chosen(asked_of("有哪些要求？"), ranked(0.9, 0.9, 0.9, 0.9, 0.9))) <= 3
    assert len(chosen(asked_of("有哪些要求？"), ranked(0.9, 0.9, 0.9), 1)) == 1


def test_units_come_in_the_order_of_the_source() -> None:
    picked = chosen(asked_of("有哪些要求？"), list(reversed(ranked(0.8, 0.85, 0.9))))
    assert [u.row for u in picked] == sorted(u.row for u in picked)


SERIES = "优先支持符合以下一项或多项条件的项目"


def test_a_series_asked_for_as_a_list_is_told_whole() -> None:
    (text,) = said("优先支持哪些项目？", holding("一是山区"))
    for words in (SERIES, "一是山区", "二是通过县级验收", "三是在节水"):
        assert words in text
    assert said("优先支持哪些项目？", holding("三是在节水")) == [text]


def test_one_member_of_a_series_comes_after_the_words_that_open_it() -> None:
    (text,) = said("通过县级验收的项目优先吗？", holding("二是通过"))
    assert text.startswith(SERIES)
    assert "二是通过县级验收" in text
    assert "一是山区" not in text
    assert "三是" not in text


def test_of_a_long_sentence_a_pointed_question_gets_the_stretch_that_answers() -> None:
    (text,) = said("最多报几个项目？", holding("最多不超过2个"))
    assert "2个" in text
    assert "未建项目" not in text


def test_a_unit_of_a_direction_that_was_not_named_says_which() -> None:
    unit = holding("闸门不少于12套")
    assert "水渠闸门试点" in said("要几套闸门设备？", unit)[0] or "水渠闸门" in said("几套？", unit)[0]
    assert said("水渠闸门要几套？", unit)[0].startswith("闸门不少于12套")


def test_a_title_alone_is_quoted_with_what_stands_under_it() -> None:
    unit = next(u for u in UNITS if u.is_title and "水渠闸门" in u.passage.text)
    assert "实现闸门远程启闭" in said("水渠闸门是干什么的？", unit)[0]


def test_nothing_is_said_twice() -> None:
    units = [u for u in UNITS if u.passage.clause == "通知/二/（一）"]
    texts = said("优先支持哪些项目？", *units)
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("name", ["yz-2025-86", "haidu-2025", "lanxi-2024", "fund-2025-3", "jinqiao-vouchers"])
@pytest.mark.parametrize("question", ["有哪些要求？", "最多几个？", "什么时候截止？", "可以吗？", "多少家？"])
def test_every_claim_on_any_unit_is_verbatim_and_proved(name: str, question: str) -> None:
    document = notice(name)
    asked = asked_of(question)
    allowed = [d.name for d in document.directions]
    for unit in units_in(document)[::3]:
        found = claims(asked, [unit], document)
        assert found
        assert len(verified(found, Library((document,)), allowed)) == len(found)


def test_an_item_comes_after_the_words_that_forbid() -> None:
    parent = ClausePath(None, ("二",))
    clauses = (
        Clause(parent, "", "二、有下列情形之一的，不得申报："),
        Clause(parent.child("（一）"), "", "（一）项目尚未建成的；"),
        Clause(parent.child("（二）"), "", "（二）被列入失信名单的。"),
    )
    document = Document("bars", "题目", "", "", None, None, clauses)
    unit = next(u for u in units_in(document) if "失信" in u.passage.text)
    (claim,) = claims(asked_of("失信的能报吗？"), [unit], document)
    assert "不得申报" in claim.text
    assert "失信" in claim.text
    assert [c.clause for c in claim.citations] == ["通知/二", "通知/二/（二）"]


QUARRY = units_in(quarry())


def quarried(words: str) -> Unit:
    return next(u for u in QUARRY if words in u.passage.text and not u.is_title)


@pytest.mark.parametrize("question", ["矿山是怎么分级的，流程说说", "矿山分级是什么意思"])
def test_kinds_told_apart_in_one_run_are_told_whole(question: str) -> None:
    (claim,) = claims(asked_of(question, quarry()), [quarried("乙级矿山年产量")], quarry())
    assert all(words in claim.text for words in ("其中，甲级", "乙级", "丙级"))


def test_one_kind_asked_about_is_told_alone() -> None:
    (claim,) = claims(asked_of("乙级矿山年产量要多少吨？", quarry()), [quarried("乙级矿山年产量")], quarry())
    assert "甲级" not in claim.text


def test_a_clause_without_the_unit_asked_for_adds_nothing_to_one_that_has_it() -> None:
    asked = asked_of("县里推荐不超过几个？", quarry())
    near = [Ranked(quarried("推荐不超过6个"), 0.9), Ranked(quarried("4月1日前填报"), 0.8)]
    assert chosen(asked, near) == [quarried("推荐不超过6个")]
