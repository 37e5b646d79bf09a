"""Quotes are copied, never written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.quoting import body_start, cite, quote_claim, segments, shown
from corpus.clause_path import ClausePath
from corpus.model import Clause

TEXTS = st.text(
    st.sampled_from("一二（）()、.1 2.，,；;。：\n “”《》——应用成效场景-甲乙5-10万"), min_size=1, max_size=80
)


def clause(text: str) -> Clause:
    return Clause(ClausePath(None, ("一",)), "", text, 4)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(TEXTS, st.data())
def test_a_citation_is_the_span_without_blank_edges(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if not text[start:end].strip():
        return
    citation = cite("d", clause(text), start, end)
    assert text[citation.start : citation.end] == citation.quote == citation.quote.strip()
    assert start <= citation.start < citation.end <= end
    assert citation.page == 4


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(TEXTS)
def test_segments_lie_apart_in_order_and_are_not_empty(text: str) -> None:
    last = 0
    for begin, stop in segments(text, 0, len(text)):
        assert last <= begin < stop <= len(text)
        last = stop


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("甲，乙；丙", ["甲", "乙", "丙"]),
        ("甲（乙，丙），丁", ["甲（乙，丙）", "丁"]),
        ("“甲，乙”，丙", ["“甲，乙”", "丙"]),
        ("1,000家,2家", ["1,000家", "2家"]),
        ("甲）乙，丙", ["甲）乙", "丙"]),
        ("", []),
    ],
)
def test_a_comma_in_brackets_or_a_number_parts_nothing(text: str, parts: list[str]) -> None:
    assert [text[slice(*span)] for span in segments(text, 0, len(text))] == parts


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("3.机房巡检", "机房巡检"),
        ("- 3.机房巡检", "机房巡检"),
        ("（四）每个主体", "每个主体"),
        ("(四) 每个主体", "每个主体"),
        ("应用成效——不少于10家", "不少于10家"),
        ("第三条 本办法", "本办法"),
        ("二、要求", "要求"),
        ("2.5倍以上", "2.5倍以上"),
        ("（四）", "（四）"),
        ("没有标号", "没有标号"),
    ],
)
def test_the_words_begin_after_ordinal_and_head(text: str, body: str) -> None:
    assert text[body_start(text, 0, len(text)) :] == body


def test_an_ordinal_within_a_line_is_part_of_the_words() -> None:
    text = "按照（四）每个主体"
    assert body_start(text, 2, len(text)) == 2


def test_what_is_shown_is_one_line_without_edges() -> None:
    assert shown("\n甲：\n 乙，丙。") == "甲：，乙，丙"
    assert "\n" not in shown("甲\n\n乙\n丙")


def test_a_claim_says_its_quote_after_the_lead() -> None:
    claim = quote_claim("d", clause("（四）每个主体最多2个。"), 0, 12, "“甲方向”：")
    assert claim.text == "“甲方向”：每个主体最多2个"
    assert claim.citations[0].quote == "每个主体最多2个。"
    assert claim.citations[0].start == 3
