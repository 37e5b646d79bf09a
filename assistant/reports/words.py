"""Words of a report that come from a user, a rule or a document: cleaned, cut, and with their units. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, cast

from assistant.assessing.words import number
from assistant.rulebook import DirectionError, Rulebook
from corpus.model import Direction
from corpus.rule_model import Field, Kind, Quote

# What no XML file may hold, and marks that turn the direction of writing round.
_UNFIT: Final = re.compile(
    r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_LONGEST_VALUE: Final = 300
LONGEST_ADVICE: Final = 120
_ISO_DAY: Final = re.compile(r"(?<![\w.-])(\d{4}-\d{2}-\d{2})(?![\w.-])(?: (?=[\u4e00-\u9fff]))?", re.ASCII)


def safe(text: str) -> str:
    """Text without characters that no document may hold; line ends become spaces."""
    return re.sub(r"\s*[\r\n\u2028\u2029]+\s*", " ", _UNFIT.sub("", text)).strip()


def day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def own_answer(value: object, field: Field, rulebook: Rulebook) -> str:
    """The own answer as it was given, for reading; numbers with their unit."""
    if value is None:
        return "未填"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return f"{number(value)} {field.unit}".strip()
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, list | tuple):
        items = cast("Sequence[Any]", value)
        names = [_direction_name(item, rulebook) if field.kind is Kind.DIRECTIONS else str(item) for item in items]
        return cut(safe("、".join(names))) or "没有"
    return cut(safe(str(value)))


def _direction_name(item: object, rulebook: Rulebook) -> str:
    try:
        found = rulebook.direction(item)
    except DirectionError:
        return str(item)
    return found.name if found else str(item)


def cut(text: str, longest: int = _LONGEST_VALUE) -> str:
    return text if len(text) <= longest else text[:longest] + "……"


def own_words(text: str) -> str:
    """A sentence of ours, its dates written out."""
    return _ISO_DAY.sub(_day_of, safe(text))


def _day_of(match: re.Match[str]) -> str:
    try:
        return day_words(date.fromisoformat(match[1]))
    except ValueError:
        return match[0]


def direction_words(direction: Direction) -> str:
    category = f"{direction.category}，" if direction.category else ""
    return f"{direction.number}. {direction.name}（{category}{direction.path}）"


def own_problem(value: object, name: str, rulebook: Rulebook) -> str:
    field = rulebook.rules.fields.get(name)
    return own_answer(value, field, rulebook) if field else cut(safe(str(value)))


def quoted(quote: Quote) -> str:
    return f"“{safe(quote.text)}”（{quote.clause}）"
