"""Questions worth asking come from the document."""

from __future__ import annotations

import pytest

from assistant.model import Answer, Citation, Status
from assistant.suggest import candidates, examples
from corpus.library import BUILTIN, load_document
from corpus.model import Document
from tests.test_assistant_service import notice, qinghe

SHIPPED = load_document(BUILTIN / "miit-2023-319")


def answered(clause: str, question: str = "问") -> Answer:
    text = qinghe().clause(clause).text
    return Answer(question, Status.ANSWERED, "答", (Citation("qinghe", clause, text, 0, len(text)),))


def test_examples_name_what_the_document_holds() -> None:
    groups = dict(examples(qinghe()))
    assert "设施类有哪些方向？" in groups["方向与大类"]
    assert any("服务类" in question for question in groups["材料与联系"])


@pytest.mark.parametrize(
    "document", [qinghe(), SHIPPED, notice("yz-2025-86"), notice("lanxi-2024"), notice("haidu-2025")]
)
def test_no_group_is_empty_and_no_question_is_offered_twice(document: Document) -> None:
    questions = [q for _, group in examples(document) for q in group]
    assert all(group for _, group in examples(document))
    assert len(questions) == len(set(questions))


def test_examples_of_one_document_name_nothing_of_another() -> None:
    asked = "".join(q for _, group in examples(notice("yz-2025-86")) for q in group)
    assert "设施类" not in asked
    assert not [d.name for d in SHIPPED.directions if d.name in asked]


def test_a_document_without_directions_or_contacts_has_no_such_examples() -> None:
    assert "方向与大类" not in dict(examples(notice("lanxi-2024")))
    assert examples(Document("bare", "题目", "", "", None, None, ())) == ()


def test_after_a_direction_its_contact_and_its_parts_are_offered() -> None:
    found = candidates(answered("附件1/一/（三）/应用成效"), qinghe())
    assert any("联系人" in question and "水渠闸门" in question for question in found)
    assert any("应用成效" in question for question in found)
    assert not any("村务平台" in question for question in found)


def test_a_nickname_is_used_where_there_is_one() -> None:
    assert all("庄稼传感" in q for q in candidates(answered("附件1/一/（二）"), qinghe()) if "联系人" in q)


def test_the_question_just_asked_is_not_offered() -> None:
    first = candidates(answered("通知/三/（一）"), qinghe())[0]
    assert first not in candidates(answered("通知/三/（一）", first), qinghe())


def test_after_a_refusal_something_that_can_be_asked_is_offered() -> None:
    refused = Answer("问", Status.NOT_STATED, "通知未规定")
    assert candidates(refused, qinghe())
    assert len(set(candidates(refused, qinghe()))) == len(candidates(refused, qinghe()))


def test_a_citation_of_another_document_leads_nowhere() -> None:
    other = notice("yz-2025-86")
    assert not any("水渠" in question for question in candidates(answered("附件1/一/（三）"), other))
