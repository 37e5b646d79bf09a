"""Ranked units in the order in which they answer: what the question names in so many words before what is only likely."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.asked import Asked, cover, outside_names
from assistant.entities import Entity
from assistant.question import Kind
from assistant.reranker import Ranked
from assistant.terms import Term, terms_of
from assistant.units import Unit, alike, amounts
from assistant.wording import fold

SAID = 0.6
_TYPED_SHARE = 0.25
_NAMED_SHARE = 0.1
_ABOUT_APPLYING = re.compile(
    r"报|推荐|名额|指标|截止|几号|什么时候|寄|提交|几份|联系|电话|邮箱|评审|入选|验收|示范期|apply|submit|filing|deadline|contact|quota",
    re.IGNORECASE,
)
_TAIL = re.compile(r"呢[?？ ]*$")
_MENTIONED = 0.3
_MENTIONED_MORE = 0.15
_ORDINAL_NAME = re.compile(r"[\u4e00-\u9fff]{2}[一二三四五六七八九十]+")


def in_order(asked: Asked, ranked: Sequence[Ranked]) -> list[Ranked]:
    """The same ranking with what the question names, in so many words, before what is only likely."""
    for first in (named_first, mentioned_first, own_words_first, typed_first):
        ranked = first(asked, ranked)
    return list(ranked)


def named_first(asked: Asked, ranked: Sequence[Ranked]) -> list[Ranked]:
    """The same ranking; where a direction is asked about, units inside it go before those outside, unless far behind."""
    named = [e.path for e in asked.part.entities if e.is_direction]
    if not named or _ABOUT_APPLYING.search(asked.part.text):
        return list(ranked)
    floor = _NAMED_SHARE * ranked[0].probability
    inside = [r for r in ranked if r.probability >= floor and any(path.holds(r.unit.path) for path in named)]
    return [*inside, *(r for r in ranked if r not in inside)] if inside else list(ranked)


def typed_first(asked: Asked, ranked: Sequence[Ranked]) -> list[Ranked]:
    """The same ranking; where a number of some unit or a date is asked for, units that hold one go before those that don't."""
    best = ranked[0].probability
    if not wants_value(asked):
        return list(ranked)
    near = [r for r in ranked[:8] if r.probability >= _TYPED_SHARE * best and holds_wanted(asked, r.unit.passage.text)]
    return [*near, *(r for r in ranked if r not in near)] if near else list(ranked)


def mentioned_first(asked: Asked, ranked: Sequence[Ranked]) -> list[Ranked]:
    """The same ranking; a unit elsewhere that names what is asked about (`甲类按30%补助`) and says more to the question goes first."""
    words = outside_names(asked)
    if not asked.part.entities or not words or not ranked:
        return list(ranked)
    best = cover(words, ranked[0].unit.folded)
    told = [(cover(words, r.unit.folded), r) for r in ranked if names_any(r.unit, asked.part.entities)]
    most = max((score for score, _ in told), default=0.0)
    if most < max(_MENTIONED, best + _MENTIONED_MORE):
        return list(ranked)
    first = [Ranked(r.unit, max(r.probability, ranked[0].probability)) for score, r in told if score >= most - 1e-6]
    rows = {r.unit.row for r in first}
    return [*first, *(r for r in ranked if r.unit.row not in rows)]


def own_words_first(asked: Asked, ranked: Sequence[Ranked]) -> list[Ranked]:
    """The same ranking; of a follow-up that only names something else (`乙市呢`), a unit that names it goes first."""
    words = own_words(asked)
    if not words or not ranked:
        return list(ranked)
    floor = _TYPED_SHARE * ranked[0].probability
    near = [r for r in ranked[:8] if r.probability >= floor and cover(words, r.unit.folded, soft=0.0) >= SAID]
    return [*near, *(r for r in ranked if r not in near)]


def own_words(asked: Asked) -> tuple[Term, ...]:
    """The words of a follow-up itself, where the rest of the question comes from the turn before; else none."""
    part = asked.part
    return terms_of(part.text) if part.previous and part.background and _TAIL.search(part.text) else ()


def names_any(unit: Unit, entities: Sequence[Entity]) -> bool:
    """True if a unit outside the entities themselves names one of them."""
    return any(
        e.document == unit.passage.document
        and not e.path.holds(unit.path)
        and any(name in unit.folded for name in _names(e))
        for e in entities
    )


def _names(entity: Entity) -> tuple[str, ...]:
    name = fold(entity.name)
    ordinal = entity.path.steps[-1] if _ORDINAL_NAME.fullmatch(entity.path.steps[-1]) else ""
    return tuple(n for n in (name, ordinal) if n)


def wants_value(asked: Asked) -> bool:
    """True if a number of some unit or a date is asked for, and nothing else."""
    kinds = asked.part.kinds
    wanted = bool(asked.part.unit) or Kind.DATE in kinds or (Kind.NUMBER in kinds and Kind.LIST not in kinds)
    return wanted and (not asked.part.yes_no or Kind.COMPARE in kinds)


def holds_wanted(asked: Asked, stretch: str) -> bool:
    found = amounts(stretch)
    if asked.part.unit:
        return any(alike(a.unit, asked.part.unit) for a in found)
    if Kind.DATE in asked.part.kinds:
        return "月" in stretch and any(a.unit in ("月", "日") for a in found)
    if Kind.DURATION in asked.part.kinds:
        return any(a.unit in ("年", "月", "天", "分钟", "小时", "周") for a in found)
    return bool(found)
