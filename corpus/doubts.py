"""What a reader must be warned of, found by comparing the document with itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from corpus.annexes import annex_title
from corpus.clause_path import PREAMBLE, ClausePath
from corpus.conflicts import find_conflicts
from corpus.facts import ATTACHMENT, TITLE
from corpus.model import Clause, Doubt
from corpus.numerals import dates, to_int

_REPEALED = re.compile(r"废止|停止执行|失效")
_ELSEWHERE = re.compile(r"[（(]([^（()）]*(?:下载|另发|另行|网站|平台)[^（()）]*)[）)]")
_LISTED = r"(?:^|[\n：:\s]){number}\s*[.．、]\s*([^\n]{{2,80}})"


def find_doubts(
    clauses: Sequence[Clause], errata: Iterable[Mapping[str, str]], held: Iterable[str]
) -> tuple[Doubt, ...]:
    """Doubts that don't depend on today.

    Args:
        clauses: All clauses of one document.
        errata: Known misprints: `clause`, `quote`, `reading`, `reason`.
        held: Titles of the documents and annexes the library has, so that they don't count as absent.
    """
    return (
        *find_conflicts(clauses),
        *_missing_attachments(clauses),
        *_missing_titles(clauses, held),
        *_misprints(errata),
    )


def deadline_doubt(deadline: date | None, clauses: Sequence[Clause], as_of: date) -> Doubt | None:
    """The doubt that the filing date has passed on `as_of`, pointing at the clause that sets it."""
    if deadline is None or as_of <= deadline:
        return None
    wanted = f"{deadline.year}年{deadline.month}月{deadline.day}日"
    places = [c.path for c in clauses if any(day == deadline for day, _, _ in dates(c.text))]
    short = re.compile(rf"(?<!\d){deadline.month}\s*月\s*{deadline.day}\s*日")
    places = places or [c.path for c in clauses if short.search(c.text)]
    return Doubt("expired", f"申报期已于{wanted}截止", tuple(places[:1]))


def annex_titles(clauses: Sequence[Clause]) -> list[str]:
    """Titles of the annexes that a document has."""
    openings = [c.text.split("\n") for c in clauses if c.path.annex and c.path.steps == (PREAMBLE,)]
    return [title for lines in openings if (title := annex_title(lines))]


def _missing_attachments(clauses: Sequence[Clause]) -> Iterator[Doubt]:
    held = {c.path.annex for c in clauses if c.path.annex and _has_text(c)}
    cited: dict[str, list[ClausePath]] = {}
    for clause in clauses:
        for match in ATTACHMENT.finditer(clause.text):
            name = f"附件{to_int(match[1])}"
            if (
                name not in held
                and not _cites_another(clause.text[: match.start()])
                and clause.path not in cited.setdefault(name, [])
            ):
                cited[name].append(clause.path)
    for name, paths in sorted(cited.items(), key=lambda item: int(item[0].removeprefix("附件"))):
        elsewhere = _where(name.removeprefix("附件"), clauses)
        hint = f"（原文注明{elsewhere}）" if elsewhere else ""
        yield Doubt("missing_attachment", f"{name}在正文中被引用，但原文未附，其内容无从核对{hint}", tuple(paths))


def _has_text(clause: Clause) -> bool:
    """An annex that is only a title has no text."""
    return clause.path.steps != (PREAMBLE,) or len(clause.text.split("\n")) > 2 or len(clause.text) > 80


def _cites_another(before: str) -> bool:
    """True for `（财金〔2020〕5号，见附件1）` of another document: `《…》附件1`."""
    return before.rstrip().endswith("》")


def _where(number: str, clauses: Sequence[Clause]) -> str:
    """What the list of attachments says on where to get one, such as 请在平台下载."""
    for clause in clauses:
        if clause.path.annex is None and re.search(r"附\s*件\s*[:：]", clause.text):
            entry = re.search(_LISTED.format(number=number), clause.text)
            found = _ELSEWHERE.search(entry[1]) if entry else None
            if found:
                return found[1]
    return ""


def _missing_titles(clauses: Sequence[Clause], held: Iterable[str]) -> Iterator[Doubt]:
    """One doubt for each set of clauses that cite titles the library hasn't; what is only repealed isn't needed."""
    known = [_fold(title) for title in held if title]
    own = _fold("".join(c.text for c in clauses))
    cited: dict[str, list[ClausePath]] = {}
    for clause in clauses:
        for match in TITLE.finditer(clause.text):
            title = _fold(match[1])
            sentence = clause.text[match.end() :].split("。")[0]
            if _REPEALED.search(sentence) or any(title in k or k in title for k in known) or _defined_here(title, own):
                continue
            cited.setdefault(match[1], []).append(clause.path)
    together: dict[tuple[ClausePath, ...], list[str]] = {}
    for title, paths in cited.items():
        together.setdefault(tuple(dict.fromkeys(paths)), []).append(f"《{title}》")
    for paths, titles in together.items():
        these = "该文件" if len(titles) == 1 else "这些文件"
        yield Doubt("missing_attachment", f"{''.join(titles)}被引用，但资料库中没有{these}", paths)


def _defined_here(title: str, own: str) -> bool:
    """True for a short name the document gives itself, and for the text that it puts into force."""
    return f"以下简称《{title}》" in own or own.count(title) > own.count(f"《{title}》")


def _misprints(errata: Iterable[Mapping[str, str]]) -> Iterator[Doubt]:
    for item in errata:
        text = f"原文「{item['quote']}」疑为「{item['reading']}」：{item['reason']}"
        yield Doubt("typo", text, (ClausePath.parse(item["clause"]),))


def _fold(title: str) -> str:
    return re.sub(r"\s", "", title)
