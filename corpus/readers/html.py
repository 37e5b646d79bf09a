"""Saved web pages: the main text and its tables; menus, scripts and what else stands around the text are left out.

Read as a stream: a tree of a page nested two hundred thousand deep takes minutes to walk, the stream a third of a second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Final

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]

from corpus.readers.errors import ReadError
from corpus.readers.model import Extracted, Limits
from corpus.readers.text import cleaned, decode

_DROPPED: Final = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "audio",
        "video",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "nav",
        "aside",
        "map",
        "dialog",
        "title",
    ]
)
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_CELLS: Final = ("td", "th")
_VOID: Final = frozenset(
    ["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_HEADINGS: Final = ("h1", "h2", "h3")
_TITLE: Final = re.compile(r"(?i)(?:^|[\s_-])(?:\w*title|bt|biaoti)(?:$|[\s_-])")
_AROUND: Final = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav|navbar|menu|crumbs?|breadcrumbs?|sidebar|share|sharing|footer|foot|related|recommend|pagination"
    r"|pager|copyright|login|search|toolbar|qrcode|friend-?links?|accessibility)(?:$|[\s_-])"
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET: Final = re.compile(rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{3,20})")
_SENTENCE: Final = re.compile(r"[。；：，！？]")
_SPACE: Final = re.compile(r"[ \t\r\n\f\u00a0]+")
_MAIN_SHARE: Final = 0.85
_PROSE: Final = 20
_ENOUGH: Final = 0.5


def read_html(data: bytes, limits: Limits) -> Extracted:
    """The text of a web page: a paragraph, or a row of a table with its cells parted by tabs, a line.

    Raises:
        ReadError: If it is nested too deeply, too long, in no known encoding, or says nothing.
    """
    text = _decoded(data)
    if len(text) > limits.characters:
        raise ReadError.too_long(limits.characters)
    page = _parsed(text, limits, whole=False)
    lines = page.main_lines()
    if page.left_out:
        whole = _parsed(text, limits, whole=True).main_lines()
        lines = lines if _ink(lines) >= _ink(whole) * _ENOUGH else whole
    if not lines:
        raise ReadError.empty()
    return Extracted("\n".join(lines))


def _parsed(text: str, limits: Limits, *, whole: bool) -> _Page:
    page = _Page(limits, whole=whole)
    parser: Any = etree.HTMLParser(target=page, huge_tree=True)  # pyright: ignore[reportUnknownVariableType]
    parser.feed(text)
    parser.close()
    return page


def _decoded(data: bytes) -> str:
    """By the charset it names, if it is in that; pages say gb2312 and mean gb18030."""
    named = _CHARSET.search(data[:4096])
    name = named[1].decode("ascii").lower() if named else ""
    encoding = {"gb2312": "gb18030", "gbk": "gb18030"}.get(name, name)
    if encoding and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return cleaned(data.decode(encoding))
        except (LookupError, UnicodeError):
            pass
    return decode(data)


def _ink(lines: list[str]) -> int:
    return sum(map(len, lines))


@dataclass(slots=True)
class _Block:
    """An open or closed element that sets its text apart.

    Attributes:
        begin, end: Of its lines, in the page's.
        cells: Of a row: where each of its cells begins and ends.
    """

    tag: str
    begin: int
    end: int = 0
    cells: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])


class _Page:
    """Collects the lines of a page while it is parsed.

    Args:
        whole: Leave out only what is never shown.

    Attributes:
        left_out: Something was taken for a menu or the like by its name.
    """

    def __init__(self, limits: Limits, *, whole: bool) -> None:
        self._limits = limits
        self._whole = whole
        self.left_out = False
        self._lines: list[str] = []
        self._prose: list[int] = []
        self._run: list[tuple[str, bool]] = []
        self._open: list[tuple[str, _Block | None]] = []
        self._blocks: list[_Block] = []
        self._headings: list[int] = []
        self._skipping = 0
        self._links = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= self._limits.depth:
            raise ReadError.too_deep()
        if self._skipping or self._is_dropped(tag, attributes):
            if tag not in _VOID:
                self._skipping += 1
            return
        if tag in _VOID:
            if tag in ("br", "hr"):
                self._end_line()
            return
        block = None
        if tag in _BLOCKS:
            self._end_line()
            block = _Block(tag, len(self._lines))
            self._blocks.append(block)
            if tag in _HEADINGS or _TITLE.search(attributes.get("class", "") + " " + attributes.get("id", "")):
                self._headings.append(len(self._lines))
        self._links += tag == "a"
        self._open.append((tag, block))

    def end(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._skipping:
            self._skipping -= 1
            return
        opened, block = self._open.pop() if self._open else (tag, None)
        self._links -= opened == "a"
        if block is None:
            return
        self._end_line()
        if opened in _CELLS:
            row = next((above for name, above in reversed(self._open) if name == "tr"), None)
            if row is not None:
                row.cells.append((block.begin, len(self._lines)))
        elif opened == "tr":
            self._end_row(block)
        block.end = len(self._lines)

    def data(self, text: str) -> None:
        if not self._skipping:
            self._run.append((text, self._links > 0))

    def close(self) -> None:
        self._end_line()

    def main_lines(self) -> list[str]:
        """The lines of the smallest element that holds nearly all running text, and the heading above it."""
        sums = [0, *accumulate(self._prose)]
        total = sums[-1]
        if not total:
            return self._lines
        main = _Block("body", 0, len(self._lines))
        for block in self._blocks:
            is_inside = main.begin <= block.begin < block.end <= main.end
            if is_inside and sums[block.end] - sums[block.begin] >= total * _MAIN_SHARE:
                main = block
        titles = [place for place in self._headings if place < main.begin and self._lines[place : place + 1]]
        return [*(self._lines[place] for place in titles[-1:]), *self._lines[main.begin : main.end]]

    def _is_dropped(self, tag: str, attributes: dict[str, str]) -> bool:
        if tag in _DROPPED or _HIDDEN.search(attributes.get("style", "")):
            return True
        if self._whole or tag in ("html", "body", "main", "article"):
            return False
        is_around = tag == "footer" or any(_AROUND.search(attributes.get(name, "")) for name in ("class", "id"))
        self.left_out |= is_around
        return is_around

    def _end_line(self) -> None:
        text = _SPACE.sub(" ", cleaned("".join(piece for piece, _ in self._run)).replace("\n", " ")).strip()
        own = sum(len(piece.strip()) for piece, is_link in self._run if not is_link)
        self._run.clear()
        if text:
            self._lines.append(text)
            self._prose.append(own if _SENTENCE.search(text) or own >= _PROSE else 0)

    def _end_row(self, row: _Block) -> None:
        """A row is one line, unless one of its cells holds several: tables also serve to lay out whole pages."""
        if len(row.cells) < 2 or any(end - begin > 1 for begin, end in row.cells):
            return
        cells = [self._lines[begin] for begin, end in row.cells if end > begin]
        if cells:
            self._prose[row.begin :] = [sum(self._prose[row.begin :])]
            self._lines[row.begin :] = ["\t".join(cells)]
