"""Questions worth asking: examples for an empty page, follow-ups after an answer. Made from the documents, not written down."""

from __future__ import annotations

from assistant.contacts import contact_lines, lines_for
from assistant.entities import Entity
from assistant.model import Answer, Status
from assistant.structure import children
from corpus.clause_path import ClausePath
from corpus.directions import direction_of
from corpus.model import Direction, Document
from corpus.numerals import dates

MOST = 3


def examples(document: Document) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Three groups of questions that this document answers: (title, questions)."""
    groups = [("申报规则", _rule_questions(document))]
    if document.directions:
        first, last = document.directions[0], document.directions[-1]
        groups.append(
            (
                "方向与大类",
                (f"{first.category}有哪些方向？", f"{_short(last)}有什么要求？", f"{_short(first)}属于哪一类？"),
            )
        )
    if contact_lines(document):
        who = document.categories[-1].name if document.categories else "申报"
        groups.append(("材料与联系", (f"{who}的联系人是谁？", "材料寄到哪里？", "电子版发到哪个邮箱？")))
    return tuple((title, questions) for title, questions in groups if questions)


def candidates(answer: Answer, document: Document, spoken_of: Direction | None = None) -> tuple[str, ...]:
    """Follow-ups to an answer, most fitting first; whether they can be answered is for the caller to try."""
    cited = [ClausePath.parse(c.clause) for c in answer.citations if c.document == document.id]
    found: list[str] = []
    direction = spoken_of or next((d for path in cited if (d := direction_of(path, document.directions))), None)
    if direction is not None:
        found += _about(direction, document)
    elif answer.status is Status.ANSWERED:
        found += [*_rule_questions(document), *(f"{c.name}的联系人是谁？" for c in document.categories[:1])]
    else:
        found += _rule_questions(document)
    return tuple(dict.fromkeys(question for question in found if question != answer.question))


def _about(direction: Direction, document: Document) -> list[str]:
    entity = Entity(document.id, direction.path, direction.name, direction.name, True)
    name = _short(direction)
    found = [f"{name}的联系人是谁？"] if lines_for(entity, document, contact_lines(document)) else []
    found += [f"{name}的{c.heading}是什么？" for c in children(document, direction.path) if c.heading]
    return [*found, f"{direction.category}还有哪些方向？"]


def _rule_questions(document: Document) -> tuple[str, ...]:
    text = "".join(c.text for c in document.clauses if c.path.annex is None)
    known = (
        (document.deadline is not None and bool(dates(text)), "申报材料最晚什么时候交？"),
        ("不超过" in text, "一个申报主体最多能报几个项目？"),
        ("视频" in text, "视频有什么要求？"),
        ("优先" in text, "哪些项目优先支持？"),
        ("份" in text, "申报书要交几份？"),
    )
    return tuple(question for holds, question in known if holds)


def _short(direction: Direction) -> str:
    """The name people would use: the first nickname that isn't ASCII, else the title."""
    return next((a for a in direction.aliases if not a.isascii()), direction.name)
