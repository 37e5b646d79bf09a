"""PDF: the text of each page, as paragraphs."""

from __future__ import annotations

import io
import re
import unicodedata
import zlib
from collections.abc import Callable
from itertools import groupby
from typing import Final

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import DependencyError, PyPdfError

from corpus.readers.errors import ReadError
from corpus.readers.kind import NAMES, Kind
from corpus.readers.model import Extracted, Limits
from corpus.readers.paragraphs import Row, paragraphs, rows_of
from corpus.readers.text import cleaned

# What pypdf lets through when a file is not what it should be.
_BROKEN: Final = (
    PyPdfError,
    DependencyError,  # a cipher or filter whose library isn't installed
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    zlib.error,
)
# Radicals that stand for whole characters: fonts share one glyph for both, and a PDF then names the radical.
_SUPPLEMENT: Final = dict(
    zip(
        "⺂⺃⺅⺉⺋⺏⺐⺒⺓⺔⺕⺖⺘⺙⺛⺞⺟⺠⺡⺣⺤⺦⺨⺭⺯⺰⺱⺳⺹⺺⺾⻂⻅⻆⻈⻉⻋⻌⻐⻑⻒⻓⻔⻖⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻮⻯⻰⻱⻲⻳",
        "乛乚亻刂㔾尣尢巳幺彑彐忄扌攵旡歺母民氵灬爫丬犭礻糹纟罓㓁耂肀艹衤见角讠贝车辶钅長镸长门阝青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐齿竜龙龜亀龟",
        strict=True,
    )
)
_GLYPHS: Final = str.maketrans(
    {
        **_SUPPLEMENT,
        **{chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
        **{chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)},  # ff, fi, fl …
        "⼾": "户",  # its compatibility form is the traditional character
        "\u2e3a": "——",
        "\u2e3b": "———",
    }
)
_COLUMN: Final = 24
_LISTED: Final = 12


def read_pdf(data: bytes, limits: Limits, opened: Callable[[int], None] = lambda _: None) -> Extracted:
    """The text of a PDF; empty if it has no text layer.

    Args:
        opened: Told the number of pages, before the first of them is read.

    Raises:
        ReadError: If it is damaged, protected or too long.
    """
    with apply_configuration(
        zlib_maximum_output_length=limits.unpacked_bytes, lzw_maximum_output_length=limits.unpacked_bytes
    ):
        try:
            reader = PdfReader(io.BytesIO(data), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                raise ReadError.encrypted()
            count = _declared_pages(reader)
            if count > limits.pages:
                raise ReadError.too_many_pages(count, limits.pages)
            pages = list(reader.pages)
        except _BROKEN as error:
            raise _unopened(data) from error
        if not pages:
            raise ReadError.no_pages()
        if len(pages) > limits.pages:
            raise ReadError.too_many_pages(len(pages), limits.pages)
        opened(len(pages))
        return _extracted(pages, limits)


def _unopened(data: bytes) -> ReadError:
    """Encrypted in a way that can't be opened, cut off, or broken: pypdf says it in many ways."""
    return ReadError.encrypted() if re.search(rb"/Encrypt[\s<]", data) else ReadError.damaged(NAMES[Kind.PDF])


def _declared_pages(reader: PdfReader) -> int:
    """What the page tree says of itself, to refuse early; 0 if it says nothing useful."""
    count = reader.root_object["/Pages"].get_object().get("/Count", 0)  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue, reportUnknownVariableType]
    return count if isinstance(count, int) else 0


def _extracted(pages: list[PageObject], limits: Limits) -> Extracted:
    printed: list[list[Row]] = []
    broken: list[int] = []
    length = 0
    for number, page in enumerate(pages, 1):
        try:
            text = _page_text(page)
        except _BROKEN:
            text = ""
            broken.append(number)
        length += len(text)
        if length > limits.characters * 2:  # blanks that lay out a page count twice at most
            raise ReadError.too_long(limits.characters)
        printed.append(rows_of(text, number))
    found = paragraphs(printed)
    if len(broken) == len(pages):
        raise ReadError.damaged(NAMES[Kind.PDF])
    silent = [number for number, rows in enumerate(printed, 1) if not rows and number not in broken]
    notes = (
        *([f"第 {_ranges(silent)} 页没有文字，可能是扫描页或空白页"] if silent else ()),
        *([f"第 {_ranges(broken)} 页无法读取，已跳过"] if broken else ()),
    )
    by_page = {page: [text for _, text in group] for page, group in groupby(found, key=lambda item: item[0])}
    texts = tuple("\n".join(by_page.get(number, ())) for number in range(1, len(pages) + 1))
    return Extracted("\n".join(filter(None, texts)), texts, notes, tuple(sorted((*silent, *broken))))


def _page_text(page: PageObject) -> str:
    """Laid out as printed, for indents tell paragraphs; as written, where that loses text or mixes columns."""
    plain = cleaned(page.extract_text()).translate(_GLYPHS)
    if not plain.strip():
        return ""
    try:
        laid_out = cleaned(page.extract_text(extraction_mode="layout")).translate(_GLYPHS)
    except _BROKEN:
        return plain
    return plain if _ink(laid_out) < _ink(plain) or _has_columns(laid_out) else laid_out


def _ink(text: str) -> int:
    return len(re.sub(r"\s", "", text))


def _has_columns(text: str) -> bool:
    """True if most lines are two long ones side by side."""
    lines = [re.split(r"\s{3,}", line.strip()) for line in text.split("\n") if line.strip()]
    paired = [line for line in lines if len(line) == 2 and all(_width(part) >= _COLUMN for part in line)]
    return len(lines) >= 8 and len(paired) * 2 > len(lines)


def _width(text: str) -> int:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def _ranges(numbers: list[int]) -> str:
    """`3、5–7`; long lists are cut short."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs[:_LISTED]]
    return "、".join(shown) + (f" 等共 {len(numbers)}" if len(runs) > _LISTED else "")
