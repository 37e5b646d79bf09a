"""What a self-assessment gives: an outcome for every rule, a verdict, and never a score. Illegal states can't be built."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.assessing.facts import Problem
from corpus.model import Direction
from corpus.rule_model import Case, OpenPoint, Quote, Rule


class Outcome(StrEnum):
    MET = "符合"
    UNMET = "不符合"
    UNKNOWN = "待确认"
    NOT_APPLICABLE = "不适用"


class Eligibility(StrEnum):
    """Any blocking rule: MAY_NOT; else anything missing: INCOMPLETE; else MAY."""

    MAY = "可申报"
    MAY_NOT = "不可申报"
    INCOMPLETE = "需补充"


class Window(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule and how it came out.

    Attributes:
        case: The case that decided; None if it isn't known which, or if none applies.
        value: The own answer as it was given; None if unknown.
        because: One sentence with the own value and what is demanded.
        unknown: Fields still needed to decide, in the order they should be asked.
        notes: What the document leaves open here.
    """

    rule: Rule
    outcome: Outcome
    case: Case | None
    value: object
    because: str
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def quote(self) -> Quote:
        """The words that apply: those of the case, where one decided."""
        return self.case.quote if self.case else self.rule.quote


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to find out, or to put right: `result` is the rule that needs it."""

    field: str
    ask: str
    result: RuleResult


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing to hand in.

    Attributes:
        to: The words that say where to.
        doubts: What is doubtful in the clauses it is taken from.
    """

    item: str
    copies: int | None
    quote: Quote
    who: str
    to: Quote | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """May we apply, what blocks, what is missing.

    Attributes:
        direction: None for a document without directions.
        results: Every rule that concerns the direction, in the order of the rules.
        open_points: What the document leaves to people to judge.
        ms: Time taken, in milliseconds.
    """

    document: str
    direction: Direction | None
    verdict: Eligibility
    window: Window
    as_of: date
    blocking: tuple[RuleResult, ...] = ()
    missing: tuple[Missing, ...] = ()
    bonus: tuple[RuleResult, ...] = ()
    results: tuple[RuleResult, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    problems: tuple[Problem, ...] = ()
    open_points: tuple[OpenPoint, ...] = ()
    ms: float = 0.0
    id: str | int = ""

    def __post_init__(self) -> None:
        if self.verdict is not verdict_of(bool(self.blocking), bool(self.missing)):
            raise ValueError(f"{self.verdict} with {len(self.blocking)} blocking and {len(self.missing)} missing")

    def timed(self, ms: float) -> Assessment:
        return replace(self, ms=round(ms, 1))

    def result(self, rule: str) -> RuleResult:
        """Raises: KeyError: If no such rule concerns the direction."""
        for result in self.results:
            if result.rule.id == rule:
                return result
        raise KeyError(rule)


def verdict_of(is_blocked: bool, is_missing: bool) -> Eligibility:
    if is_blocked:
        return Eligibility.MAY_NOT
    return Eligibility.INCOMPLETE if is_missing else Eligibility.MAY
