"""Ordinals and heads that open a clause: what they look like, and which of them can come next."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from corpus.numerals import NUMERAL, to_int

HEAD_RANK = 50
ITEM = (
    r"(\d{1,2})\s*[.．、](?:(?!\d)|(?=(?:19|20)\d\d\s*年|\d[GD]))"  # `1.`, also `1.2025年…` and `1.5G工厂`, not `1.5`
)
_DECIMAL_RANK = 62
_NAMED_RANK = 15
_ARTICLE_RANK = 20
_BULLET = re.compile(r"[\ufeff\u200b]*(?:[-–•·*]\s+)?")
_HEAD = re.compile(r"([^\s—，。；：,;:（）()《》“”]{2,16})——")
# rank (a clause nests below the open ones of smaller rank), pattern with the ordinal as group 1, how it is printed as a step
_ORDINALS: tuple[tuple[int, re.Pattern[str], str], ...] = (
    (10, re.compile(rf"第\s*({NUMERAL}|\d{{1,3}})\s*编"), "第{}编"),
    (11, re.compile(rf"第\s*({NUMERAL}|\d{{1,3}})\s*部分"), "第{}部分"),
    (12, re.compile(rf"第\s*({NUMERAL}|\d{{1,3}})\s*章"), "第{}章"),
    (13, re.compile(rf"第\s*({NUMERAL}|\d{{1,3}})\s*节"), "第{}节"),
    (
        _NAMED_RANK,
        re.compile(
            rf"(?:方向|专题|类别|任务|课题|赛道|领域|专项|板块)\s*({NUMERAL}|\d{{1,2}})(?:\s*[：:、．]|\s+(?=\S))"
        ),
        "",
    ),
    (_ARTICLE_RANK, re.compile(rf"第\s*({NUMERAL}|\d{{1,3}})\s*条(?:之[一二三四五六七八九十])?"), "第{}条"),
    (30, re.compile(rf"({NUMERAL})\s*[、．]"), "{}"),
    (40, re.compile(rf"[（(]\s*({NUMERAL})\s*[）)]"), "（{}）"),
    (60, re.compile(ITEM), "{}"),
    (_DECIMAL_RANK, re.compile(r"(\d{1,2}(?:[.．]\d{1,2})+)(?!\d|[.．]\d)[.．、]?"), "{}"),
    (66, re.compile(r"(\d{1,2})\s*[）)]"), "{}）"),
    (70, re.compile(r"[（(]\s*(\d{1,2})\s*[）)]"), "（{}）"),
    (80, re.compile(r"([①-⑳])"), "{}"),
)
_PACKED = re.compile(r"[\u2474-\u249b\u3220-\u3229]")  # ⑴ ⒈ ㈠: an ordinal and its marks in one character
_CITES = re.compile(
    r"规定的|的规定|所[列述规]|第?[项款](?:[的中、和或及至所之]|规定|情形)|[、和或及至与][（(]|[、和或及至与]?第.{1,6}[条款项]"
)
_CITES_ARTICLE = re.compile(rf"规定|的|，|中的|{_CITES.pattern}")
_UNIT = re.compile(r"(?:[万亿千百%％‰元倍个名家项米吨克℃页版号年月日天]|小时|分钟|平方|公里|公斤|以[上下])")
_GRADES = re.compile(r"(?:[、，]|级|类|等|档|期|线|季|月|产业|孩|[者是])")
_LAST_LOOSE = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """The ordinal or head that a line starts with.

    Attributes:
        rank: See `_ORDINALS`.
        step: The step of the clause path.
        numbers: The ordinal as integers, `1.2.3` → (1, 2, 3); empty for a head.
        rest: What follows it on the line.
        apart: White space or nothing follows it.
    """

    rank: int
    step: str
    numbers: tuple[int, ...]
    rest: str
    apart: bool = False


def mark_of(line: str) -> Mark | None:
    """The ordinal or head at the line's start, or None."""
    bare = line[_BULLET.match(line).end() :]  # pyright: ignore[reportOptionalMemberAccess]
    if _PACKED.match(bare):
        bare = unicodedata.normalize("NFKC", bare[0]) + bare[1:]
    head = _HEAD.match(bare)
    if head:
        return Mark(HEAD_RANK, head[1], (), bare[head.end() :])
    for rank, pattern, step in _ORDINALS:
        match = pattern.match(bare)
        if match is None:
            continue
        ordinal = match[1] if rank == 80 else unicodedata.normalize("NFKC", match[1])
        numbers = tuple(to_int(part) or 0 for part in ordinal.split("."))
        rest = bare[match.end() :]
        printed = step.format(ordinal) if step and rank != _ARTICLE_RANK else re.sub(r"[\s：:、．]", "", match[0])
        mark = Mark(rank + len(numbers) - 1, printed, numbers, rest.strip(), not rest or rest[0].isspace())
        return None if _is_no_ordinal(mark, rank) else mark
    return None


def _is_no_ordinal(mark: Mark, rank: int) -> bool:
    """True for numbers in a running text that only look like ordinals: `3.5万元`, `第三条规定的`, `一、二级`, `（一）所列`."""
    if rank == _DECIMAL_RANK:
        return bool(_UNIT.match(mark.rest)) or mark.numbers[0] == 0
    if rank == 30:
        following = re.match(NUMERAL, mark.rest)
        is_next = following is not None and to_int(following[0]) == mark.numbers[0] + 1
        return is_next and following is not None and bool(_GRADES.match(mark.rest[following.end() :]))
    if rank <= _ARTICLE_RANK and rank != _NAMED_RANK:
        return not mark.apart and bool(_CITES_ARTICLE.match(mark.rest))
    return rank in (40, 70) and bool(_CITES.match(mark.rest))


@dataclass(slots=True)
class Numbering:
    """The ordinals met so far in one part of a document; tells a next one from a number that happens to start a line."""

    _last: dict[int, tuple[int, ...]] = field(default_factory=dict[int, tuple[int, ...]])

    def fits(self, mark: Mark, *, strictly: bool = False) -> bool:
        """True if `mark` can come next: a first one, the successor of the last of its rank, or (not strictly) close to it."""
        if mark.rank == HEAD_RANK:
            return True
        number = mark.numbers[-1]
        if len(mark.numbers) > 1:
            return self._fits_decimal(mark)
        last = self._last.get(mark.rank)
        if number == 1 or (last is not None and number == last[0] + 1):
            return True
        if strictly:
            return False
        if mark.rank <= _ARTICLE_RANK:
            return mark.apart or last is None or (last[0] == number and len(mark.step) > len("第一条"))
        if last is None:
            return mark.rank < HEAD_RANK or number <= _LAST_LOOSE
        return last[0] - 1 <= number <= last[0] + _LAST_LOOSE

    def _fits_decimal(self, mark: Mark) -> bool:
        """`2.1` after chapter 2, or after 1.x; `2.2` after 2.1 or 2.1.3."""
        *above, number = mark.numbers
        known = {numbers[: len(above)] for numbers in self._last.values()}
        before = self._last.get(mark.rank, ())
        if number == 1:
            outer = (*above[:-1], above[-1] - 1)
            return above[-1] == 1 or tuple(above) in known or before[: len(above)] == outer
        return before == (*above, number - 1)

    def note(self, mark: Mark) -> None:
        """Remember a mark that opened a clause."""
        if mark.numbers:
            self._last[mark.rank] = mark.numbers
