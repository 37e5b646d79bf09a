"""A match as a Word file: what Word finds in it."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
from docx.document import Document as Word

from assistant.reports.export import match_docx
from assistant.reports.model import NOT_OFFICIAL
from tests.fake_assistant import notice
from tests.fake_match import SHOP, TREES, matched

DAY = date(2019, 5, 1)


def made(description: str = TREES) -> bytes:
    return match_docx(matched(description, notice()), notice(), description, DAY)


def opened(description: str = TREES) -> Word:
    return docx.Document(io.BytesIO(made(description)))


def test_headings_date_and_disclaimer_are_there() -> None:
    word = opened()
    headings = [item.text for item in word.paragraphs if item.style and (item.style.name or "").startswith("Heading")]
    assert headings[:3] == ["选方向结果", "结论", "1. 茶林共生"]
    text = [item.text for item in word.paragraphs]
    assert "日期：2019年5月1日" in text and NOT_OFFICIAL in text and TREES in text
    assert word.core_properties.title == "选方向结果"


def test_quotes_stand_in_tables_with_their_clauses() -> None:
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in opened().tables]
    assert tables[0][0] == ["项目描述", "条款原文"]
    assert ["套种了落叶乔木", "“在茶园内套种乔木”〔附件1·一（一）〕"] in tables[0]
    assert tables[1][0] == ["类别", "条款原文", "核对"]
    assert tables[2][0] == ["邻近方向", "区别", "本方向条款", "该方向条款"]


def test_titles_of_a_table_come_again_on_each_page_and_chinese_has_a_font() -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as parts:
        body = parts.read("word/document.xml").decode()
        styles = parts.read("word/styles.xml").decode()
    assert body.count("w:tblHeader") == len(opened().tables)
    assert 'w:eastAsia="Microsoft YaHei"' in styles


def test_what_xml_cannot_hold_is_replaced() -> None:
    text = [item.text for item in opened(f"{SHOP}\x00\x0b\ud800尾").paragraphs]
    assert any(line.endswith("尾") for line in text)


def test_it_holds_no_macro_and_no_outside_link() -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as parts:
        assert not [name for name in parts.namelist() if "vba" in name.lower()]
        for name in parts.namelist():
            if name.endswith(".rels"):
                assert 'TargetMode="External"' not in parts.read(name).decode()
