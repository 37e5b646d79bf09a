"""Where the words of a rule stand in its document, and whether they state its number."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from corpus.clause_path import ClausePath
from corpus.directions import direction_of
from corpus.errors import ClausePathError
from corpus.model import Document
from corpus.numerals import NUMERAL, dates, to_int
from corpus.rule_model import Quote

_NUMBER: Final = re.compile(rf"\d+(?:\.\d+)?|{NUMERAL}")
_RANGE: Final = re.compile(r"[-—–~～至到]\d+(?:\.\d+)?")


def place(document: Document, clause: str, text: str) -> Quote | None:
    """The words in their clause, else in the only other clause that has them; None if there is none such."""
    wanted = _parsed(clause)
    holders = [c.path for c in document.clauses if text in c.text]
    if wanted in holders:
        return Quote(wanted, text)
    return Quote(holders[0], text) if len(holders) == 1 else None


def follow(document: Document, stated: str, clause: str, quote: Quote) -> ClausePath | None:
    """The direction, or class of directions, that a rule is for; None for all.

    A rule whose clause stands in a direction is for that one, wherever the clause has gone.

    Args:
        stated: Path or title of a direction, path of a class, or empty.
        clause: The clause as stated; `quote` is where its words were found.

    Raises:
        LookupError: If there is no such direction, or the clause, unmoved, stands in another.
    """
    owner = direction_of(quote.clause, document.directions)
    wanted = _parsed(stated) if stated else None
    if owner is not None:
        is_moved = quote.clause != _parsed(clause)
        if not stated or is_moved or stated == owner.name or (wanted and wanted.holds(owner.path)):
            return owner.path
        raise LookupError(stated)
    if not stated:
        return None
    for direction in document.directions:
        if direction.name == stated:
            return direction.path
    if wanted and any(wanted.holds(d.path) for d in document.directions):
        return wanted
    raise LookupError(stated)


def states(quote: str, number: float, unit: str = "") -> bool:
    """True if the quote holds the number, in digits or Chinese numerals, followed by the unit: `一式五份`, `5-10分钟`."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", quote))
    wanted = unicodedata.normalize("NFKC", unit)
    for match in _NUMBER.finditer(folded):
        value = float(match[0]) if match[0][0].isascii() else to_int(match[0])
        rest = _RANGE.sub("", folded[match.end() :], count=1) if _RANGE.match(folded, match.end()) else ""
        if value == number and (folded.startswith(wanted, match.end()) or (rest and rest.startswith(wanted))):
            return True
    return False


def states_day(quote: str, day: date) -> bool:
    """True if the quote holds the day, with its year or without."""
    if any(found == day for found, _, _ in dates(quote)):
        return True
    return re.search(rf"(?<!\d){day.month}\s*月\s*{day.day}\s*日", unicodedata.normalize("NFKC", quote)) is not None


def _parsed(text: str) -> ClausePath | None:
    try:
        return ClausePath.parse(text)
    except ClausePathError:
        return None
