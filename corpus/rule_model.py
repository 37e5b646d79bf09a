"""Rules of a document as data: what is asked, what is compared, which clause says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.clause_path import ClausePath

Plain = str | bool


class Kind(StrEnum):
    """What a fact is.

    A count is a whole number, a number may have a fraction; neither is negative. `DIRECTIONS` is a list of directions
    of the document.
    """

    BOOL = "bool"
    COUNT = "count"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    DIRECTIONS = "directions"


class Effect(StrEnum):
    """What it means that a rule isn't met.

    BLOCK: one may not apply. MEND: it can be put right. CONFIRM: the document leaves it open. BONUS: nothing; met, it
    is an advantage.
    """

    BLOCK = "block"
    MEND = "mend"
    CONFIRM = "confirm"
    BONUS = "bonus"


class Comparison(StrEnum):
    IS = "is"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    INCLUDES = "includes"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    NOT_AFTER = "not_after"
    SAME_CLASS_AT_MOST = "same_class_at_most"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a description.

    Attributes:
        parts: Alternatives that follow one another, with a few characters of the same clause between the parts.
        is_being: It counts only where the applicant says what it is.
    """

    parts: tuple[tuple[str, ...], ...]
    is_being: bool = False


@dataclass(frozen=True, slots=True)
class Hints:
    """What a description says when it answers a question.

    Attributes:
        said: Value → phrases that say it; for a question of yes or no, the phrases for yes.
        not_said: Phrases that say no.
        near: Words beside a number, a date, or the name of a direction that show what it is for.
        units: Units such a number may have, the question's own first.
        none: Phrases that, denied, say zero, or an empty list.
        unless: Words of the same clause with which none of it counts.
        past: What was counts as well as what is.
        planned: What is meant to be counts as well as what is.
    """

    said: tuple[tuple[Plain, tuple[Phrase, ...]], ...] = ()
    not_said: tuple[Phrase, ...] = ()
    near: tuple[Phrase, ...] = ()
    units: tuple[str, ...] = ()
    none: tuple[Phrase, ...] = ()
    unless: tuple[Phrase, ...] = ()
    past: bool = False
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One fact that is asked for.

    Attributes:
        choices: The values of a choice, in the order of the form.
        other: A choice may also be answered in other words.
        optional: Unknown, it is never missing.
        hints: How a description answers it; None if it has to be asked.
    """

    name: str
    kind: Kind
    group: str
    ask: str
    choices: tuple[str, ...] = ()
    unit: str = ""
    other: bool = False
    optional: bool = False
    hint: str = ""
    hints: Hints | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim words of a clause."""

    clause: ClausePath
    text: str


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison; bounds are inclusive.

    Attributes:
        numbers: One bound, two for `BETWEEN`.
        including_this: The number given leaves the project itself out, so one is added before comparing.
    """

    __test__ = False

    comparison: Comparison
    numbers: tuple[float, ...] = ()
    values: tuple[str, ...] = ()
    truth: bool = True
    day: date | None = None
    including_this: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A comparison and when it is made.

    Attributes:
        when: Other fields and the values that each must have one of; empty means always.
    """

    test: Test
    quote: Quote
    when: tuple[tuple[str, tuple[Plain, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One requirement or preference.

    Attributes:
        direction: The direction it is for; None means all.
        cases: The first whose `when` holds counts; where none does, the rule doesn't apply.
        soft: The document says “as a rule” (原则上).
        note: What the document leaves open; `value_notes` for one value, `boundary_note` for a value on the bound.
        missing_as: What it is called among what is missing, if not by its field.
        mend: What to do about a shortfall that can be mended.
    """

    id: str
    quote: Quote
    field: Field
    cases: tuple[Case, ...]
    effect: Effect = Effect.BLOCK
    direction: ClausePath | None = None
    soft: bool = False
    note: str = ""
    value_notes: tuple[tuple[str, str], ...] = ()
    boundary_note: str = ""
    missing_as: str = ""
    mend: str = ""

    @property
    def gates(self) -> tuple[str, ...]:
        """Names of the fields that decide which case counts."""
        return tuple(dict.fromkeys(name for case in self.cases for name, _ in case.when))

    @property
    def needed(self) -> bool:
        """True if it can change the verdict."""
        return self.effect is not Effect.BONUS


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """What the document leaves to people to judge."""

    quote: Quote
    text: str
    direction: ClausePath | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Values that can't be true together; `field` is the one that is named, and counts as unknown."""

    field: str
    facts: tuple[tuple[str, Plain], ...]
    problem: str
    allowed: str


@dataclass(frozen=True, slots=True)
class Limit:
    """What several projects of one applicant must keep to together: one of the three is set."""

    id: str
    quote: Quote
    max_projects: int | None = None
    max_per_class: int | None = None
    distinct_projects: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """One thing to hand in: how many, by whom, where to."""

    item: str
    quote: Quote
    who: str
    copies: int | None = None
    to: Quote | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do `days_before` the deadline; without a quote it is a suggestion of ours."""

    what: str
    days_before: int
    who: str = ""
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules of one document, in the order of the file."""

    groups: tuple[str, ...]
    fields: Mapping[str, Field]
    rules: tuple[Rule, ...]
    open_points: tuple[OpenPoint, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    limits: tuple[Limit, ...] = ()
    materials: tuple[Material, ...] = ()
    steps: tuple[Step, ...] = ()

    def quotes(self) -> Iterator[Quote]:
        """Every quote, rule by rule."""
        for rule in self.rules:
            yield rule.quote
            yield from (case.quote for case in rule.cases)
        yield from (point.quote for point in self.open_points)
        yield from (limit.quote for limit in self.limits)
        for material in self.materials:
            yield from (quote for quote in (material.quote, material.to) if quote)
        yield from (step.quote for step in self.steps if step.quote)
