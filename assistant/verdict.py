"""Yes or no: what the sentence that answers makes of what is asked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from assistant.asked import Asked
from assistant.model import Verdict
from assistant.units import Unit
from assistant.verdicts.comparing import by_bounds, in_scope
from assistant.verdicts.deadlines import by_day
from assistant.verdicts.inquiry import Inquiry, read_inquiry
from assistant.verdicts.kinds import by_kinds, by_share_of_list
from assistant.verdicts.provisions import Rule, read_rule
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
)

Judge = Callable[[Inquiry, Rule], Verdict | None]
# what turns on the very case that is told, then on a number or a day, then on the force of the words: the first that has
# something to say decides
_JUDGES: Final[tuple[Judge, ...]] = (
    by_doom,
    by_kinds,
    by_day,
    by_exception,
    by_case,
    by_share_of_list,
    by_count,
    by_waiver,
    by_actor,
    by_bounds,
    by_head,
    by_denial,
    by_need,
)


def verdict_of(asked: Asked, unit: Unit, governing: str = "") -> Verdict:
    """What `unit` makes of the part: is what is asked about permitted or, for a plain fact, true?

    Args:
        governing: The words of the clause above that open the list the unit is an item of (有下列情形之一的，不得申报).
    """
    inquiry = read_inquiry(asked)
    rule = in_scope(inquiry, read_rule(unit.passage.text, governing))
    told = (judge(inquiry, rule) for judge in _JUDGES)
    return next((verdict for verdict in told if verdict is not None), None) or by_force(inquiry, rule)
