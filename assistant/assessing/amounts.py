"""Numbers with a unit in a description, with their spans; what is no single certain number is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from corpus.numerals import to_int

_SCALE: Final = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_DIGITS: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE: Final = r"[零〇一二三四五六七八九十百千两]+"
_NUMBER: Final = re.compile(
    rf"(?<![\d.,a-z第/之])(?P<number>{_DIGITS}|{_CHINESE})(?P<more>多|余)?(?P<scale>十万|百万|千万|万|亿|千|百)?(?P<odd>[多余])?"
)
_PAIR: Final = re.compile(r"[一二三四五六七八九两][一二三四五六七八九两]")
_UNBEGUN: Final = re.compile(r"^[百千]")
# Words before a number that leave open on which side of it the truth lies, or say that it is less.
_UNSETTLED: Final = re.compile(
    r"(?:从|由|接近|将近|不到|不足|不满|未满|未达到?|少于|低于|小于|不超过|不多于|不高于|至多|最多|顶多|差不多|[上数几]|好几|成|近似|几近|距离?|离|还?差|还?缺|增加|新增|再增|增长|减少|降低|下降|其中)$"
)
_AT_MOST: Final = re.compile(r"最多|至多|顶多|不超过|不到|不足")
_RANGE_BEFORE: Final = re.compile(r"(?:\d|[一二三四五六七八九十百千万])[-—–~～至到]$")
_RANGE_AFTER: Final = re.compile(r"^[-—–~～至到]\s*[\d一二三四五六七八九十百千]")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in units of one; `12万次` is 120000 of `次`."""

    value: float
    start: int
    end: int
    scaled_unit: str


def amounts(text: str, units: Sequence[str], start: int, end: int) -> Iterator[Amount]:
    """Numbers between two places that one of the units follows, in order.

    `近`, `超过` and `多` still give the number; `接近`, `不到`, ranges and `七八家` give none.

    Args:
        units: As in the rules, also scaled ones such as `万次`; the value is then in units of those.
    """
    bases = sorted({_unscaled(unit)[1] for unit in units}, key=len, reverse=True)
    for match in _NUMBER.finditer(text, start, end):
        unit = next((base for base in bases if text.startswith(base, match.end())), None)
        value = _value(match)
        if unit is None or value is None or not _is_settled(text, match, start, match.end() + len(unit), unit):
            continue
        yield Amount(value, match.start(), match.end() + len(unit), unit)


def in_unit(amount: Amount, unit: str) -> float:
    """The number in a unit of the rules: 120000 → 12 in `万次`."""
    value = amount.value / _unscaled(unit)[0]
    return int(value) if value == int(value) else round(value, 6)


def all_numbers(text: str, units: Iterable[str], start: int, end: int) -> list[tuple[int, int]]:
    """Spans of all numbers that one of the units follows, certain or not."""
    bases = tuple({_unscaled(unit)[1] for unit in units})
    found = (match.span() for match in _NUMBER.finditer(text, start, end))
    return [(begin, stop) for begin, stop in found if text.startswith(bases, stop)]


def _value(match: re.Match[str]) -> float | None:
    number, scale = match["number"], _scale(match["scale"])
    if number[0].isdigit():
        return float(number.replace(",", "")) * scale
    if _PAIR.search(number) or (_UNBEGUN.match(number)):
        return None
    value = to_int(number)
    return None if value is None else float(value * scale)


def _scale(text: str | None) -> int:
    value = 1
    for char in text or "":
        value *= _SCALE[char]
    return value


def _is_settled(text: str, match: re.Match[str], start: int, end: int, unit: str) -> bool:
    before, after = text[max(start, match.start() - 6) : match.start()], text[end : end + 6]
    others = [found.end() for found in _NUMBER.finditer(text, start, match.start())]
    if _AT_MOST.search(text, max([start, *others]), match.start()) or _UNSETTLED.search(before):
        return False
    if _RANGE_BEFORE.search(text[max(0, match.start() - 3) : match.start()]):
        return False
    if (
        _RANGE_AFTER.match(text[match.end() :])
        or _RANGE_AFTER.match(after)
        or re.match(r"半|\d|左右不|不到|以下|以内", after)
    ):
        return False
    return not (unit.endswith("家") and after.startswith("庭"))


def _unscaled(unit: str) -> tuple[int, str]:
    scale = 1
    while len(unit) > 1 and unit[0] in _SCALE:
        scale, unit = scale * _SCALE[unit[0]], unit[1:]
    return scale, unit
