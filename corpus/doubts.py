"""What a reader must be warned of, found by comparing the document with itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations

from corpus.clause_path import ClausePath
from corpus.facts import ATTACHMENT, TITLE, values
from corpus.model import Clause, Doubt

_PERSON_PHONE = re.compile(r"([\u4e00-\u9fff]{2,4})\s*[:：,，]?\s*(0\d{2,3}-?\d{7,8}|1[3-9]\d{9})")
_COUNT_CLAIM = re.compile(r"(\d+)\s*(?:个)?(?:具体)?\s*(大类|方向|类别)")
_COPIES = re.compile(r"([\u4e00-\u9fff]{2,8}[表书])[（(]一式([一二三四五六七八九十两]|\d+)份")


def find_doubts(clauses: Sequence[Clause], errata: Iterable[Mapping[str, str]], held: Iterable[str]) -> tuple[Doubt, ...]:
    """Doubts that don't depend on today.

    Args:
        clauses: All clauses of one document.
        errata: Known misprints: `clause`, `quote`, `reading`, `reason`.
        held: Titles of the documents and annexes the library has, so that they don't count as absent.
    """
    return (
        *_two_spellings(clauses),
        *_two_values(clauses),
        *_missing_attachments(clauses),
        *_missing_titles(clauses, held),
        *_misprints(errata),
    )


def deadline_doubt(deadline: date | None, clauses: Sequence[Clause], as_of: date) -> Doubt | None:
    """The doubt that the filing date has passed on `as_of`, pointing at the clause that sets it."""
    if deadline is None or as_of <= deadline:
        return None
    wanted = f"{deadline.year}年{deadline.month}月{deadline.day}日"
    places = tuple(c.path for c in clauses if wanted in re.sub(r"\s", "", c.text))
    return Doubt("expired", f"申报期已于{wanted}截止", places[:1])


def _two_spellings(clauses: Sequence[Clause]) -> Iterable[Doubt]:
    """Mailboxes that differ by one or two characters, or only in their domain: one of them must be wrong."""
    seen: dict[str, ClausePath] = {}
    for clause in clauses:
        for value in values(clause.text):
            if value.kind == "email":
                seen.setdefault(value.text.lower(), clause.path)
    for (one, here), (two, there) in combinations(seen.items(), 2):
        local_one, local_two = one.split("@")[0], two.split("@")[0]
        if _distance(one, two) <= 2 or (local_one == local_two and _distance(one, two) <= 6):
            yield Doubt("conflict", f"同一邮箱有两种写法：{one}（{here}）与{two}（{there}），请先电话核实", (here, there))


def _two_values(clauses: Sequence[Clause]) -> Iterable[Doubt]:
    """One person with two phones, one total with two counts, one paper with two numbers of copies."""
    for pattern, what in ((_PERSON_PHONE, "电话"), (_COPIES, "份数")):
        yield from _differing(((c.path, m[1], m[2]) for c in clauses for m in pattern.finditer(c.text)), what)
    counts = ((c.path, m[2], m[1]) for c in clauses for m in _COUNT_CLAIM.finditer(c.text))
    yield from _differing(counts, "数量")


def _differing(found: Iterable[tuple[ClausePath, str, str]], what: str) -> Iterable[Doubt]:
    first: dict[str, tuple[ClausePath, str]] = {}
    for path, key, value in found:
        known_path, known = first.setdefault(key, (path, value))
        if known != value and known_path != path:
            text = f"「{key}」的{what}前后不一：{known}（{known_path}）与{value}（{path}）"
            yield Doubt("conflict", text, (known_path, path))


def _missing_attachments(clauses: Sequence[Clause]) -> Iterable[Doubt]:
    held = {c.path.annex for c in clauses if c.path.annex}
    cited: dict[str, list[ClausePath]] = {}
    for clause in clauses:
        for match in ATTACHMENT.finditer(clause.text):
            name = f"附件{match[1]}"
            if name not in held and clause.path not in cited.setdefault(name, []):
                cited[name].append(clause.path)
    for name, paths in cited.items():
        yield Doubt("missing_attachment", f"{name}在正文中被引用，但原文未附，其内容无从核对", tuple(paths))


def _missing_titles(clauses: Sequence[Clause], held: Iterable[str]) -> Iterable[Doubt]:
    known = {_fold(title) for title in held}
    cited: dict[str, list[ClausePath]] = {}
    for clause in clauses:
        for match in TITLE.finditer(clause.text):
            if not any(_fold(match[1]) in title or title in _fold(match[1]) for title in known if title):
                cited.setdefault(match[1], []).append(clause.path)
    for title, paths in cited.items():
        yield Doubt("missing_attachment", f"《{title}》被引用，但资料库中没有该文件", tuple(dict.fromkeys(paths)))


def _misprints(errata: Iterable[Mapping[str, str]]) -> Iterable[Doubt]:
    for item in errata:
        text = f"原文「{item['quote']}」疑为「{item['reading']}」：{item['reason']}"
        yield Doubt("typo", text, (ClausePath.parse(item["clause"]),))


def _fold(title: str) -> str:
    return re.sub(r"\s", "", title)


def _distance(one: str, two: str) -> int:
    """Levenshtein distance; both strings are short."""
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(two, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]
