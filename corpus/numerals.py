"""Chinese numerals and the ways a document writes a number or a date."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
    "○": 0,
}
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
NUMERAL = "[零〇一二三四五六七八九十百千两]+"
_FULL_DATE = re.compile(
    r"(?<!\d)(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
    r"|([零〇○一二三四五六七八九]{4})\s*年\s*([一二三四五六七八九十]{1,3})\s*月\s*([一二三四五六七八九十]{1,3})\s*日"
    r"|(?<![\d.-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])|(?<![\d./])(\d{4})[./](\d{1,2})[./](\d{1,2})(?![\d./])"
)


def to_int(text: str) -> int | None:
    """`二十七` → 27, `两` → 2, `12` → 12; None if it is no whole number."""
    text = unicodedata.normalize("NFKC", text).strip()
    if text.isdecimal():
        return int(text)
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total += (digit or 1) * _UNITS[c]
            digit = 0
    return total + digit


def to_chinese(number: int) -> str:
    """27 → `二十七`, for 1 to 999.

    Raises:
        ValueError: Outside that range.
    """
    if not 1 <= number <= 999:
        raise ValueError(f"no ordinal for {number}")
    ones = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, unit = divmod(rest, 10)
    text = f"{ones[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else ones[tens]) + "十"
    elif hundreds and unit:
        text += "零"
    return text + (ones[unit] if unit else "")


def dates(text: str) -> list[tuple[date, int, int]]:
    """Full dates of a text with their spans, in order; impossible ones are left out.

    `2024年3月5日`, `二〇二四年三月五日`, `2024-03-05`, `2024.3.5`.
    """
    found: list[tuple[date, int, int]] = []
    for match in _FULL_DATE.finditer(text):
        year, month, day = (to_int(part) or 0 for part in match.groups() if part is not None)
        try:
            found.append((date(year, month, day), match.start(), match.end()))
        except ValueError:
            continue
    return found
