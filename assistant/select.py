"""Which of the ranked units an answer is made of, and how much of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.features import Asked, term_cover
from assistant.model import Claim
from assistant.question import Kind
from assistant.quoting import body_start, cite, quote_claim, segments, shown
from assistant.reranker import Ranked
from assistant.units import Unit, amounts
from assistant.wording import fold
from corpus.directions import direction_of
from corpus.model import Clause, Document
from index.passages import sentences

_SHORT = 45
_SHORT_CLAUSE = 110
_SEVERAL = frozenset({Kind.LIST, Kind.PROCEDURE, Kind.COMPARE, Kind.DEFINITION, Kind.REASON})
_POINTED = frozenset({Kind.NUMBER, Kind.DATE, Kind.DURATION, Kind.EMAIL})
_COUNTED_BONUS = 0.8
_SERIES = re.compile(r"(?:^|[：:，,])\s*[一二三四五六七八九]是")
_LATER = re.compile(r"^[二三四五六七八九]是")


def chosen(asked: Asked, ranked: Sequence[Ranked], most: int | None = None) -> list[Unit]:
    """The best unit, and those nearly as likely, at most three, in the order of the source."""
    share, floor, limit = (0.5, 0.3, 3) if asked.part.kinds & _SEVERAL else (0.8, 0.4, 2)
    best = ranked[0].probability
    keep = [r.unit for r in ranked[: most or limit] if r is ranked[0] or r.probability >= max(share * best, floor)]
    keep = [u for u in keep if not u.is_title or u is ranked[0].unit]
    return sorted(keep, key=lambda u: u.row)


def claims(asked: Asked, units: Sequence[Unit], document: Document) -> list[Claim]:
    """What the units say: a short clause whole, a series (一是…；二是…) whole for a list, else sentence by sentence.

    Of a long sentence, for a pointed question, only the stretches that answer.
    """
    found: list[Claim] = []
    for unit in units:
        clause = document.clause(unit.passage.clause)
        found += [c for c in _claims_of(asked, unit, clause, _lead(asked, unit, document)) if c not in found]
    return found


def _lead(asked: Asked, unit: Unit, document: Document) -> str:
    """The direction that a unit stands in, where the question didn't name it."""
    if unit.direction is None or any(e.path.holds(unit.path) for e in asked.part.entities if e.is_direction):
        return ""
    direction = direction_of(unit.path, document.directions)
    return f"“{direction.name}”：" if direction else ""


def _claims_of(asked: Asked, unit: Unit, clause: Clause, lead: str) -> Iterable[Claim]:
    document, start, end = unit.passage.document, unit.passage.start, unit.passage.end
    kinds = asked.part.kinds
    pointed = bool(kinds & _POINTED) and not kinds & _SEVERAL
    text = clause.text[start:end]
    if _SERIES.search(text):
        return _series(asked, document, clause, start, end)
    if pointed and end - start > _SHORT:
        stretches = _stretches(asked, clause.text, body_start(clause.text, start, end), end)
        if stretches:
            return [_joined(document, clause, stretches, lead)]
    if (not pointed and len(clause.text) <= _SHORT_CLAUSE and "\n" not in clause.text) or unit.is_title:
        return [quote_claim(document, clause, 0 if not unit.is_title else start, len(clause.text), lead)]
    return [quote_claim(document, clause, start, end, lead)]


def _series(asked: Asked, document: str, clause: Clause, start: int, end: int) -> list[Claim]:
    """All members of the series for a list; else the one member, after the words that open the series."""
    spans = [s for s in sentences(clause.text) if _SERIES.search(clause.text[slice(*s)])]
    if Kind.LIST in asked.part.kinds or not _LATER.match(clause.text[start:end]) and not asked.part.yes_no:
        return [quote_claim(document, clause, spans[0][0], spans[-1][1])]
    opening = re.match(r"[^：:]*[：:]", clause.text[slice(*spans[0])])
    if not _LATER.match(clause.text[start:end]) or opening is None:
        return [quote_claim(document, clause, start, end)]
    head = cite(document, clause, spans[0][0], spans[0][0] + opening.end())
    member = cite(document, clause, start, end)
    return [Claim(f"{shown(head.quote)}：{shown(member.quote)}", (head, member))]


def _stretches(asked: Asked, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches between commas that hold the kind of value asked for and most of the question's words."""
    scored: list[tuple[float, tuple[int, int]]] = []
    for begin, stop in segments(text, start, end):
        stretch = text[begin:stop]
        if _holds_wanted(asked, stretch):
            counted = _COUNTED_BONUS * (bool(asked.counted) and asked.counted in stretch)
            scored.append((counted + sum(t.weight * term_cover(t, fold(stretch)) for t in asked.terms), (begin, stop)))
    best = max((score for score, _ in scored), default=0.0)
    return [span for score, span in scored if score >= 0.75 * best] if best > 0 else []


def _holds_wanted(asked: Asked, stretch: str) -> bool:
    found = amounts(stretch)
    if asked.part.unit:
        return any(a.unit == asked.part.unit for a in found)
    if Kind.DATE in asked.part.kinds:
        return "月" in stretch and any(a.unit in ("月", "日") for a in found)
    if Kind.DURATION in asked.part.kinds:
        return any(a.unit in ("年", "月", "天", "分钟", "小时", "周") for a in found)
    return bool(found)


def _joined(document: str, clause: Clause, stretches: Sequence[tuple[int, int]], lead: str) -> Claim:
    parts = [quote_claim(document, clause, begin, stop) for begin, stop in stretches]
    return Claim(lead + "；".join(p.text for p in parts), tuple(c for p in parts for c in p.citations))
