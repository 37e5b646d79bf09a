"""Questions for a list: which clause opens the list that is asked for, and its items, all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant import structure
from assistant.asked import Asked, cover, outside_names
from assistant.model import Claim
from assistant.question import Kind
from assistant.reranker import Ranked
from assistant.units import Unit
from assistant.wording import fold
from corpus.clause_path import ClausePath
from corpus.model import Clause, Document

_SPECIFIC = 0.4
_NEAR = 0.4
_WHOLE = 400
_STEPS = re.compile(
    r"环节|步骤|流程|程序|哪几步|几步|一步步|一步一步|每一步|先后|从.{1,12}到.{1,14}(?:走|经过|经历)|\bsteps?\b|procedure|process",
    re.IGNORECASE,
)
_DETAILS = re.compile(
    r"要求|条件|标准|具体|说明|内容|详细|门槛|时间|多少|分别|requirements?|conditions?", re.IGNORECASE
)


def parent_of(asked: Asked, ranked: Sequence[Ranked], document: Document) -> ClausePath | None:
    """The clause whose items answer a question for a list, if the best units point at them all alike."""
    if (asked.part.yes_no and Kind.LIST not in asked.part.kinds) or "还是" in asked.part.text:
        return None
    steps = _STEPS.search(asked.part.text) is not None
    if not (asked.part.kinds & {Kind.LIST, Kind.MEMBERS, Kind.NUMBER} or steps or "场景" in asked.part.search):
        return None
    best = ranked[0].unit
    for parent in (best.path, best.path.parent):
        below = _items(document, parent, steps) if parent else []
        if parent is None or len(below) < 2:
            continue
        if parent != best.path and _one_is_meant(asked, parent, below, document):
            continue
        if parent == best.path and Kind.NUMBER in asked.part.kinds and not _asks_items(asked):
            continue
        if parent == best.path or steps or _all_alike(asked, ranked, [c.path for c in below]):
            return parent
    return None


def items_of(asked: Asked, document: Document, parent: ClausePath) -> tuple[Claim, ...]:
    """The items, each by its name; in full where that is short, numbers or particulars are asked for, or they have no names."""
    below = _items(document, parent, _STEPS.search(asked.part.text) is not None)
    details = bool(asked.part.kinds & {Kind.NUMBER, Kind.DATE}) or _DETAILS.search(asked.part.text) is not None
    whole = details and sum(len(c.text) for c in below) <= _WHOLE
    return structure.items(document, below, whole=whole)


def _items(document: Document, parent: ClausePath, steps: bool) -> list[Clause]:
    below = structure.listed(document, parent)
    if below or not steps:
        return below
    return [c for c in structure.children(document, parent) if c.heading] if parent.steps and not parent.annex else []


def _asks_items(asked: Asked) -> bool:
    """True if the items themselves are asked for, not only how many or how much."""
    return Kind.LIST in asked.part.kinds or re.search(r"都?(?:叫|是|有)(?:啥|什么|哪)", asked.part.text) is not None


def _one_is_meant(asked: Asked, parent: ClausePath, below: Sequence[Clause], document: Document) -> bool:
    """True if an item holds what the question says, and the words that open the list don't."""
    words = outside_names(asked)
    above = next((c.text for c in document.clauses if c.path == parent), "")
    opened = cover(words, fold(above))
    return any(cover(words, fold(c.text)) >= max(_SPECIFIC, opened + 0.1) for c in below)


def _all_alike(asked: Asked, ranked: Sequence[Ranked], items: Sequence[ClausePath]) -> bool:
    """True if no one item stands out: the question names none of them, and several rank near the top."""
    near: list[Unit] = [r.unit for r in ranked[:6] if r.probability >= _NEAR * ranked[0].probability]
    named = [u for u in near if u.path in items and u.heading and u.heading in asked.part.search]
    return not named and len({u.path for u in near if u.path in items}) >= (3 if asked.english else 2)
