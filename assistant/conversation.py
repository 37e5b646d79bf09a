"""A follow-up → a question that stands for itself: “那安全类呢？”, “需要几份？”, “它的联系人是谁”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.model import Turn
from assistant.question import Part, Question, Reader

_REFERS = re.compile(r"它|他们|她|这个|那个|这些|该|上述|其中|这类|那类|这一|那一|此|前面|刚才|上面|\b(?:it|its|they|them|that|this|those|these|there)\b", re.IGNORECASE)
_ELLIPSIS = re.compile(r"^(?:那么?|那|如果是?|换成|要是|and|what about|how about|but)?[，, ]*(.{1,24}?)(?:呢|咋样|怎么样|如何)?[?？!。 ]*$", re.IGNORECASE)
_TAIL = re.compile(r"呢[?？ ]*$|^那|^(?:and|what about|how about)\b", re.IGNORECASE)
_SELF = re.compile(r"通知|附件|文件|申报|申请|报名|\bnotice\b|\bapply\b", re.IGNORECASE)


def resolve(asked: str, history: Sequence[Turn], reader: Reader) -> Question:
    """Understand `asked` in the light of the turns before it (all of one conversation, oldest first)."""
    question = reader.read(asked)
    if not history:
        return question
    before = resolve(history[-1].question, history[:-1], reader)
    cited = tuple(dict.fromkeys((c.document, c.clause) for c in history[-1].answer.citations))
    cited = cited or tuple((r.document, r.clause) for r in history[-1].answer.nearest)
    parts = tuple(_follow(part, before, reader, question, cited) for part in question.parts)
    return replace(question, parts=parts)


def _follow(part: Part, before: Question, reader: Reader, question: Question, cited: tuple[tuple[str, str], ...]) -> Part:
    last = before.parts[-1]
    refers = _REFERS.search(part.text) is not None
    if part.entities and _is_bare(part):
        return _same_question_of(part, last, reader, question, cited)
    if part.entities and part.own_entities and not refers:
        return part
    short = len(re.sub(r"\W", "", part.text)) <= (12 if question.language.value == "zh" else 40)
    if not (refers or short or _TAIL.search(part.text)):
        return replace(part, previous=cited)
    entities = part.entities or last.entities
    if _TAIL.search(part.text) and not part.kinds and not part.yes_no:
        part = replace(part, kinds=last.kinds, unit=part.unit or last.unit, yes_no=last.yes_no)
        return replace(part, search=f"{part.search} {_without_names(last)}", entities=entities, previous=cited, own_entities=bool(part.entities))
    topic = "" if _SELF.search(part.text) and not refers else _without_names(last)
    background = " ".join(filter(None, (part.background, topic)))
    return replace(part, entities=entities, previous=cited, background=background, own_entities=bool(part.entities) and part.own_entities)


def _is_bare(part: Part) -> bool:
    """True if a part only names something (“那安全类呢”) and asks nothing about it."""
    if part.kinds or part.unit:
        return False
    match = _ELLIPSIS.match(part.text)
    left = match[1] if match else part.text
    for entity in part.entities:
        left = re.sub(re.escape(entity.said), "", left, flags=re.IGNORECASE)
    return len(re.sub(r"\W|方向|类|那个|那|呢|的|换成|如果|要是|the|about|what|class|direction", "", left)) <= 2


def _same_question_of(
    part: Part, last: Part, reader: Reader, question: Question, cited: tuple[tuple[str, str], ...]
) -> Part:
    """The last question, asked of what this part names."""
    words = f"{' '.join(e.name for e in part.entities)} {_without_names(last)}"
    asked = replace(last, text=words, search=words if last.search == last.text else f"{words} {last.search}")
    del reader, question
    return replace(asked, entities=part.entities, own_entities=True, previous=cited, background=last.background, quantities=part.quantities or last.quantities)


def _without_names(part: Part) -> str:
    words = part.text
    for entity in part.entities:
        words = re.sub(re.escape(entity.said), "", words, flags=re.IGNORECASE)
    return words.strip(" ，,。?？的")
