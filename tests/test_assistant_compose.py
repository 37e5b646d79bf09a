"""Drafts of all parts become one answer."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.answer import Draft
from assistant.compose import Finding, compose
from assistant.model import Answer, Claim, ClauseRef, Status, Verdict
from assistant.quoting import cite
from corpus.library import Library
from tests.test_assistant_service import CLOSED_DAY, OPEN_DAY, qinghe, reader_of

LIBRARY = Library((qinghe(),))


def claim(path: str, words: str) -> Claim:
    clause = qinghe().clause(path)
    start = clause.text.index(words)
    return Claim(words, (cite("qinghe", clause, start, start + len(words)),))


COPIES = claim("通知/三/（一）", "申报书（一式五份）")
DEADLINE = claim("通知/三/（一）", "请各推荐单位于2025年3月20日前")
VIDEO = claim("通知/二/（二）", "视频材料（5-10分钟）")
MAILBOX = claim("通知/三/（一）", "shenbao@qinghe.example.cn")
OTHER_MAILBOX = claim("通知/四", "shenbao@qlnghe.example.cn")
NEAREST = (ClauseRef("qinghe", "附件1/一/（三）/应用成效"), ClauseRef("qinghe", "通知/一"))


def composed(
    text: str, *drafts: Draft | Status, day: date = OPEN_DAY, nearest: tuple[ClauseRef, ...] = NEAREST
) -> Answer:
    """The answer to a question of as many parts as there are drafts; a status stands for a part that was refused."""
    question = reader_of(qinghe()).read(text)
    assert len(question.parts) == len(drafts)
    findings = [
        Finding(part, draft, Status.ANSWERED, nearest)
        if isinstance(draft, Draft)
        else Finding(part, None, draft, nearest)
        for part, draft in zip(question.parts, drafts, strict=True)
    ]
    return compose(question, findings, LIBRARY, day)


def test_every_claim_ends_in_the_mark_of_its_citation() -> None:
    answer = composed("有哪些要求？", Draft((COPIES, VIDEO)))
    assert re.search(r"一式五份）\[1\]", answer.text)
    assert re.search(r"分钟）\[2\]", answer.text)
    assert answer.citations == (*COPIES.citations, *VIDEO.citations)


def test_one_quote_has_one_mark_wherever_it_is_used() -> None:
    again = Claim("五份", COPIES.citations)
    answer = composed("有哪些要求？", Draft((COPIES, again, VIDEO)))
    assert [int(n) for n in re.findall(r"\[(\d)\]", answer.text)] == [1, 1, 2]
    assert len(answer.citations) == 2


def test_a_list_is_numbered_line_by_line() -> None:
    lines = composed("有哪些要求？", Draft((COPIES, VIDEO), is_list=True)).text.split("\n")
    assert [line[:2] for line in lines] == ["1.", "2."]
    assert all(line.endswith("]") for line in lines)


@pytest.mark.parametrize(
    ("question", "verdict", "lead"),
    [
        ("可以交5份吗？", Verdict.YES, "可以"),
        ("可以交3份吗？", Verdict.NO, "不可以"),
        ("需要交视频吗？", Verdict.YES, "需要"),
        ("是5份对吧？", Verdict.YES, "是"),
        ("是3份对吧？", Verdict.NO, "不对"),
        ("Is it five copies?", Verdict.YES, "Yes"),
        ("Is it three copies?", Verdict.NO, "No"),
    ],
)
def test_a_yes_no_question_opens_with_its_verdict(question: str, verdict: Verdict, lead: str) -> None:
    answer = composed(question, Draft((COPIES,), verdict))
    assert answer.verdict is verdict
    assert answer.text.startswith(lead)


def test_without_a_verdict_nothing_stands_before_the_claim() -> None:
    answer = composed("申报书几份？", Draft((COPIES,)))
    assert answer.verdict is None
    assert answer.text.startswith(COPIES.text)


def test_parts_that_say_the_same_are_said_once() -> None:
    answer = composed("申报书几份？要交多少份？", Draft((COPIES,)), Draft((COPIES,)))
    assert answer.text.count("一式五份") == 1


def test_what_is_left_open_is_named_beside_what_is_answered() -> None:
    answer = composed("申报书几份？水渠闸门补贴多少？", Draft((COPIES,)), Status.NOT_STATED)
    assert answer.status is Status.ANSWERED
    assert len(answer.open_parts) == 1
    assert "补贴" in answer.open_parts[0]
    assert "补贴" in answer.text
    assert answer.nearest == NEAREST[:1]


def test_a_refusal_says_so_in_one_sentence_names_the_nearest_clause_and_whom_to_ask() -> None:
    answer = composed("水渠闸门补贴多少？", Status.NOT_STATED)
    assert answer.status is Status.NOT_STATED
    assert answer.nearest == NEAREST[:1]
    assert NEAREST[0].clause in answer.text
    assert answer.contact is not None
    assert "0999-5551002" in answer.contact.quote
    assert not answer.citations
    assert len(answer.text) < 100


def test_without_a_contact_none_is_spoken_of() -> None:
    answer = composed("补贴多少？", Status.NOT_STATED, nearest=NEAREST[1:])
    assert answer.contact is None
    assert "联系人" not in answer.text


def test_of_several_refusals_the_mildest_holds() -> None:
    assert composed("补贴多少？天气怎么样？", Status.NOT_STATED, Status.OUT_OF_SCOPE).status is Status.NOT_STATED
    assert composed("天气怎么样？", Status.OUT_OF_SCOPE).status is Status.OUT_OF_SCOPE


def test_what_is_out_of_scope_has_no_clause_and_no_contact() -> None:
    answer = composed("今天天气怎么样？", Status.OUT_OF_SCOPE)
    assert (answer.nearest, answer.contact, answer.citations, answer.doubts) == ((), None, (), ())


@pytest.mark.parametrize("status", [Status.NOT_STATED, Status.OUT_OF_SCOPE])
def test_an_english_question_is_refused_in_english(status: Status) -> None:
    assert re.match(r"[A-Z]", composed("How much subsidy is there?", status).text)


def test_an_english_answer_frames_the_chinese_words() -> None:
    answer = composed("How many copies?", Draft((COPIES,)))
    assert re.match(r"[A-Z]", answer.text)
    assert COPIES.text in answer.text


def test_both_mailboxes_come_with_the_doubt_that_they_differ() -> None:
    answer = composed("发到哪个邮箱？", Draft((MAILBOX, OTHER_MAILBOX)))
    assert MAILBOX.text in answer.text
    assert OTHER_MAILBOX.text in answer.text
    (doubt,) = [d for d in answer.doubts if d.kind == "conflict"]
    assert [r.clause for r in doubt.clauses] == ["通知/三/（一）", "通知/四"]


def test_a_doubt_that_the_quotes_do_not_show_is_not_told() -> None:
    assert "conflict" not in {d.kind for d in composed("申报书几份？", Draft((COPIES,))).doubts}


@pytest.mark.parametrize(("day", "closed"), [(OPEN_DAY, False), (date(2025, 3, 20), False), (CLOSED_DAY, True)])
def test_after_the_deadline_an_answer_on_dates_says_that_it_has_passed(day: date, closed: bool) -> None:
    answer = composed("什么时候截止？", Draft((DEADLINE,)), day=day)
    assert ("申报期已过" in answer.text) is closed
    english = composed("When is the deadline?", Draft((DEADLINE,)), day=day)
    assert ("closed" in english.text) is closed


def test_an_answer_on_something_else_says_nothing_of_the_deadline() -> None:
    assert "已过" not in composed("视频几分钟？", Draft((VIDEO,)), day=CLOSED_DAY).text


def test_an_attachment_that_is_asked_for_and_absent_is_a_doubt() -> None:
    answer = composed("附件2要填什么？", Status.NOT_STATED)
    assert "missing_attachment" in {d.kind for d in answer.doubts}
