"""Tokens are what BM25 counts: characters, pairs of neighbours, words, numbers."""

from __future__ import annotations

import pytest

from index.tokenise import tokenise


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("申报书", ["申", "报", "书", "申报", "报书"]),
        ("报", ["报"]),
        ("5Ｇ专网", ["5g", "专", "网", "专网"]),
        ("不少于3.5亿元", ["不", "少", "于", "不少", "少于", "3.5", "亿", "元", "亿元"]),
        ("Edge-AI, x", ["edge-ai", "x"]),
        ("（一）、。 \n", ["一"]),
        ("", []),
        ("\0\ud800", []),
    ],
)
def test_a_text_becomes_characters_pairs_and_words(text: str, tokens: list[str]) -> None:
    assert tokenise(text) == tokens


def test_width_and_case_make_no_difference() -> None:
    assert tokenise("ＡＩ（２０）") == tokenise("ai(20)")
