"""Which words of a question carry content, and how much."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.terms import stopwords, terms_of


def words(text: str, *, english: bool = False) -> list[str]:
    return [t.word for t in terms_of(text, english)]


@pytest.mark.parametrize("text", ["请问一下", "是什么呢", "怎么样", "？！", "", "的了吗"])
def test_words_that_carry_nothing_are_no_terms(text: str) -> None:
    assert words(text) == []


def test_content_words_come_in_order_each_once() -> None:
    found = words("水渠闸门的水渠要几套闸门")
    assert [w for w in found if w in ("水渠", "闸门")] == ["水渠", "闸门"]
    assert len(found) == len(set(found))


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    weights = {t.word: t.weight for t in terms_of("企业 勒索 病毒 工作")}
    assert weights["勒索"] > weights["工作"]
    assert weights["病毒"] > weights["工作"]


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=60), st.booleans())
def test_weights_lie_between_nought_and_one(text: str, english: bool) -> None:
    for term in terms_of(text, english):
        assert 0.0 < term.weight <= 1.2
        assert term.word == term.word.lower()


def test_a_number_is_a_term_that_weighs_little() -> None:
    (number,) = [t for t in terms_of("319号") if t.word == "319"]
    assert number.weight < 0.5


def test_a_word_brings_its_synonyms() -> None:
    (term,) = [t for t in terms_of("邮箱") if t.word == "邮箱"]
    assert "email" in term.synonyms
    assert "邮箱" not in term.synonyms


def test_of_an_english_question_only_chinese_words_and_short_names_count() -> None:
    found = words("申报书 份 how many copies of the application form for 5G", english=True)
    assert "申报书" in found
    assert "copies" not in found
    assert "application" not in found


def test_pairs_of_a_word_are_its_neighbouring_characters() -> None:
    (term,) = [t for t in terms_of("勒索病毒") if len(t.word) == 4] or [t for t in terms_of("勒索") if t.word == "勒索"]
    assert term.bigrams[0] == term.word[:2]
    assert len(term.bigrams) == len(term.word) - 1


def test_stopwords_are_single_words() -> None:
    assert {"的", "什么", "请问", "the"} <= stopwords()
    assert not [w for w in stopwords() if w.startswith("#") or not w.strip()]
