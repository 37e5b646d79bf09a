"""The bounds that a sentence sets to numbers: at least, at most, under a ban less than, within the last years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.units import Amount, amounts
from assistant.verdicts.provisions import Force, Provision, Rule
from corpus.numerals import to_int


class Relation(StrEnum):
    """How a number has to stand to the one of the text for the words around it to be true of it."""

    AT_LEAST = "at least"
    AT_MOST = "at most"
    ABOVE = "above"
    BELOW = "below"
    WITHIN = "within"
    EXACTLY = "exactly"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Bound:
    """A number of a text as a bound; `low` and `high` differ only for a range (3-6分钟).

    Attributes:
        unit: Of time in the least of years and months (`月`), of weeks and days (`天`), or of hours and minutes (`分钟`).
        place: Where it stands in the text.
        bars: True if who meets it is barred or loses something.
        scopes: True if it says of whom the rest holds (收入达到10亿元的企业，可以…).
    """

    relation: Relation
    low: float
    high: float
    unit: str
    place: int
    bars: bool = False
    scopes: bool = False

    def met_by(self, value: float) -> bool:
        """True if the words of the bound are true of a number; bars aren't turned round."""
        match self.relation:
            case Relation.AT_LEAST:
                return value >= self.low
            case Relation.AT_MOST | Relation.WITHIN:
                return value <= self.high
            case Relation.ABOVE:
                return value > self.high
            case Relation.BELOW:
                return value < self.low
            case _:
                return self.low <= value <= self.high

    def allows(self, value: float) -> bool:
        return self.met_by(value) is not self.bars


_GAP = r"[\u4e00-\u9fff]{0,8}?"
_RELATIONS: Final = (
    (Relation.AT_MOST, rf"(?:不得?(?:超过|多于|高于|大于|长于|晚于)|最多不超过){_GAP}$|(?:最多|至多|最长|最高|限报|只限|限|封顶)$|(?:只能|仅能|仅可|限)[\u4e00-\u9fff]{{1,6}}$|(?:可以?|能)(?:牵头|独立|同时)?(?:申报|申请|报|推荐|参加|参与|承担|增加)$"),
    (Relation.AT_LEAST, rf"(?:不得?(?:少于|低于|小于|短于)){_GAP}$|(?:至少|最少|最低|最短)[\u4e00-\u9fff]{{0,6}}$|(?<!未)(?<!未能)达到?$|(?<![未不])满足?$|(?<![未不])(?:连续|累计)$"),
    (Relation.BELOW, r"(?<!不)(?<!不得)(?:低于|少于|小于|短于|不足|不到|不满|未满|未达到?)$"),
    (Relation.ABOVE, r"(?<!不)(?<!不得)(?:高于|超过|超出|大于|多于|长于)$"),
    (Relation.EXACTLY, r"(?:一式|[共设为分即是]|有效期|示范期|期限|期|时长|抵扣|占)$"),
)  # fmt: skip
_BEFORE: Final = tuple((relation, re.compile(pattern)) for relation, pattern in _RELATIONS)
_AFTER: Final = (
    (Relation.AT_LEAST, re.compile(r"^[\u4e00-\u9fff]{0,6}?(?:及以上|或以上|以上|起步|起(?![始来]))")),
    (Relation.AT_MOST, re.compile(r"^[\u4e00-\u9fff]{0,3}?(?:及以下|以下)")),
)
_INSIDE_AFTER: Final = re.compile(r"^[\u4e00-\u9fff]{0,3}?(?:以内|之内|内(?![容部外]))")
_RECENT: Final = re.compile(r"(?:近|过去|最近|前)$")
_YEAR: Final = re.compile(r"^\d{4}年|^\d{1,2}月|^\d{1,2}日")
_TIMES: Final = {
    "年": ("月", 12.0), "月": ("月", 1.0), "周": ("天", 7.0), "天": ("天", 1.0), "日": ("天", 1.0),
    "小时": ("分钟", 60.0), "分钟": ("分钟", 1.0), "秒": ("分钟", 1 / 60),
}  # fmt: skip
_LEVEL: Final = re.compile(r"([一二三四五六七八九])级[\u4e00-\u9fff]{0,2}?(以上|以下)")
_SCOPE_END: Final = re.compile(r"的[\u4e00-\u9fff]{0,10},?$")


def in_one_unit(value: float, unit: str) -> tuple[float, str]:
    """Years in months, weeks in days, hours in minutes."""
    least, factor = _TIMES.get(unit, (unit, 1.0))
    return value * factor, least


def bounds_of(rule: Rule) -> tuple[Bound, ...]:
    """The bounds of a sentence in its order; years and days of the calendar are none."""
    found: dict[tuple[int, int], list[Amount]] = {}
    for amount in amounts(rule.text):
        if amount.unit and not _YEAR.match(rule.text[amount.start :].replace("个月", "")):
            found.setdefault((amount.start, amount.end), []).append(amount)
    bounds = [_bound(rule, same) for _, same in found.items()]
    bounds += [_level(m) for m in _LEVEL.finditer(rule.text)]
    return tuple(sorted(bounds, key=lambda b: b.place))


def _level(match: re.Match[str]) -> Bound:
    relation = Relation.AT_LEAST if match[2].endswith("上") else Relation.AT_MOST
    return Bound(relation, float(to_int(match[1]) or 0), float(to_int(match[1]) or 0), "级", match.start())


def _bound(rule: Rule, same: Sequence[Amount]) -> Bound:
    first = same[0]
    (low, unit), (high, _) = (in_one_unit(f(a.value for a in same), first.unit) for f in (min, max))
    relation = _relation(rule.text, first) if len(same) == 1 else Relation.EXACTLY
    provision = provision_at(rule, first.start)
    return Bound(
        relation, low, high, unit, first.start, _bars(rule, provision, first, relation), _scopes(rule, provision, first)
    )


def _relation(text: str, amount: Amount) -> Relation:
    left = max((text.rfind(c, 0, amount.start) for c in ",;。"), default=-1) + 1
    before, after = text[left : amount.start], text[amount.end :]
    if amount.unit in ("年", "月", "天", "日") and (_RECENT.search(before) or _INSIDE_AFTER.match(after)):
        return Relation.WITHIN
    for relation, pattern in _BEFORE[:4]:
        if pattern.search(before):
            return relation
    for relation, pattern in _AFTER:
        if pattern.match(after):
            return relation
    if _INSIDE_AFTER.match(after):
        return Relation.AT_MOST
    return Relation.EXACTLY if _BEFORE[4][1].search(before) else Relation.NAMED


def provision_at(rule: Rule, place: int) -> Provision | None:
    """The provision that a place of the text belongs to."""
    for provision in rule.provisions:
        start = rule.text.find(provision.text)
        if start <= place < start + len(provision.text):
            return provision
    return None


def _bars(rule: Rule, provision: Provision | None, amount: Amount, relation: Relation) -> bool:
    """True if a bound is the condition of a ban, or of an item below words that ban."""
    if rule.head is Force.FORBIDS:
        return True
    if provision is None or provision.force is not Force.FORBIDS:
        return False
    inside = rule.text[rule.text.find(provision.text) :].find(provision.predicate) + rule.text.find(provision.text)
    return amount.start < inside and relation not in (Relation.EXACTLY, Relation.NAMED)


def _scopes(rule: Rule, provision: Provision | None, amount: Amount) -> bool:
    if provision is None or provision.force in (Force.FORBIDS, Force.STATES) or rule.head is Force.FORBIDS:
        return False
    start = rule.text.find(provision.text)
    begun = start + provision.text.find(provision.predicate)
    return amount.start < begun and _SCOPE_END.search(rule.text[amount.end : begun]) is not None
