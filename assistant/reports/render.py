"""A match as Markdown, and as plain text that can be pasted into a letter. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from assistant.matching.model import Match
from assistant.reports.match import match_report
from assistant.reports.model import Bullets, Heading, Paragraph, Part, Report, Table
from assistant.results import shown
from corpus.model import Document

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_OPENING = re.compile(r"^(?:([-+=])|(\d+)([.)]))")


def match_markdown(match: Match, document: Document, description: str, day: date) -> str:
    """As Markdown in which no text of the user or the document is taken for markup."""
    return markdown(match_report(match, document, description, day))


def match_plain(match: Match, document: Document, description: str, day: date) -> str:
    """As plain text; every quote is followed by its clause in 〔〕."""
    return plain(match_report(match, document, description, day))


def markdown(report: Report) -> str:
    return shown("\n\n".join(map(_markdown_part, report))) + "\n"


def plain(report: Report) -> str:
    return shown("\n".join(line for part in report for line in _plain_lines(part)).strip("\n")) + "\n"


def _markdown_part(part: Part) -> str:
    match part:
        case Heading():
            return f"{'#' * part.level} {_inline(part.text)}"
        case Paragraph():
            return _escaped(part.text)
        case Bullets():
            return "\n".join(f"- {_escaped(item)}" for item in part.items)
        case Table():
            rows = (part.titles, tuple("---" for _ in part.titles))
            lines = [f"| {' | '.join(map(_inline, rows[0]))} |", f"| {' | '.join(rows[1])} |"]
            return "\n".join([*lines, *(f"| {' | '.join(map(_inline, row))} |" for row in part.rows)])


def _plain_lines(part: Part) -> Iterator[str]:
    match part:
        case Heading():
            yield from ("", part.text) if part.level < 3 else (part.text,)
        case Paragraph():
            yield part.text
        case Bullets():
            yield from (f"· {item}" for item in part.items)
        case Table():
            yield from (_plain_row(part.titles, row) for row in part.rows)


def _plain_row(titles: tuple[str, ...], row: tuple[str, ...]) -> str:
    return "· " + "；".join(f"{title}：{cell}" for title, cell in zip(titles, row, strict=True) if cell)


def _escaped(text: str) -> str:
    """One line that Markdown shows as it stands, and that opens no list."""
    return _OPENING.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", _inline(text))


def _inline(text: str) -> str:
    """The same inside of a heading or a cell."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
