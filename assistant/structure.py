"""Answers that stand in a document's structure rather than in one sentence: members, class of a direction, items, particulars."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assistant.asked import Asked, cover
from assistant.model import Claim
from assistant.question import Kind
from assistant.quoting import cite, quote_claim
from assistant.reranker import Ranked
from assistant.wording import fold
from corpus.clause_path import PREAMBLE, ClausePath
from corpus.model import Category, Clause, Document
from corpus.numerals import dates
from index.passages import sentences

_MEMBERS = re.compile(
    r"哪几|哪些|有什么|有啥|都有|包括|包含|名单|分别(?:是|叫)|各是|几(?:个|种)|清单|列|(?:有|共|设|分)(?:\d+|[两三四五六七八九十]+)个(?:具体)?方向",
    re.IGNORECASE,
)
_NOT_MEMBERS = re.compile(
    r"该报|适合|报哪|归哪|咨询|对口|号码|最多|名额|推荐|推几|报几|能报|谁能|联系|电话|找谁|问谁|要求|条件|门槛|区别|不同|不一样|部署|家企业|几家|材料|场景",
    re.IGNORECASE,
)
_ITSELF = re.compile(
    r"通知|文件|公文|全称|文号|落款|主送|发文|印发|附件\s*[一二三四五六\d]|(?:这|本|此)次|开展|\b(?:notice|document|call|issued?|addressed)\b",
    re.IGNORECASE,
)
_MOSTLY = 0.45
_OVERVIEW = re.compile(
    r"(?:各|几|[一二三四五六七八九十\d]|哪些|哪几个?)大类|大类(?:的)?(?:名称|名字|都)|\b(?:what|which|how many)(?: \w+){0,3} (?:categories|classes)",
    re.IGNORECASE,
)
_PLACES = re.compile(r"(?:属于|归|算|落)(?:在|到|于)?(?:哪|什么|啥)")
_OF_CLASSES = re.compile(r"方向|赛道|类|categor|class|direction", re.IGNORECASE)
_SHORT_ITEM = 90
_BASIS = re.compile(r"依据|根据|按照|凭什么|basis|based on", re.IGNORECASE)


def members(asked: Asked, document: Document) -> tuple[Claim, ...]:
    """“安全类有哪些方向”: the titles of the directions of each class named."""
    part = asked.part
    if any(e.is_direction for e in part.entities) or not (part.own_entities or Kind.MEMBERS in part.kinds):
        return ()
    words = _without_names(asked)
    if (Kind.MEMBERS not in part.kinds and not _MEMBERS.search(words)) or _NOT_MEMBERS.search(words):
        return ()
    named = [c for c in document.categories if any(e.path == c.path for e in part.entities)]
    return tuple(claim for category in named for claim in _members_of(category, document))


def _without_names(asked: Asked) -> str:
    """The question without the names of directions and classes in it."""
    words = asked.part.text
    for entity in asked.part.entities:
        words = words.replace(entity.said, "") if entity.said else words
    return words


def overview(asked: Asked, document: Document) -> tuple[Claim, ...]:
    """“一共有哪几大类”: the sentence of the body that names all classes."""
    part = asked.part
    plain = _OVERVIEW.search(part.text) is not None
    asks = plain or (
        Kind.MEMBERS in part.kinds and _OF_CLASSES.search(part.text) and not _NOT_MEMBERS.search(part.text)
    )
    if part.entities or len(document.categories) < 2 or not asks or _PLACES.search(part.text):
        return ()
    for clause in (c for c in document.clauses if c.path.annex is None):
        for start, end in sentences(clause.text):
            text = clause.text[start:end]
            named = all(category.name in text for category in document.categories)
            if named and (plain or cover(asked.terms, fold(text)) >= _MOSTLY):
                return (quote_claim(document.id, clause, start, end),)
    return ()


def members_lead(asked: Asked, document: Document) -> str:
    """`安全类共8个方向：`, for the members of one class; the count is that of the items cited below it."""
    named = [c for c in document.categories if any(e.path == c.path for e in asked.part.entities)]
    if len(named) != 1:
        return ""
    return f"{named[0].name}共{sum(d.category_path == named[0].path for d in document.directions)}个方向："


def items_lead(document: Document, parent: ClausePath, count: int) -> str:
    """`应用场景共4项：`; "" for a clause without a name."""
    clause = next((c for c in document.clauses if c.path == parent), None)
    return f"{clause.heading}共{count}项：" if clause and clause.heading else ""


def _members_of(category: Category, document: Document) -> list[Claim]:
    directions = [d for d in document.directions if d.category_path == category.path]
    claims: list[Claim] = []
    for direction in directions:
        clause = document.clause(str(direction.path))
        start = clause.text.index(direction.name)
        citation = cite(document.id, clause, start, start + len(direction.name))
        alone = f"{category.name}共1个方向：" if len(directions) == 1 else ""
        claims.append(Claim(f"{alone}{direction.path.steps[-1]}{direction.name}", (citation,)))
    return claims


def category_of(asked: Asked, document: Document) -> tuple[Claim, ...]:
    """“平台+安全生产属于哪一类”: the class a named direction stands under."""
    if Kind.CATEGORY not in asked.part.kinds or re.search(r"场景|企业|单位|环节", _without_names(asked)):
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


def direction_asked(asked: Asked, document: Document, ranked: Sequence[Ranked]) -> tuple[Claim, ...]:
    """“该报哪个方向”: the direction that the best units stand in, with the unit that speaks for it."""
    if Kind.DIRECTION not in asked.part.kinds or Kind.CATEGORY in asked.part.kinds:
        return ()
    weight: dict[ClausePath, float] = {}
    for r in ranked[:8]:
        if r.unit.direction is not None:
            weight[r.unit.direction] = weight.get(r.unit.direction, 0.0) + r.probability
    if not weight:
        return ()
    path = max(weight, key=lambda p: weight[p])
    direction = next(d for d in document.directions if d.path == path)
    title = document.clause(str(path))
    start = title.text.index(direction.name)
    named = cite(document.id, title, start, start + len(direction.name))
    unit = next(r.unit for r in ranked if r.unit.direction == path)
    evidence = quote_claim(document.id, document.clause(unit.passage.clause), unit.passage.start, unit.passage.end)
    return (Claim(f"较贴近{direction.category}的“{direction.name}”", (named,)), evidence)


def children(document: Document, path: ClausePath) -> list[Clause]:
    """Clauses right below `path`, in order."""
    return [c for c in document.clauses if c.path.parent == path]


def listed(document: Document, parent: ClausePath) -> list[Clause]:
    """The items of a list that a clause opens: numbered ones, or any below words that end in a colon."""
    below = children(document, parent)
    opens = any(c.path == parent and c.text.rstrip().endswith(("：", ":")) for c in document.clauses)
    return [c for c in below if (opens and c.heading != c.path.steps[-1]) or c.path.steps[-1].isdigit()]


def items(document: Document, below: Sequence[Clause], *, whole: bool = False) -> tuple[Claim, ...]:
    """The items of a list, each by its heading, or `whole`; by its first sentence where it has no heading."""
    claims: list[Claim] = []
    for clause in below:
        if clause.heading and not whole:
            start = clause.text.index(clause.heading)
            claims.append(Claim(clause.heading, (cite(document.id, clause, start, start + len(clause.heading)),)))
        else:
            end = len(clause.text) if whole or len(clause.text) <= _SHORT_ITEM else next(sentences(clause.text))[1]
            claims.append(quote_claim(document.id, clause, 0, end))
    return tuple(claims)


def particulars(asked: Asked, document: Document) -> tuple[Claim, ...]:
    """Title, number, issuer, date, addressees and basis of the document itself."""
    part = asked.part
    if part.entities or not _ITSELF.search(part.text):
        return ()
    if part.kinds & {Kind.DOCUMENT_NUMBER, Kind.TITLE} and _means_another(asked, document):
        return ()
    body = [c for c in document.clauses if c.path.annex is None]
    for kind, find in _PARTICULARS.items():
        if kind in part.kinds:
            return find(asked, document, body)
    return ()


def _means_another(asked: Asked, document: Document) -> bool:
    """True if the question names a paper by words that this document's title doesn't hold: a plan, a guide."""
    if "《" in asked.part.text or re.search(r"依据|上位|参照", asked.part.text):
        return True
    named = re.findall(r"[\u4e00-\u9fff]{2,8}?(?:计划|规划|指南|办法|规范|意见|方案)", asked.part.text)
    return any(fold(name[-4:]) not in fold(document.title) for name in named)


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
    places = (*body[-1:], *body[:1]) if "落款" in asked.part.text else (*body[:1], *body[-1:])
    return _literal(document, places, document.issuer)


def _issued(asked: Asked, document: Document, body: Sequence[Clause]) -> tuple[Claim, ...]:
    del asked
    for clause in (*body[-1:], *body[:1]):
        for day, start, end in reversed(dates(clause.text)):
            if day == document.issued:
                return (Claim(clause.text[start:end], (cite(document.id, clause, start, end),)),)
    return ()


def _addressees(asked: Asked, document: Document, body: Sequence[Clause]) -> tuple[Claim, ...]:
    """The line of the opening that ends in a colon: whom the letter is addressed to."""
    del asked
    for clause in body[:1]:
        position = 0
        for line in clause.text.split("\n"):
            if re.search(r"[:：]\s*$", line) and position:
                return (quote_claim(document.id, clause, position, position + len(line)),)
            position += len(line) + 1
    return ()


def _basis(asked: Asked, document: Document, body: Sequence[Clause]) -> tuple[Claim, ...]:
    """The opening sentence that names what the letter goes by."""
    if not _BASIS.search(asked.part.text):
        return ()
    for clause in body[:1]:
        for start, end in sentences(clause.text):
            if re.search(r"按照|根据|依据|落实", clause.text[start:end]) and "《" in clause.text[start:end]:
                return (quote_claim(document.id, clause, start, end),)
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
    Kind.ADDRESSEES: _addressees,
    Kind.REASON: _basis,
}
