"""Which of the ranked units an answer is made of, and how much of each."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.features import Asked, term_cover
from assistant.model import Claim
from assistant.question import Kind
from assistant.quoting import body_start, quote_claim, segments
from assistant.reranker import Ranked
from assistant.units import Unit, amounts
from assistant.wording import fold
from corpus.model import Clause

_SHORT = 45
_SEVERAL = frozenset({Kind.LIST, Kind.PROCEDURE, Kind.COMPARE, Kind.DEFINITION, Kind.REASON})
_POINTED = frozenset({Kind.NUMBER, Kind.DATE, Kind.DURATION, Kind.EMAIL})


def chosen(asked: Asked, ranked: Sequence[Ranked]) -> list[Unit]:
    """The best unit, and those nearly as likely, at most three, in the order of the source."""
    share, floor, most = (0.5, 0.3, 3) if asked.part.kinds & _SEVERAL else (0.8, 0.4, 2)
    best = ranked[0].probability
    keep = [r.unit for r in ranked[:most] if r is ranked[0] or (r.probability >= max(share * best, floor))]
    keep = [u for u in keep if not u.is_title or u is ranked[0].unit]
    return sorted(keep, key=lambda u: u.row)


def claims(asked: Asked, units: Sequence[Unit], clauses: Sequence[Clause]) -> list[Claim]:
    """One claim a unit; of a long sentence, for a pointed question, only the stretches that answer."""
    return [_claim(asked, unit, clause) for unit, clause in zip(units, clauses, strict=True)]


def _claim(asked: Asked, unit: Unit, clause: Clause) -> Claim:
    start, end = unit.passage.start, unit.passage.end
    kinds = asked.part.kinds
    if end - start > _SHORT and kinds & _POINTED and not kinds & _SEVERAL:
        stretches = _stretches(asked, clause.text, body_start(clause.text, start, end), end)
        if stretches:
            return _joined(unit, clause, stretches)
    return quote_claim(unit.passage.document, clause, start, end)


def _stretches(asked: Asked, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches between commas that hold the kind of value asked for and most of the question's words."""
    scored: list[tuple[float, tuple[int, int]]] = []
    for begin, stop in segments(text, start, end):
        stretch = text[begin:stop]
        if _holds_wanted(asked, stretch):
            scored.append((sum(t.weight * term_cover(t, fold(stretch)) for t in asked.terms), (begin, stop)))
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


def _joined(unit: Unit, clause: Clause, stretches: Sequence[tuple[int, int]]) -> Claim:
    parts = [quote_claim(unit.passage.document, clause, begin, stop) for begin, stop in stretches]
    return Claim("；".join(p.text for p in parts), tuple(c for p in parts for c in p.citations))
