"""A match as a report: what fits, the words that say so, what is demanded, and what tells it from its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from assistant.matching.model import DirectionMatch, Fit, Match, Requirement
from assistant.model import Citation
from assistant.reports.clause_name import short_name
from assistant.reports.model import NOT_OFFICIAL, Bullets, Heading, Paragraph, Part, Report, Table
from corpus.clause_path import ClausePath
from corpus.model import Direction, Document

KINDS = {"applicant": "申报主体", "threshold": "数量要求", "condition": "条件"}


def match_report(match: Match, document: Document, description: str, day: date) -> Report:
    """The whole of a match.

    Args:
        document: The one it was matched against.
        description: What was matched.
        day: The day it was made on.
    """
    return tuple(_parts(match, document, description, day))


def outcome(demand: Requirement) -> str:
    """Whether the description meets a demand, as far as can be told: `看来达到`, `看来未达到`, `请核对`."""
    if demand.said is None or demand.met is None:
        return "请核对"
    return "看来达到" if demand.met else "看来未达到"


def percent(score: float) -> str:
    """A probability for people; never 0 or 100, for nothing is certain here."""
    if score < 0.01:
        return "不到 1%"
    return "99% 以上" if score > 0.99 else f"{score:.0%}"


def place(direction: Direction) -> str:
    """Class and number as the document writes them: `平台类（十五）`."""
    last = direction.path.steps[-1] if direction.path.steps else str(direction.number)
    return f"{direction.category}{last if last.startswith('（') else f'（{last}）'}"


def _parts(match: Match, document: Document, description: str, day: date) -> Iterator[Part]:
    yield Heading(1, "选方向结果")
    number = f"（{document.number}）" if document.number else ""
    yield Paragraph(f"通知：{document.title}{number}")
    yield Paragraph(f"日期：{day.year}年{day.month}月{day.day}日")
    yield Heading(2, "结论")
    yield from _conclusion(match)
    for rank, found in enumerate(match.directions, start=1):
        yield from _direction(rank, found, match)
    yield Heading(2, "项目描述")
    for line in description.splitlines():
        if line.strip():
            yield Paragraph(line.strip())
    yield Heading(2, "说明")
    yield Paragraph(NOT_OFFICIAL)


def _conclusion(match: Match) -> Iterator[Part]:
    if match.fit is Fit.CLEAR and match.directions:
        first = match.directions[0]
        yield Paragraph(
            f"最合适的方向：{place(first.direction)}{first.direction.name}，可能性 {percent(first.score)}。"
        )
    if match.ask:
        yield Paragraph(f"还分不清，要先弄清：{match.ask}")
    if match.note:
        yield Paragraph(match.note)


def _direction(rank: int, found: DirectionMatch, match: Match) -> Iterator[Part]:
    yield Heading(2, f"{rank}. {found.direction.name}")
    yield Paragraph(f"{place(found.direction)}，可能性 {percent(found.score)}。{found.why}")
    if found.evidence:
        yield Heading(3, "依据")
        rows = tuple((pair.said.text, _quoted(pair.citation)) for pair in found.evidence)
        yield Table(("项目描述", "条款原文"), rows, (2, 3))
    if found.requirements:
        yield Heading(3, "要求")
        yield Table(("类别", "条款原文", "核对"), tuple(map(_demand, found.requirements)), (1, 4, 3))
    if rank == 1 and match.contrasts:
        yield Heading(3, "与邻近方向对比")
        rows = tuple((c.neighbour.name, c.reason, _quoted(c.own), _quoted(c.other)) for c in match.contrasts)
        yield Table(("邻近方向", "区别", "本方向条款", "该方向条款"), rows, (2, 3, 3, 3))
    if found.contact:
        yield Heading(3, "联系人")
        yield Bullets((_quoted(found.contact),))


def _demand(demand: Requirement) -> tuple[str, str, str]:
    said = f"：“{demand.said.text}”" if demand.said else ""
    return KINDS.get(demand.kind, demand.kind), _quoted(demand.citation), f"{outcome(demand)}{said}"


def _quoted(citation: Citation) -> str:
    quote = re.sub(r"\s*\n\s*", " ", citation.quote)
    return f"“{quote}”〔{short_name(ClausePath.parse(citation.clause))}〕"
