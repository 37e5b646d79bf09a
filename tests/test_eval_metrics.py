"""Scores against cases worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.model import Answer, Citation, Status, Verdict
from assistant.wording import fold
from corpus.clause_path import ClausePath
from corpus.library import Library
from eval.dataset import Expected
from eval.metrics import Score, score, summary
from tests.test_assistant_service import qinghe

LIBRARY = Library((qinghe(),))
GOLD = "通知/三/（一）"


def expected(*gold: str, **other: Any) -> Expected:
    given: dict[str, Any] = {
        "question": "申报书几份？",
        "acceptable": (),
        "must_include": ((fold("五份"), fold("5份")),),
        "must_not_include": (),
        "answerable": bool(gold),
        "polarity": None,
    }
    return Expected(gold=tuple(ClausePath.parse(p) for p in gold), **(given | other))


def citation(path: str) -> Citation:
    text = LIBRARY.clause("qinghe", path).text
    return Citation("qinghe", path, text[:4], 0, 4)


def answer(text: str, *paths: str, verdict: Verdict | None = None, ms: float = 1.0) -> Answer:
    return Answer("申报书几份？", Status.ANSWERED, text, tuple(citation(p) for p in paths), verdict, ms=ms)


def refusal(status: Status = Status.NOT_STATED) -> Answer:
    return Answer("申报书几份？", status, "通知未规定", ms=1.0)


def judged(e: Expected, a: Answer) -> Score:
    return score(e, a, LIBRARY)


def test_a_complete_cited_answer_is_right() -> None:
    found = judged(expected(GOLD), answer("一式五份[1]。", GOLD))
    assert (found.right, found.cause, found.recall, found.precision, found.faithful) == (True, "", 1.0, 1.0, True)
    assert (found.length, found.citations) == (8, 1)


@pytest.mark.parametrize(
    ("e", "a", "cause"),
    [
        (expected(GOLD), refusal(), "wrongly refused"),
        (expected(GOLD), refusal(Status.OUT_OF_SCOPE), "wrongly refused"),
        (expected(), answer("一式五份", GOLD), "wrongly answered"),
        (expected(GOLD), answer("一式两份", GOLD), "incomplete"),
        (expected(GOLD), answer("一式两份", "通知/四"), "wrong clause"),
        (expected(GOLD, must_not_include=("两份",)), answer("五份和两份", GOLD), "forbidden words"),
        (expected(GOLD, polarity="yes"), answer("五份", GOLD, verdict=Verdict.NO), "wrong verdict"),
        (expected(GOLD, polarity="no"), answer("五份", GOLD), "wrong verdict"),
    ],
)
def test_what_went_wrong_is_named_and_the_answer_is_not_right(e: Expected, a: Answer, cause: str) -> None:
    found = judged(e, a)
    assert (found.cause, found.right) == (cause, False)


def test_right_words_from_another_clause_are_right_but_not_cited() -> None:
    found = judged(expected(GOLD), answer("一式五份", "通知/四"))
    assert (found.right, found.cause, found.recall, found.precision) == (True, "not cited", 0.0, 0.0)


@pytest.mark.parametrize("status", [Status.NOT_STATED, Status.OUT_OF_SCOPE])
def test_either_refusal_is_right_where_there_is_no_answer(status: Status) -> None:
    found = judged(expected(), refusal(status))
    assert (found.right, found.refused, found.recall, found.precision) == (True, True, None, None)


@pytest.mark.parametrize("text", ["５份", "五 份", "5\n份", "要五份。"])
def test_strings_match_after_folding(text: str) -> None:
    assert judged(expected(GOLD), answer(text, GOLD)).right


def test_every_group_needs_a_member() -> None:
    both = expected(GOLD, must_include=(("五份",), ("两份",)))
    assert judged(both, answer("五份与两份", GOLD)).right
    assert not judged(both, answer("五份", GOLD)).right


@pytest.mark.parametrize(
    ("gold", "cited", "recall"),
    [
        (("通知/三",), ("通知/三/（一）",), 1.0),
        (("通知/三/（一）",), ("通知/三",), 0.0),
        (("通知/三/（一）", "通知/四"), ("通知/四",), 0.5),
        (("通知/三/（一）", "通知/四"), ("通知/四", "通知/三/（一）", "通知/一"), 1.0),
    ],
)
def test_recall_is_the_share_of_gold_clauses_cited_a_part_counts(
    gold: tuple[str, ...], cited: tuple[str, ...], recall: float
) -> None:
    assert judged(expected(*gold), answer("五份", *cited)).recall == recall


@pytest.mark.parametrize(
    ("acceptable", "cited", "precision"),
    [
        ((), (GOLD,), 1.0),
        ((), ("通知/三",), 1.0),
        ((), (GOLD, "通知/四"), 0.5),
        (("通知/四",), (GOLD, "通知/四"), 1.0),
        ((), (GOLD, GOLD, "通知/四", "通知/一"), pytest.approx(1 / 3)),
    ],
)
def test_precision_counts_each_cited_clause_once(
    acceptable: tuple[str, ...], cited: tuple[str, ...], precision: float
) -> None:
    wanted = expected(GOLD, acceptable=tuple(ClausePath.parse(p) for p in acceptable))
    assert judged(wanted, answer("五份", *cited)).precision == precision


def test_a_quote_that_is_not_verbatim_is_unfaithful() -> None:
    false = Citation("qinghe", GOLD, "一式九份", 0, 4)
    assert not judged(expected(GOLD), Answer("问", Status.ANSWERED, "五份", (false,))).faithful


def test_the_summary_is_the_mean_of_what_can_be_judged() -> None:
    scores = [
        judged(expected(GOLD), answer("五份", GOLD, ms=10)),
        judged(expected(GOLD), answer("两份两份", "通知/四", ms=20)),
        judged(expected(GOLD), refusal()),
        judged(expected(), refusal()),
        judged(expected(), answer("五份", GOLD, ms=40)),
    ]
    figures = summary(scores)
    assert figures["answer_accuracy"] == 0.333
    assert figures["all_gold_cited"] == 0.333
    assert figures["citation_recall"] == 0.333
    assert figures["citation_precision"] == 0.5
    assert figures["refusal_recall"] == 0.5
    assert figures["refusal_precision"] == 0.5
    assert figures["quote_fidelity"] == 1.0
    assert figures["median_length"] == 3.0
    assert figures["median_citations"] == 1.0
    assert figures["ms_p50"] == 10.0


def test_figures_without_a_case_are_left_out() -> None:
    assert "refusal_recall" not in summary([judged(expected(GOLD), answer("五份", GOLD))])
    assert "answer_accuracy" not in summary([judged(expected(), refusal())])
    assert "answer_accuracy" not in summary([])
