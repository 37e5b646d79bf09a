"""Text → its non-blank lines; a text that has lost its line ends is cut into paragraphs again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.marks import HEAD_RANK, Mark, Numbering, mark_of

PAGE_END = "\f"
_LONG = 300
_VERY_LONG = 600
_LOOK_AHEAD = 60
_PARAGRAPH_GAP = re.compile(r"(?:[ \t\xa0]*\u3000\s*|[ \t\xa0]{2,})(?=[\u4e00-\u9fff《“‘（(【\d①-⑳]|[-–•]\s)")
_SINGLE_BLANK = re.compile(r"\S\s(?=\S)")
_PLACE = re.compile(r"\s+|(?<=[。；：！？;:）)〕】\]”’])(?=[第（(\d①-⑳⑴-⒛㈠-㈩零〇一二三四五六七八九十百])")
_ENDED = re.compile(r"[。；：！？;:][”’）)〕】\]]*$|[）)〕】\]]$|[〕\])）]\s*\d+\s*号$")
_IN_BRACKETS = re.compile(r"[（(《“〔【\[][^（(《“〔【\[）)》”〕】\]]*$")
_WHOLE_LINE = re.compile(r"[〕\]]\s*\d+\s*号$|^[^。；：]{10,80}(?:通知|通告|公告|意见|办法|方案|措施|规定|细则)$")
_CLOSED = re.compile(r"[。；：]$|\d日$")
_ANNEX_NAME = re.compile(r"附件\s*\d{0,2}(?=\s|$)")
_SIGNATURE = re.compile(r"(?:[\u4e00-\u9fff]{4,40}\s+){0,9}\d{4}年\d{1,2}月\d{1,2}日")
_BULLET = re.compile(r"(?:^|\s)[-–•]$")
_LISTS = re.compile(r"附\s*件?\s*[:：]$")
_WORDS = re.compile(r"[\u4e00-\u9fff，、。；：！？（）《》“”【】〔〕()]")
_DATE_LINE = re.compile(r"(?:\d{4}|[〇○零一二三四五六七八九]{4})\s*年")


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank source line, stripped.

    Attributes:
        page: Page it stands on, from 1, or None.
        plain: It opens no clause, whatever it starts with (an entry of a list of attachments).
    """

    text: str
    page: int | None = None
    plain: bool = False


def source_lines(text: str, page: int | None = None) -> Iterator[Line]:
    """Lines of a text. Over-long ones are cut at wide gaps; a text that is one single line also before its ordinals.

    No character but white space is dropped.

    Args:
        page: Of a text that is one page. In a text with `PAGE_END` at the end of each page, lines know theirs.
    """
    rows = list(_rows(text, page))
    total = sum(len(row) for row, _ in rows)
    for row, page in rows:
        is_whole_text = len(rows) == 1 or (len(row) > _VERY_LONG and len(row) * 2 > total)
        pieces = _at_gaps(row) if is_whole_text or len(row) > _LONG else [row]
        if is_whole_text:
            pieces = _at_marks(pieces)
        yield from (Line(piece, page) for piece in pieces)


def _rows(text: str, page: int | None) -> Iterator[tuple[str, int | None]]:
    sheets = text.split(PAGE_END)
    for number, sheet in enumerate(sheets, start=1):
        for row in sheet.split("\n"):
            if row.strip():
                yield row.strip(), number if len(sheets) > 1 else page


def _at_gaps(row: str) -> list[str]:
    places = [m.start() for m in _PARAGRAPH_GAP.finditer(row)]
    return _cut(row, places)


def _at_marks(pieces: list[str]) -> list[str]:
    """Cut at ordinals that come next, and, where no wide gaps part the paragraphs, at single blanks between words."""
    gaps, blanks = len(pieces) - 1, sum(len(_SINGLE_BLANK.findall(piece)) for piece in pieces)
    has_gaps = gaps > 2 and gaps * 2 >= blanks
    numbering = Numbering()
    found: list[str] = []
    for piece in pieces:
        _note(piece, numbering)
        places: list[int] = []
        for match in _PLACE.finditer(piece):
            opened = _ordinal(piece, match, numbering)
            if opened:
                numbering.note(opened)
            if opened or (match[0] and _ends_paragraph(piece, match, places[-1] if places else 0, has_gaps)):
                places.append(match.start())
        found += _cut(piece, places)
    return found


def _note(piece: str, numbering: Numbering) -> None:
    mark = mark_of(piece)
    if mark and mark.rank != HEAD_RANK and numbering.fits(mark):
        numbering.note(mark)


def _ordinal(piece: str, match: re.Match[str], numbering: Numbering) -> Mark | None:
    """The ordinal that opens a clause at this place, if it is the next one."""
    before = piece[max(0, match.start() - 8) : match.start()]
    if not match[0] and before[-1] in "”’" and not _ENDED.search(before):
        return None
    if _LISTS.search(before) or _BULLET.search(before) or _inside(piece, match.start()):
        return None
    mark = mark_of(piece[match.end() : match.end() + _LOOK_AHEAD])
    if mark is None or mark.rank == HEAD_RANK:
        return None
    return mark if numbering.fits(mark, strictly=True) else None


def _ends_paragraph(piece: str, match: re.Match[str], begin: int, has_gaps: bool) -> bool:
    """True for a blank that stands for a lost line end."""
    before = piece[max(begin, match.start() - 100) : match.start()].strip()
    after = piece[match.end() : match.end() + _LOOK_AHEAD]
    if not after or _inside(piece, match.start()):
        return False
    if _WHOLE_LINE.search(before) or _SIGNATURE.fullmatch(piece, match.end()):
        return True
    if has_gaps:
        return False
    if _ANNEX_NAME.match(after) and _CLOSED.search(before):
        return True
    if _ANNEX_NAME.fullmatch(before):
        return re.match(r"[的\d]", after) is None
    word = re.split(r"\s", after, maxsplit=1)[0]
    if _CLOSED.search(before) and _WORDS.match(after):
        return True
    if len(before) < 4 or not (_WORDS.match(before[-1]) or before[-1].isdigit()):
        return False
    is_line = _WORDS.match(before[-1]) and _WORDS.match(after) and (len(word) >= 4 or word.endswith(("：", ":")))
    return bool(_DATE_LINE.match(after) or is_line)


def _inside(piece: str, place: int) -> bool:
    """True within brackets, titles and quotation marks."""
    return _IN_BRACKETS.search(piece, max(0, place - _LOOK_AHEAD), place) is not None


def _cut(row: str, places: list[int]) -> list[str]:
    bounds = [0, *places, len(row)]
    pieces = (row[a:b].strip() for a, b in pairwise(bounds))
    return [piece for piece in pieces if piece]
