"""Text of a Chinese official document → its clauses, flat and in source order.

A line opens a clause if it starts with an ordinal that can come next or with a head (`应用成效——`); any other line belongs
to the clause that is open. A rank only nests below a smaller one, so `（一）` closes an open `1.` and stays inside the open
`一、`. A table is a clause of its own within the one it stands in, which goes on after it. Nothing here knows one document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.annexes import is_annex_line, parts
from corpus.clause_path import PREAMBLE, ClausePath
from corpus.lines import Line, source_lines
from corpus.marks import HEAD_RANK, Mark, Numbering, mark_of
from corpus.model import Clause
from corpus.tables import caption, table_rows, table_step

_TITLE_END = re.compile(r"[。：:；;]")
_SENTENCE_OPEN = re.compile(r"[，,；;、。].*[\u4e00-\u9fff，,、]$")
_LABEL = re.compile(r"[\u4e00-\u9fff /]{1,12}[:：]")


@dataclass(slots=True)
class _Open:
    """A clause while its lines are still coming in."""

    path: ClausePath
    rank: int
    lines: list[str] = field(default_factory=list[str])
    heading: str = ""
    page: int | None = None


def parse(text: str) -> tuple[Clause, ...]:
    """Clauses of a document given as plain text. Every non-blank character of `text` stands in exactly one clause."""
    return parse_lines(source_lines(text))


def parse_lines(lines: Iterable[Line]) -> tuple[Clause, ...]:
    """Clauses of a document given as non-blank lines in reading order."""
    return tuple(clause for annex, part in parts(list(lines)) for clause in _clauses(annex, part))


def _clauses(annex: str | None, lines: Sequence[Line]) -> Iterator[Clause]:
    root = ClausePath(annex, ())
    stack: list[_Open] = []
    current = _Open(root.child(PREAMBLE), 0)
    found = [current]
    numbering = Numbering()
    taken: set[ClausePath] = set()
    rows = table_rows(lines)
    table, number = current, 0
    for place, line in enumerate(lines):
        if place in rows:
            if rows[place] != number:
                number = rows[place]
                table = _table(current, root, taken)
                found.append(table)
            table.lines.append(line.text)
            table.page = table.page or line.page
            continue
        is_title = annex is not None and not current.lines and is_annex_line(line.text)
        mark = None if line.plain or is_title else mark_of(line.text)
        if mark is None or not _may_open(mark, stack, numbering):
            _append(current, line)
            continue
        numbering.note(mark)
        while stack and stack[-1].rank >= mark.rank:
            stack.pop()
        path = _free((stack[-1].path if stack else root).child(mark.step), taken)
        current = _Open(path, mark.rank, [line.text], _heading(mark), line.page)
        taken.add(path)
        stack.append(current)
        found.append(current)
    for item in found:
        if item.lines:
            yield Clause(item.path, item.heading, "\n".join(item.lines), item.page)


def _table(current: _Open, root: ClausePath, taken: set[ClausePath]) -> _Open:
    """A table within `current`: its step counts the tables there, its heading is its caption."""
    above = current.path if current.lines else root
    number = 1
    while (path := above.child(table_step(number))) in taken:
        number += 1
    taken.add(path)
    return _Open(path, current.rank, heading=caption(current.lines[-1]) if current.lines else "")


def _may_open(mark: Mark, stack: Sequence[_Open], numbering: Numbering) -> bool:
    """A head without any clause above it is a dash in a running text, not a part."""
    return bool(stack) if mark.rank == HEAD_RANK else numbering.fits(mark)


def _heading(mark: Mark) -> str:
    """The name an item carries: the head, a title line, or the short words before its first `：` or `。`."""
    if mark.rank == HEAD_RANK:
        return mark.step
    first = _TITLE_END.split(mark.rest, maxsplit=1)[0].strip()
    named, dash, _ = first.partition("——")
    if dash and len(named) <= 16:
        return named.strip()
    is_whole_line = first == mark.rest.strip()
    limit = 40 if is_whole_line else 24
    if not first or len(first) > limit or (not is_whole_line and re.search(r"[，,]", first)):
        return ""
    return "" if is_whole_line and re.search(r"[，,]", first) else first


def _append(clause: _Open, line: Line) -> None:
    if clause.page is None:
        clause.page = line.page
    if clause.lines and not line.plain and _continues(clause.lines[-1], line.text):
        clause.lines[-1] += line.text
    else:
        clause.lines.append(line.text)


def _continues(previous: str, line: str) -> bool:
    """True if `line` goes on with a sentence that a page or line break cut: no mark, no label, nothing closed before it."""
    return (
        len(previous) >= 30
        and _SENTENCE_OPEN.search(previous) is not None
        and _LABEL.match(line) is None
        and re.match(r"[\u4e00-\u9fffA-Za-z0-9，。；、）)”]", line) is not None
    )


def _free(path: ClausePath, taken: set[ClausePath]) -> ClausePath:
    """`path`, or with `·2`, `·3` at its end where the source numbers two clauses alike, so that paths stay unique."""
    if path not in taken:
        return path
    assert path.parent is not None
    count = 2
    while (candidate := path.parent.child(f"{path.steps[-1]}·{count}")) in taken:
        count += 1
    return candidate
