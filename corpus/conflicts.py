"""Places where a document contradicts itself: mailboxes, phones, copies, counts and limits that differ between clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from corpus.clause_path import ClausePath
from corpus.directions import direction_of, find_directions
from corpus.facts import values
from corpus.model import Clause, Direction, Doubt
from corpus.numerals import NUMERAL, to_int

_PERSON_PHONE = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,4})\s*[:：,，]?\s*(0\d{2,3}-?\d{7,8}|1[3-9]\d{9})(?!\d)"
)
_NO_PERSON = re.compile(r"[电话热线传真机邮箱式码线询处科室部中心台务持系]$")
_COPIES = re.compile(rf"([\u4e00-\u9fff]{{1,3}}[表书单])[^。；，,\n]{{0,8}}?一式({NUMERAL}|\d+)份")
_TOTALS = re.compile(r"(\d+)\s*个?\s*(?:大类|类别|类)[^。，；\n]{0,4}?(\d+)\s*个?\s*(?:具体)?方向")
_TOTAL = re.compile(r"[共计]\s*(?:有|设|分为)?\s*(\d+)\s*个?\s*(?:具体)?方向")
_LIMIT = re.compile(
    r"(\d+(?:\.\d+)?)\s*(个工作日|个月|个自然日|分钟|小时|[年日天周人家个项次份页分种台套%％]|万元|亿元|平方米|元)"
)
_COMPARES = re.compile(
    r"(?:应当|应|须|均|各|至少|最高|最多|最长|不得|原则上|为|达到|时长|一般)*(?:不?(?:少于|低于|超过|高于|多于|大于|小于)|至少|最高|最多|最长)?$"
)
_BOUND = re.compile(r"(?:少于|低于|超过|高于|多于|大于|小于|至少|最高|最多|最长)$")
_SHARED = 4
_DATE_PART = re.compile(r"\d{4}年$|月\d+日$")
_STOP = re.compile(r"[，。；：、,;:（()）《》“”\n]")


@dataclass(frozen=True, slots=True)
class _Limit:
    """A number with what stands right before and after it."""

    clause: ClausePath
    subject: str
    bound: str
    number: str
    unit: str
    after: str


def find_conflicts(clauses: Sequence[Clause]) -> tuple[Doubt, ...]:
    """All conflicts, mailboxes first."""
    return (
        *_mailboxes(clauses),
        *_phones(clauses),
        *_copies(clauses),
        *_totals(clauses),
        *_limits(clauses),
    )


def _mailboxes(clauses: Sequence[Clause]) -> Iterator[Doubt]:
    """Mailboxes that differ by a letter or two, or only in their domain: one of them must be wrong."""
    seen: dict[str, ClausePath] = {}
    for clause in clauses:
        for value in values(clause.text):
            if value.kind == "email":
                seen.setdefault(value.text.lower(), clause.path)
    for (one, here), (two, there) in combinations(seen.items(), 2):
        if here != there and re.sub(r"\d", "", one) != re.sub(r"\d", "", two) and _are_near(one, two):
            yield Doubt(
                "conflict", f"同一邮箱有两种写法：{one}（{here}）与{two}（{there}），请先电话核实", (here, there)
            )


def _are_near(one: str, two: str) -> bool:
    (name, domain), (other_name, other_domain) = one.split("@"), two.split("@")
    if name == other_name:
        return _distance(domain, other_domain) <= 3
    return domain == other_domain and min(len(name), len(other_name)) > 3 and _distance(name, other_name) <= 1


def _phones(clauses: Sequence[Clause]) -> Iterator[Doubt]:
    """One person with two landlines, or two mobiles."""
    first: dict[tuple[str, bool], tuple[ClausePath, str]] = {}
    for clause in clauses:
        for match in _PERSON_PHONE.finditer(clause.text):
            name, phone = match[1], match[2]
            if _NO_PERSON.search(name):
                continue
            path, known = first.setdefault((name, phone.startswith("0")), (clause.path, phone))
            if re.sub(r"\D", "", known) != re.sub(r"\D", "", phone) and path != clause.path:
                text = f"「{name}」的电话前后不一：{known}（{path}）与{phone}（{clause.path}）"
                yield Doubt("conflict", text, (path, clause.path))


def _copies(clauses: Sequence[Clause]) -> Iterator[Doubt]:
    """One paper asked for in two numbers of copies."""
    first: dict[str, tuple[ClausePath, str]] = {}
    for clause in clauses:
        for match in _COPIES.finditer(clause.text):
            paper = match[1][-3:]
            path, known = first.setdefault(paper, (clause.path, match[2]))
            if to_int(known) != to_int(match[2]) and path != clause.path:
                text = f"「{paper}」的份数前后不一：一式{known}份（{path}）与一式{match[2]}份（{clause.path}）"
                yield Doubt("conflict", text, (path, clause.path))


def _totals(clauses: Sequence[Clause]) -> Iterator[Doubt]:
    """The body's count of classes and directions, against those the annex has."""
    directions, categories = find_directions(clauses, {})
    if not directions:
        return
    for clause in clauses:
        for match in (*_TOTALS.finditer(clause.text), *_TOTAL.finditer(clause.text)):
            told = [int(number) for number in match.groups()]
            held = [len(categories), len(directions)][-len(told) :]
            if told != held:
                found = f"{len(categories)}类{len(directions)}个方向" if len(told) == 2 else f"{len(directions)}个方向"
                yield Doubt(
                    "conflict",
                    f"原文称「{match[0]}」（{clause.path}），附件实列{found}",
                    (clause.path, directions[0].path),
                )


def _limits(clauses: Sequence[Clause]) -> Iterator[Doubt]:
    """The same thing limited by two numbers in two clauses that apply together."""
    directions, _ = find_directions(clauses, {})
    alike: dict[tuple[str, str, str], list[_Limit]] = {}
    for limit in (limit for clause in clauses for limit in _limits_of(clause)):
        alike.setdefault((limit.subject[-_SHARED:], limit.bound, limit.unit), []).append(limit)
    told: set[tuple[ClausePath, ClausePath]] = set()
    for one, two in (pair for limits in alike.values() for pair in combinations(limits, 2)):
        places = (one.clause, two.clause)
        if places in told or one.number == two.number or not _apply_together(*places, directions):
            continue
        subject = _same_subject(one, two)
        if subject:
            told.add(places)
            after = "" if _BOUND.search(one.bound) else one.after
            here, there = (f"{x.bound}{x.number}{x.unit}{after}" for x in (one, two))
            text = f"「{subject}」的期限或数量前后不一：{here}（{one.clause}）与{there}（{two.clause}）"
            yield Doubt("conflict", text, places)


def _limits_of(clause: Clause) -> Iterator[_Limit]:
    text = re.sub(r"(?<=[\u4e00-\u9fff\d])[ \t\u3000]+(?=[\u4e00-\u9fff\d])", "", clause.text)
    for match in _LIMIT.finditer(text):
        if _DATE_PART.search(text[max(0, match.start() - 1) : match.end()]):
            continue
        before = _STOP.split(text[max(0, match.start() - 24) : match.start()])[-1]
        bound = _COMPARES.search(before)
        words = bound[0] if bound else ""
        after = _STOP.split(text[match.end() : match.end() + 16])[0]
        yield _Limit(clause.path, before[: len(before) - len(words)], words, match[1], match[2], after)


def _same_subject(one: _Limit, two: _Limit) -> str:
    """The words that both numbers, of one unit and one comparison, are about, or an empty string.

    Four characters before a comparison with the same words (`稳定运行不少于6个月`); without a comparison the words after the
    number must agree too (`受理截止后10个工作日内完成初审`).
    """
    shared = _shared_end(one.subject, two.subject)
    if not re.fullmatch(rf"[\u4e00-\u9fff]{{{_SHARED},}}", shared):
        return ""
    if _BOUND.search(one.bound):
        return shared
    return shared if one.after == two.after and len(one.after) >= _SHARED else ""


def _shared_end(one: str, two: str) -> str:
    length = 0
    while length < min(len(one), len(two)) and one[-1 - length] == two[-1 - length]:
        length += 1
    return one[len(one) - length :]


def _apply_together(one: ClausePath, two: ClausePath, directions: Sequence[Direction]) -> bool:
    """False for one clause, for siblings in a list (each its own case), and for two different directions."""
    are_items = one.parent == two.parent and len(one.steps) > 1 and not one.steps[-1].startswith("第")
    if one == two or are_items:
        return False
    of_one, of_two = direction_of(one, directions), direction_of(two, directions)
    return of_one is None or of_two is None or of_one == of_two


def _distance(one: str, two: str) -> int:
    """Levenshtein distance; both strings are short."""
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(two, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]
