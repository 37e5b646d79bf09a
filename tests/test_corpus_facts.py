"""Typed values of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts import ATTACHMENT, TITLE, values


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("电话：0999-5550123。", "phone", "0999-5550123"),
        ("手机13800001234", "phone", "13800001234"),
        ("电话0999-55501234/55501235", "phone", "0999-55501234/55501235"),
        ("邮箱：zhizao@example.gov.cn。", "email", "zhizao@example.gov.cn"),
        ("于2025年9月30日前", "date", "2025年9月30日"),
        ("9月12日18时关闭", "date", "9月12日"),
        ("邮编999012", "postcode", "999012"),
        ("补助比例25%", "number", "25%"),
        ("最高200万元", "number", "200万元"),
        ("一式两份", "number", "两份"),
        ("时长3至6分钟", "number", "3至6分"),
        ("见www.example.gov.cn", "url", "www.example.gov.cn"),
    ],
)
def test_a_value_and_its_kind(text: str, kind: str, found: str) -> None:
    assert (kind, found) in [(value.kind, value.text) for value in values(text)]


@given(st.text(alphabet="0123456789年月日-.,@abc万元个，。至", max_size=60))
def test_a_value_is_verbatim_and_no_character_belongs_to_two(text: str) -> None:
    taken: set[int] = set()
    for value in values(text):
        assert text[value.start : value.end] == value.text
        span = set(range(value.start, value.end))
        assert not taken & span
        taken |= span


def test_a_phone_is_not_also_a_number() -> None:
    assert [value.kind for value in values("0999-5550123")] == ["phone"]


def test_cited_titles_and_attachments() -> None:
    assert TITLE.findall("按照《甲办法（试行）》和《乙规范》") == ["甲办法（试行）", "乙规范"]
    assert ATTACHMENT.findall("见附件3、附件 2和附件一，与附件一并报送") == ["3", "2", "一"]
