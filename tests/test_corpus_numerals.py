"""Chinese numerals and dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import dates, to_chinese, to_int


@given(st.integers(1, 999))
def test_an_ordinal_reads_back(number: int) -> None:
    assert to_int(to_chinese(number)) == number


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_none(text: str) -> None:
    found = to_int(text)
    assert found is None or found >= 0


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10), ("二十七", 27), ("两", 2), ("一百零五", 105), ("三百二十", 320), ("二〇二三", 2023), ("１２", 12),
        ("伍", 5), ("贰拾", 20), ("①", 1), ("两千", 2000), ("", None), ("第三", None), ("3.5", None), ("²³", 23),
    ],
)  # fmt: skip
def test_numerals_of_documents(text: str, number: int | None) -> None:
    assert to_int(text) == number


@pytest.mark.parametrize("number", [0, 1000, -3])
def test_there_is_no_ordinal_beyond_999(number: int) -> None:
    with pytest.raises(ValueError, match="no ordinal"):
        to_chinese(number)


@pytest.mark.parametrize(
    "text",
    [
        "2024年5月16日",
        "2024 年 5 月 16 日",
        "二〇二四年五月十六日",
        "二○二四年五月十六日",
        "2024-05-16",
        "2024.5.16",
        "2024/5/16",
    ],
)
def test_a_date_in_every_form_of_writing(text: str) -> None:
    padded = f"请于{text}前报送"
    assert [(day, padded[start:end]) for day, start, end in dates(padded)] == [(date(2024, 5, 16), text)]


@pytest.mark.parametrize(
    "text", ["2023年2月30日", "2024年5月", "12月20日", "1.2023.12", "版本2.10.11", "0999-55501234"]
)
def test_what_is_no_full_date_is_left_out(text: str) -> None:
    assert dates(text) == []
