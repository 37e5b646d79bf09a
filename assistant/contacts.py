"""Whom to ask: lines with a phone, mailbox or address, and which of them is for which class or direction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.asked import Asked, cover
from assistant.entities import Entity
from assistant.model import Citation, Claim
from assistant.ordering import own_words
from assistant.question import Kind
from assistant.quoting import cite, shown
from assistant.terms import Term, terms_of
from assistant.wording import fold
from corpus.clause_path import ClausePath
from corpus.directions import direction_of
from corpus.facts import Value, values
from corpus.model import Clause, Document

_ORDINAL = re.compile(
    r"^\s*(?:第[零一二三四五六七八九十百]+条|[（(][零一二三四五六七八九十\d]+[）)]|[零一二三四五六七八九十]+、|\d{1,2}[.．、])\s*"
)
_LABEL = re.compile(rf"(?:{_ORDINAL.pattern})?\s*([^:：0-9@。]{{1,40}}?)\s*[:：]")
_LINE_END = re.compile(r"(?<=[\n；;])|(?<=。)(?=[^:：0-9@。；;\n]{1,20}[:：])")
_SHORT_HEADING = 10
_QUALIFIED = re.compile(r"(.+?)\s*[（(](.+)[）)]\s*$")
_ITEM_BREAK = re.compile(r"[、/](?![^（(]*[）)])")
_ADDRESS_LABEL = re.compile(r"地\s*址|寄送|邮寄|寄往|送达")
_WHERE = re.compile(r"地址|哪(?!天|一天|日|个月)|何处|邮编|邮政编码|层|室|where|address|zip|postal", re.IGNORECASE)
_POST = re.compile(r"寄|收件|收取|快递")
_ANY_CONTACT = re.compile(r".*(?:联系|咨询|电话|号码|手机|业务|哪个|负责|对接|对口|找|问|打|拨).*|[管归人]|细节|详细")
_LABEL_COVER = 0.35
_PLACE = re.compile(r"[省市区县州].{0,20}(?:路|街|大道|道|巷|楼|大厦|号)")


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One line of contacts.

    Attributes:
        label: The words before its colon; `items` are the names in it, with what stands in brackets after each.
        held: Phones and mailboxes, with their spans in the clause's text.
    """

    document: str
    clause: Clause
    start: int
    end: int
    label: str
    items: tuple[tuple[str, str], ...]
    held: tuple[Value, ...]
    is_address: bool

    @property
    def text(self) -> str:
        return self.clause.text[self.start : self.end]

    def has(self, kind: str) -> bool:
        return any(v.kind == kind for v in self.held)

    def citation(self) -> Citation:
        return cite(self.document, self.clause, self.start, self.end)


@lru_cache(maxsize=64)
def contact_lines(document: Document) -> tuple[ContactLine, ...]:
    """Lines of the body that hold a phone, a mailbox or an address, in order."""
    found: list[ContactLine] = []
    for clause in document.clauses:
        position = 0
        for line in _LINE_END.split(clause.text):
            start, position = position, position + len(line)
            held = tuple(v for v in values(line) if v.kind in ("phone", "email"))
            label = _LABEL.match(line)
            is_address = bool(label and _ADDRESS_LABEL.search(label[1]) and _PLACE.search(line))
            headed = _headed(clause, line)
            if (held or is_address) and (label or headed or len(line) < 60 or any(v.kind == "email" for v in held)):
                name = label[1].strip() if label else headed
                stop = start + len(line.rstrip("\n；; 。"))
                found.append(ContactLine(document.id, clause, start, stop, name, _items(name), held, is_address))
    return tuple(found)


def _headed(clause: Clause, line: str) -> str:
    """The heading of a clause that a line opens on (`（二）材料接收。某处，0999-5550000`), as its label; else ""."""
    short = clause.heading if len(clause.heading) <= _SHORT_HEADING else ""
    return short if short and _ORDINAL.sub("", line, count=1).startswith(f"{short}。") else ""


def lines_for(entity: Entity | None, document: Document, lines: Sequence[ContactLine]) -> tuple[ContactLine, ...]:
    """Lines whose label names the entity's class; of a direction, the line whose bracket names it goes first, alone.

    A class whose directions have different contacts gets all its lines.
    """
    if entity is None or entity.document != document.id:
        return ()
    direction = direction_of(entity.path, document.directions) if entity.is_direction else None
    if direction is not None:
        own = {fold(direction.name), fold(direction.path.steps[-1])}
        named = tuple(line for line in lines if line.held and any(fold(name) in own for name, _ in line.items))
        if named:
            return named
    category = next((c for c in document.categories if c.path.holds(entity.path)), None)
    if category is None:
        return ()
    plain: list[ContactLine] = []
    qualified: list[ContactLine] = []
    for line in lines:
        for name, qualifier in line.items:
            if not fold(name).startswith(fold(category.name)) or not line.held:
                continue
            if not qualifier:
                plain.append(line)
            elif direction is None or fold(qualifier) in fold(direction.name):
                qualified.append(line)
    if direction is not None:
        return tuple(qualified or plain)
    return tuple(dict.fromkeys((*plain, *qualified)))


def contact_of(path: ClausePath, document: Document) -> Citation | None:
    """The contact for a clause's class or direction; None if the document names none for it."""
    direction = direction_of(path, document.directions)
    if direction is None:
        return None
    entity = Entity(document.id, direction.path, direction.name, direction.name, True)
    found = lines_for(entity, document, contact_lines(document))
    return found[0].citation() if found else None


def is_certain(asked: Asked) -> bool:
    """True if a person or phone is asked for of a class or direction that is named."""
    return Kind.CONTACT in asked.part.kinds and bool(asked.part.entities)


def labelled(asked: Asked, document: Document) -> bool:
    """True if the words of a part name one of the document's contacts by its label: 技术支持, 举报."""
    lines = [line for line in contact_lines(document) if line.has("phone") and line.label]
    words = subject_words(asked)
    return bool(words) and any(cover(words, fold(line.label)) >= _LABEL_COVER for line in lines)


def subject_words(asked: Asked) -> tuple[Term, ...]:
    """The words of a question for a contact that say what about."""
    return tuple(t for t in asked.terms if not _ANY_CONTACT.fullmatch(t.word))


def contact_claims(asked: Asked, document: Document) -> tuple[Claim, ...]:
    """Claims for a part that asks for a person, phone, mailbox or address; empty if no line is meant clearly."""
    kinds, lines = asked.part.kinds, contact_lines(document)
    if not lines or not kinds & {Kind.CONTACT, Kind.EMAIL, Kind.ADDRESS}:
        return ()
    if Kind.CONTACT not in kinds and (asked.part.yes_no or asked.part.unit):
        return ()
    chosen: list[ContactLine] = []
    for entity in _narrowest(asked.part.entities):
        chosen.extend(lines_for(entity, document, lines))
    if chosen and Kind.CONTACT in kinds:
        return tuple(_person_claim(line) for line in dict.fromkeys(chosen))
    if Kind.EMAIL in kinds:
        return tuple(_email_claim(line) for line in lines if line.has("email") and (not chosen or line in chosen))
    return tuple(_plain_claim(line) for line in _by_label(asked, lines))


def _narrowest(entities: Sequence[Entity]) -> list[Entity]:
    """Without the classes of directions that are named too: their line would be another's."""
    return [e for e in entities if not any(o is not e and o.is_direction and e.path.holds(o.path) for o in entities)]


def _by_label(asked: Asked, lines: Sequence[ContactLine]) -> list[ContactLine]:
    """Lines whose label says what is asked for: `地址`, `邮寄联系人`, `技术支持`."""
    found: list[ContactLine] = []
    kinds, words = asked.part.kinds, f"{asked.part.background} {asked.part.text}"
    if Kind.ADDRESS in kinds and _WHERE.search(asked.part.text):
        found += [line for line in lines if line.is_address]
    if Kind.CONTACT in kinds:
        posted = [line for line in lines if line.has("phone") and _POST.search(line.label)]
        if posted and _POST.search(words):
            return [*found, *posted]
        terms = own_words(asked) or (*asked.terms, *terms_of(asked.part.background))
        labelled = [(cover(terms, fold(line.label)), line) for line in lines if line.has("phone") and line.label]
        best = max((score for score, _ in labelled), default=0.0)
        if best >= _LABEL_COVER:
            found += [line for score, line in labelled if score >= best - 1e-6]
    return list(dict.fromkeys(found))


def _person_claim(line: ContactLine) -> Claim:
    citation = line.citation()
    return Claim(shown(citation.quote), (citation,))


def _email_claim(line: ContactLine) -> Claim:
    """The mailbox with the words that lead up to it, not the whole sentence it stands in."""
    mailbox = next(v for v in line.held if v.kind == "email")
    begun = max((line.text.rfind(mark, 0, mailbox.start) for mark in "，,。；;（("), default=-1) + 1
    citation = cite(line.document, line.clause, line.start + begun, line.start + mailbox.end)
    return Claim(f"{mailbox.text}（{line.clause.path}）", (citation,))


def _plain_claim(line: ContactLine) -> Claim:
    citation = line.citation()
    return Claim(shown(citation.quote), (citation,))


def _items(label: str) -> tuple[tuple[str, str], ...]:
    items: list[tuple[str, str]] = []
    for item in _ITEM_BREAK.split(label):
        match = _QUALIFIED.match(item.strip())
        items.append((match[1], match[2]) if match else (item.strip(), ""))
    return tuple(items)
