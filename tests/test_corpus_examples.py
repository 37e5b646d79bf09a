"""examples.jsonl: what a line may hold, and what is said of one that can't be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import DocumentError
from corpus.examples import EXAMPLES, Example, read_examples
from corpus.library import BUILTIN, load_library

NUMBERS = (1, 2, 7)


def read(folder: Path, *lines: Any) -> tuple[Example, ...]:
    raw = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    (folder / EXAMPLES).write_text("\n".join(raw), encoding="utf-8")
    return read_examples(folder, NUMBERS)


def test_a_folder_without_the_file_has_no_examples(tmp_path: Path) -> None:
    assert read_examples(tmp_path, NUMBERS) == ()


def test_an_empty_file_has_no_examples(tmp_path: Path) -> None:
    assert read(tmp_path, "", "  ", "") == ()


def test_examples_come_in_order_and_what_else_a_line_holds_is_left_alone(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {"description": "给渔船装定位终端", "direction": 7, "hard": True, "source": "新闻"},
        "",
        {"description": "学校开音乐课", "direction": None},
        {"description": " 冷库\n扩容😀𠮷 ", "direction": 1, "hard": False},
    )
    assert found == (
        Example("给渔船装定位终端", 7, True),
        Example("学校开音乐课", None),
        Example(" 冷库\n扩容😀𠮷 ", 1),
    )


def test_a_line_without_a_direction_fits_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, {"description": "学校开音乐课"}) == (Example("学校开音乐课", None),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_byte_order_mark_and_other_line_ends_are_read(tmp_path: Path, encoding: str, line_end: str) -> None:
    line = '{"description": "冷库", "direction": 1}'
    (tmp_path / EXAMPLES).write_bytes((line + line_end + line + line_end).encode(encoding))
    assert read_examples(tmp_path, NUMBERS) == (Example("冷库", 1),) * 2


def test_a_description_may_hold_what_some_take_for_a_line_end(tmp_path: Path) -> None:
    said = "冷库\u2028扩容\u0085两倍\u2029"
    assert read(tmp_path, {"description": said, "direction": 1}) == (Example(said, 1),)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "示例不是 JSON"),
        ("冷库", "示例不是 JSON"),
        ("[" * 50_000, "示例不是 JSON"),
        ("[]", "缺项"),
        ("null", "缺项"),
        ({}, "缺项"),
        ({"direction": 1}, "缺项"),
        ({"description": "", "direction": 1}, "缺项"),
        ({"description": " \n", "direction": 1}, "缺项"),
        ({"description": ["冷库"], "direction": 1}, "缺项"),
        ({"description": "冷库", "direction": 1, "hard": "yes"}, "缺项"),
        ({"description": "冷库", "direction": 1, "hard": 1}, "缺项"),
        ({"description": "冷库", "direction": 3}, "「3」不在"),
        ({"description": "冷库", "direction": 0}, "「0」不在"),
        ({"description": "冷库", "direction": "1"}, "「1」不在"),
        ({"description": "冷库", "direction": 1.5}, "不在"),
        ({"description": "冷库", "direction": True}, "不在"),
        ({"description": "冷库", "direction": [1]}, "不在"),
    ],
)
def test_a_bad_line_is_named_with_what_to_write(tmp_path: Path, line: Any, what: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, {"description": "冷库", "direction": 1}, "", line)
    assert what in caught.value.what
    assert caught.value.where.endswith("第 3 行")
    assert caught.value.next_step


def test_a_file_of_another_encoding_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / EXAMPLES).write_bytes('{"description": "冷库", "direction": 1}'.encode("gb18030"))
    with pytest.raises(DocumentError) as caught:
        read_examples(tmp_path, NUMBERS)
    assert "UTF-8" in caught.value.next_step
    assert caught.value.where.endswith(EXAMPLES)


def test_a_folder_of_that_name_holds_no_examples(tmp_path: Path) -> None:
    (tmp_path / EXAMPLES).mkdir()
    assert read_examples(tmp_path, NUMBERS) == ()


@pytest.mark.parametrize("document", [d.id for d in load_library((BUILTIN,)).documents])
def test_the_examples_that_ship_can_be_read_and_none_stands_twice(document: str) -> None:
    library = load_library((BUILTIN,))
    numbers = [direction.number for direction in library.document(document).directions]
    folder = library.folder(document)
    assert folder
    found = read_examples(folder, numbers)
    texts = ["".join(example.description.split()) for example in found]
    assert len(set(texts)) == len(texts)
    if found:
        assert {example.direction for example in found} == {None, *numbers}
