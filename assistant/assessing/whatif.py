"""What would change a self-assessment: shortfalls, unknowns, and other directions that the same facts would do for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, assert_never

from assistant.assess import assess_facts
from assistant.assessing.facts import Value, read_facts
from assistant.assessing.judge import amount, answers_of, judge, same_class
from assistant.assessing.model import Assessment, Eligibility, Outcome, RuleResult
from assistant.assessing.words import demanded, listed, number
from assistant.rulebook import Rulebook
from corpus.model import Direction
from corpus.rule_model import Comparison, Field, Kind, Quote, Test

_OTHER: Final = "其他"


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change of one fact that meets a rule; `value` is the fact after it, as it would be given."""

    rule: str
    field: str
    text: str
    value: object


@dataclass(frozen=True, slots=True)
class Option:
    """A possible answer, or a range of them, and how the rule would come out; `value` is one such answer."""

    answer: str
    value: object
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Decision:
    """An unknown fact and which of its values decide a rule which way."""

    field: str
    rule: str
    quote: Quote
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class OtherDirection:
    """A direction that nothing in the facts blocks, and what would still be missing for it."""

    direction: Direction
    verdict: Eligibility
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Changes and decisions in the order of the rules; directions with least missing first, then as in the document."""

    changes: tuple[Change, ...]
    decisions: tuple[Decision, ...]
    directions: tuple[OtherDirection, ...]


def what_if(rulebook: Rulebook, assessment: Assessment, facts: object) -> WhatIf:
    """What would change an assessment.

    Args:
        facts: The facts it was made from.
    """
    own = read_facts(rulebook, assessment.direction, facts).values
    needed = [result for result in assessment.results if result.rule.needed]
    fields = rulebook.rules.fields
    return WhatIf(
        changes=tuple(change for result in needed for change in _changes(result, own, assessment.direction)),
        decisions=tuple(d for result in needed for d in _decisions(result, own, assessment.direction, fields)),
        directions=_other_directions(rulebook, assessment, facts),
    )


def _changes(result: RuleResult, values: Mapping[str, Value], direction: Direction | None) -> Iterator[Change]:
    own = values.get(result.rule.field.name)
    if own is None or result.case is None or result.outcome is not Outcome.UNMET:
        return
    text, value = _smallest(result.rule.field, result.case.test, own, direction)
    yield Change(result.rule.id, result.rule.field.name, text, _given(value))


def _smallest(field: Field, test: Test, own: Value, direction: Direction | None) -> tuple[str, Value]:
    """What to do, and the value that results."""
    match test.comparison:
        case Comparison.AT_LEAST | Comparison.AT_MOST | Comparison.BETWEEN:
            return _to_bound(field, test, own, direction)
        case Comparison.IS:
            return f"变为{demanded(test, field)}后即满足", test.truth
        case Comparison.ONE_OF | Comparison.NONE_OF:
            fit = _fitting(field, test)
            return f"变为{listed(fit, '或')}后即满足", fit[0]
        case Comparison.INCLUDES:
            held = own if isinstance(own, tuple) else ()
            lacking = [value for value in test.values if value not in held]
            return f"再补上{listed(lacking)}即满足", tuple(c for c in field.choices if c in held or c in lacking)
        case Comparison.NOT_AFTER:
            if test.day is None or not isinstance(own, date):
                raise TypeError(f"no date: {own!r}")
            return f"提前 {(own - test.day).days} 天即满足，最晚 {test.day}", test.day
        case Comparison.SAME_CLASS_AT_MOST:
            held = same_class(own, direction)
            rest = tuple(d for d in own if isinstance(d, Direction) and d not in held) if isinstance(own, tuple) else ()
            names = listed(dict.fromkeys(d.name for d in held))
            return f"撤回{names}，或本项目改报其他大类的方向，即满足", rest
        case _:
            assert_never(test.comparison)


def _to_bound(field: Field, test: Test, own: Value, direction: Direction | None) -> tuple[str, Value]:
    has, extra = amount(test, own, direction), int(test.including_this)
    is_short = test.comparison is not Comparison.AT_MOST and has < test.numbers[0]
    bound = test.numbers[0] if is_short else test.numbers[-1]
    distance = f"{number(abs(bound - has))} {field.unit}".rstrip()
    return f"{'再增' if is_short else '减少'} {distance}即满足", bound - extra


def _fitting(field: Field, test: Test) -> tuple[str, ...]:
    is_listed = test.comparison is Comparison.ONE_OF
    return tuple(choice for choice in field.choices if (choice in test.values) == is_listed)


def _decisions(
    result: RuleResult, values: Mapping[str, Value], direction: Direction | None, fields: Mapping[str, Field]
) -> Iterator[Decision]:
    """One for each unknown field of a rule, optional ones too."""
    rule = result.rule
    names = dict.fromkeys((*result.unknown, rule.field.name) if result.outcome is Outcome.UNKNOWN else ())
    for name in names:
        if name in values:
            continue
        if name != rule.field.name:
            answers = [(_answer(value), value) for value in answers_of(fields[name])]
        elif result.case is not None:
            answers = list(_answers(fields[name], result.case.test, direction))
        else:
            continue
        options = tuple(
            Option(text, _given(value), judge(rule, {**values, name: value}, direction, fields).outcome)
            for text, value in answers
        )
        yield Decision(name, rule.id, result.quote, options)


def _answers(field: Field, test: Test, direction: Direction | None) -> Iterator[tuple[str, Value]]:
    """Answers to be told apart by a comparison, each with a value that stands for it."""
    unit, extra = f" {field.unit}" if field.unit else "", int(test.including_this)
    match test.comparison:
        case Comparison.IS | Comparison.ONE_OF | Comparison.NONE_OF:
            yield from ((_answer(value), value) for value in answers_of(field))
        case Comparison.AT_LEAST | Comparison.AT_MOST | Comparison.BETWEEN:
            low, high = test.numbers[0] - extra, test.numbers[-1] - extra
            if test.comparison is not Comparison.AT_MOST and low > 0:
                yield f"少于 {number(low)}{unit}", low - 1 if field.kind is Kind.COUNT else low / 2
            if test.comparison is Comparison.AT_LEAST:
                yield f"{number(low)}{unit}及以上", low
                return
            yield (
                (f"{number(low)} 至 " if test.comparison is Comparison.BETWEEN else "不超过 ") + number(high) + unit,
                high,
            )
            yield f"超过 {number(high)}{unit}", high + 1
        case Comparison.INCLUDES:
            yield f"{listed(test.values)}都具备", test.values
            yield "缺其中任何一项", test.values[:-1]
        case Comparison.NOT_AFTER:
            if test.day:
                yield f"{test.day} 及以前", test.day
                yield f"{test.day} 以后", test.day + timedelta(days=1)
        case Comparison.SAME_CLASS_AT_MOST:
            if direction:
                name = direction.category or direction.name
                yield f"没有“{name}”的方向", ()
                yield f"已有“{name}”的方向", (direction,)
        case _:
            assert_never(test.comparison)


def _answer(value: Value) -> str:
    return ("是" if value else "否") if isinstance(value, bool) else str(value) or _OTHER


def _given(value: Value) -> object:
    """A value as it would be given in facts."""
    if isinstance(value, tuple):
        return [str(item.path) if isinstance(item, Direction) else item for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _other_directions(rulebook: Rulebook, assessment: Assessment, facts: object) -> tuple[OtherDirection, ...]:
    found: list[OtherDirection] = []
    for direction in rulebook.document.directions:
        if direction != assessment.direction:
            told = assess_facts(rulebook, direction, read_facts(rulebook, direction, facts), assessment.as_of)
            if not told.blocking:
                found.append(OtherDirection(direction, told.verdict, tuple(m.field for m in told.missing)))
    return tuple(sorted(found, key=lambda other: len(other.missing)))
