"""A self-assessment as a Word document: real styles, A4, fonts for Chinese, and nothing XML can't hold."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm

from assistant.assess import assess
from assistant.assessing.materials import dated_steps
from assistant.assessing.model import Eligibility
from assistant.assessing.whatif import what_if
from assistant.reports.assessment import DISCLAIMER
from assistant.reports.export_assessment import assessment_docx
from tests.fake_rules import IN_TIME, VOUCHER_RULES, clean_facts, invented, shipped


def file(direction: int, facts: dict[str, Any], as_of: date = IN_TIME) -> bytes:
    book = shipped()
    told = assess(book, direction, facts, as_of)
    return assessment_docx(book, told, what_if(book, told, facts), dated_steps(book, as_of))


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def words(document: Any) -> str:
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        return held.read(name).decode()


def test_the_verdict_stands_big_after_notice_direction_and_day() -> None:
    document = opened(file(7, clean_facts(7) | {"供应商数": 98}))
    assert document.paragraphs[0].style.name == "Title"
    facts = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
    notice = shipped().document
    assert facts["通知"] == notice.title and facts["文号"] == notice.number
    assert facts["自评日期"] == "2023年12月1日" and facts["申报方向"].startswith("7. ")
    verdict = next(p for p in document.paragraphs if p.style.name == "结论")
    assert verdict.text == str(Eligibility.MAY_NOT)
    assert verdict.style.font.size.pt >= 24


def test_headings_are_headings_and_heads_of_tables_repeat() -> None:
    document = opened(file(7, clean_facts(7) | {"供应商数": 98, "视频时长分钟": None}))
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert heads[:3] == ["结论", "不符合的条件", "待补充或确认"]
    assert {"逐条对照", "优先条件（加分项）", "材料清单", "日程", "原文没有写明的"} <= set(heads)
    for table in document.tables[1:]:
        first = table.rows[0]._tr
        assert first.find(f"./{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row._tr.find(f"./{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows[1:])


def test_every_rule_has_outcome_value_quote_and_clause() -> None:
    facts = clean_facts(7) | {"供应商数": 98}
    document = opened(file(7, facts))
    table = next(t for t in document.tables if t.rows[0].cells[0].text == "结论")
    needed = [r for r in assess(shipped(), 7, facts, IN_TIME).results if r.rule.needed]
    for row, result in zip(table.rows[1:], needed, strict=True):
        outcome, answer, quote, clause = (cell.text for cell in row.cells)
        assert outcome.lstrip("✓✗？ ") == str(result.outcome)
        assert answer.startswith(f"{result.rule.field.name}：")
        assert result.quote.text in quote and clause == str(result.quote.clause)


def test_chinese_has_its_own_fonts_on_a4_with_page_numbers() -> None:
    data = file(7, clean_facts(7))
    document = opened(data)
    for name, font in (("Normal", "宋体"), ("Title", "黑体"), ("Heading 1", "黑体"), ("表格文字", "宋体")):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
        assert not [key for key in fonts.attrib if key.endswith("Theme")]
    section = document.sections[0]
    assert abs(section.page_width - Cm(21)) < 1000 and abs(section.page_height - Cm(29.7)) < 1000
    footer = section.footer._element.xml
    assert "PAGE" in footer and "NUMPAGES" in footer
    assert DISCLAIMER in section.footer.paragraphs[0].text


def test_everything_of_the_report_is_in_it() -> None:
    text = words(
        opened(file(7, clean_facts(7) | {"供应商数": 98, "固定场地": None, "革命老区": True, "视频时长分钟": -1}))
    )
    for wanted in (
        "再增 2 家即满足",
        "是：符合；否：不符合",
        "革命老区：是",
        "□ 项目申报书",
        "5 份",
        "寄送：",
        "建议",
        "小于 0",
    ):
        assert wanted in text


@pytest.mark.parametrize(
    "typed", ["a\x00\x01\x0b\ud800\ufffe\ufffb", "<w:p>&amp;", "医\u202e院\u2066", "x" * 5000, "多\r\n行\u2028"]
)
def test_what_a_user_typed_is_text(typed: str) -> None:
    data = file(7, clean_facts(7) | {"主体类型": typed, typed: typed})
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        for name in held.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(held.read(name))
    body = part(data, "word/document.xml")
    assert not re.search("[\x00-\x08\u202e\u2066\u2028]", body)
    assert "&amp;amp;" in body or "&amp;" not in typed


def test_the_file_says_nothing_of_machine_or_clock() -> None:
    core = part(file(7, clean_facts(7)), "docProps/core.xml")
    assert "2023-12-01T00:00:00Z" in core and "python-docx" not in core
    assert part(file(7, clean_facts(7)), "word/document.xml") == part(file(7, clean_facts(7)), "word/document.xml")


def test_a_notice_without_directions_materials_or_dates(tmp_path: Path) -> None:
    book = invented(tmp_path, "jinqiao-vouchers", VOUCHER_RULES)
    told = assess(book, None, {}, date(2025, 8, 1))
    text = words(opened(assessment_docx(book, told, None, ())))
    assert str(Eligibility.INCOMPLETE) in text and "申报方向" not in text
