"""Word documents (.docx, .docm): paragraphs, tables and text boxes in reading order.

Read as a stream, with the parser of the standard library: a tree of a million paragraphs would not fit into the memory
allowed, python-docx leaves out content controls and text boxes, and both stumble over a single dangling relationship.
Headers, footers, comments, deleted text and macros are other parts or elements, and are not looked at.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Final
from xml.parsers import expat

from corpus.readers.errors import ReadError
from corpus.readers.kind import NAMES, Kind
from corpus.readers.model import Extracted, Limits
from corpus.readers.numbering import Numbering, NumberingReader
from corpus.readers.text import cleaned

_WORDS: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "http://purl.oclc.org/ooxml/officeDocument/math",
        "http://schemas.openxmlformats.org/markup-compatibility/2006",
    }
)
# Properties, what was deleted or moved away, and the old form of what has just been given in the new one.
_SKIPPED: Final = frozenset(
    {"rPr", "pPrChange", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "del", "moveFrom", "Fallback"}
)
_NUMBERING: Final = ("numbering.xml", "styles.xml")
_VALUE: Final = "val"
_CHARACTERS: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_CHUNK: Final = 1 << 16
_NO_MEMORY: Final = 1
_DEFAULT_MAIN: Final = "word/document.xml"
_PACKING: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def read_docx(data: bytes, limits: Limits) -> Extracted:
    """The text of a Word document, with footnotes and endnotes at its end.

    Raises:
        ReadError: If it is damaged, protected, too large when unpacked, or has a DOCTYPE.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive, len(data), limits)
            return _read(archive, limits)
    except expat.ExpatError as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from error
        raise ReadError.damaged(NAMES[Kind.DOCX]) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise ReadError.damaged(NAMES[Kind.DOCX]) from error


def _read(archive: zipfile.ZipFile, limits: Limits) -> Extracted:
    names = set(archive.namelist())
    for name in names:
        if name.endswith((".xml", ".rels")):
            _refuse_doctype(archive, name)
    main = _main_part(archive, names)
    if main not in names:
        raise ReadError.damaged(NAMES[Kind.DOCX])
    folder = posixpath.dirname(main)
    numbering = Numbering()
    for part in _NUMBERING:
        if f"{folder}/{part}" in names:
            _read_numbering(archive, f"{folder}/{part}", numbering)
    lines: list[str] = []
    for name in (main, f"{folder}/footnotes.xml", f"{folder}/endnotes.xml"):
        if name in names:
            lines += _story(archive, name, limits, numbering)
    return Extracted("\n".join(lines))


def _check_archive(archive: zipfile.ZipFile, packed: int, limits: Limits) -> None:
    """Declared sizes can be trusted: an entry is never read beyond its own."""
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise ReadError.bomb(f"内含 {len(entries)} 个部件")
    if any(entry.flag_bits & 1 for entry in entries):
        raise ReadError.encrypted()
    if any(entry.compress_type not in _PACKING for entry in entries):
        raise ReadError.damaged(NAMES[Kind.DOCX])
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise ReadError.bomb(f"超过 {limits.unpacked_bytes >> 20} MB")
    if unpacked > packed * limits.ratio:
        raise ReadError.bomb(f"压缩比超过 {limits.ratio}")


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as stream:
        while piece := stream.read(_CHUNK):
            yield piece


def _refuse_doctype(archive: zipfile.ZipFile, name: str) -> None:
    """A DOCTYPE can only stand before the first element, so no more than that is read."""
    parser = expat.ParserCreate()
    seen: list[str] = []

    def begin(*_: object) -> None:
        seen.append(name)

    def refuse(*_: object) -> None:
        raise ReadError.doctype(name)

    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    for piece in _pieces(archive, name):
        try:
            parser.Parse(piece)
        except expat.ExpatError:
            return  # a part that is needed fails again when it is read
        if seen:
            return


def _main_part(archive: zipfile.ZipFile, names: set[str]) -> str:
    """The part that holds the body, by the package's relationships."""
    found: list[str] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        if name.endswith("Relationship") and attributes.get("Type", "").endswith("/officeDocument"):
            found.append(posixpath.normpath(attributes.get("Target", "").lstrip("/")))

    if "_rels/.rels" in names:
        parser = expat.ParserCreate()
        parser.StartElementHandler = begin
        for piece in _pieces(archive, "_rels/.rels"):
            parser.Parse(piece)
    return next((name for name in found if name in names), _DEFAULT_MAIN)


def _read_numbering(archive: zipfile.ZipFile, name: str, numbering: Numbering) -> None:
    """What a broken part says of numbers is taken as far as it goes."""
    reader = NumberingReader(numbering)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda tag, given: reader.begin(_bare(tag), {_bare(k): v for k, v in given.items()})
    try:
        for piece in _pieces(archive, name):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from error


def _bare(name: str) -> str:
    return name.rpartition(" ")[2]


def _story(archive: zipfile.ZipFile, name: str, limits: Limits, numbering: Numbering) -> list[str]:
    story = _Story(limits, numbering)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = story.begin
    parser.EndElementHandler = story.end
    parser.CharacterDataHandler = story.characters
    for piece in _pieces(archive, name):
        parser.Parse(piece)
    parser.Parse(b"", True)
    return story.lines


class _Mark:
    """What a paragraph's properties say of its number."""

    __slots__ = ("level", "list_id", "style")

    def __init__(self) -> None:
        self.list_id: str | None = None
        self.level: int | None = None
        self.style = ""

    def note(self, name: str, attributes: dict[str, str]) -> None:
        value = next((v for k, v in attributes.items() if _bare(k) == _VALUE), "")
        if name == "numId":
            self.list_id = value
        elif name == "pStyle":
            self.style = value
        elif name == "ilvl" and value.isdecimal():
            self.level = int(value)


class _Story:
    """Collects the lines of one part while it is parsed.

    A paragraph, a cell and a text box may each stand within another. Lines go into the innermost open cell or text box,
    else into `lines`; those of a text box follow the paragraph it is anchored in.
    """

    def __init__(self, limits: Limits, numbering: Numbering) -> None:
        self.lines: list[str] = []
        self._limits = limits
        self._numbering = numbering
        self._length = 0
        self._depth = 0
        self._skipping = 0
        self._is_text = False
        self._open: list[list[str]] = [self.lines]
        self._rows: list[list[list[str]]] = []
        self._runs: list[list[str]] = []
        self._boxes: list[list[str]] = []
        self._marks: list[_Mark] = []
        self._in_properties = False
        self._begins: dict[str, Callable[[], None]] = {
            "p": self._begin_paragraph,
            "pPr": self._begin_properties,
            "t": self._begin_text,
            "tr": lambda: self._rows.append([]),
            "tc": lambda: self._open.append([]),
            "txbxContent": lambda: self._open.append([]),
        }
        self._ends: dict[str, Callable[[], None]] = {
            "p": self._end_paragraph,
            "pPr": self._end_properties,
            "t": self._end_text,
            "tr": self._end_row,
            "tc": self._end_cell,
            "txbxContent": self._end_box,
        }

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise ReadError.too_deep()
        space, _, local = name.rpartition(" ")
        if self._skipping or (local in _SKIPPED and space in _WORDS):
            self._skipping += 1
        elif space in _WORDS:
            if self._in_properties:
                self._marks[-1].note(local, attributes)
            elif local in self._begins:
                self._begins[local]()
            elif local in _CHARACTERS and self._runs:
                self._runs[-1].append(_CHARACTERS[local])

    def end(self, name: str) -> None:
        self._depth -= 1
        if self._skipping:
            self._skipping -= 1
            return
        space, _, local = name.rpartition(" ")
        if space in _WORDS and local in self._ends:
            self._ends[local]()

    def characters(self, data: str) -> None:
        if self._is_text and self._runs:
            self._length += len(data)
            if self._length > self._limits.characters:
                raise ReadError.too_long(self._limits.characters)
            self._runs[-1].append(data)

    def _begin_text(self) -> None:
        self._is_text = not self._skipping

    def _end_text(self) -> None:
        self._is_text = False

    def _begin_properties(self) -> None:
        self._in_properties = bool(self._marks)

    def _end_properties(self) -> None:
        self._in_properties = False

    def _begin_paragraph(self) -> None:
        self._runs.append([])
        self._boxes.append([])
        self._marks.append(_Mark())

    def _end_paragraph(self) -> None:
        text = cleaned("".join(self._runs.pop()))
        mark = self._marks.pop()
        label = self._numbering.label(mark.list_id, mark.level, mark.style)  # an empty paragraph counts, too
        if label and text.strip():
            text = label + text.lstrip()
        self._open[-1] += [line.strip() for line in text.split("\n") if line.strip()]
        self._open[-1] += self._boxes.pop()

    def _end_box(self) -> None:
        lines = self._open.pop()
        (self._boxes[-1] if self._boxes else self._open[-1]).extend(lines)

    def _end_cell(self) -> None:
        cell = self._open.pop()
        if self._rows:
            self._rows[-1].append(cell)
        else:
            self._open[-1] += cell

    def _end_row(self) -> None:
        """A row is one line, unless one of its cells holds several: tables also serve to lay out whole pages."""
        cells = self._rows.pop()
        if all(len(cell) <= 1 for cell in cells):
            line = "\t".join(cell[0] for cell in cells if cell)
            self._open[-1] += [line] if line else []
        else:
            for cell in cells:
                self._open[-1] += cell
