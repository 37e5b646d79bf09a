"""Tables in a plain text: rows on lines that follow each other, cells parted by tabs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from corpus.clause_path import ClausePath
from corpus.lines import Line
from corpus.marks import mark_of

CELL_END: Final = "\t"
_STEP: Final = re.compile(r"表\d+")
_CAPTION: Final = re.compile(r"表\s*[\d一二三四五六七八九十]|.{0,30}[表单]$")
_LABELLED: Final = re.compile(r"[^\d：:]{1,12}[：:].")
_LONGEST_CAPTION: Final = 40


def table_step(number: int) -> str:
    return f"表{number}"


def is_table(path: ClausePath) -> bool:
    """True for the clause of a whole table."""
    return bool(path.steps) and _STEP.fullmatch(path.steps[-1]) is not None


def table_rows(lines: Sequence[Line]) -> dict[int, int]:
    """Place of each line that is a row → number of its table, from 1; a table has two rows or more.

    Lines that only set an ordinal, or a label and its value, apart by a tab are none.
    """
    found: dict[int, int] = {}
    run: list[int] = []
    count = 0
    for place in range(len(lines) + 1):
        if place < len(lines) and _is_row(lines[place]):
            run.append(place)
            continue
        if len(run) > 1:
            count += 1
            found |= dict.fromkeys(run, count)
        run = []
    return found


def caption(line: str) -> str:
    """The name of a table, if the line above it gives one."""
    return line if len(line) <= _LONGEST_CAPTION and _CAPTION.match(line) else ""


def _is_row(line: Line) -> bool:
    cells = [cell.strip() for cell in line.text.split(CELL_END) if cell.strip()]
    if line.plain or len(cells) < 2:
        return False
    mark = mark_of(cells[0])
    if mark is not None and not mark.rest:
        return False
    return sum(_LABELLED.match(cell) is not None for cell in cells) * 2 < len(cells)
