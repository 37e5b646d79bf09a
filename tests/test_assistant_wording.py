"""Width, script, sound, and other words for the same thing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.wording import Homophones, clean, english, expansions, fold, is_chinese, simplify, synonyms, translate
from corpus.library import BUILTIN, load_document

SHIPPED = Homophones.of(c.text for c in load_document(BUILTIN / "miit-2023-319").clauses)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("申抱", "申报"),
        ("试点是范", "试点示范"),
        ("申抱书一式几份", "申报书一式几份"),
        ("推见单位", "推荐单位"),
        ("边缘记算", "边缘计算"),
        ("数字孪声", "数字孪生"),
    ],
)
def test_a_homophone_is_mended(typed: str, meant: str) -> None:
    assert SHIPPED.mend(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "今天天气怎么样",
        "我们公司想申请",
        "已经交了材料",
        "老板让我问问要不要盖章",
        "这个事情难不难",
        "北京的朋友说可以",
        "什么时候吃饭",
        "孩子上学怎么办",
        "我想知道能不能报",
        "报名费多少钱",
        "帮忙看看行不行",
        "请问谁负责",
    ],
)
def test_everyday_words_are_left_alone(text: str) -> None:
    assert SHIPPED.mend(text) == text


def test_the_documents_own_words_are_left_alone() -> None:
    for clause in load_document(BUILTIN / "miit-2023-319").clauses:
        folded = fold(clause.text)[:120]
        known = Homophones.of([folded])
        assert known.mend(folded) == folded


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(st.text(st.characters(), max_size=60))
def test_mending_keeps_the_length_and_what_is_not_chinese(text: str) -> None:
    mended = SHIPPED.mend(text)
    assert len(mended) == len(text)
    assert all(a == b for a, b in zip(text, mended, strict=True) if not "\u4e00" <= a <= "\u9fff")


def test_nothing_known_mends_nothing() -> None:
    assert Homophones.of(()).mend("申抱书") == "申抱书"


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("申報書一式幾份", "申报书一式几份"),
        ("聯絡人是誰", "联系人是谁"),
        ("軟體專案", "软件项目"),
        ("申报书", "申报书"),
        ("", ""),
    ],
)
def test_traditional_becomes_simplified_in_mainland_words(traditional: str, simplified: str) -> None:
    assert simplify(traditional) == simplified


def test_simplified_text_keeps_words_that_elsewhere_mean_another_thing() -> None:
    assert simplify("数位专家整理档案") == "数位专家整理档案"


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  申报\t书\n几份  ", "申报 书 几份"),
        ("５Ｇ工厂", "5G工厂"),
        ("申\u200b报\ufeff", "申报"),
        ("申\x00报\x1b", "申报"),
        ("\ud800申报\udfff", "申报"),
        ("\u202e申报", "申报"),
        ("\x00\x01\x7f", ""),
        ("（１２）", "(12)"),
    ],
)
def test_what_cannot_be_seen_is_taken_out(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.text(st.characters(), max_size=80))
def test_cleaned_text_is_clean_and_can_be_stored(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    assert cleaned == cleaned.strip()


def test_folding_forgets_width_case_and_blanks() -> None:
    assert fold("Ａ b\n（１）") == fold("aB(1)") == "ab(1)"


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("申报", True),
        ("How many?", False),
        ("5G", False),
        ("123？", True),
        ("", True),
        ("这个 project 的 deadline", True),
    ],
)
def test_one_chinese_letter_in_eight_makes_a_text_chinese(text: str, chinese: bool) -> None:
    assert is_chinese(text) is chinese


def test_a_synonym_stands_for_all_words_of_its_group() -> None:
    for group in synonyms():
        assert len(set(group)) >= 2, group
    words = dict(expansions("ddl是哪天"))
    assert "截止" in words["ddl"]


def test_a_longer_word_hides_the_shorter_one_in_it() -> None:
    assert [word for word, _ in expansions("申报书")] == ["申报书"]


def test_english_terms_become_chinese_words_in_order() -> None:
    words = translate("Where must the application form be submitted?").split()
    assert words.index("申报书") < words.index("报送")
    assert translate("nothing of the kind xyzzy") == ""


def test_an_english_term_is_no_part_of_another_word() -> None:
    assert translate("maximal") == ""
    assert all(term == term.lower() and chinese for term, chinese in english())


@pytest.mark.parametrize("text", ["成立一年零两个月", "想把它报上去", "三个事一块问"])
def test_numerals_and_small_words_are_never_slips(text: str) -> None:
    known = Homophones.of(["注册年龄两项都要看", "年龄两类", "各县把关", "由县把关", "十一个", "十一家"])
    assert known.mend(text) == text


def test_a_word_that_begins_in_the_slip_and_ends_after_it_is_kept() -> None:
    known = Homophones.of(["体验中心", "试用体验", "验收合格", "组织验收"])
    assert known.mend("还要提验收") == "还要提验收"
