"""Facts as they are given → typed values. What can't be taken is a problem and counts as unknown; the rest stays."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from assistant.errors import InputError
from assistant.rulebook import DirectionError, Rulebook
from corpus.model import Direction
from corpus.rule_model import Field, Kind, Plain

Value = bool | int | float | str | tuple[str, ...] | date | tuple[Direction, ...]

LARGEST: Final = 10**12
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII)
# the zone that days are meant in; a moment without one is a moment there
_ZONE: Final = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Problem:
    """A fact that can't be taken: what was given, why not, and what could be."""

    field: str
    value: object
    problem: str
    allowed: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Typed values by field, in the order of the form.

    Attributes:
        values: Fields that are known. Numbers are ints or floats, lists tuples, dates `date`.
        given: What was given for them, as it was.
        rejected: Fields whose value couldn't be taken, and so counts as unknown.
    """

    values: Mapping[str, Value]
    given: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    rejected: frozenset[str] = frozenset()


class _Unfit(Exception):
    """A value that isn't one of its field: why, and what is allowed."""

    def __init__(self, problem: str, allowed: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.allowed = allowed


def read_facts(rulebook: Rulebook, direction: Direction | None, facts: object) -> Facts:
    """Facts for one direction.

    Types are taken strictly: `"8"` is no number and `"是"` no truth value. `null` and absent mean unknown. Fields of
    other directions are passed over, so one set of facts serves several.

    Raises:
        InputError: If `facts` isn't a mapping.
    """
    if not isinstance(facts, Mapping):
        raise InputError("facts 应为一个对象", "facts", '请写成 {"问题": 值, …}；不清楚的写 null 或不写')
    given = {str(name): value for name, value in cast("Mapping[Any, Any]", facts).items()}
    fields = rulebook.fields_for(direction)
    values: dict[str, Value] = {}
    problems = [_unknown(name, value, rulebook) for name, value in given.items() if name not in rulebook.rules.fields]
    for name, field in fields.items():
        if given.get(name) is None:
            continue
        try:
            values[name] = _READERS[field.kind](given[name], field, rulebook)
        except _Unfit as unfit:
            problems.append(Problem(name, given[name], unfit.problem, unfit.allowed))
    problems += _contradictions(rulebook, values, given)
    rejected = frozenset(name for name in fields if name not in values and given.get(name) is not None)
    return Facts(values, {name: given[name] for name in values}, tuple(problems), rejected)


def _unknown(name: str, value: object, rulebook: Rulebook) -> Problem:
    known = list(rulebook.rules.fields)
    near = difflib.get_close_matches(name, known, 1)
    allowed = f"是否指「{near[0]}」？" if near else f"可填：{'、'.join(known)}"
    return Problem(name, value, f"没有「{name}」这一项", allowed)


def _contradictions(rulebook: Rulebook, values: dict[str, Value], given: Mapping[str, Any]) -> list[Problem]:
    """Problems of values that exclude each other; takes the one that each problem names out of `values`."""
    found = [
        c
        for c in rulebook.rules.contradictions
        if all(name in values and _same(values[name], wanted) for name, wanted in c.facts)
    ]
    for contradiction in found:
        values.pop(contradiction.field, None)
    return [Problem(c.field, given[c.field], c.problem, c.allowed) for c in found]


def _same(value: Value, wanted: Plain) -> bool:
    return type(value) is type(wanted) and value == wanted


def _bool(value: object, field: Field, rulebook: Rulebook) -> bool:
    del field, rulebook
    if isinstance(value, bool):
        return value
    raise _Unfit("不是 true 或 false", "true、false，或 null（不清楚）")


def _number(value: object, field: Field, rulebook: Rulebook) -> int | float:
    del rulebook
    whole = field.kind is Kind.COUNT
    unit = f"，单位：{field.unit}" if field.unit else ""
    allowed = f"不小于 0 的{'整数' if whole else '数'}，不带引号{unit}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Unfit("不是数", allowed)
    if isinstance(value, float) and not math.isfinite(value):
        raise _Unfit("不是有限的数", allowed)
    if value < 0:
        raise _Unfit("小于 0", allowed)
    if value > LARGEST:
        raise _Unfit("大得不合情理", allowed)
    if value != int(value):
        if whole:
            raise _Unfit("不是整数", allowed)
        return value
    return int(value)


def _text(value: object) -> str | None:
    """Width and outer white space folded; None if it is no text."""
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else None


def _choice(value: object, field: Field, rulebook: Rulebook) -> str:
    del rulebook
    text = _text(value)
    known = {_text(choice): choice for choice in field.choices}
    if text in known:
        return known[text]
    allowed = "、".join((*field.choices, *(["或其他文字"] if field.other else [])))
    if text and field.other:
        return text
    raise _Unfit("是空的" if text == "" else "不在选项中" if text else "不是文字", allowed)


def _choices(value: object, field: Field, rulebook: Rulebook) -> tuple[str, ...]:
    """Every choice of a list, in the form's order; one that isn't known spoils the list."""
    del rulebook
    allowed = f"列表，各项取自：{'、'.join(field.choices)}；一项都没有写 []"
    if not isinstance(value, list | tuple):
        raise _Unfit("不是列表", allowed)
    known = {_text(choice): choice for choice in field.choices}
    items = [_text(item) for item in cast("list[object]", value)]
    wrong = next(
        (item for item, text in zip(cast("list[object]", value), items, strict=True) if text not in known), None
    )
    if any(text not in known for text in items):
        raise _Unfit(f"其中「{wrong}」不在选项中", allowed)
    return tuple(choice for text, choice in known.items() if text in items)


def _date(value: object, field: Field, rulebook: Rulebook) -> date:
    del field, rulebook
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            moment = datetime.fromisoformat(value)
            return (moment.astimezone(_ZONE) if moment.tzinfo else moment).date()
    except ValueError:
        raise _Unfit("没有这一天", "2023-12-01 这样的日期") from None
    raise _Unfit("不是日期", "2023-12-01 这样的日期")


def _directions(value: object, field: Field, rulebook: Rulebook) -> tuple[Direction, ...]:
    """Directions in the order given, a direction as often as it is named."""
    del field
    allowed = "列表，各项为方向的编号、条款路径或名称；没有写 []"
    if not isinstance(value, list | tuple):
        raise _Unfit("不是列表", allowed)
    found: list[Direction] = []
    for item in cast("list[object]", value):
        try:
            direction = rulebook.direction(item)
        except DirectionError as error:
            raise _Unfit(f"其中{error.what}", allowed) from error
        if direction is not None:
            found.append(direction)
    return tuple(found)


_READERS: Final[Mapping[Kind, Callable[[object, Field, Rulebook], Value]]] = {
    Kind.BOOL: _bool,
    Kind.COUNT: _number,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.DATE: _date,
    Kind.DIRECTIONS: _directions,
}
