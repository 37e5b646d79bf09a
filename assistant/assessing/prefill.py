"""A description in one's own words → facts that fill the form, each with the words it came from.

What is recognised is proposed, never taken: the user confirms it. What isn't said clearly, of the applicant itself, as it
is, is not recognised. Which words answer which question is written in the document's rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.assessing.amounts import Amount, all_numbers, amounts, in_unit
from assistant.assessing.statements import Statements
from assistant.entities import NameIndex
from assistant.rulebook import Rulebook
from assistant.wording import Homophones
from corpus.model import Direction, Document
from corpus.numerals import dates
from corpus.rule_hints import GAP
from corpus.rule_model import Field, Hints, Kind, Phrase

Known = bool | int | float | str | tuple[str, ...]

LONGEST: Final = 20_000
_GAP: Final = "([^，。！？；;!?\\n]{0,14}?)"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A fact of a description.

    Attributes:
        value: As it would be given in facts; dates as ISO text, directions as paths.
        said: The words it came from, `text[start:end]`, in code points.
    """

    field: str
    value: Known
    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Found:
    """A value and the span that says it, in the folded text; `gaps` are spans of it that are not the phrase's own."""

    value: Known
    start: int
    end: int
    gaps: tuple[tuple[int, int], ...] = ()

    def holds(self, other: _Found) -> bool:
        """True if the other's words lie among its own: `验收` in `未验收`."""
        if (
            not (self.start <= other.start and other.end <= self.end)
            or self.end - self.start == other.end - other.start
        ):
            return False
        return not any(start <= other.start < end for start, end in self.gaps)


def prefill(rulebook: Rulebook, direction: Direction | None, text: str) -> tuple[Recognised, ...]:
    """Facts that a description states, at most one for each field of the direction, in the order of the form.

    Args:
        text: At most `LONGEST` characters are read.
    """
    fields = [f for f in rulebook.fields_for(direction).values() if f.hints]
    told = Statements(text[:LONGEST], _spelling(tuple(fields)))
    if not told.text:
        return ()
    counted = _counted(told, [f for f in fields if f.kind in (Kind.COUNT, Kind.NUMBER)])
    found: list[Recognised] = []
    for field in fields:
        value = _agreed(_finds(told, field, rulebook, counted.get(field.name, [])))
        if value is not None:
            start, end = told.origin(value.start, value.end)
            found.append(Recognised(field.name, value.value, text[start:end], start, end))
    return tuple(found)


def _finds(told: Statements, field: Field, rulebook: Rulebook, counted: Sequence[_Found]) -> list[_Found]:
    hints = field.hints
    if hints is None:
        return []
    match field.kind:
        case Kind.BOOL:
            return list(_truths(told, hints))
        case Kind.CHOICE:
            return _widest(list(_values(told, hints)))
        case Kind.CHOICES:
            return _gathered(_widest(list(_values(told, hints))), field)
        case Kind.COUNT | Kind.NUMBER:
            return [*counted, *_nones(told, hints, 0)]
        case Kind.DATE:
            return list(_days(told, hints))
        case Kind.DIRECTIONS:
            return _gathered([*_directions(told, hints, rulebook.document), *_nones(told, hints, ())], field)


def _agreed(found: Sequence[_Found]) -> _Found | None:
    """The first, if all say the same."""
    values = {repr(f.value) for f in found}
    return min(found, key=lambda f: f.start) if len(values) == 1 else None


def _truths(told: Statements, hints: Hints) -> Iterator[_Found]:
    """Statements of yes and no; what denies a no says neither."""
    yes = [match for _, phrases in hints.said for match in _matches(told, phrases, hints)]
    no = list(_matches(told, hints.not_said, hints))
    for match in no:
        count, start, end = told.denials(match.start, match.end, match.gaps)
        if count == 0:
            yield _Found(False, start, end)
    for match in yes:
        if any(n.start <= match.start and match.end <= n.end for n in no):
            continue
        count, start, end = told.denials(match.start, match.end, match.gaps)
        if count < 2:
            yield _Found(count == 0, start, end)


def _values(told: Statements, hints: Hints) -> Iterator[_Found]:
    """Choices that are stated; what is denied leaves the others open."""
    for value, phrases in hints.said:
        for match in _matches(told, phrases, hints):
            if told.denials(match.start, match.end, match.gaps)[0] == 0:
                yield _Found(value, match.start, match.end, match.gap_spans)


def _nones(told: Statements, hints: Hints, value: Known) -> Iterator[_Found]:
    for match in _matches(told, hints.none, hints):
        count, start, end = told.denials(match.start, match.end, match.gaps)
        if count == 1 and end == match.end:
            yield _Found(value, start, end)


def _widest(found: Sequence[_Found]) -> list[_Found]:
    """Without those whose words lie inside another's: `未验收` is no `验收`."""
    return [f for f in found if not any(o.value != f.value and o.holds(f) for o in found)]


def _gathered(found: Sequence[_Found], field: Field) -> list[_Found]:
    """One list of all values that were named, over the span that names them."""
    if not found:
        return []
    named = {item for f in found for item in (f.value if isinstance(f.value, tuple) else (f.value,))}
    if named and any(f.value == () for f in found):
        return []
    values = [choice for choice in field.choices if choice in named] or sorted(map(str, named))
    return [_Found(tuple(values), min(f.start for f in found), max(f.end for f in found))]


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    gaps: tuple[str, ...]
    gap_spans: tuple[tuple[int, int], ...] = ()


def _matches(told: Statements, phrases: Iterable[Phrase], hints: Hints, *, exempt: bool = False) -> Iterator[_Match]:
    """Where phrases stand in statements of the applicant about itself."""
    for phrase in phrases:
        for match in _pattern(phrase).finditer(told.text):
            start, end = match.span()
            if phrase.is_being and not told.is_being(start, end):
                continue
            if _is_excepted(told, start, hints) or told.is_left_open(end):
                continue
            if not hints.planned and told.is_loose(start, end, match.groups()):
                continue
            if told.is_own(start, end, past=hints.past, planned=hints.planned, exempt=exempt):
                yield _Match(start, end, match.groups(), match.regs[1:])


def _is_excepted(told: Statements, start: int, hints: Hints) -> bool:
    words = told.words(told.clause_at(start))
    return any(_pattern(phrase).search(words) for phrase in hints.unless)


@lru_cache(maxsize=2048)
def _pattern(phrase: Phrase) -> re.Pattern[str]:
    parts = ("|".join(re.escape(_plain(word)) for word in sorted(part, key=len, reverse=True)) for part in phrase.parts)
    return re.compile(_GAP.join(f"(?:{part})" for part in parts))


def _plain(word: str) -> str:
    return Statements(word).text.replace(GAP, "")


def _counted(told: Statements, fields: Sequence[Field]) -> dict[str, list[_Found]]:
    """Numbers by field: each goes to the question whose word is nearest, and to none if two are as near."""
    found: dict[str, list[_Found]] = {}
    near = _undisguised({f.name: list(_matches(told, f.hints.near, f.hints, exempt=True)) for f in fields if f.hints})
    units = {unit for f in fields if f.hints for unit in f.hints.units}
    for clause in told.clauses:
        numbers = all_numbers(told.text, units, clause.start, clause.end)
        ranked: dict[tuple[int, int], list[tuple[int, Field, Amount, _Match]]] = {}
        for field in fields:
            for amount in amounts(told.text, field.hints.units if field.hints else (), clause.start, clause.end):
                for match in near[field.name]:
                    distance = _distance(amount, match, numbers)
                    if distance is not None and clause.start <= match.start <= clause.end:
                        ranked.setdefault((amount.start, amount.end), []).append((distance, field, amount, match))
        for held in ranked.values():
            best = min(distance for distance, *_ in held)
            nearest = [(f, a, m) for distance, f, a, m in held if distance == best]
            if len({f.name for f, _, _ in nearest}) > 1:
                continue
            field, amount, match = nearest[0]
            value = in_unit(amount, field.unit)
            is_whole = isinstance(value, int) or field.kind is Kind.NUMBER
            if is_whole and _is_stated(told, amount, field):
                span = (min(amount.start, match.start), max(amount.end, match.end))
                found.setdefault(field.name, []).append(_Found(value, *span))
    return found


def _undisguised(near: dict[str, list[_Match]]) -> dict[str, list[_Match]]:
    """Without words that lie inside a longer one of another question: no `服务` in `服务商`."""
    spans = {(name, m.start, m.end) for name, held in near.items() for m in held}
    return {
        name: [
            m
            for m in held
            if not any(o != name and s <= m.start and m.end <= e and e - s > m.end - m.start for o, s, e in spans)
        ]
        for name, held in near.items()
    }


def _distance(amount: Amount, match: _Match, numbers: Sequence[tuple[int, int]]) -> int | None:
    """Characters between a number and a word; None if another number stands between them."""
    low, high = sorted((amount.start, match.start))
    between = [(s, e) for s, e in numbers if low < s and e <= high and not amount.start <= s < amount.end]
    if any(not (match.start <= start and end <= match.end) for start, end in between):
        return None
    return max(0, match.start - amount.end, amount.start - match.end)


def _is_stated(told: Statements, amount: Amount, field: Field) -> bool:
    hints = field.hints or Hints()
    is_own = told.is_own(amount.start, amount.end, past=True, planned=hints.planned, exempt=True)
    return is_own and told.denials(amount.start, amount.end, ())[0] == 0


def _days(told: Statements, hints: Hints) -> Iterator[_Found]:
    """Full dates with a word beside them in the same clause."""
    near = list(_matches(told, hints.near, hints))
    for day, start, end in dates(told.text):
        clause = told.clause_at(start)
        held = [m for m in near if clause.start <= m.start <= clause.end]
        is_denied = any(told.denials(m.start, m.end, m.gaps)[0] for m in held)
        if held and not is_denied and told.is_own(start, end, past=hints.past, planned=hints.planned):
            yield _Found(day.isoformat(), min(held[0].start, start), max(held[0].end, end))


def _directions(told: Statements, hints: Hints, document: Document) -> Iterator[_Found]:
    """Directions that are named in the same clause as a word that says they were filed."""
    index = _names(document)
    paths = {d.path for d in document.directions}
    for match in _matches(told, hints.near, hints):
        if told.denials(match.start, match.end, match.gaps)[0]:
            continue
        clause = told.clause_at(match.start)
        for entity in index.find(told.words(clause)):
            if entity.is_direction and entity.path in paths:
                yield _Found((str(entity.path),), clause.start, clause.end)


@lru_cache(maxsize=64)
def _spelling(fields: tuple[Field, ...]) -> Homophones:
    """Words of the phrases, twice, since a word that occurs once is not mended to."""
    hints = [f.hints for f in fields if f.hints]
    phrases = [p for h in hints for _, said in h.said for p in said] + [
        p for h in hints for p in (*h.not_said, *h.near)
    ]
    words = {_plain(word) for phrase in phrases for part in phrase.parts for word in part}
    return Homophones.of((*words, *words))


@lru_cache(maxsize=8)
def _names(document: Document) -> NameIndex:
    return NameIndex((document,))
