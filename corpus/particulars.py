"""What a document says of itself, each item with the clause that says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from corpus.annexes import annex_title
from corpus.clause_path import PREAMBLE, ClausePath
from corpus.facts import values
from corpus.model import Clause, Document
from corpus.numerals import dates

ParticularKind = Literal[
    "title", "number", "issuer", "issued", "addressees", "deadline", "validity", "attachment", "contact"
]
KINDS: Final[tuple[ParticularKind, ...]] = get_args(ParticularKind)

_OPENING: Final = 14
_ADDRESSED: Final = re.compile(r"[^。；]{2,400}[:：]$")
_TO_WHOM: Final = re.compile(r"^各|[省市区县旗州部厅局委办院校团]|企业|单位|公司|机构|部门|政府|组织")
_NOT_TO_WHOM: Final = re.compile(
    r"[如以]下[:：]$|^(?:附\s*件|联\s*系|地\s*址|电\s*话|传\s*真|邮|来源|抄送|备注|说明)|如下|通知|公告|通告"
)
_VALID: Final = re.compile(
    r"有效期[^。；\n]{0,40}|(?:自|从)[^。；，\n]{0,30}(?:起|日)\s*(?:正式)?(?:施行|实施|执行|生效)[^。；\n]{0,40}"
    r"|(?:执行|实施|施行|政策|优惠)(?:期限|时间|期)[^。；\n]{0,40}|(?:暂定|暂行|试行)[^。；，\n]{0,6}[年月]"
)
_TIMED: Final = re.compile(r"[\d一二三四五六七八九十]\s*[年月日]|之日|疫情")
_LISTED: Final = re.compile(r"(?:附\s*件?\s*[:：]\s*)?(?:\d{1,2}\s*[.．、]\s*)?(.{2,100}?)[。；;]?$")
_LIST_OPENS: Final = re.compile(r"附\s*件?\s*[:：]")
_CONTACT_MOST: Final = 120


@dataclass(frozen=True, slots=True)
class Particular:
    """One thing a document says of itself.

    Attributes:
        value: As a person reads it; dates as `2023-12-20`.
        clause: The clause that says it; None for what only `document.toml` says.
        quote: The words that say it, verbatim in the clause; empty where `clause` is None.
    """

    kind: ParticularKind
    value: str
    clause: ClausePath | None
    quote: str = ""


def particulars(document: Document) -> tuple[Particular, ...]:
    """All that is found, in the order of `KINDS`; of attachments, contacts and terms of validity there may be several.

    What `document.toml` states has gone into the document already and is only looked for in its text.
    """
    found = (
        *_stated(document),
        *_addressees(document.clauses),
        *_deadline(document),
        *_validity(document.clauses),
        *_attachments(document.clauses),
        *_contacts(document.clauses),
    )
    return tuple(sorted(dict.fromkeys(found), key=lambda item: KINDS.index(item.kind)))


def _stated(document: Document) -> Iterator[Particular]:
    body = document.clauses
    if document.title and document.title != document.id:
        yield _placed("title", document.title, document.title, body)
    if document.number:
        yield _placed("number", document.number, document.number, body)
    if document.issuer:
        yield _placed("issuer", document.issuer, document.issuer, body)
    if document.issued:
        yield _dated("issued", document.issued, [c for c in reversed(body) if c.path.annex is None])


def _deadline(document: Document) -> Iterator[Particular]:
    if document.deadline:
        yield _dated("deadline", document.deadline, document.clauses)


def _placed(kind: ParticularKind, value: str, wanted: str, clauses: Sequence[Clause]) -> Particular:
    """Found whatever blanks and line ends stand in it; a name of several parts, parted by blanks, by its first."""
    for pattern in (_loosely(re.sub(r"\s", "", wanted)), _loosely(wanted.split()[0])):
        for clause in clauses:
            match = pattern.search(clause.text)
            if match:
                return Particular(kind, value, clause.path, match[0])
    return Particular(kind, value, None)


def _loosely(wanted: str) -> re.Pattern[str]:
    folded = {"(": "[（(]", "（": "[（(]", ")": "[）)]", "）": "[）)]", "〔": r"[〔\[［(（]", "〕": r"[〕\]］)）]"}
    return re.compile(r"\s*".join(folded.get(c, re.escape(c)) for c in wanted))


def _dated(kind: ParticularKind, day: date, clauses: Sequence[Clause]) -> Particular:
    for clause in clauses:
        for found, start, end in dates(clause.text):
            if found == day:
                return Particular(kind, day.isoformat(), clause.path, clause.text[start:end])
    short = re.compile(rf"(?<!\d){day.month}\s*月\s*{day.day}\s*日")
    for clause in clauses:
        match = short.search(clause.text)
        if match:
            return Particular(kind, day.isoformat(), clause.path, match[0])
    return Particular(kind, day.isoformat(), None)


def _addressees(clauses: Sequence[Clause]) -> Iterator[Particular]:
    """The line before the letter begins that ends with a colon and names bodies."""
    if not clauses or clauses[0].path.annex is not None or clauses[0].path.steps != (PREAMBLE,):
        return
    for line in clauses[0].text.split("\n")[:_OPENING]:
        if "。" in line:
            return
        if _ADDRESSED.fullmatch(line) and _TO_WHOM.search(line) and not _NOT_TO_WHOM.search(line):
            yield Particular("addressees", line.rstrip(":：").strip(), clauses[0].path, line)
            return


def _validity(clauses: Sequence[Clause]) -> Iterator[Particular]:
    for clause in clauses:
        for match in _VALID.finditer(clause.text):
            if _TIMED.search(match[0]):
                yield Particular("validity", match[0].strip(), clause.path, match[0])


def _attachments(clauses: Sequence[Clause]) -> Iterator[Particular]:
    """Entries of the list at the letter's end; without one, the titles of the annexes."""
    listed = [item for clause in clauses if clause.path.annex is None for item in _entries(clause)]
    if listed:
        yield from listed
        return
    for clause in clauses:
        if clause.path.annex and clause.path.steps == (PREAMBLE,):
            title = annex_title(clause.text.split("\n"))
            if title:
                yield Particular("attachment", title, clause.path, title)


def _entries(clause: Clause) -> Iterator[Particular]:
    is_list = False
    for line in clause.text.split("\n"):
        opens = _LIST_OPENS.match(line)
        is_list = bool(opens) or (is_list and re.match(r"\d{1,2}\s*[.．、]", line) is not None)
        entry = _LISTED.fullmatch(line) if is_list else None
        if entry and entry[1].strip(" ：:"):
            yield Particular("attachment", entry[1].strip(), clause.path, entry[1].strip())


def _contacts(clauses: Sequence[Clause]) -> Iterator[Particular]:
    """Lines, or sentences of long ones, with a phone or a mailbox."""
    for clause in clauses:
        for line in re.split(r"\n|(?<=[；;。])", clause.text):
            if any(value.kind in ("phone", "email") for value in values(line)):
                said = line.strip(" \t\u3000；;。")
                if len(said) <= _CONTACT_MOST:
                    yield Particular("contact", said, clause.path, said)
