"""What a part is answered with: structure first, then the best units."""

from __future__ import annotations

import pytest

from assistant.answer import from_units, one_side, sides, structural
from assistant.model import Verdict
from assistant.reranker import Ranked
from corpus.library import Library
from tests.test_assistant_service import asked_of, notice, qinghe, units_in

UNITS = units_in(qinghe())
LIBRARY = Library((qinghe(), notice("yz-2025-86")))


def ranked(*words: str) -> list[Ranked]:
    """The units that hold the words, in this order."""
    found = [next(u for u in UNITS if w in u.passage.text and not u.is_title) for w in words]
    return [Ranked(unit, 0.9 - 0.01 * place) for place, unit in enumerate(found)]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("设施类有哪些方向？", 3),
        ("一共有哪几大类？", 1),
        ("农技课堂属于哪一类？", 1),
        ("水渠闸门的联系人是谁？", 1),
        ("通知的文号？", 1),
    ],
)
def test_what_structure_answers_is_answered_by_it_with_certainty(question: str, count: int) -> None:
    draft = structural(asked_of(question, qinghe()), qinghe())
    assert draft is not None
    assert draft.certain
    assert len(draft.claims) == count
    assert draft.is_list == (count > 1)


@pytest.mark.parametrize("question", ["申报书几份？", "视频要多长？", "为什么要申报？", "评审怎么进行？"])
def test_what_structure_does_not_answer_is_left_to_the_units(question: str) -> None:
    assert structural(asked_of(question, qinghe()), qinghe()) is None


def test_an_answer_from_units_keeps_to_the_document_of_the_best() -> None:
    other = [Ranked(u, 0.88) for u in units_in(notice("yz-2025-86"))[:5]]
    draft = from_units(asked_of("有哪些要求？", qinghe()), [*ranked("一式五份"), *other], LIBRARY)
    assert {c.document for claim in draft.claims for c in claim.citations} == {"qinghe"}


def test_a_verdict_stands_only_where_one_is_asked_for() -> None:
    assert from_units(asked_of("未建项目可以申报吗？", qinghe()), ranked("未建项目"), LIBRARY).verdict is Verdict.NO
    assert from_units(asked_of("几份申报书？", qinghe()), ranked("一式五份"), LIBRARY).verdict is None


def test_items_ranked_alike_are_told_as_one_list() -> None:
    draft = from_units(
        asked_of("村级机房有哪些应用场景？", qinghe()), ranked("机房巡检", "数据备份", "算力共享"), LIBRARY
    )
    assert draft.is_list
    assert [c.citations[0].clause[-1] for c in draft.claims] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("村级机房和村务平台的应用成效有什么区别？", ["村级机房试点", "村务平台试点"]),
        ("1和4的应用成效有什么不同？", ["村级机房试点", "村务平台试点"]),
        ("设施类和服务类有什么区别？", ["设施类", "服务类"]),
        ("村级机房要几个村庄？", []),
        ("申报书几份？", []),
    ],
)
def test_what_is_set_side_by_side_is_known(question: str, names: list[str]) -> None:
    assert [e.name for e in sides(asked_of(question, qinghe()))] == names


def test_one_side_is_asked_the_same_question() -> None:
    asked = asked_of("村级机房和村务平台的应用成效有什么区别？", qinghe())
    for side in sides(asked):
        own = one_side(asked, side)
        assert own.part.entities == (side,)
        assert own.part.text == asked.part.text
        assert own.terms == asked.terms


def test_a_question_for_the_fitting_direction_names_it_with_evidence() -> None:
    draft = from_units(asked_of("我们想布设传感器，该报哪个方向？", qinghe()), ranked("水稻与果园", "100套"), LIBRARY)
    assert "田间传感试点" in draft.claims[0].text
    assert {c.clause for claim in draft.claims for c in claim.citations} == {"附件1/一/（二）"}
