"""The smallest spans an answer is made of, sentences and short clauses, with what can be known of them beforehand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.terms import Term, terms_of
from assistant.wording import fold
from corpus.clause_path import PREAMBLE, ClausePath
from corpus.directions import direction_of
from corpus.facts import TITLE, values
from corpus.library import Library
from corpus.numerals import to_int
from index.model import Passage

_NUMBER_UNIT = re.compile(
    r"(?<![A-Za-z\d])(\d+(?:\.\d+)?)(?![A-Za-z\d])\s*(?:[-—~至到]\s*(\d+(?:\.\d+)?)\s*)?(万|亿|千|百)?\s*(?![A-Za-z])(个月|个工作日|周岁|元|次|家|个|份|分钟|名|人次|人|年|月|日|项|天|页|字|分|％|%|平方米|倍|成|周|小时|工作日|批|套|张|条|种|类|大类|方向|层|室|级|台|亩|毫秒|秒|兆|吨|岁|位|艘|头|户|座|床|件|款|公里|米|学时)?"
)
_CHINESE_UNIT = re.compile(
    r"([一二两三四五六七八九十百千零]+)(个月|个工作日|份|个|家|年|项|名|人|次|天|类|种|条|分钟|分之[一二三四五六七八九十]+|套|倍)"
)
_SAME_UNIT = {
    "名": "人", "人次": "人", "位": "人", "项": "个", "大类": "类", "方向": "个", "%": "％", "个月": "月", "个工作日": "工作日", "周岁": "岁",
}  # fmt: skip
_KIN = (frozenset({"天", "日", "工作日"}), frozenset({"份", "套"}), frozenset({"家", "户"}), frozenset({"台", "套"}))
_LONGEST_TITLE = 12
_PERMISSION = re.compile(
    r"不可|不能|不得|不予|禁止|可以|可(?=直接|按)|应当|应(?=在|当|符|接|满|遵|按)|必须|须|不超过|不少于|不低于|否则"
)
_ADDRESS = re.compile(r"地\s*址|[省市区县].{0,12}(?:路|街|大道|道|巷)\s*\d+号?")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a text; `value` in single units, `unit` as `家`, `次`, or "" where none follows."""

    value: float
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or a clause of one sentence.

    Attributes:
        row: Its row in the index; `clause_row` is the row of its whole clause, or its own.
        folded: Its text folded for comparing; `around` is its breadcrumb folded.
        holds: Kinds of values it holds: phone, email, date, number, address, url, postcode, title.
        is_title: A line that only names what follows.
        terms: Its content words; `opening` are those before its first comma.
    """

    row: int
    clause_row: int
    passage: Passage
    path: ClausePath
    direction: ClausePath | None
    heading: str
    folded: str
    around: str
    holds: frozenset[str]
    amounts: tuple[Amount, ...]
    is_title: bool
    permits: bool
    items: int
    terms: tuple[Term, ...]
    opening: tuple[Term, ...]


def alike(one: str, other: str) -> bool:
    """True if an amount in one unit answers a question for the other: how many days (天), five working days (工作日)."""
    return one == other or any(one in kin and other in kin for kin in _KIN)


def amounts(text: str) -> tuple[Amount, ...]:
    """Numbers of a text with the unit that follows, in order."""
    found: list[Amount] = []
    for match in _NUMBER_UNIT.finditer(text):
        scale = {"万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2}.get(match[3] or "", 1.0)
        unit = _SAME_UNIT.get(match[4] or "", match[4] or "")
        for number in (match[1], match[2]):
            if number:
                found.append(Amount(float(number) * scale, unit, match.start(), match.end()))
    for match in _CHINESE_UNIT.finditer(text):
        value = to_int(match[1])
        if value is not None:
            found.append(Amount(float(value), _SAME_UNIT.get(match[2], match[2]), match.start(), match.end()))
    return tuple(found)


def units_of(library: Library, passages: Sequence[Passage]) -> tuple[Unit, ...]:
    """The units of all documents in the order of `passages`: every sentence, and clauses that have only one."""
    clause_rows = {(p.document, p.clause): row for row, p in enumerate(passages) if p.unit == "clause"}
    split = {(p.document, p.clause) for p in passages if p.unit == "sentence"}
    found: list[Unit] = []
    for row, passage in enumerate(passages):
        key = (passage.document, passage.clause)
        if passage.unit == "sentence" or key not in split:
            found.append(_unit(library, row, clause_rows.get(key, row), passage))
    return tuple(found)


def _unit(library: Library, row: int, clause_row: int, passage: Passage) -> Unit:
    clause = library.clause(passage.document, passage.clause)
    direction = direction_of(clause.path, library.document(passage.document).directions)
    kinds: set[str] = {v.kind for v in values(passage.text)}
    if _ADDRESS.search(passage.text):
        kinds.add("address")
    if TITLE.search(passage.text):
        kinds.add("title")
    return Unit(
        row=row,
        clause_row=clause_row,
        passage=passage,
        path=clause.path,
        direction=direction.path if direction else None,
        heading=clause.heading,
        folded=fold(passage.text),
        around=fold(passage.context),
        holds=frozenset(kinds),
        amounts=amounts(re.sub(r"^\s*(?:[-–•]\s*)?(?:\d{1,2}[.．、]|[（(][^）)]{1,3}[）)])", "", passage.text)),
        is_title=_is_title(passage, clause.heading),
        permits=_PERMISSION.search(passage.text) is not None,
        items=passage.text.count("、") + passage.text.count("，"),
        terms=terms_of(passage.text),
        opening=terms_of(re.split(r"[，,：:]", passage.text, maxsplit=1)[0]),
    )


def _is_title(passage: Passage, heading: str) -> bool:
    if PREAMBLE in passage.clause:
        return False
    if len(heading) > _LONGEST_TITLE and passage.text.rstrip().endswith("。"):
        return False
    return bool(heading) and passage.start == 0 and fold(passage.text).strip("。：:；;").endswith(fold(heading))
