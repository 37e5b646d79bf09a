"""Printed lines → paragraphs: page numbers and running heads dropped, broken lines joined, also across pages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from corpus.marks import mark_of

_EDGE: Final = 2
_FULL: Final = 0.78
_INDENT: Final = 1.5
_PAGE_NUMBER: Final = re.compile(
    r"[-—–－·\s]*(\d{1,4})[-—–－·\s]*|第\s*(\d{1,4})\s*页(?:\s*[/／，,]?\s*共\s*\d+\s*页)?"
    r"|(\d{1,4})\s*[/／]\s*\d{1,4}|(?i:page)\s*(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?"
)
_SURELY_NUMBER: Final = re.compile(r"[-—–－·]\s*\d{1,4}\s*[-—–－·]|第.*|.*[/／].*|(?i:page).*")
_SENTENCE_END: Final = re.compile(r"[。；：！？;:!?][”’）)〕】\]]*$")
_GAP: Final = re.compile(r"(?<=\S)(?:[ \u00a0]{3,}|\t+)(?=\S)")
_GAP_MARK: Final = "\t"
_BLANK: Final = re.compile(r"[ \u00a0\u2000-\u200a]+")
_LETTERSPACED: Final = re.compile(r"(?:[^\s\x00-\xff] ){3,}[^\s\x00-\xff]")
_WIDE: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60，。、；：（）《》“”‘’【】〔〕—…]")


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line.

    Attributes:
        page: From 1.
        indent: Blank columns before it; columns of different pages can't be compared, only with the page's own margin.
        apart: Blank space stands above it.
    """

    text: str
    page: int
    indent: float = 0
    apart: bool = False

    @property
    def width(self) -> int:
        """Columns that its characters take, a Chinese one taking two."""
        return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in self.text)


def rows_of(page_text: str, page: int) -> list[Row]:
    """The lines of one page; its margin is the smallest indent on it."""
    lines = [(line, blank) for line, blank in _with_blanks(page_text.split("\n"))]
    indents = [len(line) - len(line.lstrip()) for line, _ in lines]
    margin = min(indents, default=0)
    spaced = sum(blank for _, blank in lines) * 3 > len(lines) * 2  # wide line spacing, not parting paragraphs
    return [
        Row(_tidied(line), page, indent - margin, blank and not spaced)
        for (line, blank), indent in zip(lines, indents, strict=True)
    ]


def paragraphs(pages: Sequence[Sequence[Row]]) -> list[tuple[int, str]]:
    """(page on which it begins, text) of each paragraph."""
    bodies = without_running_lines(pages)
    rows = [row for body in bodies for row in _at_margin(body)]
    style = _style(rows)
    found: list[tuple[int, str]] = []
    for before, row in pairwise((None, *rows)):
        assert row is not None
        if before is not None and not _parted(before, row, style):
            page, text = found[-1]
            found[-1] = (page, _joined(text, row.text))
        else:
            found.append((row.page, row.text))
    return found


def without_running_lines(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """Each page without its number and without heads and feet that other pages have too."""
    edges = Counter(key for rows in pages for key in {_key(row) for row in _edges(rows)})
    printed = sum(1 for rows in pages if rows)
    often = {key for key, count in edges.items() if count >= 3 and count * 5 >= printed * 2}
    numbered = _are_numbered(pages)
    return [_trimmed(rows, often, numbered) for rows in pages]


def _trimmed(rows: Sequence[Row], often: set[str], numbered: bool) -> list[Row]:
    kept = list(rows)
    for end in (0, -1):
        for _ in range(_EDGE):
            if not kept:
                break
            row = kept[end]
            bare = row.text.strip()
            is_number = _PAGE_NUMBER.fullmatch(bare) and (numbered or _SURELY_NUMBER.fullmatch(bare))
            if not is_number and not (_key(row) in often and mark_of(bare) is None):
                break
            del kept[end]
    return kept


def _are_numbered(pages: Sequence[Sequence[Row]]) -> bool:
    """True if lone numbers at the pages' edges rise with the pages."""
    offsets: Counter[int] = Counter()
    for rows in pages:
        for row in _edges(rows):
            match = _PAGE_NUMBER.fullmatch(row.text.strip())
            if match:
                offsets[int(next(filter(None, match.groups()))) - row.page] += 1
    return bool(offsets) and offsets.most_common(1)[0][1] >= min(2, len(pages))


def _edges(rows: Sequence[Row]) -> Iterable[Row]:
    return (*rows[:_EDGE], *rows[max(_EDGE, len(rows) - _EDGE) :])


def _key(row: Row) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", row.text))


def _at_margin(rows: Sequence[Row]) -> list[Row]:
    """Rows of a page with indents from the margin of its text: a running head may have stood further left."""
    margin = min((row.indent for row in rows), default=0)
    return [Row(row.text, row.page, row.indent - margin, row.apart and bool(i)) for i, row in enumerate(rows)]


@dataclass(frozen=True, slots=True)
class _Style:
    """How a document sets its paragraphs.

    Attributes:
        full: Width of a line that runs to the right margin: that of the longest but the odd ones.
        indents: What surely goes on (a full line that ends no sentence stands before it) mostly stands at the margin,
            and other lines don't.
        spaces: Blank space parts paragraphs.
    """

    full: float
    indents: bool
    spaces: bool


def _style(rows: Sequence[Row]) -> _Style:
    widths = sorted(row.width for row in rows)
    full = widths[int(len(widths) * 0.9)] if widths else 0.0
    pairs = pairwise(rows)
    going_on = [b for a, b in pairs if _is_full(a, full) and not _ends_sentence(a) and not mark_of(b.text)]
    mostly_at_margin = sum(row.indent < _INDENT for row in going_on) * 4 >= len(going_on) * 3
    indents = mostly_at_margin and any(row.indent >= _INDENT for row in rows)
    return _Style(full, indents, any(row.apart for row in rows))


def _parted(before: Row, row: Row, style: _Style) -> bool:
    """True if a new paragraph begins with `row`. In doubt it does: two paragraphs in one do more harm."""
    if row.apart or row.page - before.page > 1 or (_GAP_MARK in before.text and _GAP_MARK in row.text):
        return True
    if not _is_full(before, style.full):
        return True
    ended, is_marked = _ends_sentence(before), mark_of(row.text) is not None
    if row.indent >= _INDENT:
        is_block = not style.indents and abs(before.indent - row.indent) < 1 and before.page == row.page
        return not is_block or is_marked or ended
    return ended and (is_marked or not (style.indents or style.spaces))


def _is_full(row: Row, full: float) -> bool:
    return row.width + min(row.indent, 4) >= full * _FULL


def _ends_sentence(row: Row) -> bool:
    return _SENTENCE_END.search(row.text) is not None


def _joined(before: str, after: str) -> str:
    """A blank only between two words of Latin letters or digits; a hyphen at the line's end stays."""
    if _WIDE.match(before[-1]) or _WIDE.match(after[0]) or before[-1] in "-@/._" or after[0] in "@/._":
        return before + after
    return f"{before} {after}"


def _tidied(line: str) -> str:
    """Gaps between columns become tabs; letters set apart to fill a line come together again."""
    text = _BLANK.sub(" ", _GAP.sub(_GAP_MARK, line.strip()))
    return _LETTERSPACED.sub(lambda match: match[0].replace(" ", ""), text)


def _with_blanks(lines: Iterable[str]) -> Iterable[tuple[str, bool]]:
    """Each line that isn't blank, and whether a blank one stood above it."""
    blank = False
    begun = False
    for line in lines:
        if line.strip():
            yield line.rstrip(), blank and begun
            blank, begun = False, True
        else:
            blank = True
