"""A document's own particulars, read from its text: title, number, issuer, dates, deadline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.clause_path import PREAMBLE
from corpus.model import Clause
from corpus.numerals import dates

_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[［(（]\s*\d{4}\s*[〕\]］)）]\s*(?:第)?\d+\s*号")
_ABOUT = re.compile(r"^(.{2,40}?)关于")
_ISSUER = re.compile(r"(?:部|厅|局|委|委员会|办公室|办公厅|政府|署|院|会|中心)$")
_DUE = re.compile(r"(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日(?:\s*\d{1,2}[:：时点]\d{0,2}分?)?\s*(前|之前|以前|止|截止|为止)?")
_FILING = re.compile(r"报送|提交|申报|推荐|上报|寄送|报至|截止|受理|送达")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a document says of itself; empty or None where it says nothing."""

    title: str = ""
    number: str = ""
    issuer: str = ""
    issued: date | None = None
    deadline: date | None = None


def recognise(clauses: Sequence[Clause]) -> Particulars:
    """Read the particulars from a parsed document's body."""
    body = [c for c in clauses if c.path.annex is None]
    if not body:
        return Particulars()
    opening = next((c for c in body if c.path.steps == (PREAMBLE,)), body[0])
    lines = opening.text.split("\n")
    title = re.sub(r"\s+", "", _title(lines))
    number = _NUMBER.search(opening.text)
    issued = _issued(body[-1], opening)
    about = _ABOUT.match(title)
    signed = [line for line in body[-1].text.split("\n") if _ISSUER.search(line) and len(line) <= 30]
    return Particulars(
        title=title,
        number=number[0] if number else "",
        issuer=about[1] if about else (signed[-1] if signed else ""),
        issued=issued,
        deadline=_deadline(body, issued),
    )


def _title(lines: Sequence[str]) -> str:
    """The first line, with following ones while it ends in the middle of a title."""
    title = ""
    for line in lines[:4]:
        if _NUMBER.search(line) and len(line) < 30 or line.endswith(("：", ":", "。")):
            break
        title += line
        if re.search(r"(?:通知|办法|意见|方案|细则|指南|规定|公告|函|规划|条例)$", line):
            break
    return title or (lines[0] if lines else "")


def _issued(last: Clause, opening: Clause) -> date | None:
    """The signature's date at the end of the body, else a date in brackets under the title."""
    for line in reversed(last.text.split("\n")):
        found = dates(line)
        if found and found[0][2] - found[0][1] >= len(line.strip()) - 2:
            return found[0][0]
    found = [d for line in opening.text.split("\n") if len(line) < 60 for d, _, _ in dates(line)]
    return found[0] if found else None


def _deadline(body: Sequence[Clause], issued: date | None) -> date | None:
    """The first date by which something is to be filed; a year left out is the issue's (or the next, if already past)."""
    for clause in body:
        for sentence in re.split(r"[。；]", clause.text):
            for match in _DUE.finditer(sentence):
                if not match[4] and "截止" not in sentence or not _FILING.search(sentence):
                    continue
                year = int(match[1]) if match[1] else (issued.year if issued else 0)
                due = _day(year, int(match[2]), int(match[3]))
                if due and issued and not match[1] and due < issued:
                    due = _day(year + 1, due.month, due.day)
                if due:
                    return due
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
