"""What a reader gives, and how far it may go."""

from __future__ import annotations

from dataclasses import dataclass

_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page whose text was recognised from its picture.

    Attributes:
        confidence: Of the recogniser in its characters, 0 to 1.
        agreement: Share of the characters that two resolutions gave alike, 0 to 1.
    """

    page: int
    confidence: float
    agreement: float


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of one file.

    Attributes:
        text: One paragraph, or one row of a table, a line; cells are parted by tabs. With pages, exactly their
            non-empty texts joined by line ends.
        pages: The text of each page, from page 1, if the file has pages. A paragraph stands whole on the page on which
            it begins, so a page may be empty here though something is printed on it.
        notes: What a reader should know (pages without text, unreadable characters), as Chinese sentences.
        silent: Pages that gave no text, from 1, in order.
        recognised: Pages whose text comes from their pictures, in order.
    """

    text: str
    pages: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    silent: tuple[int, ...] = ()
    recognised: tuple[Recognised, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. All are checked before, or enforced while, it is parsed.

    Attributes:
        file_bytes: Size of the file.
        pages: Pages of a PDF.
        unpacked_bytes: Sum of the declared sizes of a zip's entries; also what any one stream of a PDF may unpack to.
        ratio: Unpacked to packed size of a zip as a whole.
        entries: Entries of a zip.
        files: Files in a zip of files.
        depth: Nesting of XML or HTML elements.
        characters: Length of the text.
        memory_bytes: Address space of the parsing process.
        seconds: Processor time of the parsing process; its wall time may be twice that.
        seconds_per_page: What each page of a PDF adds to it.
        cpu_seconds: Processor time, where that is not `seconds` and the pages' share: of several threads.
        pictures: Pages of one file that are recognised from their pictures.
        picture_memory_bytes: Address space of a process that recognises one.
        picture_seconds: Processor time of each of its two threads.
        picture_wall_seconds: Half of its wall time.
    """

    file_bytes: int = 20 * _MB
    pages: int = 2_000
    unpacked_bytes: int = 100 * _MB
    ratio: int = 100
    entries: int = 5_000
    files: int = 200
    depth: int = 1_000
    characters: int = 10_000_000
    memory_bytes: int = 1024 * _MB
    seconds: float = 30.0
    seconds_per_page: float = 0.1
    cpu_seconds: float | None = None
    pictures: int = 200
    picture_memory_bytes: int = 3 * 1024 * _MB
    picture_seconds: float = 15.0
    picture_wall_seconds: float = 45.0


LIMITS = Limits()
