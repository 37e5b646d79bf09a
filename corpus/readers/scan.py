"""Recognised lines → the text of pages: two readings compared, lines put in order, paragraphs joined. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from corpus.readers.paragraphs import Row, paragraphs
from corpus.readers.text import cleaned

_OVERLAP: Final = 0.5
_GAP: Final = 3.0
_APART: Final = 1.7
_SURE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """A recognised line; places are shares of the page's width and height.

    Attributes:
        score: The recogniser's confidence, 0 to 1.
    """

    text: str
    score: float
    left: float
    right: float
    top: float
    bottom: float


def merged(readings: Sequence[Sequence[Line]]) -> tuple[tuple[Line, ...], float]:
    """The better of two readings, with lines that only the other saw; and the share of characters they agree on.

    Of two readings of a line the more confident one is taken. One reading alone agrees with nothing: 0.
    """
    if not readings:
        return (), 1.0
    first, *others = sorted(readings, key=lambda lines: -sum(len(line.text) * line.score for line in lines))
    second: Sequence[Line] = others[0] if others else ()
    taken: list[Line] = []
    agreed = total = 0.0
    left_over = [line for line in second if line.score >= _SURE]
    for line in first:
        twin = next((other for other in second if _is_same_place(line, other)), None)
        if twin in left_over:
            left_over.remove(twin)
        total += len(line.text)
        if twin:
            agreed += len(line.text) * SequenceMatcher(None, line.text, twin.text, autojunk=False).ratio()
        taken.append(twin if twin and twin.score > line.score else line)
    seen_once = [line for line in left_over if not any(_is_same_place(line, other) for other in first)]
    total += sum(len(line.text) for line in seen_once)
    lines = sorted((*taken, *seen_once), key=lambda line: (line.top, line.left))
    return tuple(lines), agreed / total if total else 1.0


def page_texts(pages: Iterable[tuple[int, Sequence[Line]]]) -> dict[int, str]:
    """Page → its text, paragraphs joined also from page to page where these follow each other."""
    rows = [(page, _rows(page, lines)) for page, lines in pages]
    found: dict[int, str] = {}
    for _, run in groupby(enumerate(rows), key=lambda item: item[1][0] - item[0]):
        printed = paragraphs([sheet for _, (_, sheet) in run])
        for page, group in groupby(printed, key=lambda item: item[0]):
            found[page] = "\n".join(text for _, text in group)
    return found


def _rows(page: int, lines: Sequence[Line]) -> list[Row]:
    """Lines side by side are one row, its parts set apart by tabs."""
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda item: (item.top + item.bottom) / 2):
        if groups and _share(_span(groups[-1]), (line.top, line.bottom)) > _OVERLAP:
            groups[-1].append(line)
        else:
            groups.append([line])
    if not groups:
        return []
    column = median((line.right - line.left) / max(1, _columns(line.text)) for line in lines)
    margin = min(line.left for line in lines)
    pitches = [_span(b)[0] - _span(a)[0] for a, b in pairwise(groups)]
    usual = median(pitches) if pitches else 0.0
    found: list[Row] = []
    for place, group in enumerate(groups):
        group.sort(key=lambda item: item.left)
        indent = round((group[0].left - margin) / column * 2) / 2
        apart = place > 0 and pitches[place - 1] > usual * _APART
        found.append(Row(_joined(group, column), page, indent, apart))
    return [row for row in found if row.text]


def _joined(group: Sequence[Line], column: float) -> str:
    text = group[0].text.strip()
    for before, line in pairwise(group):
        text += ("\t" if line.left - before.right > column * _GAP else "") + line.text.strip()
    return cleaned(text)


def _columns(text: str) -> int:
    return Row(text, 0).width


def _span(group: Sequence[Line]) -> tuple[float, float]:
    return min(line.top for line in group), max(line.bottom for line in group)


def _is_same_place(one: Line, other: Line) -> bool:
    return (
        _share((one.top, one.bottom), (other.top, other.bottom)) > _OVERLAP
        and _share((one.left, one.right), (other.left, other.right)) > _OVERLAP
    )


def _share(one: tuple[float, float], other: tuple[float, float]) -> float:
    """What two spans have in common, as a share of the shorter."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    shorter = min(one[1] - one[0], other[1] - other[0])
    return common / shorter if shorter > 0 else 0.0
