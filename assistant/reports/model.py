"""A result as one hands it on: headings, paragraphs, lists and tables, before they are Markdown, plain text or Word."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the report's own."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells below a row of titles, each as long as the titles.

    Attributes:
        shares: How wide the columns are against each other where that can be chosen; empty for all alike.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.titles) for row in self.rows):
            raise ValueError("a row has a cell for each title")


Part = Heading | Paragraph | Bullets | Table
Report = tuple[Part, ...]

NOT_OFFICIAL = "本结果由程序比对通知原文得出，供准备申报参考，不构成官方解释；请以通知原文和主管部门答复为准。"
