"""At which stage an answer went wrong."""

from __future__ import annotations

import pytest

from eval.causes import LABELS, Cause, cause_of
from eval.metrics import Score
from eval.metrics_retrieval import Ranks


def scored(cause: str, *, answerable: bool = True, refused: bool = False) -> Score:
    return Score(answerable, refused, not cause, None, None, None, True, True, 4, 1, cause, 1.0)


@pytest.mark.parametrize(
    ("score", "ranks", "missed", "let_through", "cause"),
    [
        (scored(""), (1,), (False,), True, None),
        (scored("wrongly answered", answerable=False), (), (), True, Cause.ANSWERED),
        (scored("wrongly refused", refused=True), (None,), (True,), False, Cause.NOT_RETRIEVED),
        (scored("wrongly refused", refused=True), (6,), (True,), False, Cause.RANKED_LOW),
        (scored("wrongly refused", refused=True), (2, None), (True, True), False, Cause.REFUSED),
        (scored("wrongly refused", refused=True), (1,), (True,), True, Cause.GATE),
        (scored("wrong clause"), (None,), (True,), True, Cause.NOT_RETRIEVED),
        (scored("wrong clause"), (9,), (True,), True, Cause.RANKED_LOW),
        (scored("not cited"), (1, 9), (False, True), True, Cause.RANKED_LOW),
        (scored("not cited"), (1, 5), (False, True), True, Cause.NOT_SELECTED),
        (scored("incomplete"), (1,), (False,), True, Cause.WORDS),
        (scored("wrong verdict"), (9,), (False,), True, Cause.WORDS),
    ],
)
def test_the_first_stage_that_failed_is_named(
    score: Score, ranks: Ranks, missed: tuple[bool, ...], let_through: bool, cause: Cause | None
) -> None:
    assert cause_of(score, ranks, missed, let_through=let_through) is cause


def test_every_cause_has_a_name_for_readers() -> None:
    assert set(LABELS) == set(Cause)
