"""Days that are told, held against the days of a sentence."""

from __future__ import annotations

import re
from typing import Final

from assistant.model import Verdict
from assistant.verdicts.inquiry import Inquiry
from assistant.verdicts.provisions import Rule
from corpus.numerals import to_int

_NUM: Final = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_DAY: Final = re.compile(rf"{_NUM}\s*月\s*{_NUM}\s*(?:日|号)?(?!个)")
_PART: Final = re.compile(rf"(?:{_NUM}月份?|([年月]))(底|末|初|中旬?|上旬|下旬)")
_MONTH: Final = re.compile(rf"{_NUM}月份(?!底|初|中|下|上)")
_DAY_ALONE: Final = re.compile(rf"(?<![月\d一二三四五六七八九十]){_NUM}号(?!楼|线|文|方向|机|码)")
_DAY_OF_PART: Final = {"底": 31, "末": 31, "初": 1, "中": 15, "中旬": 15, "上旬": 5, "下旬": 25}
_LAST: Final = re.compile(r"^[^,;。]{0,3}?(?:\d{1,2}[时:点]\d{0,2}分?)?(?:前|以前|之前|止|截止|为止|关闭)")
_ARRIVES: Final = re.compile(r"寄|交|报|递|送|收|赶|来得及|补|填|发|传|弄|办|前|之前")
_STATES: Final = re.compile(r"截止|截至|到期|期限|deadline|最晚|最迟")
_REFERENCE: Final = re.compile(r"(?:自|从|截至|截止到)[^,;。]{0,6}$")


def by_day(inquiry: Inquiry, rule: Rule) -> Verdict | None:
    """For a day that is told: whether the sentence has it, where that is claimed; else whether it is in time."""
    stated = _stated(rule.text)
    told = _told(inquiry.told, stated)
    if not told or not stated:
        return None
    if inquiry.claims and (_STATES.search(inquiry.told) or not _ARRIVES.search(inquiry.told)):
        return Verdict.YES if any(day in {d for d, _ in stated} for day in told) else Verdict.NO
    last = [day for day, is_last in stated if is_last]
    if not last or not _ARRIVES.search(inquiry.told):
        return None
    return Verdict.YES if max(told) <= max(last) else Verdict.NO


def _stated(text: str) -> list[tuple[tuple[int, int], bool]]:
    """Days of a text, and whether each is the last one for something; a day that is counted from is left out."""
    found: list[tuple[tuple[int, int], bool]] = []
    for match in _DAY.finditer(text):
        if not _REFERENCE.search(text[max(0, match.start() - 10) : match.start()]):
            after = text[match.end() : match.end() + 12]
            before = text[max(0, match.start() - 6) : match.start()]
            is_last = _LAST.match(after) is not None or re.search(r"至(?:\d{4}年)?$", before) is not None
            found.append((_day(match[1], match[2]), is_last))
    return found


def _told(words: str, stated: list[tuple[tuple[int, int], bool]]) -> list[tuple[int, int]]:
    found = [_day(m[1], m[2]) for m in _DAY.finditer(words)]
    months = [day[0] for day, is_last in stated if is_last] or [day[0] for day, _ in stated]
    if not found and months:
        for match in _PART.finditer(words):
            month = (to_int(match[1]) or 0) if match[1] else 12 if match[2] == "年" else months[-1]
            found.append((month, _DAY_OF_PART[match[3]]))
        found += [(to_int(m[1]) or 0, 1) for m in _MONTH.finditer(words)]
        found += [(months[-1], to_int(m[1]) or 0) for m in _DAY_ALONE.finditer(words)]
    return [day for day in found if 1 <= day[0] <= 12]


def _day(month: str, day: str) -> tuple[int, int]:
    return to_int(month) or 0, to_int(day) or 0
