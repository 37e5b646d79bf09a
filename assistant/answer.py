"""Ranked units → draft claims for each part of a question, without a language model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import comparing, contacts, listing, select, structure
from assistant.asked import Asked
from assistant.entities import Entity
from assistant.model import Claim, Verdict
from assistant.ordering import in_order
from assistant.question import Kind
from assistant.quoting import quote_claim
from assistant.reranker import Ranked
from assistant.units import Unit, amounts
from assistant.verdict import verdict_of
from corpus.library import Library
from corpus.model import Clause, Document
from index.passages import sentences


@dataclass(frozen=True, slots=True)
class Draft:
    """What is said to one part.

    Attributes:
        claims: In the order they are shown.
        verdict: For a yes/no part.
        is_list: True if the claims are items of one list.
        certain: True if the document's structure leaves no doubt that this is what was asked for.
        lead: What the items of a list are, with their count; "" if nothing needs saying.
    """

    claims: tuple[Claim, ...]
    verdict: Verdict | None = None
    is_list: bool = False
    certain: bool = False
    lead: str = ""


def structural(asked: Asked, document: Document) -> Draft | None:
    """An answer from the document's structure, or None."""
    found = (
        structure.particulars(asked, document)
        or structure.members(asked, document)
        or structure.overview(asked, document)
    )
    if found:
        lead = structure.members_lead(asked, document) if len(found) > 1 else ""
        return Draft(found, structural_verdict(asked, found), is_list=len(found) > 1, certain=True, lead=lead)
    found = structure.category_of(asked, document)
    contact = contacts.contact_claims(asked, document)
    if found:
        return Draft((*found, *contact), structural_verdict(asked, found), certain=True)
    return Draft(contact, structural_verdict(asked, contact), certain=contacts.is_certain(asked)) if contact else None


def with_amounts(asked: Asked, contact: Draft, ranked: Sequence[Ranked], library: Library) -> Draft:
    """A contact, and before it the number that the same part asks for (人数线跟咨询电话一块给我)."""
    named = [e for e in asked.part.entities if e.is_direction]
    if Kind.CONTACT not in asked.part.kinds or not named or not _AMOUNT_TOO.search(asked.part.text):
        return contact
    own = [r for r in ranked if named[0].path.holds(r.unit.path) and r.unit.amounts and not r.unit.is_title]
    if not own:
        return contact
    numbers = replace(asked, part=replace(asked.part, kinds=frozenset({Kind.NUMBER})))
    return replace(contact, claims=(*from_units(numbers, own, library, most=1).claims, *contact.claims))


def sides_verdict(asked: Asked, drafts: Sequence[Draft]) -> Verdict | None:
    """For sides compared by a yes/no part: whether they hold the same amounts; else no if any side says no."""
    if not asked.part.yes_no:
        return None
    if Kind.COMPARE in asked.part.kinds:
        told = [{(a.value, a.unit) for c in d.claims for a in amounts(c.text)} for d in drafts]
        if all(told):
            return Verdict.YES if all(t & told[0] for t in told) else Verdict.NO
    verdicts = [d.verdict for d in drafts if d.verdict]
    return Verdict.NO if Verdict.NO in verdicts else next(iter(verdicts), None)


def structural_verdict(asked: Asked, claims: Sequence[Claim]) -> Verdict | None:
    """For a yes/no part: whether the things compared are one, the count is as said, or the class is the one named."""
    if not asked.part.yes_no:
        return None
    if Kind.COMPARE in asked.part.kinds and len(claims) > 1:
        told = {claim.text.rpartition("属于")[2] for claim in claims}
        return Verdict.YES if len(told) == 1 else Verdict.NO
    if Kind.CATEGORY in asked.part.kinds:
        return Verdict.YES if claims[0].text.rpartition("属于")[2] in asked.part.text else Verdict.NO
    if Kind.CONTACT in asked.part.kinds:
        people = [name for claim in claims for name in _PERSON.findall(claim.text)]
        said = re.search(r"是|叫|对吧|对吗|没错", asked.part.text)
        return (Verdict.YES if any(name in asked.part.text for name in people) else Verdict.NO) if said else None
    counts = [q.value for q in asked.part.quantities if q.unit == "个"]
    return (Verdict.YES if counts[0] == len(claims) else Verdict.NO) if counts else None


def from_units(asked: Asked, ranked: Sequence[Ranked], library: Library, most: int | None = None) -> Draft:
    """An answer from the best units; `ranked` must not be empty.

    Args:
        most: Units to use at most, where the kind of question doesn't decide.
    """
    ranked = in_order(asked, ranked)
    best = ranked[0].unit
    document = library.document(best.passage.document)
    fitting = structure.direction_asked(asked, document, ranked)
    if fitting:
        return Draft(fitting)
    listed = listing.parent_of(asked, ranked, document)
    if listed is not None:
        claims = listing.items_of(asked, document, listed)
        return Draft(claims, is_list=True, lead=structure.items_lead(document, listed, len(claims)))
    units = comparing.told_of_both(asked, ranked) or select.chosen(
        asked, [r for r in ranked if r.unit.passage.document == document.id], most
    )
    above = select.governing(best, document)
    verdict = verdict_of(asked, best, above.text if above else "") if asked.part.yes_no else None
    return Draft(tuple(select.claims(asked, units, document)), verdict)


def from_openings(clauses: Sequence[Clause], side: Entity) -> Draft:
    """The first sentences of a direction, after its name."""
    claims: list[Claim] = []
    for clause in clauses:
        spans = [span for span in sentences(clause.text) if len(clause.text[slice(*span)]) > _TITLE_LINE] or [
            (0, len(clause.text))
        ]
        last = next((i for i, (_, end) in enumerate(spans) if end - spans[0][0] > _OPENING_ENOUGH), len(spans) - 1)
        claims.append(quote_claim(side.document, clause, spans[0][0], spans[last][1], f"“{side.name}”："))
    return Draft(tuple(claims))


def from_chosen(asked: Asked, units: Sequence[Unit], library: Library) -> Draft:
    """What some units of one document say, all of them."""
    document = library.document(units[0].passage.document)
    above = select.governing(units[0], document)
    verdict = verdict_of(asked, units[0], above.text if above else "") if asked.part.yes_no else None
    return Draft(tuple(select.claims(asked, units, document)), verdict)


_TITLE_LINE = 20
_OPENING_ENOUGH = 40
_PERSON = re.compile(r"(?<=[:：/ ，])[\u4e00-\u9fff]{2,4}(?=[ ,，/（(]|$)")
_AMOUNT_TOO = re.compile(r"门槛|下限|上限|人数|家数|场景|数量|几家|几个|多少(?:家|个|人|名)")


def sides(asked: Asked) -> tuple[Entity, ...]:
    """The things a part sets side by side: two to four directions, or classes, named in it."""
    directions = tuple(e for e in asked.part.entities if e.is_direction)
    classes = tuple(e for e in asked.part.entities if not e.is_direction)
    for group in (directions, classes):
        if 2 <= len(group) <= 4 and asked.part.own_entities:
            return group
    return ()


def one_side(asked: Asked, side: Entity) -> Asked:
    """The same question asked of one of its sides."""
    return replace(asked, part=replace(asked.part, entities=(side,)))
