"""Yes or no: what the sentence that answers makes of what is asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.asked import Asked
from assistant.model import Verdict
from assistant.units import Unit
from assistant.verdicts.comparing import by_bounds, in_scope
from assistant.verdicts.deadlines import by_day
from assistant.verdicts.inquiry import Inquiry, read_inquiry
from assistant.verdicts.kinds import by_kinds, by_share_of_list
from assistant.verdicts.provisions import Force, Rule, read_rule
from assistant.verdicts.weighing import (
    by_actor,
    by_case,
    by_count,
    by_denial,
    by_doom,
    by_exception,
    by_force,
    by_head,
    by_need,
    by_waiver,
    nearest,
    nearness,
)

Judge = Callable[[Inquiry, Rule], Verdict | None]
# in this order: the first that has something to say decides. What turns on the very case that is told (an exception, a
# lack made good, a duty waived) has 3, what turns on a number or a day 2, what turns on the force of the words 1.
_JUDGES: Final[tuple[tuple[Judge, int], ...]] = (
    (by_doom, 3),
    (by_kinds, 3),
    (by_day, 2),
    (by_exception, 3),
    (by_case, 3),
    (by_share_of_list, 2),
    (by_count, 3),
    (by_waiver, 3),
    (by_actor, 2),
    (by_bounds, 2),
    (by_head, 1),
    (by_denial, 1),
    (by_need, 1),
)
_SPEAKS_TOO: Final = 0.6


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What one sentence makes of the part, how special the reason is, and how much of the part it speaks of."""

    verdict: Verdict
    weight: int
    nearness: float


def verdict_of(asked: Asked, unit: Unit, governing: str = "", beside: Sequence[str] = ()) -> Verdict:
    """What `unit` makes of the part: is what is asked about permitted or, for a plain fact, true?

    Args:
        governing: The words of the clause above that open the list the unit is an item of (有下列情形之一的，不得申报).
        beside: The other sentences of the clause. One of them decides where it speaks of the part as well and has the more
            special reason: an exception, a bound that is broken.
    """
    inquiry = read_inquiry(asked)
    own = _opinion(inquiry, unit.passage.text, governing)
    others = [_opinion(inquiry, text, governing) for text in beside]
    rivals = [o for o in others if o.weight > own.weight and o.nearness >= _SPEAKS_TOO * own.nearness]
    return max((own, *rivals), key=lambda o: (o.weight, o.nearness)).verdict


def _opinion(inquiry: Inquiry, text: str, governing: str) -> _Opinion:
    rule = in_scope(inquiry, read_rule(text, governing))
    near = nearness(inquiry, rule)
    for judge, weight in _JUDGES:
        verdict = judge(inquiry, rule)
        if verdict is not None:
            return _Opinion(verdict, weight, near)
    provision = nearest(inquiry, rule)
    verdict = by_force(inquiry, rule)
    clear = provision is not None and (
        provision.force in (Force.FORBIDS, Force.WAIVES, Force.PERMITS) or verdict is Verdict.NO
    )
    return _Opinion(verdict, 2 if clear else 0, near)
