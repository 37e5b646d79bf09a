"""Answers that stand in a document's structure: members, members_lead, classes, items, particulars."""

from __future__ import annotations

import pytest

from assistant.answer import structural_verdict
from assistant.model import Claim, Verdict
from assistant.structure import (
    category_of,
    children,
    direction_asked,
    items,
    listed,
    members,
    members_lead,
    overview,
    particulars,
)
from assistant.verify import verified
from corpus.clause_path import ClausePath
from corpus.library import BUILTIN, Library, load_document
from corpus.model import Document
from tests.test_assistant_service import asked_of, notice, qinghe

SHIPPED = load_document(BUILTIN / "miit-2023-319")
TEXTS = "\n".join(c.text for c in qinghe().clauses)


def membership(question: str, document: Document | None = None) -> tuple[Claim, ...]:
    held = document or qinghe()
    return members(asked_of(question, held), held)


def sound(claims: tuple[Claim, ...], document: Document, *allowed: str) -> bool:
    return len(verified(claims, Library((document,)), allowed)) == len(claims)


@pytest.mark.parametrize("question", ["设施类有哪些方向？", "设施类下面有几个方向？", "设施类都包括什么方向"])
def test_the_members_of_a_class_are_its_directions_and_their_number(question: str) -> None:
    claims = membership(question)
    assert [c.citations[0].quote for c in claims] == ["村级机房试点", "田间传感试点", "水渠闸门试点"]
    assert members_lead(asked_of(question, qinghe()), qinghe()) == "设施类共3个方向："
    assert sound(claims, qinghe(), "1、2、3", *(c.citations[0].clause for c in claims))


def test_every_class_of_the_shipped_notice_lists_all_its_directions() -> None:
    told: list[str] = []
    for category in SHIPPED.categories:
        claims = membership(f"{category.name}有哪些方向？", SHIPPED)
        told += [c.citations[0].quote for c in claims]
        lead = members_lead(asked_of(f"{category.name}有哪些方向？", SHIPPED), SHIPPED)
        assert lead == f"{category.name}共{len(claims)}个方向："
    assert told == [d.name for d in SHIPPED.directions]


def test_two_classes_named_are_both_listed() -> None:
    assert len(membership("设施类和服务类各有哪些方向？")) == 5


@pytest.mark.parametrize("question", ["设施类的联系人是谁？", "水渠闸门有哪些场景？", "申报书几份？", "有哪些材料？"])
def test_who_asks_for_no_members_gets_none(question: str) -> None:
    assert membership(question) == ()


def test_the_count_of_a_class_is_true_or_not() -> None:
    for count, expected in ((3, Verdict.YES), (4, Verdict.NO)):
        asked = asked_of(f"设施类都有哪些方向，是{count}个吧？", qinghe())
        claims = members(asked, qinghe())
        assert claims
        assert structural_verdict(asked, claims) is expected


def test_the_overview_is_the_sentence_that_names_all_classes() -> None:
    (claim,) = overview(asked_of("一共有哪几大类？", qinghe()), qinghe())
    assert "设施类、服务类" in claim.text
    assert claim.citations[0].clause == "通知/一"


def test_a_document_without_classes_has_no_overview() -> None:
    plain = notice("lanxi-2024")
    assert overview(asked_of("一共有哪几大类？", plain), plain) == ()


@pytest.mark.parametrize(
    ("question", "category"),
    [("农技课堂属于哪一类？", "服务类"), ("水渠闸门是什么类？", "设施类"), ("第4个方向属于哪个大类？", "服务类")],
)
def test_a_direction_s_class_is_told_with_both_titles_cited(question: str, category: str) -> None:
    (claim,) = category_of(asked_of(question, qinghe()), qinghe())
    assert claim.text.endswith(category)
    title, heading = claim.citations
    assert heading.quote.endswith(f"{category}试点")
    assert title.quote in TEXTS


@pytest.mark.parametrize(
    ("question", "expected"), [("村务平台是服务类吗？", Verdict.YES), ("村务平台是设施类吗？", Verdict.NO)]
)
def test_whether_a_direction_is_of_a_class_is_true_or_not(question: str, expected: Verdict) -> None:
    asked = asked_of(question, qinghe())
    assert structural_verdict(asked, category_of(asked, qinghe())) is expected


def test_every_direction_of_the_shipped_notice_is_told_its_class() -> None:
    for direction in SHIPPED.directions:
        (claim,) = category_of(asked_of(f"方向{direction.number}属于哪一类？", SHIPPED), SHIPPED)
        assert claim.text.endswith(direction.category)


@pytest.mark.parametrize(
    ("question", "words", "clause"),
    [
        ("通知的文号是多少？", "青数函〔2025〕7号", "通知/引言"),
        ("通知是谁印发的？", "青禾市数据局", "通知/引言"),
        ("通知是哪天印发的？", "2025年1月6日", "通知/四"),
        ("通知的标题是什么？", "青禾市数据局关于组织申报2025年数字村镇试点项目的通知", "通知/引言"),
        ("附件1的名称叫什么？", "2025年数字村镇试点内容", "附件1/引言"),
        ("通知的主送单位是谁？", "各县（区）数据局", "通知/引言"),
        ("开展申报的依据是什么？", "《青禾市数字村镇三年规划》", "通知/引言"),
    ],
)
def test_particulars_are_told_in_the_document_s_words(question: str, words: str, clause: str) -> None:
    claims = particulars(asked_of(question, qinghe()), qinghe())
    assert len(claims) == 1
    assert words in claims[0].text
    assert claims[0].citations[0].clause == clause
    assert sound(claims, qinghe())


@pytest.mark.parametrize(
    "question", ["《青禾市数字村镇三年规划》的文号是多少？", "行动计划的全称？", "水渠闸门的标题？"]
)
def test_particulars_of_another_paper_are_not_this_one_s(question: str) -> None:
    assert particulars(asked_of(question, qinghe()), qinghe()) == ()


@pytest.mark.parametrize("name", ["yz-2025-86", "haidu-2025", "lanxi-2024"])
def test_particulars_of_any_notice_are_recognised(name: str) -> None:
    document = notice(name)
    (claim,) = particulars(asked_of("通知的文号是多少？", document), document)
    assert claim.text == document.number


def test_items_are_told_by_their_headings_in_order() -> None:
    parent = ClausePath.parse("附件1/一/（一）/应用场景")
    claims = items(qinghe(), listed(qinghe(), parent))
    assert [c.citations[0].clause.rpartition("/")[2] for c in claims] == ["1", "2", "3"]
    for claim, heading in zip(claims, ("机房巡检", "数据备份", "算力共享"), strict=True):
        assert heading in claim.text
    assert len(children(qinghe(), parent)) == 3


def test_a_clause_without_items_has_none() -> None:
    assert items(qinghe(), listed(qinghe(), ClausePath.parse("通知/三/（二）"))) == ()
    assert children(qinghe(), ClausePath.parse("通知/三/（二）")) == []


def test_without_ranked_units_no_direction_fits() -> None:
    assert direction_asked(asked_of("该报哪个方向？", qinghe()), qinghe(), ()) == ()


@pytest.mark.parametrize("question", ["附件2里有什么内容？", "附件2里面有什么？"])
def test_what_is_in_something_else_gets_no_overview_of_the_classes(question: str) -> None:
    assert overview(asked_of(question, qinghe()), qinghe()) == ()


@pytest.mark.parametrize(("count", "expected"), [(2, Verdict.YES), (3, Verdict.NO)])
def test_a_count_put_forward_is_held_against_the_members(count: int, expected: Verdict) -> None:
    asked = asked_of(f"服务类有{count}个方向吗？", qinghe())
    claims = members(asked, qinghe())
    assert len(claims) == 2
    assert structural_verdict(asked, claims) is expected


def test_the_name_of_a_class_is_no_word_of_the_question() -> None:
    document = notice("yz-2025-86")
    (claim,) = category_of(asked_of("柔性加工工坊是场景建设类吗？", document), document)
    assert claim.text.endswith("场景建设类")
