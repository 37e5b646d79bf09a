"""Text of a Chinese official document → its clauses, flat and in source order.

A line opens a clause if it starts with an ordinal of one of the ranks below or with a head (`应用成效——`); any other line
belongs to the clause that is open. A rank only nests below a smaller one, so `（一）` closes an open `1.` and stays inside
the open `一、`. Nothing here knows one document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.clause_path import PREAMBLE, ClausePath
from corpus.model import Clause
from corpus.numerals import NUMERAL

_LIST_DASH = r"(?:[-–•·*]\s+)?"
_HEAD = re.compile(r"([^\s—，。；：,;:（）()《》“”]{2,16})——")
_HEAD_RANK = 50
# rank, pattern with the ordinal as group 1, how the ordinal is printed as a step
_ORDINALS: tuple[tuple[int, re.Pattern[str], str], ...] = (
    (10, re.compile(rf"第({NUMERAL}|\d+)编"), "第{}编"),
    (11, re.compile(rf"第({NUMERAL}|\d+)部分"), "第{}部分"),
    (12, re.compile(rf"第({NUMERAL}|\d+)章"), "第{}章"),
    (13, re.compile(rf"第({NUMERAL}|\d+)节"), "第{}节"),
    (20, re.compile(rf"第({NUMERAL}|\d+)条"), "第{}条"),
    (30, re.compile(rf"({NUMERAL})\s*[、．]"), "{}"),
    (40, re.compile(rf"[（(]\s*({NUMERAL})\s*[）)]"), "（{}）"),
    (60, re.compile(r"(\d{1,2})\s*(?:[.．、](?!\d))"), "{}"),
    (62, re.compile(r"(\d{1,2}(?:\.\d{1,2})+)(?=[\s、.．]|[^\d.%\w])"), "{}"),
    (70, re.compile(r"[（(]\s*(\d{1,2})\s*[）)]"), "（{}）"),
    (80, re.compile(r"([①-⑳])"), "{}"),
)
_ANNEX_LINE = re.compile(r"附\s*件\s*(\d{0,2})\s*(?:[:：]\s*(.*)|)$")
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


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank source line, stripped, and the page it stands on."""

    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class _Mark:
    rank: int
    step: str
    rest: str


def parse(text: str) -> tuple[Clause, ...]:
    """Clauses of a document given as plain text. Every non-blank character of `text` stands in exactly one clause."""
    return parse_lines(Line(line.strip()) for line in text.split("\n") if line.strip())


def parse_lines(lines: Iterable[Line]) -> tuple[Clause, ...]:
    """Clauses of a document given as non-blank lines in reading order."""
    clauses: list[Clause] = []
    for annex, part in _parts(list(lines)):
        clauses.extend(_clauses(annex, part))
    return tuple(clauses)


def _parts(lines: Sequence[Line]) -> Iterator[tuple[str | None, list[Line]]]:
    """The body and each annex. A line `附件2：…` without text of its own below it only lists the annex."""
    starts = [i for i, line in enumerate(lines) if _ANNEX_LINE.match(line.text)]
    real = [
        start
        for start, following in zip(starts, [*starts[1:], len(lines)], strict=False)
        if following - start > 1 and not _lists_attachments(lines, start)
    ]
    names: dict[str, int] = {}
    bounds = [0, *real, len(lines)] if real[:1] != [0] else [*real, len(lines)]
    for begin, end in zip(bounds, bounds[1:], strict=False):
        match = _ANNEX_LINE.match(lines[begin].text) if begin in real else None
        annex = f"附件{match[1]}" if match else None
        if annex is not None:
            names[annex] = names.get(annex, 0) + 1
            if names[annex] > 1:
                annex = f"附件{len(names) + 1}"
        yield annex, list(lines[begin:end])


def _lists_attachments(lines: Sequence[Line], start: int) -> bool:
    """True for the list of attachments at a letter's end: `附件：1.申报书`, then `2.汇总表`, signature and date."""
    match = _ANNEX_LINE.match(lines[start].text)
    if match is None or match[1]:
        return False
    rest = (match[2] or "").strip()
    following = lines[start + 1].text if start + 1 < len(lines) else ""
    listed = bool(re.match(r"1\s*[.．、]", rest)) or (bool(rest) and len(lines) - start < 8)
    return listed or (not rest and bool(re.match(r"1\s*[.．、]", following)) and len(lines) - start < 12)


def _clauses(annex: str | None, lines: Sequence[Line]) -> Iterator[Clause]:
    root = ClausePath(annex, ())
    stack: list[_Open] = []
    done: list[_Open] = []
    current = _Open(root.child(PREAMBLE), 0)
    taken: set[ClausePath] = set()
    for line in lines:
        mark = None if _is_annex_title(annex, line, current) else _mark(line.text)
        if mark is None or not _may_open(mark, stack):
            _append(current, line)
            continue
        if current.lines:
            done.append(current)
        while stack and stack[-1].rank >= mark.rank:
            stack.pop()
        path = _free((stack[-1].path if stack else root).child(mark.step), taken)
        current = _Open(path, mark.rank, [line.text], _heading(mark), line.page)
        taken.add(path)
        stack.append(current)
    done.append(current)
    for item in done:
        if item.lines:
            yield Clause(item.path, item.heading, "\n".join(item.lines), item.page)


def _is_annex_title(annex: str | None, line: Line, current: _Open) -> bool:
    return annex is not None and not current.lines and _ANNEX_LINE.match(line.text) is not None


def _mark(text: str) -> _Mark | None:
    bare = re.sub(rf"^{_LIST_DASH}", "", text)
    head = _HEAD.match(bare)
    if head:
        return _Mark(_HEAD_RANK, head[1], bare[head.end() :])
    for rank, pattern, step in _ORDINALS:
        match = pattern.match(bare)
        if match:
            depth = match[1].count(".") if rank == 62 else 0
            return _Mark(rank + depth, step.format(match[1]), bare[match.end() :].strip())
    return None


def _may_open(mark: _Mark, stack: Sequence[_Open]) -> bool:
    """A head without any clause above it is a dash in a running text, not a part."""
    return bool(stack) or mark.rank != _HEAD_RANK


def _heading(mark: _Mark) -> str:
    """The name an item carries: the head, a title line, or the short words before its first `：` or `。`."""
    if mark.rank == _HEAD_RANK:
        return mark.step
    first = _TITLE_END.split(mark.rest, maxsplit=1)[0].strip()
    is_whole_line = first == mark.rest.strip()
    limit = 40 if is_whole_line else 24
    if not first or len(first) > limit or (not is_whole_line and re.search(r"[，,]", first)):
        return ""
    return "" if is_whole_line and re.search(r"[，,]", first) else first


def _append(clause: _Open, line: Line) -> None:
    if clause.page is None:
        clause.page = line.page
    if clause.lines and _continues(clause.lines[-1], line.text):
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
