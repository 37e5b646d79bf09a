"""What a question is understood to ask."""

from __future__ import annotations

import pytest

from assistant.model import Language
from assistant.question import Kind, Part, Question
from tests.test_assistant_service import notice, qinghe, reader_of

READER = reader_of(qinghe())


def read(text: str) -> Question:
    return READER.read(text)


def only(text: str) -> Part:
    (part,) = read(text).parts
    return part


@pytest.mark.parametrize(
    "text",
    [
        "可以报吗？",
        "能不能报？",
        "够不够",
        "要不要交视频？",
        "是5份对吧？",
        "允许跨类吗",
        "报2个行不行",
        "是否需要盖章",
        "行么？",
        "违规不？",
        "Can we apply?",
    ],
)
def test_a_question_for_a_verdict_is_recognised(text: str) -> None:
    assert only(text).yes_no


@pytest.mark.parametrize(
    "text",
    [
        "是什么？",
        "应用成效是什么",
        "怎么报？",
        "谁能报？",
        "需要几份？",
        "有哪些方向？",
        "什么时候截止？",
        "联系人是谁",
        "What is it?",
        "How many copies?",
    ],
)
def test_a_question_for_words_wants_no_verdict(text: str) -> None:
    assert not only(text).yes_no


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("联系人是谁？", Kind.CONTACT),
        ("打哪个电话咨询？", Kind.CONTACT),
        ("发到哪个邮箱？", Kind.EMAIL),
        ("寄到什么地址？", Kind.ADDRESS),
        ("什么时候截止？", Kind.DATE),
        ("试点期多久？", Kind.DURATION),
        ("最多报几个？", Kind.NUMBER),
        ("有哪些方向？", Kind.MEMBERS),
        ("属于哪一类？", Kind.CATEGORY),
        ("怎么申报？", Kind.PROCEDURE),
        ("这两个有什么区别？", Kind.COMPARE),
        ("通知的文号是多少？", Kind.DOCUMENT_NUMBER),
        ("是谁发文的？", Kind.ISSUER),
        ("哪天印发的？", Kind.ISSUED),
        ("该报哪个方向？", Kind.DIRECTION),
        ("How many copies?", Kind.NUMBER),
        ("What is the deadline?", Kind.DATE),
        ("Whom should we call?", Kind.CONTACT),
    ],
)
def test_the_kind_of_answer_is_told_from_the_words(text: str, kind: Kind) -> None:
    assert kind in only(text).kinds


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("申报书几份？", "份"),
        ("要多少家企业", "家"),
        ("最多几个项目？", "个"),
        ("视频几分钟", "分钟"),
        ("占比多少？", "％"),
        ("联系人是谁？", ""),
    ],
)
def test_the_unit_asked_for_is_known(text: str, unit: str) -> None:
    assert only(text).unit == unit


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("申报书几份？联系人是谁？", 2),
        ("申报书要几份，联系人是谁？", 2),
        ("申报书要几份？另外截止什么时候？顺便问下寄到哪里？", 3),
        ("What is the deadline, and who is the contact?", 2),
        ("申报书要几份，对吧？", 1),
        ("2和4有什么区别？", 1),
        ("注册资本、营业收入有什么要求？", 1),
    ],
)
def test_several_questions_in_one_are_told_apart(text: str, parts: int) -> None:
    assert len(read(text).parts) == parts


def test_what_the_user_says_of_himself_is_background_not_a_question() -> None:
    part = only("我们是一所学校。在山区。能报吗？")
    assert "学校" in part.background
    assert "学校" not in part.text


def test_what_is_named_around_a_question_counts_for_it() -> None:
    part = only("我们做水渠闸门的。联系人是谁？")
    assert [e.name for e in part.entities] == ["水渠闸门试点"]
    assert not part.own_entities


def test_what_the_first_part_names_counts_for_the_next() -> None:
    first, second = read("水渠闸门要几套闸门？联系人是谁？").parts
    assert first.own_entities
    assert second.entities == first.entities
    assert not second.own_entities


def test_each_part_keeps_the_direction_it_names() -> None:
    first, second = read("水渠闸门的联系人是谁？村务平台的联系人是谁？").parts
    assert [e.name for e in (*first.entities, *second.entities)] == ["水渠闸门试点", "村务平台试点"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("申報書幾份", Language.CHINESE),
        ("报几个 project？", Language.CHINESE),
        ("5G？", Language.ENGLISH),
        ("123", Language.CHINESE),
        ("How many copies?", Language.ENGLISH),
        ("What does 一式五份 mean?", Language.CHINESE),
    ],
)
def test_the_language_of_the_answer_is_the_question_s(text: str, language: Language) -> None:
    assert read(text).language is language


def test_an_english_question_is_searched_for_by_chinese_words_too() -> None:
    part = only("How many copies of the application form?")
    assert "申报书" in part.search
    assert "copies" in part.text


@pytest.mark.parametrize("text", ["？", "。。。", "嗯", "<b>", "a", "１", "方向", "？？？！！！", "、、、"])
def test_any_text_has_at_least_one_part(text: str) -> None:
    assert read(text).parts


def test_the_words_as_typed_are_kept() -> None:
    assert read("申抱書　幾份？").asked == "申抱書　幾份？"
    assert read("申抱書　幾份？").text == "申报书 几份?"


def test_a_reader_of_another_notice_knows_other_names() -> None:
    part = reader_of(notice("yz-2025-86")).read("水渠闸门和柔性加工工坊的联系人是谁？").parts[0]
    assert [e.name for e in part.entities] == ["柔性加工工坊"]


def test_whom_to_ask_is_a_part_of_its_own_however_short() -> None:
    assert [p.text for p in read("对应哪个方向，问谁？").parts] == ["对应哪个方向", "问谁?"]


@pytest.mark.parametrize("tail", ["分别怎么说的", "具体怎么规定的呢？", "各是什么要求"])
def test_words_that_ask_nothing_new_stay_with_the_part_before(tail: str) -> None:
    assert len(read(f"两个方向要不要验收？{tail}").parts) == 1


@pytest.mark.parametrize("manner", ["请逐项列出", "帮我列个清单", "一条条说"])
def test_the_manner_of_the_answer_may_be_told_beside_the_question(manner: str) -> None:
    assert Kind.LIST in only(f"申报书要写什么？{manner}").kinds
