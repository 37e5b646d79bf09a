"""What speaks for a unit as the answer to a part of a question, as numbers. Knows no document."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.question import Kind, Part
from assistant.terms import Term
from assistant.units import Unit
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


_FOCUS = 6
_FILING = re.compile(r"报|推荐|推|名额|指标|apply|submit|nominat", re.IGNORECASE)
_LITERAL = re.compile(r"[a-z0-9._-]*@[a-z0-9.-]+|\d{5,}|[a-z]{6,}")
_INTERROGATIVE = re.compile(
    r"什么|啥|谁|哪[个些里儿家位种几]?|几|多少|怎么|怎样|如何|咋|何时|多久|多长|吗|能不能|是不是|有没有|是否|可否|能否|要不要"
)
_COUNTED = re.compile(r"(?:几|多少)(?:个|家|份|名|项|条|种|类|张|大|人次|人)?([\u4e00-\u9fff]{2})")


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


@dataclass(frozen=True, slots=True)
class Asked:
    """A part of a question prepared for comparing.

    Attributes:
        terms: Its content words; `focus` are those beside the word that asks.
        folded: Its words folded, `bigrams` their pairs of Chinese characters.
        counted: What is to be counted (`项目` in 几个项目), or "".
    """

    part: Part
    terms: tuple[Term, ...]
    folded: str
    bigrams: frozenset[str]
    english: bool
    focus: tuple[Term, ...]
    counted: str

    @property
    def weight(self) -> float:
        return sum(t.weight for t in self.terms) or 1.0


def prepare(part: Part, terms: tuple[Term, ...], english: bool) -> Asked:
    folded = fold(part.search)
    grams = frozenset(
        folded[i : i + 2] for i in range(len(folded) - 1) if folded[i] > "\u2fff" and folded[i + 1] > "\u2fff"
    )
    return Asked(part, terms, folded, grams, english, focus_of(part.text, terms), _counted(folded))


def focus_of(text: str, terms: Sequence[Term]) -> tuple[Term, ...]:
    """Content words of the stretch that asks, within eight characters of the word that asks; all words if none does."""
    folded = fold(text)
    spans = [m.span() for m in _INTERROGATIVE.finditer(folded)]
    found: list[Term] = []
    for term in terms:
        place = folded.find(term.word)
        if place >= 0 and any(
            start - _FOCUS <= place + len(term.word) and place <= end + _FOCUS for start, end in spans
        ):
            found.append(term)
    return tuple(found) or tuple(terms)


def _counted(folded: str) -> str:
    match = _COUNTED.search(folded)
    return match[1] if match else ""


def cover(terms: Sequence[Term], text: str, soft: float = 0.85) -> float:
    """Share of the words' weight found in the folded `text`; a synonym counts `soft`, part of a long word its share."""
    total = sum(t.weight for t in terms)
    return sum(t.weight * term_cover(t, text, soft) for t in terms) / total if total else 0.0


def term_cover(term: Term, text: str, soft: float = 0.85) -> float:
    if term.word in text:
        return 1.0
    if soft and any(s in text for s in term.synonyms):
        return soft
    grams = term.bigrams
    if len(grams) >= 2:
        return 0.6 * sum(g in text for g in grams) / len(grams)
    return 0.0


def table(asked: Asked, units: Sequence[Unit], scores: Scores, clause_texts: Sequence[str]) -> NDArray[np.float32]:
    """Features of each unit, (units, len(NAMES)), in the order of `NAMES`."""
    best = (
        max((float(scores.dense[u.row]) for u in units), default=0.0),
        max((float(scores.dense[u.clause_row]) for u in units), default=0.0),
        max((float(scores.sparse[u.row]) for u in units), default=0.0) or 1.0,
        max((float(scores.sparse[u.clause_row]) for u in units), default=0.0) or 1.0,
        max((float(scores.raw[u.row]) for u in units), default=0.0),
    )
    named_out = outside_names(asked)
    rows = [
        _with_products(asked, unit, _row(asked, unit, scores, text, best, named_out))
        for unit, text in zip(units, clause_texts, strict=True)
    ]
    return np.array(rows, np.float32).reshape(len(rows), len(NAMES))


def outside_names(asked: Asked) -> tuple[Term, ...]:
    """Content words that aren't part of a name of a direction or class."""
    said = fold("".join(e.said + e.name for e in asked.part.entities))
    return tuple(t for t in asked.terms if t.word not in said)


def _row(
    asked: Asked,
    unit: Unit,
    scores: Scores,
    clause_text: str,
    best: tuple[float, float, float, float, float],
    named_out: tuple[Term, ...],
) -> list[float]:
    return [
        *_retrieval(unit, scores, best),
        *_overlap(asked, unit, clause_text),
        *_wanted(asked.part, unit),
        *_place(asked, unit),
        float(asked.part.yes_no),
        float(bool(asked.part.entities)),
        math.log1p(len(asked.terms)),
        float(Kind.WHO in asked.part.kinds),
        float(Kind.PROCEDURE in asked.part.kinds),
        cover(named_out, unit.folded),
        float(unit.passage.start == 0),
        float(
            bool(asked.counted)
            and re.search(rf"[\d一二三四五六七八九十百两]\D{{0,6}}{asked.counted}", unit.folded) is not None
        ),
        cover_by(asked, unit.terms),
        cover_by(asked, unit.opening),
        cover(asked.focus, unit.folded),
        cover(asked.focus, unit.folded + unit.around),
    ]


_AT = {name: place for place, name in enumerate(NAMES)}


def _with_products(asked: Asked, unit: Unit, row: list[float]) -> list[float]:
    """The row with the products that a linear model can't form by itself."""
    filing = float(_FILING.search(asked.folded) is not None)
    literal = float(any(match in unit.folded for match in _LITERAL.findall(asked.folded)))

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


def cover_by(asked: Asked, terms: Sequence[Term]) -> float:
    """The other way round: share of a unit's words that the question says, itself or by a synonym."""
    total = sum(t.weight for t in terms)
    said = sum(t.weight for t in terms if t.word in asked.folded or any(s in asked.folded for s in t.synonyms))
    return said / total if total else 0.0


def _retrieval(unit: Unit, scores: Scores, best: tuple[float, float, float, float, float]) -> list[float]:
    dense_unit, dense_clause = float(scores.dense[unit.row]), float(scores.dense[unit.clause_row])
    sparse_unit, sparse_clause = float(scores.sparse[unit.row]), float(scores.sparse[unit.clause_row])
    return [
        dense_unit, dense_clause, best[0] - dense_unit, best[1] - dense_clause,
        float(scores.raw[unit.row]), float(scores.raw[unit.clause_row]), best[4] - float(scores.raw[unit.row]),
        sparse_unit, sparse_clause, sparse_unit / best[2], sparse_clause / best[3],
    ]  # fmt: skip


def _overlap(asked: Asked, unit: Unit, clause_text: str) -> list[float]:
    shared = sum(g in unit.folded for g in asked.bigrams)
    return [
        cover(asked.terms, unit.folded),
        cover(asked.terms, unit.folded + unit.around),
        cover(asked.terms, unit.folded, soft=0.0),
        cover(asked.terms, clause_text + unit.around),
        shared / (len(asked.bigrams) or 1),
        min(_longest_common(asked.folded, unit.folded), 8) / 8,
    ]


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
    has_unit = bool(part.unit) and any(a.unit == part.unit for a in unit.amounts)
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
