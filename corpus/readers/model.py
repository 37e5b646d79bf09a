"""What a reader gives, and how far it may go."""

from __future__ import annotations

from dataclasses import dataclass

_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of one file.

    Attributes:
        text: One paragraph, or one row of a table, a line; cells are parted by tabs. With pages, exactly their
            non-empty texts joined by line ends.
        pages: The text of each page, from page 1, if the file has pages. A paragraph stands whole on the page on which
            it begins, so a page may be empty here though something is printed on it.
        notes: What a reader should know (pages without text, unreadable characters), as Chinese sentences.
    """

    text: str
    pages: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. All are checked before, or enforced while, it is parsed.

    Attributes:
        file_bytes: Size of the file.
        pages: Pages of a PDF.
        unpacked_bytes: Sum of the declared sizes of a zip's entries; also what any one stream of a PDF may unpack to.
        ratio: Unpacked to packed size of a zip as a whole.
        entries: Entries of a zip.
        depth: Nesting of XML elements.
        characters: Length of the text.
        memory_bytes: Address space of the parsing process.
        seconds: Wall time of the parsing process.
        seconds_per_page: What each page of a PDF adds to it.
    """

    file_bytes: int = 20 * _MB
    pages: int = 2_000
    unpacked_bytes: int = 100 * _MB
    ratio: int = 100
    entries: int = 5_000
    depth: int = 1_000
    characters: int = 10_000_000
    memory_bytes: int = 1024 * _MB
    seconds: float = 30.0
    seconds_per_page: float = 0.1


LIMITS = Limits()
