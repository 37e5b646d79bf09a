"""Whom to ask: the line of the class, unless a line in brackets names the direction."""

from __future__ import annotations

import pytest

from assistant.contacts import contact_claims, contact_lines, contact_of
from corpus.clause_path import ClausePath
from corpus.facts import values
from corpus.library import BUILTIN, load_document
from corpus.model import Document
from tests.fake_quarry import quarry
from tests.test_assistant_service import asked_of, notice, qinghe

SHIPPED = load_document(BUILTIN / "miit-2023-319")
FIRST, SECOND = "0999-5551001", "0999-5551002"


def told(question: str, document: Document | None = None) -> list[str]:
    held = document or qinghe()
    return [claim.text for claim in contact_claims(asked_of(question, held), held)]


def phone_of(path: str, document: Document) -> str:
    found = contact_of(ClausePath.parse(path), document)
    assert found is not None
    return next(v.text for v in values(found.quote) if v.kind == "phone")


def test_a_direction_named_in_brackets_has_that_line_alone() -> None:
    (claim,) = told("水渠闸门的联系人是谁？")
    assert SECOND in claim
    assert FIRST not in claim


@pytest.mark.parametrize("question", ["村级机房的联系人是谁？", "第2个方向的联系人是谁？", "庄稼传感打哪个电话？"])
def test_the_other_directions_of_the_class_have_the_class_s_line(question: str) -> None:
    (claim,) = told(question)
    assert FIRST in claim
    assert SECOND not in claim


@pytest.mark.parametrize("question", ["村务平台的联系人是谁？", "第5个方向找谁咨询？", "服务类的联系人？"])
def test_a_line_shared_by_classes_is_each_one_s(question: str) -> None:
    (claim,) = told(question)
    assert SECOND in claim


def test_a_class_with_two_lines_gets_both() -> None:
    claims = told("设施类的联系人是谁？")
    assert [FIRST in claims[0], SECOND in claims[1]] == [True, True]


def test_in_the_shipped_notice_one_park_direction_has_another_contact_than_the_rest() -> None:
    parks = [d for d in SHIPPED.directions if d.category == "园区类"]
    phones = {d.number: phone_of(str(d.path), SHIPPED) for d in parks}
    assert sorted(phones) == [8, 9, 10, 11, 12]
    assert len({phones[n] for n in (8, 9, 10, 11)}) == 1
    assert phones[12] != phones[8]
    platform = next(d for d in SHIPPED.directions if d.category == "平台类")
    assert phones[12] == phone_of(str(platform.path), SHIPPED)


def test_every_direction_of_the_shipped_notice_has_a_contact() -> None:
    for direction in SHIPPED.directions:
        assert phone_of(str(direction.path), SHIPPED)


def test_a_clause_below_a_direction_has_the_direction_s_contact() -> None:
    assert phone_of("附件1/一/（三）/应用成效", qinghe()) == SECOND
    assert contact_of(ClausePath.parse("通知/二/（一）"), qinghe()) is None


@pytest.mark.parametrize("question", ["发到哪个邮箱？", "电子版的邮箱是什么？", "What is the mailbox?"])
def test_both_spellings_of_a_mailbox_are_given(question: str) -> None:
    claims = told(question)
    assert len(claims) == 2
    assert "shenbao@qinghe.example.cn" in claims[0]
    assert "shenbao@qlnghe.example.cn" in claims[1]
    conflict = next(d for d in qinghe().doubts if d.kind == "conflict")
    assert [str(p) for p in conflict.clauses] == ["通知/三/（一）", "通知/四"]


def test_the_address_is_the_line_that_gives_one() -> None:
    (claim,) = told("地址在哪里？")
    assert "柳荫路5号" in claim


@pytest.mark.parametrize("question", ["申报书几份？", "视频要几分钟？", "有哪些方向？"])
def test_who_asks_for_no_contact_gets_none(question: str) -> None:
    assert told(question) == []


def test_a_name_of_another_document_gets_no_line_of_this_one() -> None:
    asked = asked_of("柔性加工工坊的联系人是谁？", notice("yz-2025-86"), qinghe())
    assert all("0999-5551" not in c.text or "甲一诺" not in c.text for c in contact_claims(asked, qinghe()))


@pytest.mark.parametrize("name", ["yz-2025-86", "haidu-2025", "lanxi-2024", "fund-2025-3", "jinqiao-vouchers"])
def test_a_contact_line_is_verbatim(name: str) -> None:
    document = notice(name)
    for line in contact_lines(document):
        citation = line.citation()
        assert line.clause.text[citation.start : citation.end] == citation.quote
        assert all(value.text in line.text for value in line.held)


def test_a_document_without_contacts_has_no_lines() -> None:
    bare = Document("bare", "题目", "", "", None, None, ())
    assert contact_lines(bare) == ()


def test_contacts_in_one_line_are_told_apart() -> None:
    assert told("地下开采类咨询谁？", quarry()) == ["地下开采类：金二水，0999-5550002"]
    assert told("边坡监测与预警的电话？", quarry()) == ["露天开采类：石一川，0999-5550001"]


def test_a_contact_without_a_colon_is_named_by_the_head_of_its_clause() -> None:
    (claim,) = told("材料接收的电话是多少？", quarry())
    assert "0999-5550003" in claim


@pytest.mark.parametrize("question", ["材料按寄的那天算还是收到那天算？", "材料哪天前寄出？"])
def test_posting_alone_does_not_ask_for_an_address(question: str) -> None:
    assert told(question) == []
