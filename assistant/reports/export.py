"""A match as a Word file. Pure: nothing is read or written but the bytes that come back."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.matching.model import Match
from assistant.reports.match import match_report
from assistant.reports.model import Bullets, Heading, Paragraph, Part, Report, Table
from assistant.results import encodable
from corpus.model import Document

if TYPE_CHECKING:
    from docx.document import Document as Word

_FONT = "Microsoft YaHei"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_POINTS = {1: 18, 2: 14, 3: 12}
_BODY_POINTS = 10.5
_MARGIN_CM = 2.5
_TEXT_CM = 21 - 2 * _MARGIN_CM


def match_docx(match: Match, document: Document, description: str, day: date) -> bytes:
    """The match as a .docx file: conclusion, directions with their quotes in tables, the description, a disclaimer."""
    return docx(match_report(match, document, description, day))


def docx(report: Report) -> bytes:
    """A report as a .docx file; its title is the first heading."""
    import docx as python_docx

    word = python_docx.Document()
    _lay_out(word)
    word.core_properties.title = next((part.text for part in report if isinstance(part, Heading)), "")
    word.core_properties.author = "申报助手"
    word.core_properties.comments = ""
    for part in report:
        _add(word, part)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _lay_out(word: Word) -> None:
    """A4, one font for Chinese and Latin letters, headings in black."""
    from docx.shared import Cm, Pt, RGBColor

    for section in word.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN_CM)
    sizes = {"Normal": _BODY_POINTS, **{f"Heading {level}": points for level, points in _POINTS.items()}}
    for name, points in sizes.items():
        style: Any = word.styles[name]
        style.font.name, style.font.size = _FONT, Pt(points)
        style.font.color.rgb = RGBColor(0, 0, 0)
        _set_east_asian(style)
        style.paragraph_format.space_after = Pt(4)


def _set_east_asian(style: Any) -> None:
    """Chinese characters take their font from an attribute that python-docx has no name for."""
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), _FONT)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _add(word: Word, part: Part) -> None:
    match part:
        case Heading():
            word.add_heading(_legal(part.text), part.level)
        case Paragraph():
            word.add_paragraph(_legal(part.text))
        case Bullets():
            for item in part.items:
                word.add_paragraph(_legal(item), style="List Bullet")
        case Table():
            _add_table(word, part)


def _add_table(word: Word, part: Table) -> None:
    table = word.add_table(rows=1, cols=len(part.titles), style="Table Grid")
    for cell, title in zip(table.rows[0].cells, part.titles, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(_legal(title)).bold = True
    for row in part.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _legal(text)
    _fit(table, part.shares or (1,) * len(part.titles))
    word.add_paragraph()


def _fit(table: Any, shares: tuple[int, ...]) -> None:
    """Columns as wide as their shares say; titles come again on each page, and no row is cut by the end of one."""
    from docx.shared import Cm, Pt

    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Cm(_TEXT_CM * share / sum(shares))
    for number, row in enumerate(table.rows):
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = Cm(_TEXT_CM * share / sum(shares))
            cell.paragraphs[0].paragraph_format.space_before = Pt(2)
        _set(row, "w:cantSplit")
        if number == 0:
            _set(row, "w:tblHeader")


def _set(row: Any, name: str) -> None:
    """A property of a row that python-docx has no name for."""
    from docx.oxml.ns import qn

    properties = row._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn(name), {qn("w:val"): "true"}))


def _legal(text: str) -> str:
    """The text without what XML can't hold."""
    return _NO_XML.sub("\ufffd", encodable(text))
