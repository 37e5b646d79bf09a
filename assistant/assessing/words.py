"""Why a rule came out as it did, in one sentence: the own value with its unit, and what is demanded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import assert_never

from assistant.assessing.facts import Facts, Value
from assistant.assessing.judge import Judgement, amount, same_class
from assistant.assessing.model import Outcome
from corpus.model import Direction
from corpus.rule_model import Comparison, Effect, Field, Rule, Test


def because(rule: Rule, judgement: Judgement, facts: Facts, direction: Direction | None) -> str:
    """The reason for an outcome; numbers in it stand in the quote, are the user's own, or are counted from both."""
    values, field = facts.values, rule.field
    own = values.get(field.name)
    if judgement.outcome is Outcome.NOT_APPLICABLE and rule.effect is not Effect.BONUS:
        answers = (f"“{gate}”填报{shown(values[gate])}" for gate in rule.gates if gate in values)
        return f"{'，'.join(answers)}，本条不适用"
    if own is None:
        gates = [name for name in judgement.unknown if name != field.name]
        if gates:
            return f"须先填报{listed(gates)}"
        asked = f"，要求{demanded(judgement.case.test, field)}" if judgement.case else ""
        if field.name in facts.rejected:
            return f"填报的值不能采用，按不清楚处理{asked}"
        return f"{'选填，' if field.optional else ''}尚未填报{asked}"
    if judgement.unknown:
        return f"填报{shown(own, field)}，须先填报{listed(judgement.unknown)}"
    whatever = f"无论{listed(judgement.open_gates)}为何，" if judgement.open_gates else ""
    if judgement.case is None:
        outcome = "都已满足" if judgement.outcome is Outcome.MET else "都不满足"
        return f"{whatever}填报{shown(own, field)}{outcome}"
    return whatever + compared(rule, judgement.case.test, own, direction)


def compared(rule: Rule, test: Test, own: Value, direction: Direction | None) -> str:
    """The own value beside what is demanded."""
    field = rule.field
    if test.comparison is Comparison.SAME_CLASS_AT_MOST:
        return _class_words(own, direction)
    if test.comparison is Comparison.INCLUDES and isinstance(own, tuple):
        lacking = [value for value in test.values if value not in own]
        return f"填报{shown(own)}，" + (f"还缺{listed(lacking)}" if lacking else f"{listed(test.values)}都已具备")
    if test.including_this:
        total = f"连同本项目共 {number(amount(test, own, direction))} {field.unit}".rstrip()
        return f"已有{shown(own, field)}，{total}，要求{demanded(test, field)}"
    if rule.effect is Effect.CONFIRM:
        return f"填报{shown(own)}，" + ("在列举之中" if own in test.values else "不在列举之中，是否可以须确认")
    if rule.effect is Effect.BONUS and test.comparison is not Comparison.AT_LEAST:
        return f"“{field.name}”填报{shown(own)}"
    return f"填报{shown(own, field)}，要求{demanded(test, field)}"


def demanded(test: Test, field: Field) -> str:
    """What a comparison asks for: ` 不少于 8 个` without the space."""
    bounds = [f"{number(bound)} {field.unit}".rstrip() for bound in test.numbers]
    match test.comparison:
        case Comparison.IS:
            return "“是”" if test.truth else "“否”"
        case Comparison.ONE_OF:
            return f"为{listed(test.values, '或')}"
        case Comparison.NONE_OF:
            return f"不是{listed(test.values, '或')}"
        case Comparison.INCLUDES:
            return f"{listed(test.values)}都具备"
        case Comparison.AT_LEAST:
            return f"不少于 {bounds[0]}"
        case Comparison.AT_MOST:
            return f"不超过 {bounds[0]}"
        case Comparison.BETWEEN:
            return f" {number(test.numbers[0])} 至 {bounds[1]}"
        case Comparison.NOT_AFTER:
            return f"不晚于 {test.day}"
        case Comparison.SAME_CLASS_AT_MOST:
            return f"同一大类的方向不超过 {bounds[0]} 个"
        case _:
            assert_never(test.comparison)


def shown(value: Value, field: Field | None = None) -> str:
    """A value as the user would say it: ` 7 个`, `“是”`, `“甲”“乙”`."""
    if isinstance(value, bool):
        return "“是”" if value else "“否”"
    if isinstance(value, int | float):
        return f" {number(value)} {field.unit if field else ''}".rstrip()
    if isinstance(value, date):
        return f" {value}"
    if isinstance(value, str):
        return f"“{value}”"
    names = [item.name if isinstance(item, Direction) else item for item in value]
    return listed(names) if names else "“没有”"


def number(value: float) -> str:
    """A number without an exponent or an idle fraction."""
    if value == int(value):
        return str(int(value))
    return f"{value:.6f}".rstrip("0")


def _class_words(own: Value, direction: Direction | None) -> str:
    held = same_class(own, direction)
    name = f"“{direction.category}”" if direction and direction.category else "同一方向"
    if not held:
        return f"已申报的方向中没有{name}的"
    return f"已申报{listed(dict.fromkeys(d.name for d in held))}，与本方向同属{name}"


def listed(names: Iterable[str], joint: str = "、") -> str:
    """`“甲”、“乙”`."""
    return joint.join(f"“{name}”" for name in names)
