"""A description as typed: what is read of it stands verbatim in it, and nothing of it is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.errors import DescriptionError
from assistant.matching.description import LONGEST, Description, normal
from assistant.matching.model import Said

LETTER = re.compile(r"[\u3400-\u9fffA-Za-z]")
BLANK_OR_MARK = re.compile(r"[ \t\r\n\u3000，,。；;：:、！!？?]")

PLAIN = "合作社给六十条渔船装了定位终端，位置每分钟回传。遇险时一键报警，救援艇十分钟出动；镇渔业站值守。"


def assert_verbatim(text: str, said: tuple[Said, ...]) -> None:
    """Spans copied from the text, in order, none over another."""
    end = 0
    for span in said:
        assert text[span.start : span.end] == span.text != ""
        assert span.start >= end
        end = span.end


def assert_sound(description: Description, text: str) -> None:
    """What holds of any description."""
    assert description.text == text
    assert description.pieces
    assert_verbatim(text, description.pieces)
    assert_verbatim(text, description.sections)
    assert "".join(section.text for section in description.sections) == text
    for piece in description.pieces:
        assert LETTER.search(piece.text)
        assert not BLANK_OR_MARK.match(piece.text[0])
        assert not BLANK_OR_MARK.match(piece.text[-1])
    held = {place for piece in description.pieces for place in range(piece.start, piece.end)}
    assert all(match.start() in held for match in LETTER.finditer(text)), "every word stands in a piece"


def test_sentences_are_cut_at_commas_into_pieces_without_punctuation_at_their_edges() -> None:
    description = Description.read(PLAIN)
    assert [piece.text for piece in description.pieces] == [
        "合作社给六十条渔船装了定位终端",
        "位置每分钟回传",
        "遇险时一键报警",
        "救援艇十分钟出动",
        "镇渔业站值守",
    ]
    assert [section.text for section in description.sections] == [PLAIN]
    assert_sound(description, PLAIN)


def test_short_parts_join_the_next_and_a_sentence_without_commas_stays_whole() -> None:
    text = "目前，公司建成冷库，扩容，投用。" + "渔船定位" * 60
    assert [piece.text for piece in Description.read(text).pieces] == [
        "目前，公司建成冷库，扩容，投用",
        "渔船定位" * 60,
    ]


def test_numbers_alone_are_no_piece() -> None:
    assert [piece.text for piece in Description.read("2024。\n1、\n冷库。\n3.5%").pieces] == ["冷库"]


@pytest.mark.parametrize(
    "text",
    [
        "𠮷田渔港😀给渔船装定位终端，👨‍👩‍👧‍👦船员落水自动报警。\U0002a6a5库扩容，温度可查",
        "第一行：冷库扩容\r\n第二行：制冰机\r\n\r\n\t第三行：冷藏车。\r\n",
        "渔船\ud800定位\udc00终端，\x00遇险\u200b报警\ufeff。",
        "Fishing boats carry GPS, and the crew can call for rescue! Ice machines? Yes; cold rooms.",
        "漁船裝設定位終端，遇險時一鍵報警。",
        "ＧＰＳ定位，①号冷库。",
        "e\u0301quipe 渔船",
        "厂",
        "a",
        "\u3000\u3000冷库，，，，。。。！！？",
        "，，，冷库",
        "。。。\n\n；；冷库\n\n。",
    ],
)
def test_odd_characters_keep_their_places(text: str) -> None:
    assert_sound(Description.read(text), text)


def test_places_are_counted_in_code_points() -> None:
    (piece,) = Description.read("😀𠮷田冷库扩容😀").pieces
    assert (piece.start, piece.end, piece.text) == (0, 8, "😀𠮷田冷库扩容😀")
    (second,) = Description.read("😀，" * 3 + "冷库扩容").pieces
    assert second.text.endswith("冷库扩容") and second.end == 10


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\t\r\n", "。", "……！？，、", "12345", "😀😀", "\x00\x01", "\u200b\ufeff", "\ud800", "—— 3.5% ——"],
)
def test_a_text_without_a_letter_is_an_error_that_names_the_limit(text: str) -> None:
    with pytest.raises(DescriptionError) as caught:
        Description.read(text)
    assert "20000" in str(caught.value)


def test_20000_characters_are_taken_and_20001_are_not() -> None:
    longest = (PLAIN * 500)[:LONGEST]
    assert_sound(Description.read(longest), longest)
    with pytest.raises(DescriptionError) as caught:
        Description.read(longest + "厂")
    assert "20001" in str(caught.value) and "20000" in str(caught.value)


def test_what_is_counted_is_characters_and_not_bytes() -> None:
    text = "𠮷" * (LONGEST - 1) + "厂"
    assert_sound(Description.read(text), text)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN * 300,
        "渔船定位" * 4999,
        ("渔船" * 300 + "。") * 30,
        ("渔船" * 300 + "。冷库。") * 30,
        "，" * 19_999 + "厂",
        "厂" + "\n" * 19_999,
        "厂。" * 10_000,
        "厂，" * 10_000,
    ],
)
def test_sections_of_long_texts_are_short_and_cover_them(text: str) -> None:
    description = Description.read(text[:LONGEST])
    assert_sound(description, text[:LONGEST])
    assert max(len(section.text) for section in description.sections) <= 900


def test_sections_are_whole_sentences_where_sentences_are_short() -> None:
    sections = Description.read(PLAIN * 40).sections
    assert len(sections) > 2
    assert all(section.text[-1] in "。；" for section in sections)
    assert all(len(section.text) <= 450 for section in sections)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("ＡＧＶ小車", "agv小车"),
        ("漁船 \r\n 定位", "渔船 定位"),
        ("\x00渔\u200b船\ufeff\ud800", "渔船"),
        ("Ice\tMACHINE", "ice machine"),
    ],
)
def test_for_comparing_width_script_case_and_blanks_are_folded(text: str, read: str) -> None:
    assert normal(text) == read
    assert normal(read) == read


_PIECES = st.sampled_from(
    [
        *"，,、：:。；;！!？?\n\r \t\u3000.",
        "渔船",
        "冷库扩容",
        "定位终端回传位置",
        "GPS",
        "12",
        "😀",
        "𠮷",
        "\ud800",
        "\x00",
    ]
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(text=st.one_of(st.lists(_PIECES, max_size=60).map("".join), st.text(st.characters(), max_size=200)))
@example(text="厂" + "，" * 500)
@example(text="\r\r\r厂")
@example(text="厂\u2028房\u0085")
def test_whatever_is_typed_is_read_verbatim_or_refused(text: str) -> None:
    try:
        description = Description.read(text)
    except DescriptionError:
        assert not LETTER.search(text)
        return
    assert_sound(description, text)
