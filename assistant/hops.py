"""From one part of a question to the next: what a part says nothing of itself, the parts around it say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Draft
from assistant.asked import Asked, cover, outside_names
from assistant.compose import Finding
from assistant.contacts import labelled, subject_words
from assistant.entities import Entity, NameIndex
from assistant.question import Kind, Part
from assistant.reranker import Ranked
from corpus.clause_path import ClausePath
from corpus.model import Document

_SHORT = 12
_LEANS = re.compile(
    r"它|他们|这|那|其中|其余|剩下|每次|前者|后者|同时|还要|\b(?:it|its|they|them|that|this|those|these)\b",
    re.IGNORECASE,
)
_THAT_CLASS = re.compile(r"(?:这|该|那|同)(?:一|个|一个)?(?:大)?类")
_TOLD = 0.4
_TOUCHED = 0.2
_SPOKEN_OF = 0.5
_LIKELY = 0.6
_SURE = 0.8


def topic_of(finding: Finding, names: NameIndex) -> Entity | None:
    """The direction that what was said to a part stands in; None if it stands in none, or in several."""
    if finding.draft is None:
        return None
    cited = [c for claim in finding.draft.claims for c in claim.citations]
    found = {e for c in cited if (e := names.at(c.document, ClausePath.parse(c.clause)))}
    return found.pop() if len(found) == 1 else None


def subject_of(asked: Asked, ranked: Sequence[Ranked], names: NameIndex, document: Document) -> Entity | None:
    """For a question whom to ask about something: the direction that speaks of it (`大棚的业务联系谁`), if one does clearly."""
    part = asked.part
    words = subject_words(asked)
    if Kind.CONTACT not in part.kinds or part.entities or not words or labelled(asked, document):
        return None
    inside = [r.unit for r in ranked if r.unit.direction is not None]
    told = [(cover(words, u.folded + u.around, soft=0.0), u) for u in inside]
    best = max((score for score, _ in told), default=0.0)
    found = {names.at(document.id, u.path) for score, u in told if score >= best - 1e-6}
    return found.pop() if best >= _SPOKEN_OF and len(found) == 1 else None


def with_topic(
    asked: Asked, before: Sequence[Finding], ranked: Sequence[Ranked], names: NameIndex, document: Document
) -> Part:
    """The part, about the direction that the part before it came to, where it is about none itself.

    A direction that was asked for is what all later parts are about; one that an answer merely stood in is whom to ask about.
    """
    part = asked.part
    if part.entities and part.own_entities:
        return part
    for finding in reversed(before):
        topic = topic_of(finding, names)
        category = _category(topic, document) if _THAT_CLASS.search(part.text) else None
        if category:
            return replace(part, entities=(category,), own_entities=True)
        if part.entities:
            return part
        meant = Kind.DIRECTION in finding.part.kinds or (Kind.CONTACT in part.kinds and not labelled(asked, document))
        if topic and meant:
            return replace(part, entities=(topic,), own_entities=False)
    subject = subject_of(asked, [r for r in ranked if r.unit.passage.document == document.id], names, document)
    return replace(part, entities=(subject,), own_entities=False) if subject else part


def _category(topic: Entity | None, document: Document) -> Entity | None:
    """The class that a direction stands under."""
    held = next((c for c in document.categories if topic and c.path.holds(topic.path)), None)
    return Entity(document.id, held.path, held.name, "", False) if held else None


def following(part: Part, before: Sequence[Finding]) -> Part:
    """A short part, or one that leans on what was said, with what the part before it cited and was about."""
    last = next((f for f in reversed(before) if f.draft is not None), None)
    if last is None or last.draft is None or part.previous:
        return part
    if len(re.sub(r"\W", "", part.text)) > _SHORT and not _LEANS.search(part.text):
        return part
    cited = tuple(dict.fromkeys((c.document, c.clause) for claim in last.draft.claims for c in claim.citations))
    return replace(part, previous=cited, background=f"{part.background} {last.part.text}".strip())


def told_nearby(asked: Asked, ranked: Sequence[Ranked], others: Sequence[Finding]) -> tuple[Ranked, ...]:
    """Of an open part, the sentences that the other parts' clauses hold and that speak of what this part asks."""
    drafts: list[Draft] = [f.draft for f in others if f.draft is not None]
    if not drafts:
        return ()
    cited = {(c.document, c.clause) for d in drafts for claim in d.claims for c in claim.citations}
    words = outside_names(asked)
    found: list[Ranked] = []
    for r in ranked:
        near = (r.unit.passage.document, r.unit.passage.clause) in cited
        told = cover(words, r.unit.folded + ("" if near else r.unit.around))
        likely = r.probability >= _LIKELY and told >= _TOUCHED if near else r.probability >= _SURE and told >= _TOLD
        if not r.unit.is_title and (likely or (near and told >= _TOLD)):
            found.append(r)
    return tuple(found)
