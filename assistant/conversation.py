"""A follow-up → a question that stands for itself: “那安全类呢？”, “需要几份？”, “它的联系人是谁”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.entities import Entity
from assistant.model import Answer, Citation, Language, Turn
from assistant.question import Part, Question, Reader
from assistant.terms import terms_of
from corpus.clause_path import ClausePath
from corpus.numerals import to_int

Clauses = tuple[tuple[str, str], ...]

_MEMORY = 6

_REFERS = re.compile(
    r"它|他们|她|这个|那个|这些|该|上述|其中|这类|那类|这一|那一|此|前面|刚才|上面|\b(?:it|its|they|them|that|this|those|these|there)\b",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"^(?:那么?|那|如果是?|换成|要是|and|what about|how about|but)?[，, ]*(.{1,24}?)(?:呢|咋样|怎么样|如何)?[?？!。 ]*$",
    re.IGNORECASE,
)
_TAIL = re.compile(r"呢[?？ ]*$|^那|^(?:and|what about|how about)\b", re.IGNORECASE)
_SELF = re.compile(r"通知|附件|文件|申报|申请|报名|\bnotice\b|\bapply\b", re.IGNORECASE)


_PICKED = re.compile(
    r"(倒数)?(?:第\s*([一二三四五六七八九十]|\d{1,2})|(头|首|最前)|(最后|末尾|最末))\s*(?:面)?(?:的)?(?:那|这)?(?:一|1)?(?:个|条|项|种|点|类|样|款)(?!方向|月|季|工作)"
)


def resolve(asked: str, history: Sequence[Turn], reader: Reader) -> Question:
    """Understand `asked` in the light of the turns before it (all of one conversation, oldest first)."""
    question = reader.read(asked)
    topic: tuple[Entity, ...] = ()
    last: Part | None = None
    for turn in history[-_MEMORY:]:
        last = _resolved(reader.read(turn.question), last, topic, ()).parts[-1]
        topic = last.entities or topic
    if last is None:
        return question
    answer = history[-1].answer
    cited = tuple(dict.fromkeys((c.document, c.clause) for c in answer.citations))
    if not last.entities:
        spoken_of = [reader.names.at(document, ClausePath.parse(clause)) for document, clause in cited]
        topic = tuple(dict.fromkeys(e for e in spoken_of if e))[:1] or topic
        last = replace(last, entities=topic[:1] if spoken_of and spoken_of[0] else ())
    picked = _picked(question, answer)
    if picked is not None:
        parts = (_about_item(question.parts[0], picked), *question.parts[1:])
        return replace(question, parts=parts)
    return _resolved(question, last, topic, cited or tuple((r.document, r.clause) for r in answer.nearest))


def _picked(question: Question, answer: Answer) -> Citation | None:
    """The item of the list before that a question points at by its place: `第二个`, `最后一条`."""
    match = _PICKED.search(question.parts[0].text)
    clauses = {c.clause: c for c in reversed(answer.citations)}
    items = list(reversed(clauses.values()))
    parents = {ClausePath.parse(c.clause).parent for c in items}
    if match is None or len(items) < 2 or len(parents) > 1 or question.parts[0].entities:
        return None
    place = 1 if match[3] or match[4] else to_int(match[2]) or 0
    backwards = bool(match[1] or match[4])
    if not 1 <= place <= len(items):
        return None
    return items[-place] if backwards else items[place - 1]


def _about_item(part: Part, item: Citation) -> Part:
    """A part about one item of a list, named by its first words."""
    name = re.split(r"[，。；：\n]", item.quote, maxsplit=1)[0]
    words = f"{name}{_PICKED.sub('', part.text, count=1)}"
    return replace(part, text=words, search=words, previous=((item.document, item.clause),))


def _resolved(question: Question, last: Part | None, topic: tuple[Entity, ...], cited: Clauses) -> Question:
    if last is None:
        return question
    english = question.language is Language.ENGLISH
    return replace(question, parts=tuple(_follow(part, last, topic, cited, english) for part in question.parts))


def _follow(part: Part, last: Part, topic: tuple[Entity, ...], cited: Clauses, english: bool) -> Part:
    refers = _REFERS.search(part.text) is not None
    if part.entities and _is_bare(part):
        return _same_question_of(part, last, cited)
    if part.entities and part.own_entities and not refers:
        return part
    short = len(re.sub(r"\W", "", part.text)) <= (40 if english else 12)
    tail = _TAIL.search(part.text) is not None
    if not (refers or short or tail):
        return replace(part, previous=cited)
    entities = part.entities or (topic if refers else last.entities)
    own = bool(part.entities) and part.own_entities
    rest = _without_names(last)
    if tail and not part.kinds and not part.yes_no:
        search = part.search if len(terms_of(part.search, english)) >= 2 else f"{part.search} {rest}"
        kinds, unit = last.kinds, part.unit or last.unit
        return replace(
            part, kinds=kinds, unit=unit, yes_no=last.yes_no, search=search, entities=entities, previous=cited,
            own_entities=own, background=rest,
        )  # fmt: skip
    background = " ".join(filter(None, (part.background, "" if _SELF.search(part.text) and not refers else rest)))
    return replace(part, entities=entities, previous=cited, background=background, own_entities=own)


def _is_bare(part: Part) -> bool:
    """True if a part only names something (“那安全类呢”) and asks nothing about it."""
    if part.kinds or part.unit:
        return False
    match = _ELLIPSIS.match(part.text)
    left = match[1] if match else part.text
    for entity in (e for e in part.entities if e.said):
        left = re.sub(re.escape(entity.said), "", left, flags=re.IGNORECASE)
    return len(re.sub(r"\W|方向|类|那个|那|呢|的|换成|如果|要是|the|about|what|class|direction", "", left)) <= 2


def _same_question_of(part: Part, last: Part, cited: Clauses) -> Part:
    """The last question, asked of what this part names."""
    words = f"{' '.join(e.name for e in part.entities)} {_without_names(last)}"
    return replace(
        last,
        text=words,
        search=words if last.search == last.text else f"{words} {last.search}",
        entities=part.entities,
        own_entities=True,
        previous=cited,
        quantities=part.quantities or last.quantities,
    )


def _without_names(part: Part) -> str:
    words = part.text
    for entity in part.entities:
        if entity.said:
            words = re.sub(re.escape(entity.said), "", words, flags=re.IGNORECASE)
    return words.strip(" ，,。?？的")
