"""Numbers as people tell them: 八万来次, 两千多万, 三成五, 一年半, 半年, 仨, 600 million yuan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from corpus.numerals import NUMERAL, to_int

_NOT_INSIDE: Final = r"(?<![\d.第零〇一二三四五六七八九十百千万亿两])"
_NUMBER: Final = rf"{_NOT_INSIDE}(\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|{NUMERAL})(?!G\b)"
_ABOUT: Final = r"(?:多|来|余|几|好几)?"
_SCALES: Final = r"(十万|百万|千万|万|千|百|亿|million\b|billion\b)?"
_UNITS: Final = (
    r"个半月|个工作日|工作日|个月|平方米|平米|平(?=[,，。?？了的呢吗 ]|$)|人次|分钟|小时|学时|课时|周岁|礼拜|星期|周(?![岁年边])|元|块(?![一-龥]*地)"
    r"|家|个人(?!的|独|工作)|个(?!人|体|别|性)|份|本(?![一-龥])|名(?!额|称|单|义)|人|位(?!置|于)|次(?!要)|项|年|月|天|日|页|套|张|条|种|类|台|层|级|倍|艘|头|户|座|床|件|款|岁|公里|米|吨|％|%"
    r"|分(?![钟之公校支院部类])"
)
_ENGLISH: Final = (
    r"(?:of the |of )?(?:[a-z0-9+]+ ){0,2}?(mins?|minutes?|copies|enterprises|compan(?:y|ies)|organi[sz]ations|institutions|units"
    r"|factories|scenarios|projects|workshops|tractors|machines|years|months|days|people|percent|yuan|rmb|resolutions|times)\b"
)
_COUNTED: Final = re.compile(rf"{_NUMBER}\s*{_ABOUT}\s*{_SCALES}\s*{_ABOUT}\s*(?:({_UNITS})|{_ENGLISH})", re.IGNORECASE)
_MONEY: Final = re.compile(
    rf"{_NUMBER}\s*{_ABOUT}\s*(万|亿)\s*{_ABOUT}(?=[,，、。;；:：?？!！)）(（ 了的呢吗左上出不]|是|算|够|能|行|以|整|补|贷|投|$)"
)
_HALF: Final = re.compile(rf"(?:{_NUMBER}(年|个月|分钟|分|小时)|{_NOT_INSIDE}({NUMERAL}|\d+)个)半(月?)")
_YEARS_AND_MONTHS: Final = re.compile(rf"{_NUMBER}年零?({NUMERAL}|\d+)个月")
_TENTHS: Final = re.compile(
    rf"{_NOT_INSIDE}([一二两三四五六七八九]|\d)成([一二三四五六七八九]|半)?(?:多|来)?(?![为立员果功本品熟长绩套片天都形分])"
)
_HALF_OF_ALL: Final = re.compile(r"(?<![\u4e00-\u9fff])[占有出掏筹]?一半|(?<=[筹占出掏有])一半")
_HALF_YEAR: Final = re.compile(r"(?<![一二两三四五六七八九十\d上下后前年])半年")
_PAIR: Final = re.compile(r"俩|仨")
_ADJOINING: Final = re.compile(r"[一二三四五六七八九][一二三四五六七八九]")
_LONE_ONE: Final = frozenset("个家种次项套条位件款头户艘座台张页本层类")
_AGO: Final = {"去年": 1.0, "前年": 2.0}
_WORDS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
_WORD_NUMBER: Final = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_SCALE: Final = {
    "万": 1e4, "千": 1e3, "百": 1e2, "亿": 1e8, "十万": 1e5, "百万": 1e6, "千万": 1e7, "million": 1e6, "billion": 1e9,
}  # fmt: skip
_UNIT: Final = {
    "min": "分钟", "mins": "分钟", "minute": "分钟", "minutes": "分钟", "copies": "份", "enterprises": "家", "companies": "家", "company": "家",
    "organisations": "家", "organizations": "家", "institutions": "家", "units": "家", "factories": "家", "scenarios": "个",
    "projects": "个", "workshops": "个", "tractors": "台", "machines": "台", "months": "月", "days": "天", "percent": "％",
    "yuan": "元", "rmb": "元", "resolutions": "次", "times": "次", "名": "人", "个人": "人", "位": "人", "人次": "人", "项": "个", "%": "％", "块": "元",
    "平米": "平方米", "平": "平方米", "个月": "月", "日": "天", "个工作日": "工作日", "years": "年", "people": "人", "本": "份", "周岁": "岁",
    "礼拜": "周", "星期": "周", "课时": "学时",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as the user gave it; `value` in single units (`10万次` → 100000)."""

    value: float
    unit: str
    said: str


def quantities(text: str) -> tuple[Quantity, ...]:
    """Numbers with a unit in a question: `10万次`, `三个`, `8 minutes`; those that name a time (去年) first.

    What is vague on purpose (七八家) gives none, and neither does an ordinal (第四个).
    """
    found = [Quantity(years, "年", said) for said, years in _AGO.items() if said in text]
    text = _WORD_NUMBER.sub(lambda m: str(_WORDS[m[0].lower()]), text)
    placed: dict[tuple[int, int], Quantity] = {}
    for start, end, quantity in (*_mixed(text), *_counted(text)):
        if not any(start < e and s < end for s, e in placed):
            placed[start, end] = quantity
    return (*found, *(placed[span] for span in sorted(placed)))


def _mixed(text: str) -> list[tuple[int, int, Quantity]]:
    """Numbers with a half in them, in tenths, in two units, or in one word."""
    found: list[tuple[int, int, Quantity]] = []
    for match in _YEARS_AND_MONTHS.finditer(text):
        years, months = number(match[1]), number(match[2])
        if years is not None and months is not None:
            found.append((*match.span(), Quantity(years + months / 12, "年", match[0])))
    for match in _HALF.finditer(text):
        value, unit = number(match[1] or match[3]), match[2] or ("个月" if match[4] else "个")
        if value is not None and not (match[3] and not match[4]):
            unit = "分钟" if unit == "分" else _UNIT.get(unit, unit)
            found.append((*match.span(), Quantity(value + 0.5, unit, match[0])))
    for match in _TENTHS.finditer(text):
        tenths = number(match[1])
        if tenths is not None:
            extra = 0.5 if match[2] == "半" else (number(match[2]) or 0) / 10 if match[2] else 0
            found.append((*match.span(), Quantity(round((tenths + extra) * 10, 6), "％", match[0])))
    found += [(*m.span(), Quantity(50.0, "％", m[0])) for m in _HALF_OF_ALL.finditer(text)]
    found += [(*m.span(), Quantity(6.0, "月", m[0])) for m in _HALF_YEAR.finditer(text)]
    found += [(*m.span(), Quantity(2.0 if m[0] == "俩" else 3.0, "个", m[0])) for m in _PAIR.finditer(text)]
    return found


def _counted(text: str) -> list[tuple[int, int, Quantity]]:
    found: list[tuple[int, int, Quantity]] = []
    for match in (*_COUNTED.finditer(text), *_MONEY.finditer(text)):
        is_money = match.re is _MONEY
        said_unit = "元" if is_money else (match[3] or match[4]).lower()
        if match[1] == "一" and said_unit in _LONE_ONE and not match[2]:
            continue
        value = number(match[1])
        if said_unit == "块" and (value or 0) < 10 and not match[2]:
            said_unit = "个"
        if value is not None:
            scale = _SCALE.get((match[2] or "").lower(), 1.0)
            found.append((*match.span(), Quantity(value * scale, _UNIT.get(said_unit, said_unit), match[0])))
    return found


def number(digits: str) -> float | None:
    """The value of digits or numerals; None for two numerals side by side, which mean a vague number (七八)."""
    if digits[0].isdecimal():
        return float(digits.replace(",", ""))
    if _ADJOINING.search(digits) and len(digits) < 4:
        return None
    value = to_int(digits)
    return None if value is None else float(value)
