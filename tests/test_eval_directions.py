"""Judging directions: figures against cases worked out by hand, and cases that load and were not learned from."""

from __future__ import annotations

import pytest

from assistant.matching.model import Fit
from corpus.examples import read_examples
from corpus.library import BUILTIN, load_document
from eval.directions import DirectionCase, Found, calibration_error, confusions, figures, load_directions, reliability

DOCUMENT = load_document(BUILTIN / "miit-2023-319")


def case(gold: int | None, difficulty: str = "plain", also: tuple[int, ...] = (), name: str = "x") -> DirectionCase:
    return DirectionCase(name, "描述", gold, (), also, difficulty)


RESULTS = (
    Found(case(1), Fit.CLEAR, ((1, 0.9), (2, 0.1))),
    Found(case(2, "hard"), Fit.CLOSE, ((1, 0.5), (2, 0.4))),
    Found(case(3, "real"), Fit.NONE, ((3, 0.2),)),
    Found(case(None), Fit.NONE, ()),
    Found(case(None), Fit.CLEAR, ((4, 0.8),)),
    Found(case(None, "vague"), Fit.CLOSE, ((4, 0.3),)),
    Found(case(5, "two", (6,)), Fit.CLEAR, ((6, 0.5), (5, 0.5))),
)


def test_figures_are_the_shares_of_right_results() -> None:
    told = {name.strip(): value for name, value in figures(RESULTS).items()}
    assert told["first right"] == pytest.approx(1 / 3)
    assert (told["plain"], told["hard"], told["real"]) == (1.0, 0.0, 0.0)
    assert told["in the first three"] == pytest.approx(2 / 3)
    assert (told["none found"], told["none wrongly said"]) == (0.5, 0.25)
    assert (told["both of two in the first three"], told["vague asked back"]) == (1.0, 1.0)


def test_reliability_counts_each_first_score_once() -> None:
    rows = reliability(RESULTS[:2])
    assert [(low, n, right) for low, _, n, _, right in rows] == [(0.5, 1, 0.0), (0.9, 1, 1.0)]
    assert calibration_error(RESULTS[:2]) == pytest.approx((0.5 + 0.1) / 2)


def test_confusions_name_what_was_said_instead() -> None:
    assert confusions(RESULTS) == [(2, 1, 1), (3, None, 1)]


def test_cases_load_and_cover_every_direction() -> None:
    cases = load_directions(DOCUMENT)
    assert len(cases) >= 250
    assert {c.gold for c in cases if c.gold} == {d.number for d in DOCUMENT.directions}
    assert len({c.id for c in cases}) == len(cases)


def test_no_case_is_nearly_an_example() -> None:
    def grams(text: str) -> frozenset[str]:
        text = "".join(text.split())
        return frozenset(text[i : i + 5] for i in range(len(text) - 4))

    numbers = [d.number for d in DOCUMENT.directions]
    examples = [grams(e.description) for e in read_examples(BUILTIN / DOCUMENT.id, numbers)]
    for tested in load_directions(DOCUMENT):
        own = grams(tested.description)
        near = max((len(own & other) / len(own | other) for other in examples if other), default=0.0) if own else 0.0
        assert near < 0.5, tested.id
