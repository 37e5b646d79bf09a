"""Which of the ranked units come first: those that name what is asked about."""

from __future__ import annotations

from dataclasses import replace

from assistant.ordering import in_order, mentioned_first, names_any, own_words_first
from assistant.reranker import Ranked
from assistant.units import Unit
from tests.fake_quarry import quarry
from tests.test_assistant_service import asked_of, prepared, units_in

UNITS = units_in(quarry())


def holding(words: str) -> Unit:
    return next(u for u in UNITS if words in u.passage.text and not u.is_title)


def ranked(*words: str) -> list[Ranked]:
    return [Ranked(holding(w), 0.9 - 0.1 * place) for place, w in enumerate(words)]


def test_a_sentence_elsewhere_that_names_the_class_and_says_more_goes_first() -> None:
    asked = asked_of("地下开采类补助不超过多少？", quarry())
    assert mentioned_first(asked, ranked("调节风量", "25%补助"))[0].unit == holding("25%补助")


def test_a_sentence_that_names_the_class_but_says_nothing_to_the_question_stays_where_it_is() -> None:
    asked = asked_of("地下开采类的风量怎么调节？", quarry())
    assert mentioned_first(asked, ranked("调节风量", "25%补助"))[0].unit == holding("调节风量")


def test_a_unit_inside_a_class_does_not_mention_it() -> None:
    entities = asked_of("地下开采类补助多少？", quarry()).part.entities
    assert names_any(holding("25%补助"), entities)
    assert not names_any(holding("调节风量"), entities)


def test_a_follow_up_that_only_names_something_else_is_answered_by_what_names_it() -> None:
    part = asked_of("丙级矿山呢？", quarry()).part
    follow_up = prepared(replace(part, previous=(("quarry", "通知/一/（三）"),), background="甲级矿山年产量多少"))
    assert own_words_first(follow_up, ranked("甲级矿山", "丙级矿山"))[0].unit == holding("丙级矿山")
    assert own_words_first(prepared(part), ranked("甲级矿山", "丙级矿山"))[0].unit == holding("甲级矿山")


def test_nothing_is_lost_or_told_twice() -> None:
    found = in_order(asked_of("地下开采类补助不超过多少？", quarry()), ranked("调节风量", "25%补助", "公示7个工作日"))
    assert sorted(r.unit.row for r in found) == sorted(
        r.unit.row for r in ranked("调节风量", "25%补助", "公示7个工作日")
    )
