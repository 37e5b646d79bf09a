"""Two things set side by side that are no directions (`甲和乙的名额差多少`): the words of each, and what is said of each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.asked import Asked, cover, outside_names
from assistant.entities import Entity
from assistant.ordering import names_any
from assistant.question import Kind
from assistant.reranker import Ranked
from assistant.terms import Term, terms_of
from assistant.units import Unit
from assistant.wording import fold
from corpus.model import Clause, Document

_BOTH = re.compile(
    r"分别|各(?:自)?(?:是|要|有|能|多少|几|占|为)|都(?:是|有)?(?:多少|几|什么|啥)|\brespectively\b|\beach\b",
    re.IGNORECASE,
)
_AND = re.compile(
    r"(?<!总)和(?!谁)|跟(?!谁)|与|同(?=[^一样时])|还是|以及|、|,(?:跟|和|与)|\band\b|\bversus\b|\bvs\.?\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[,，。;；:：?？]|的(?!是)|分别|各|有(?:什么|啥|何|没有)|差|区别|不同|谁|哪")
_APART = re.compile(r"区别|区分|分清|不同|不一样|差异|差在|侧重|落脚|定位|偏向|选哪|怎么选|differ", re.IGNORECASE)
_PARTICULAR = re.compile(
    r"要求|条件|门槛|场景|材料|数量|多少|几[家个项名人次]|电话|联系|谁|部署|成效|指标|标准|require|how many",
    re.IGNORECASE,
)
_TOGETHER = 0.3
_PARTLY = 0.4
_FAR = 0.08
_FARTHEST = 0.03
_SPOKEN_OF = 0.3
_LOOKED_AT = 12


def sides_of(asked: Asked) -> tuple[tuple[Term, ...], tuple[Term, ...]] | None:
    """The words of each of two things, none of them shared; None if the part doesn't set two side by side."""
    text = fold(asked.part.text)
    if not (Kind.COMPARE in asked.part.kinds or _BOTH.search(text)):
        return None
    for match in _AND.finditer(text):
        left = _STOP.split(text[: match.start()])[-1] or text[: match.start()].rstrip("的")
        right = _STOP.split(text[match.end() :].lstrip("那"))[0]
        shared = {t.word for t in terms_of(left)} & {t.word for t in terms_of(right)}
        first, second = ([t for t in terms_of(words) if t.word not in shared] for words in (left, right))
        if first and second:
            return tuple(first), tuple(second)
    return None


def told_of_both(asked: Asked, ranked: Sequence[Ranked]) -> list[Unit]:
    """For each side the likeliest unit that speaks of it rather than of the other, in the order of the source.

    Where words don't tell the sides apart (`建成的和没建成的`): the best unit and the likeliest one beside it. Empty
    if nothing is compared, or only one side is spoken of.
    """
    ranked = [r for r in ranked[:_LOOKED_AT] if not r.unit.is_title]
    if not ranked or not _compares(asked):
        return []
    sides = sides_of(asked)
    if sides and _both_in(ranked[0].unit, sides):
        return []
    found = (
        [_likeliest(own, other, ranked, Kind.NUMBER in asked.part.kinds) for own, other in (sides, sides[::-1])]
        if sides
        else []
    )
    if len(found) == 2 and found[0] and found[1]:
        units = [found[0], found[1]]
    elif (
        Kind.COMPARE in asked.part.kinds and not asked.part.yes_no and not asked.part.kinds & {Kind.EMAIL, Kind.CONTACT}
    ):
        units = [ranked[0].unit, *_beside(ranked[0].unit, ranked)]
    else:
        return []
    return sorted(dict.fromkeys(units), key=lambda u: u.row) if len(set(units)) == 2 else []


def _compares(asked: Asked) -> bool:
    return Kind.COMPARE in asked.part.kinds or _BOTH.search(fold(asked.part.text)) is not None


def _both_in(unit: Unit, sides: tuple[Sequence[Term], Sequence[Term]]) -> bool:
    return all(cover(side, unit.folded) >= _SPOKEN_OF for side in sides)


def _likeliest(own: Sequence[Term], other: Sequence[Term], ranked: Sequence[Ranked], wanted: bool) -> Unit | None:
    floor = _FAR * ranked[0].probability
    for r in ranked:
        if (
            r.probability >= floor
            and bool(r.unit.amounts) >= wanted
            and cover(own, r.unit.folded) > max(_SPOKEN_OF, cover(other, r.unit.folded))
        ):
            return r.unit
    return None


def _beside(best: Unit, ranked: Sequence[Ranked]) -> list[Unit]:
    """The likeliest other sentence of the same clause, or item of the same list."""
    floor = _FARTHEST * ranked[0].probability
    for r in ranked:
        item = r.unit.path.parent == best.path.parent and r.unit.path.steps[-1] not in (r.unit.heading,)
        if r.unit != best and r.probability >= floor and (r.unit.path == best.path or item):
            return [r.unit]
    return []


def together(asked: Asked, sides: Sequence[Entity], ranked: Sequence[Ranked]) -> list[Unit]:
    """Sentences of one clause elsewhere that name every side (`甲类按30%…；乙类按25%…`), if it says no less than the sides do."""
    words = outside_names(asked)
    clauses: dict[str, list[Ranked]] = {}
    for r in ranked:
        if names_any(r.unit, sides) and not any(s.path.holds(r.unit.path) for s in sides):
            clauses.setdefault(r.unit.passage.clause, []).append(r)
    inside = max(
        (cover(words, r.unit.folded) for r in ranked[:8] if any(s.path.holds(r.unit.path) for s in sides)), default=0
    )
    for held in sorted(clauses.values(), key=lambda rs: -max(r.probability for r in rs)):
        units = sorted((r.unit for r in held), key=lambda u: u.row)
        named = all(any(names_any(u, (side,)) for u in units) for side in sides)
        told = (
            max(r.probability for r in held) >= _TOGETHER and cover(words, "".join(u.folded for u in units)) >= inside
        )
        numbers = Kind.NUMBER not in asked.part.kinds or all(u.amounts for u in units)
        if named and told and numbers and len(units) <= len(sides):
            return units
    return []


def openings(asked: Asked, side: Entity, document: Document, own: Sequence[Ranked] = ()) -> list[Clause]:
    """What a direction is for: its opening paragraph, else its first part, where directions are told apart as a whole.

    Args:
        own: Units of the direction; if one holds what else the question says, that is asked for, not the whole.
    """
    if not side.is_direction or not _APART.search(asked.part.text) or _PARTICULAR.search(asked.part.text):
        return []
    words = [t for t in outside_names(asked) if not _APART.search(t.word)]
    if any(cover(words, r.unit.folded) >= _PARTLY for r in own):
        return []
    title = document.clause(str(side.path))
    if len(title.text.split("\n")) > 1:
        return [title]
    return [c for c in document.clauses if c.path.parent == side.path][:1]
