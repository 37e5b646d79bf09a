"""Answers that stand in a document's structure rather than in one sentence: members, class of a direction, items, particulars."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assistant.features import Asked
from assistant.model import Claim
from assistant.question import Kind
from assistant.quoting import cite, quote_claim
from assistant.terms import stopwords
from assistant.wording import fold
from corpus.clause_path import PREAMBLE, ClausePath
from corpus.model import Category, Clause, Document
from corpus.numerals import dates

_COUNTED = re.compile(r"几|多少|how many", re.IGNORECASE)
_FILLER = re.compile(
    r"通知|文件|这份|这个|那份|附件\s*[一二三四五六七八九\d]*|全称|标题|名称|名字|题目|文号|发文|印发|发布|日期|时间|落款|单位|部门|机关|几号|叫|什么|啥|多少|哪天|哪年|哪个|谁|是|的|发|在|号"
    r"|\b(?:notice|document|number|title|issued?|issuing|date|full|name|reference|call|body|agency|authority)\b",
    re.IGNORECASE,
)


def members(asked: Asked, document: Document) -> tuple[Claim, ...]:
    """“安全类有哪些方向”: the titles of the directions of each class named."""
    if Kind.MEMBERS not in asked.part.kinds:
        return ()
    named = [c for c in document.categories if any(not e.is_direction and e.path == c.path for e in asked.part.entities)]
    return tuple(claim for category in named for claim in _members_of(category, document))


def _members_of(category: Category, document: Document) -> list[Claim]:
    directions = [d for d in document.directions if d.category_path == category.path]
    claims: list[Claim] = []
    for place, direction in enumerate(directions, 1):
        clause = document.clause(str(direction.path))
        start = clause.text.index(direction.name)
        lead = f"{category.name}共{len(directions)}个方向：" if place == 1 else ""
        claims.append(
            Claim(f"{lead}{direction.path.steps[-1]}{direction.name}", (cite(document.id, clause, start, start + len(direction.name)),))
        )
    return claims


def category_of(asked: Asked, document: Document) -> tuple[Claim, ...]:
    """“平台+安全生产属于哪一类”: the class a named direction stands under."""
    if Kind.CATEGORY not in asked.part.kinds:
        return ()
    claims: list[Claim] = []
    for entity in asked.part.entities:
        category = next((c for c in document.categories if c.path.holds(entity.path)), None)
        if entity.is_direction and category and entity.document == document.id:
            heading = document.clause(str(category.path))
            title = document.clause(str(entity.path))
            start = title.text.index(entity.name)
            claims.append(
                Claim(
                    f"“{entity.name}”属于{category.name}",
                    (
                        cite(document.id, title, start, start + len(entity.name)),
                        cite(document.id, heading, 0, len(heading.text)),
                    ),
                )
            )
    return tuple(claims)


def children(document: Document, path: ClausePath) -> list[Clause]:
    """Clauses right below `path`, in order."""
    return [c for c in document.clauses if c.path.parent == path]


def items(document: Document, parent: ClausePath) -> tuple[Claim, ...]:
    """The numbered items below a clause, each by its heading, or by its first words where it has none."""
    below = children(document, parent)
    claims: list[Claim] = []
    for clause in below:
        if clause.heading:
            start = clause.text.index(clause.heading)
            claims.append(Claim(clause.heading, (cite(document.id, clause, start, start + len(clause.heading)),)))
        else:
            claims.append(quote_claim(document.id, clause, 0, len(clause.text)))
    return tuple(claims)


def particulars(asked: Asked, document: Document) -> tuple[Claim, ...]:
    """Title, number, issuer and date of the document itself, when nothing else is asked about."""
    if asked.part.entities or _residue(asked):
        return ()
    body = [c for c in document.clauses if c.path.annex is None]
    for kind, find in _PARTICULARS.items():
        if kind in asked.part.kinds:
            return find(asked, document, body)
    return ()


def _residue(asked: Asked) -> bool:
    """True if content words are left besides those that ask for a particular of the document."""
    left = _FILLER.sub(" ", asked.part.text)
    words = [t.word for t in asked.terms if t.word in fold(left) and t.word not in stopwords()]
    return any(len(word) >= 2 for word in words)


def _title(asked: Asked, document: Document, body: Sequence[Clause]) -> tuple[Claim, ...]:
    annex = re.search(r"附件\s*([一二三四五六七八九\d])", asked.part.text)
    if annex:
        number = {c: str(i) for i, c in enumerate("一二三四五六七八九", 1)}.get(annex[1], annex[1])
        opening = next((c for c in document.clauses if c.path == ClausePath(f"附件{number}", (PREAMBLE,))), None)
        if opening is None:
            return ()
        line = opening.text.split("\n")[0]
        return (quote_claim(document.id, opening, 0, len(line)),)
    wanted = fold(document.title)
    for clause in body[:1]:
        end = 0
        for line in clause.text.split("\n"):
            end += len(line)
            if fold(clause.text[:end]).endswith(wanted[-6:]):
                return (quote_claim(document.id, clause, 0, end),)
            end += 1
    return ()


def _number(asked: Asked, document: Document, body: Sequence[Clause]) -> tuple[Claim, ...]:
    del asked
    return _literal(document, body[:1], document.number)


def _issuer(asked: Asked, document: Document, body: Sequence[Clause]) -> tuple[Claim, ...]:
    del asked
    return _literal(document, (*body[:1], *body[-1:]), document.issuer)


def _issued(asked: Asked, document: Document, body: Sequence[Clause]) -> tuple[Claim, ...]:
    del asked
    for clause in (*body[-1:], *body[:1]):
        for day, start, end in reversed(dates(clause.text)):
            if day == document.issued:
                return (Claim(clause.text[start:end], (cite(document.id, clause, start, end),)),)
    return ()


def _literal(document: Document, clauses: Sequence[Clause], words: str) -> tuple[Claim, ...]:
    for clause in clauses:
        start = clause.text.find(words) if words else -1
        if start >= 0:
            return (Claim(words, (cite(document.id, clause, start, start + len(words)),)),)
    return ()


_Finder = Callable[[Asked, Document, Sequence[Clause]], tuple[Claim, ...]]
_PARTICULARS: Mapping[Kind, _Finder] = {
    Kind.DOCUMENT_NUMBER: _number,
    Kind.ISSUED: _issued,
    Kind.ISSUER: _issuer,
    Kind.TITLE: _title,
}
