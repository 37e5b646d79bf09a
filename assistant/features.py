"""What speaks for a unit as the answer to a part of a question, as numbers. Knows no document."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.asked import Asked, outside_names, term_cover
from assistant.question import Kind, Part
from assistant.terms import Term
from assistant.units import Unit, alike
from assistant.wording import fold

NAMES = (
    "dense_unit", "dense_clause", "dense_unit_gap", "dense_clause_gap", "raw_unit", "raw_clause", "raw_unit_gap", "bm25_unit", "bm25_clause", "bm25_unit_share", "bm25_clause_share",
    "cover_text", "cover_all", "cover_exact", "cover_clause", "cover_bigrams", "longest_common",
    "number_wanted_held", "number_wanted_absent", "unit_wanted_held", "unit_wanted_absent", "date_wanted_held", "date_wanted_absent",
    "contact_wanted_held", "contact_wanted_absent", "email_wanted_held", "email_wanted_absent", "address_wanted_held", "duration_wanted_held",
    "quantity_unit_held", "quantity_same_value", "permission_for_verdict", "reason_title", "list_items", "definition_start",
    "in_named", "in_other_direction", "body_when_named", "in_named_class", "label_of_class", "body", "heading_said", "heading_share",
    "was_cited", "near_cited", "is_title", "length", "english", "yes_no", "named_any", "terms", "who_wanted", "procedure_wanted",
    "cover_named_out", "opening", "counted_noun", "back", "back_opening", "focus_text", "focus_all", "named_number", "named_cover",
    "number_cover", "unit_cover", "english_dense", "english_cover", "follow_dense", "quantity_cover", "verdict_cover", "named_dense", "filing_body", "filing_several_body", "filing_named", "literal_held", "english_named", "english_other",
)  # fmt: skip


_FILING = re.compile(r"报|推荐|推|名额|指标|apply|submit|nominat", re.IGNORECASE)
_LITERAL = re.compile(r"[a-z0-9._-]*@[a-z0-9.-]+|\d{5,}|[a-z]{6,}")


@dataclass(frozen=True, slots=True)
class Scores:
    """What the two indexes say of every row.

    Attributes:
        dense: Cosine to the question after the adapter; `raw` before it. Zero for rows that weren't asked for.
        sparse: BM25.
    """

    dense: NDArray[np.float32]
    raw: NDArray[np.float32]
    sparse: NDArray[np.float32]


def table(asked: Asked, units: Sequence[Unit], scores: Scores, clause_texts: Sequence[str]) -> NDArray[np.float32]:
    """Features of each unit, (units, len(NAMES)), in the order of `NAMES`."""
    best = (
        max((float(scores.dense[u.row]) for u in units), default=0.0),
        max((float(scores.dense[u.clause_row]) for u in units), default=0.0),
        max((float(scores.sparse[u.row]) for u in units), default=0.0) or 1.0,
        max((float(scores.sparse[u.clause_row]) for u in units), default=0.0) or 1.0,
        max((float(scores.raw[u.row]) for u in units), default=0.0),
    )
    once = _Once.of(asked)
    rows = [
        _with_products(once, unit, _row(once, unit, scores, text, best))
        for unit, text in zip(units, clause_texts, strict=True)
    ]
    return np.array(rows, np.float32).reshape(len(rows), len(NAMES))


@dataclass(frozen=True, slots=True)
class _Once:
    """What is the same for every unit: subsets of the question's words by position, patterns, and words already looked up."""

    asked: Asked
    outside: tuple[int, ...]
    focus: tuple[int, ...]
    filing: float
    literals: tuple[str, ...]
    counted: re.Pattern[str] | None
    said: dict[Term, bool]

    @classmethod
    def of(cls, asked: Asked) -> _Once:
        outside, terms = set(outside_names(asked)), asked.terms
        counted = re.compile(rf"[\d一二三四五六七八九十百两]\D{{0,6}}{asked.counted}") if asked.counted else None
        return cls(
            asked,
            tuple(i for i, term in enumerate(terms) if term in outside),
            tuple(i for i, term in enumerate(terms) if term in asked.focus),
            float(_FILING.search(asked.folded) is not None),
            tuple(_LITERAL.findall(asked.folded)),
            counted,
            {},
        )

    def says(self, term: Term) -> bool:
        """True if the question has the word or a synonym of it."""
        known = self.said.get(term)
        if known is None:
            folded = self.asked.folded
            known = self.said[term] = term.word in folded or any(s in folded for s in term.synonyms)
        return known

    def covered_by(self, terms: Sequence[Term]) -> float:
        """The other way round: share of a unit's words that the question says."""
        total = sum(t.weight for t in terms)
        return sum(t.weight for t in terms if self.says(t)) / total if total else 0.0

    def share(self, covers: Sequence[float], places: Iterable[int] | None = None) -> float:
        """Weighted mean of the words' covers, of all words or of those at `places`."""
        terms = self.asked.terms
        chosen = range(len(terms)) if places is None else tuple(places)
        total = sum(terms[i].weight for i in chosen)
        return sum(terms[i].weight * covers[i] for i in chosen) / total if total else 0.0


def _row(
    once: _Once, unit: Unit, scores: Scores, clause_text: str, best: tuple[float, float, float, float, float]
) -> list[float]:
    asked, text, around = once.asked, unit.folded, unit.folded + unit.around
    in_text = [term_cover(t, text) for t in asked.terms]
    in_all = [1.0 if c == 1.0 else term_cover(t, around) for t, c in zip(asked.terms, in_text, strict=True)]
    exact = [term_cover(t, text, 0.0) if t.synonyms else c for t, c in zip(asked.terms, in_text, strict=True)]
    in_clause = [term_cover(t, clause_text + unit.around) for t in asked.terms]
    return [
        *_retrieval(unit, scores, best),
        once.share(in_text),
        once.share(in_all),
        once.share(exact),
        once.share(in_clause),
        sum(g in text for g in asked.bigrams) / (len(asked.bigrams) or 1),
        min(_longest_common(asked.folded, text), 8) / 8,
        *_wanted(asked.part, unit),
        *_place(asked, unit),
        float(asked.part.yes_no),
        float(bool(asked.part.entities)),
        math.log1p(len(asked.terms)),
        float(Kind.WHO in asked.part.kinds),
        float(Kind.PROCEDURE in asked.part.kinds),
        once.share(in_text, once.outside),
        float(unit.passage.start == 0),
        float(once.counted is not None and once.counted.search(text) is not None),
        once.covered_by(unit.terms),
        once.covered_by(unit.opening),
        once.share(in_text, once.focus),
        once.share(in_all, once.focus),
    ]


_AT = {name: place for place, name in enumerate(NAMES)}


def _with_products(once: _Once, unit: Unit, row: list[float]) -> list[float]:
    """The row with the products that a linear model can't form by itself."""
    asked, filing = once.asked, once.filing
    literal = float(any(match in unit.folded for match in once.literals))

    def of(name: str) -> float:
        return row[_AT[name]]

    gap = 1.0 - 10.0 * of("dense_unit_gap")
    return [
        *row,
        of("in_named") * of("number_wanted_held"),
        of("in_named") * of("cover_named_out"),
        of("number_wanted_held") * of("cover_text"),
        of("unit_wanted_held") * of("cover_text"),
        of("english") * gap,
        of("english") * of("cover_text"),
        float(bool(asked.part.previous)) * gap,
        of("quantity_unit_held") * of("cover_text"),
        of("yes_no") * of("cover_text"),
        of("in_named") * gap,
        filing * of("body"),
        filing * of("body") * (len(asked.part.entities) > 1),
        filing * of("in_named"),
        literal,
        of("english") * of("in_named"),
        of("english") * of("in_other_direction"),
    ]


def _retrieval(unit: Unit, scores: Scores, best: tuple[float, float, float, float, float]) -> list[float]:
    dense_unit, dense_clause = float(scores.dense[unit.row]), float(scores.dense[unit.clause_row])
    sparse_unit, sparse_clause = float(scores.sparse[unit.row]), float(scores.sparse[unit.clause_row])
    return [
        dense_unit, dense_clause, best[0] - dense_unit, best[1] - dense_clause,
        float(scores.raw[unit.row]), float(scores.raw[unit.clause_row]), best[4] - float(scores.raw[unit.row]),
        sparse_unit, sparse_clause, sparse_unit / best[2], sparse_clause / best[3],
    ]  # fmt: skip


def _longest_common(one: str, two: str) -> int:
    """Length of the longest run of characters of `one` that stands in `two`."""
    best = 0
    start, end = 0, 1
    while end <= len(one):
        if one[start:end] in two:
            best = max(best, end - start)
            end += 1
        else:
            start += 1
            end = max(end, start + 1)
    return best


def _wanted(part: Part, unit: Unit) -> list[float]:
    kinds, holds = part.kinds, unit.holds
    number = Kind.NUMBER in kinds
    numbers = any(a.unit not in ("年", "月", "日", "") for a in unit.amounts) or any(a.unit == "" for a in unit.amounts)
    has_unit = bool(part.unit) and any(alike(a.unit, part.unit) for a in unit.amounts)
    same_unit = [(q, a) for q in part.quantities for a in unit.amounts if q.unit == a.unit]
    contact = Kind.CONTACT in kinds
    return [
        float(number and numbers),
        float(number and not numbers),
        float(has_unit),
        float(bool(part.unit) and not has_unit),
        float(Kind.DATE in kinds and "date" in holds),
        float(Kind.DATE in kinds and "date" not in holds),
        float(contact and "phone" in holds),
        float(contact and "phone" not in holds),
        float(Kind.EMAIL in kinds and "email" in holds),
        float(Kind.EMAIL in kinds and "email" not in holds),
        float(Kind.ADDRESS in kinds and "address" in holds),
        float(Kind.DURATION in kinds and any(a.unit in ("年", "分钟", "月", "天", "周", "小时") for a in unit.amounts)),
        float(bool(same_unit)),
        float(any(q.value == a.value for q, a in same_unit)),
        float(part.yes_no and unit.permits),
        float(Kind.REASON in kinds and "title" in holds),
        float(Kind.LIST in kinds) * min(unit.items, 6) / 6,
        float(Kind.DEFINITION in kinds and unit.passage.start == 0 and not unit.is_title),
    ]


def _place(asked: Asked, unit: Unit) -> list[float]:
    part = asked.part
    here = [e for e in part.entities if e.document == unit.passage.document]
    directions = [e.path for e in here if e.is_direction]
    classes = [e.path for e in here if not e.is_direction]
    in_named = any(path.holds(unit.path) for path in directions)
    in_class = any(path.holds(unit.path) for path in classes)
    label = any(e.name in unit.passage.text for e in here if not e.is_direction)
    heading = fold(unit.heading)
    cited = [path for document, path in part.previous if document == unit.passage.document]
    own = unit.passage.clause
    near = any(own.startswith(path.rsplit("/", 1)[0]) for path in cited)
    return [
        float(in_named),
        float(bool(directions) and unit.direction is not None and not in_named),
        float(bool(here) and unit.path.annex is None),
        float(in_class),
        float(label),
        float(unit.path.annex is None),
        float(len(heading) >= 2 and heading in asked.folded),
        sum(heading[i : i + 2] in asked.folded for i in range(len(heading) - 1)) / max(1, len(heading) - 1),
        float(own in cited),
        float(near),
        float(unit.is_title),
        min(len(unit.folded), 200) / 200,
        float(asked.english),
    ]
