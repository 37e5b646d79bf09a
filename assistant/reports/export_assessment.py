"""A self-assessment as a Word document, with real styles, to hand on. Pure: nothing is read or written."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final, assert_never, cast

from assistant.assessing.materials import DatedStep
from assistant.assessing.model import Assessment, Eligibility, Outcome
from assistant.assessing.whatif import WhatIf
from assistant.reports.assessment import Block, Bullets, Heading, Paragraph, Report, Table, Tone, assessment_report
from assistant.reports.words import safe
from assistant.rulebook import Rulebook

if TYPE_CHECKING:
    from docx.document import Document as Word

_SERIF: Final = "宋体"
_SANS: Final = "黑体"
_LATIN: Final = "Times New Roman"
_WIDTH_CM: Final = 16.6
_MARGIN_CM: Final = 2.2
_INK: Final = {
    str(Eligibility.MAY_NOT): "B3261E",
    str(Eligibility.INCOMPLETE): "8A5A00",
    str(Eligibility.MAY): "1E6B34",
    str(Outcome.UNMET): "B3261E",
    str(Outcome.UNKNOWN): "8A5A00",
    str(Outcome.MET): "1E6B34",
}
_MARKS: Final = {
    str(Outcome.MET): "✓ ",
    str(Outcome.UNMET): "✗ ",
    str(Outcome.UNKNOWN): "？",
}
_VERDICT_STYLE: Final = "结论"
_NOTE_STYLE: Final = "说明"
_CELL_STYLE: Final = "表格文字"


def assessment_docx(
    rulebook: Rulebook, assessment: Assessment, what_if: WhatIf | None, steps: Sequence[DatedStep]
) -> bytes:
    """The report as a .docx file: A4, page numbers, table heads repeated on each page."""
    import docx

    report = assessment_report(rulebook, assessment, what_if, steps)
    word = docx.Document()
    _set_page(word)
    _set_styles(word)
    _set_properties(word, report, assessment)
    word.add_paragraph(safe(report.title), style="Title")
    _add_facts(word, report)
    for block in report.blocks:
        _add(word, block)
    _add_footer(word, report)
    _prefer_chinese(word)
    held = io.BytesIO()
    word.save(held)
    return held.getvalue()


def _set_page(word: Word) -> None:
    from docx.shared import Cm

    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(_MARGIN_CM)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)


def _set_styles(word: Word) -> None:
    """Chinese fonts for every style in use: serif for text, sans for headings; black, no theme colours."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING

    styles: Any = word.styles
    for name in (_VERDICT_STYLE, _NOTE_STYLE, _CELL_STYLE):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    _set_style(styles["Normal"], _SERIF, 10.5, after=4)
    _set_style(styles["Title"], _SANS, 20, after=8)
    _set_style(styles["Heading 1"], _SANS, 13, before=14, after=5)
    _set_style(styles["List Bullet"], _SERIF, 10.5, after=2)
    _set_style(styles["Footer"], _SERIF, 8.5)
    _set_style(styles[_VERDICT_STYLE], _SANS, 28, before=4, after=6)
    _set_style(styles[_NOTE_STYLE], _SERIF, 9.5, after=3, ink="595959")
    _set_style(styles[_CELL_STYLE], _SERIF, 9)
    styles["Normal"].paragraph_format.line_spacing = 1.3
    styles[_CELL_STYLE].paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    styles["Heading 1"].paragraph_format.keep_with_next = True
    borders = styles["Title"].element.find(f".//{_w('pBdr')}")
    if borders is not None:
        borders.getparent().remove(borders)


def _set_style(style: Any, font: str, size: float, *, before: float = 0, after: float = 0, ink: str = "000000") -> None:
    from docx.shared import Pt, RGBColor

    style.font.size, style.font.name, style.font.color.rgb = Pt(size), _LATIN, RGBColor.from_string(ink)
    style.font.bold = False
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for key in [k for k in fonts.attrib if k.endswith("Theme")]:
        del fonts.attrib[key]
    fonts.set(_w("eastAsia"), font)
    language = properties.find(_w("lang"))
    if language is None:
        language = _element("lang")
        properties.append(language)
    language.set(_w("val"), "zh-CN")
    language.set(_w("eastAsia"), "zh-CN")


def _set_properties(word: Word, report: Report, assessment: Assessment) -> None:
    """What the file says of itself; its day is that of the assessment, so the same facts give the same text."""
    properties = word.core_properties
    direction = f"：{assessment.direction.name}" if assessment.direction else ""
    properties.title = safe(f"{report.title}{direction}")[:255]
    properties.author, properties.last_modified_by, properties.comments = "申报助手", "申报助手", ""
    properties.language = "zh-CN"
    properties.revision = 1
    properties.created = properties.modified = datetime.combine(assessment.as_of, time(), UTC)


def _add_facts(word: Word, report: Report) -> None:
    table = _table(word, len(report.facts), (18, 82))
    for row, (name, value) in zip(table.rows, report.facts, strict=True):
        _write(row.cells[0], name, font=_SANS)
        _write(row.cells[1], value)
        _shade(row.cells[0])


def _add(word: Word, block: Block) -> None:
    from docx.shared import RGBColor

    match block:
        case Heading(text):
            word.add_heading(safe(text), 1)
        case Paragraph(text, Tone.VERDICT):
            run = word.add_paragraph(style=_VERDICT_STYLE).add_run(safe(text))
            run.font.color.rgb = RGBColor.from_string(_INK.get(text, "000000"))
        case Paragraph(text, Tone.NOTE):
            word.add_paragraph(safe(text), style=_NOTE_STYLE)
        case Paragraph(text):
            word.add_paragraph(safe(text)).paragraph_format.keep_with_next = text.endswith("：")
        case Bullets(items):
            for item in items:
                word.add_paragraph(safe(item), style="List Bullet")
        case Table():
            _add_table(word, block)
        case _:
            assert_never(block)


def _add_table(word: Word, block: Table) -> None:
    table = _table(word, len(block.rows) + 1, block.widths)
    head = table.rows[0]
    _mark_row(head, "tblHeader")
    for cell, text in zip(head.cells, block.head, strict=True):
        _write(cell, text, font=_SANS)
        _shade(cell)
    for row, cells in zip(table.rows[1:], block.rows, strict=True):
        _mark_row(row, "cantSplit")
        for n, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            _write(cell, text, is_outcome=n == 0 and text in _INK)
    space = word.add_paragraph()
    space.paragraph_format.space_after = 0
    space.paragraph_format.line_spacing = 0.6


def _table(word: Word, rows: int, widths: Sequence[int]) -> Any:
    """An empty table across the page; `widths` are shares of it. Rows are made at once: adding them one by one is slow."""
    from docx.shared import Cm

    table: Any = word.add_table(rows=rows, cols=len(widths), style="Table Grid")
    table.autofit = False
    total = sum(widths)
    shares = [Cm(_WIDTH_CM * width / total) for width in widths]
    for column, share in zip(table.columns, shares, strict=True):
        column.width = share
    for row in table.rows:
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = share
    _ease(table)
    return table


def _ease(table: Any) -> None:
    """Room inside the cells, and thin grey lines."""
    properties = table._tbl.tblPr
    borders, margins = _element("tblBorders"), _element("tblCellMar")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(side, val="single", sz="4", space="0", color="A6A6A6"))
    for side, room in (("top", "50"), ("left", "90"), ("bottom", "50"), ("right", "90")):
        margins.append(_element(side, w=room, type="dxa"))
    layout = properties.find(_w("tblLayout"))
    for element in (borders, margins):
        if element is borders and layout is not None:
            layout.addprevious(element)
        else:
            look = properties.find(_w("tblLook"))
            properties.append(element) if look is None else look.addprevious(element)


def _write(cell: Any, text: str, *, font: str = "", is_outcome: bool = False) -> None:
    """Lines of a cell as paragraphs; an outcome gets its mark and its colour beside the word."""
    from docx.shared import RGBColor

    for n, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        paragraph._p.style = _CELL_STYLE  # its id is its name; looking styles up by name is slow
        run = paragraph.add_run((_MARKS.get(text, "") if is_outcome else "") + safe(line))
        if font or is_outcome:
            run._r.get_or_add_rPr().get_or_add_rFonts().set(_w("eastAsia"), font or _SANS)
        if is_outcome:
            run.font.color.rgb = RGBColor.from_string(_INK[text])


def _shade(cell: Any) -> None:
    cell._tc.get_or_add_tcPr().append(_element("shd", val="clear", color="auto", fill="EEF2F8"))


def _mark_row(row: Any, mark: str) -> None:
    row._tr.get_or_add_trPr().append(_element(mark))


def _add_footer(word: Word, report: Report) -> None:
    """The disclaimer, and `第 1 页，共 3 页` from fields that Word counts itself."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    footer = word.sections[0].footer
    footer.paragraphs[0].text = safe(report.footer)
    numbers = footer.add_paragraph(style="Footer")
    numbers.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for before, field in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES")):
        numbers.add_run(before)
        _add_field(numbers, field)
    numbers.add_run(" 页")


def _add_field(paragraph: Any, code: str) -> None:
    for kind in ("begin", None, "separate", "1", "end"):
        run = paragraph.add_run()._r
        if kind is None:
            instruction = _element("instrText")
            instruction.text = code
            run.append(instruction)
        elif kind == "1":
            text = _element("t")
            text.text = kind
            run.append(text)
        else:
            run.append(_element("fldChar", fldCharType=kind))


def _prefer_chinese(word: Word) -> None:
    """Quotation marks and dashes, which both scripts have, take the Chinese font."""
    footer: Any = word.sections[0].footer
    for root in (cast("Any", word.element), footer._element):
        for run in root.iter(_w("r")):
            run.get_or_add_rPr().get_or_add_rFonts().set(_w("hint"), "eastAsia")


def _element(tag: str, **attributes: str) -> Any:
    from docx import oxml

    element = cast("Any", oxml).OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(_w(name), value)
    return element


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(f"w:{name}")
