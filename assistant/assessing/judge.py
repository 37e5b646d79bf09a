"""One rule against the facts, three-valued: what holds whatever the unknown answers turn out to be, holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final

from assistant.assessing.facts import Value
from assistant.assessing.model import Outcome
from corpus.model import Direction
from corpus.rule_model import Case, Comparison, Effect, Field, Kind, Plain, Rule, Test

_ELSE: Final = ""
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a rule came out.

    Attributes:
        case: The case that decided; None if none applies, or several give the same, or it isn't known which.
        unknown: Fields of which some value could still change the outcome, those that decide the case first.
        open_gates: Fields that decide the case and aren't known, whether they matter or not.
    """

    outcome: Outcome
    case: Case | None
    unknown: tuple[str, ...] = ()
    open_gates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Branch:
    """What follows from one set of answers to the open gates; `is_met` is None if the rule's own answer is unknown."""

    answers: tuple[Plain, ...]
    case: Case | None
    is_met: bool | None

    @property
    def kind(self) -> object:
        """Equal for branches between which nothing is left to decide."""
        if self.case is None or self.is_met:
            return True
        return False if self.is_met is False else id(self.case)


def judge(rule: Rule, values: Values, direction: Direction | None, fields: Mapping[str, Field]) -> Judgement:
    """The outcome of a rule.

    A field is unknown to it only if some value of it could still change the outcome. An own answer that is needed on
    some branches only is not asked for before the field that decides the branch.
    """
    gates = tuple(name for name in rule.gates if name not in values)
    branches = tuple(_branches(rule, values, direction, gates, fields))
    kinds = {branch.kind for branch in branches}
    cases = tuple({id(branch.case): branch.case for branch in branches if branch.case}.values())
    only = cases[0] if len(cases) == 1 else None
    if kinds == {True}:
        return Judgement(Outcome.MET if cases else Outcome.NOT_APPLICABLE, only, open_gates=gates)
    if kinds == {False}:
        return Judgement(_failed(rule), only, open_gates=gates)
    unknown = [gate for n, gate in enumerate(gates) if _matters(n, branches)]
    if all(branch.case and branch.is_met is None for branch in branches):
        unknown.append(rule.field.name)
    return Judgement(Outcome.UNKNOWN, None if gates else only, tuple(unknown), gates)


def meets(test: Test, value: Value, direction: Direction | None) -> bool:
    """Whether a value passes a comparison. Bounds are inclusive."""
    match test.comparison:
        case Comparison.IS:
            return value is test.truth
        case Comparison.ONE_OF:
            return value in test.values
        case Comparison.NONE_OF:
            return value not in test.values
        case Comparison.INCLUDES:
            return isinstance(value, tuple) and all(wanted in value for wanted in test.values)
        case Comparison.NOT_AFTER:
            return isinstance(value, date) and test.day is not None and value <= test.day
        case Comparison.AT_LEAST:
            return amount(test, value, direction) >= test.numbers[0]
        case Comparison.AT_MOST | Comparison.SAME_CLASS_AT_MOST:
            return amount(test, value, direction) <= test.numbers[0]
        case Comparison.BETWEEN:
            return test.numbers[0] <= amount(test, value, direction) <= test.numbers[1]


def amount(test: Test, value: Value, direction: Direction | None) -> float:
    """The number that is compared: the own one, with the project itself where it counts too."""
    own = len(same_class(value, direction)) if isinstance(value, tuple) else value
    if isinstance(own, bool) or not isinstance(own, int | float):
        raise TypeError(f"no number: {value!r}")
    return own + 1 if test.including_this else own


def same_class(value: Value, direction: Direction | None) -> tuple[Direction, ...]:
    """Those of a list of directions that are of the same class; without classes, those that are the same."""
    if direction is None or not isinstance(value, tuple):
        return ()
    found = tuple(item for item in value if isinstance(item, Direction))
    if direction.category_path is None:
        return tuple(item for item in found if item.path == direction.path)
    return tuple(item for item in found if item.category_path == direction.category_path)


def answers_of(field: Field) -> tuple[Plain, ...]:
    """Every answer that can be told apart; the last stands for any other words, where those are allowed."""
    if field.kind is Kind.BOOL:
        return (True, False)
    return (*field.choices, _ELSE) if field.other else field.choices


def _branches(
    rule: Rule, values: Values, direction: Direction | None, gates: tuple[str, ...], fields: Mapping[str, Field]
) -> Iterator[_Branch]:
    for answers in product(*(answers_of(fields[gate]) for gate in gates)):
        assumed: Values = {**values, **dict(zip(gates, answers, strict=True))} if gates else values
        case = next((c for c in rule.cases if all(assumed.get(n) in allowed for n, allowed in c.when)), None)
        own = values.get(rule.field.name)
        yield _Branch(answers, case, None if own is None or case is None else meets(case.test, own, direction))


def _matters(position: int, branches: tuple[_Branch, ...]) -> bool:
    """True if branches that differ in this gate's answer only come out differently."""
    seen: dict[tuple[Plain, ...], object] = {}
    for branch in branches:
        rest = (*branch.answers[:position], *branch.answers[position + 1 :])
        if seen.setdefault(rest, branch.kind) != branch.kind:
            return True
    return False


def _failed(rule: Rule) -> Outcome:
    if rule.effect is Effect.CONFIRM:
        return Outcome.UNKNOWN
    return Outcome.NOT_APPLICABLE if rule.effect is Effect.BONUS else Outcome.UNMET
