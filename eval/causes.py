"""At which stage an answer went wrong: found, ranked, refused, chosen, checked, said."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from eval.metrics import Score
from eval.metrics_retrieval import Ranks

RANKED_HIGH: Final = 5


class Cause(StrEnum):
    """The first stage that failed, in the order of the stages."""

    NOT_RETRIEVED = "not retrieved"
    RANKED_LOW = "ranked too low"
    REFUSED = "wrongly refused"
    GATE = "gate"
    NOT_SELECTED = "not selected"
    WORDS = "wrong words"
    ANSWERED = "wrongly answered"


LABELS: Final = {
    Cause.NOT_RETRIEVED: "没有检索到",
    Cause.RANKED_LOW: "排得太低",
    Cause.REFUSED: "误拒",
    Cause.GATE: "核对时去掉",
    Cause.NOT_SELECTED: "排在前面而未选用",
    Cause.WORDS: "引对而说错",
    Cause.ANSWERED: "该拒而答",
}


def cause_of(score: Score, ranks: Ranks, missed: Sequence[bool], *, let_through: bool) -> Cause | None:
    """Why an answer is wrong or leaves gold clauses uncited; None if it is neither.

    Args:
        ranks: Where each gold clause stands among the ranked clauses; None where it isn't among them.
        missed: For each gold clause, whether the answer doesn't cite it.
        let_through: Whether the refusal model would have had some part answered.
    """
    if not score.cause:
        return None
    if not score.answerable:
        return Cause.ANSWERED
    if score.refused:
        # one gold clause found would have been enough to answer
        best = min((rank for rank in ranks if rank is not None), default=None)
        if best is None:
            return Cause.NOT_RETRIEVED
        if best > RANKED_HIGH:
            return Cause.RANKED_LOW
        return Cause.GATE if let_through else Cause.REFUSED
    lacking = [rank for rank, is_missed in zip(ranks, missed, strict=True) if is_missed]
    if None in lacking:
        return Cause.NOT_RETRIEVED
    if any(rank is not None and rank > RANKED_HIGH for rank in lacking):
        return Cause.RANKED_LOW
    return Cause.NOT_SELECTED if lacking else Cause.WORDS
