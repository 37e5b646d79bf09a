"""Which of the ranked units an answer is made of, and how much of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.asked import Asked, cover, term_cover
from assistant.model import Claim
from assistant.ordering import SAID, holds_wanted, own_words, wants_value
from assistant.question import Kind
from assistant.quoting import body_start, cite, quote_claim, segments, shown
from assistant.reranker import Ranked
from assistant.units import Unit
from assistant.wording import fold
from corpus.directions import direction_of
from corpus.model import Clause, Document
from index.passages import sentences

_SHORT = 45
_SHORT_CLAUSE = 110
_SEVERAL = frozenset({Kind.LIST, Kind.PROCEDURE, Kind.COMPARE, Kind.DEFINITION, Kind.REASON})
_POINTED = frozenset({Kind.NUMBER, Kind.DATE, Kind.DURATION, Kind.EMAIL})
_COUNTED_BONUS = 0.8
_TOLD_APART = frozenset({Kind.PROCEDURE, Kind.DEFINITION, Kind.COMPARE})
_MEMBERS_OF = re.compile(r"其中|分为|一是|包括")
_LONGEST_RUN = 300
_OPENS_LIST = re.compile(r"(?:下列|以下|如下|之一|包括|分别|按照|为)[^。\n]*[：:]$")
_OPENING = re.compile(r"[^：:]{4,}[：:]")


def chosen(asked: Asked, ranked: Sequence[Ranked], most: int | None = None) -> list[Unit]:
    """The best unit, and those nearly as likely, at most three, in the order of the source."""
    share, floor, limit = (0.4, 0.2, 3) if asked.part.kinds & _SEVERAL else (0.5, 0.2, 2)
    best = ranked[0].probability
    keep = [r.unit for r in ranked[: most or limit] if r is ranked[0] or r.probability >= max(share * best, floor)]
    first = ranked[0].unit
    keep = [u for u in keep if u is first or not (u.is_title or _beside_point(asked, u, first))]
    return sorted(keep, key=lambda u: u.row)


def _beside_point(asked: Asked, unit: Unit, first: Unit) -> bool:
    """True for a unit of another clause without a number of the unit asked for, where the first has one and says no less."""
    if not asked.part.unit or not wants_value(asked) or unit.path == first.path:
        return False
    if cover(asked.terms, unit.folded) > cover(asked.terms, first.folded):
        return False
    return holds_wanted(asked, first.passage.text) and not holds_wanted(asked, unit.passage.text)


def claims(asked: Asked, units: Sequence[Unit], document: Document) -> list[Claim]:
    """What the units say: a short clause whole, a series (一是…；二是…) whole for a list, else sentence by sentence.

    Of a long sentence, for a pointed question, only the stretches that answer.
    """
    found: list[Claim] = []
    for unit in units:
        clause = document.clause(unit.passage.clause)
        above = governing(unit, document)
        if above is not None and above.path.steps[-1] not in (above.heading,) and not _says_itself(clause, above):
            claim = _governed(unit, clause, above)
            found += [claim] if claim not in found else []
            continue
        found += [c for c in _claims_of(asked, unit, clause, _lead(asked, unit, document)) if c not in found]
    return found


def governing(unit: Unit, document: Document) -> Clause | None:
    """The clause above an item that opens the list (有下列情形之一的，不得申报：); None for a mere head or title."""
    parent = unit.path.parent
    above = next((c for c in document.clauses if c.path == parent), None) if parent and parent.steps else None
    if above is None or not _OPENS_LIST.search(above.text):
        return None
    return above


def _lead(asked: Asked, unit: Unit, document: Document) -> str:
    """The direction that a unit stands in, where the question didn't name it."""
    if unit.direction is None or any(e.path.holds(unit.path) for e in asked.part.entities if e.is_direction):
        return ""
    direction = direction_of(unit.path, document.directions)
    return f"“{direction.name}”：" if direction else ""


def _says_itself(clause: Clause, above: Clause) -> bool:
    """True if a long item follows a long head: a text of its own, which the head only introduces."""
    start, end = _head(above)
    return len(clause.text) > _SHORT_CLAUSE and end - start > _SHORT


def _head(above: Clause) -> tuple[int, int]:
    """The last sentence of the words that open a list."""
    last = above.text.rfind("。", 0, len(above.text) - 1) + 1
    return last or body_start(above.text, 0, len(above.text)), len(above.text)


def _governed(unit: Unit, clause: Clause, above: Clause) -> Claim:
    """An item, or of a long one the sentence that answers, after the words that open its list."""
    document = unit.passage.document
    head = quote_claim(document, above, *_head(above))
    whole = len(clause.text) <= _SHORT_CLAUSE
    item = quote_claim(document, clause, *((0, len(clause.text)) if whole else (unit.passage.start, unit.passage.end)))
    return Claim(f"{head.text}：{item.text}", (*head.citations, *item.citations))


def _claims_of(asked: Asked, unit: Unit, clause: Clause, lead: str) -> Iterable[Claim]:
    document, start, end = unit.passage.document, unit.passage.start, unit.passage.end
    kinds = asked.part.kinds
    pointed = bool(kinds & _POINTED) and not kinds & _SEVERAL
    run = _run_of(clause, start, end)
    if len(run) > 1 and not pointed:
        return _series(asked, document, clause, run, (start, end))
    if pointed and end - start > _SHORT:
        stretches = _stretches(asked, clause.text, body_start(clause.text, start, end), end)
        if stretches:
            return [_joined(document, clause, stretches, lead)]
    if (not pointed and len(clause.text) <= _SHORT_CLAUSE and "\n" not in clause.text) or unit.is_title:
        return [quote_claim(document, clause, 0 if not unit.is_title else start, len(clause.text), lead)]
    return [quote_claim(document, clause, start, end, lead)]


def _run_of(clause: Clause, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences around a span that semicolons join, the span's own among them: a series (一是…；二是…。)."""
    runs: list[list[tuple[int, int]]] = [[]]
    for span in sentences(clause.text):
        runs[-1].append(span)
        if clause.text[span[1] - 1] not in "；;":
            runs.append([])
    return next((run for run in runs if any(s <= start and end <= e for s, e in run)), [(start, end)])


def _series(
    asked: Asked, document: str, clause: Clause, run: Sequence[tuple[int, int]], own: tuple[int, int]
) -> list[Claim]:
    """The whole series for a list; else the one member, after the words that open the series."""
    opening = _OPENING.match(clause.text[slice(*run[0])])
    if _whole_run(asked, clause, run) or (own[0] == run[0][0] and opening is not None and not asked.part.yes_no):
        return [quote_claim(document, clause, run[0][0], run[-1][1])]
    if own[0] == run[0][0] or opening is None:
        return [quote_claim(document, clause, *own)]
    begun = body_start(clause.text, run[0][0], run[0][1])
    head = cite(document, clause, min(begun, run[0][0] + opening.end() - 1), run[0][0] + opening.end())
    member = cite(document, clause, *own)
    return [Claim(f"{shown(head.quote)}：{shown(member.quote)}", (head, member))]


def _whole_run(asked: Asked, clause: Clause, run: Sequence[tuple[int, int]]) -> bool:
    """True for a list; and where kinds of one thing are told apart (`其中，甲…；乙…；丙…`) and the question isn't about one."""
    if Kind.LIST in asked.part.kinds:
        return True
    first = clause.text[slice(*run[0])]
    apart = bool(asked.part.kinds & _TOLD_APART) and not asked.part.yes_no and _MEMBERS_OF.search(first) is not None
    return apart and len(run) > 2 and run[-1][1] - run[0][0] <= _LONGEST_RUN


def _stretches(asked: Asked, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches between commas that hold the kind of value asked for and most of the question's words."""
    scored: list[tuple[float, tuple[int, int]]] = []
    own = own_words(asked)
    for begin, stop in segments(text, start, end):
        stretch = text[begin:stop]
        if holds_wanted(asked, stretch):
            counted = _COUNTED_BONUS * (bool(asked.counted) and asked.counted in stretch)
            told = sum(t.weight * term_cover(t, fold(stretch)) for t in asked.terms)
            if own:
                told *= cover(own, fold(stretch)) >= SAID
            scored.append((counted + told, (begin, stop)))
    best = max((score for score, _ in scored), default=0.0)
    return [span for score, span in scored if score >= 0.75 * best] if best > 0 else []


def _joined(document: str, clause: Clause, stretches: Sequence[tuple[int, int]], lead: str) -> Claim:
    parts = [quote_claim(document, clause, begin, stop) for begin, stop in stretches]
    return Claim(lead + "；".join(p.text for p in parts), tuple(c for p in parts for c in p.citations))
