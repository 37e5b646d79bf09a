"""How right an answer is. Pure; the definitions are the contract's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from assistant.model import Answer, Status
from assistant.wording import fold
from corpus.clause_path import ClausePath
from corpus.library import Library
from eval.dataset import Expected
from eval.metrics_numbers import unquoted_numbers


@dataclass(frozen=True, slots=True)
class Score:
    """One answer judged.

    Attributes:
        right: For an answerable question: answered, complete, nothing forbidden, verdict agreeing. For the rest: refused.
        recall: Share of gold clauses cited; None where there are none or nothing was answered rightly to cite.
        precision: Share of cited clauses that are gold, acceptable, a part of one, or hold one; None if none are cited.
        verdict_right: Whether the verdict is the right one; None where the question has none.
        numbers_held: Whether all numbers of the answer stand in its quotes.
        cause: What went wrong first, or "".
    """

    answerable: bool
    refused: bool
    right: bool
    recall: float | None
    precision: float | None
    verdict_right: bool | None
    faithful: bool
    numbers_held: bool
    length: int
    citations: int
    cause: str
    ms: float


def score(expected: Expected, answer: Answer, library: Library) -> Score:
    """Judge one answer by the contract's rules."""
    refused = answer.status is not Status.ANSWERED
    cited = [ClausePath.parse(c.clause) for c in answer.citations] if not refused else []
    recall = precision = None
    if expected.answerable and expected.gold:
        recall = sum(any(gold.holds(path) for path in cited) for gold in expected.gold) / len(expected.gold)
    if expected.answerable and cited:
        fit = (*expected.gold, *expected.acceptable)
        distinct = list(dict.fromkeys(cited))
        precision = sum(any(f.holds(p) or p.holds(f) for f in fit) for p in distinct) / len(distinct)
    cause = _cause(expected, answer, refused, recall)
    return Score(
        answerable=expected.answerable,
        refused=refused,
        right=not cause or cause == "not cited",
        recall=recall,
        precision=precision,
        verdict_right=answer.verdict == expected.polarity if expected.polarity else None,
        faithful=all(library.clause(c.document, c.clause).text[c.start : c.end] == c.quote for c in answer.citations),
        numbers_held=not unquoted_numbers(answer),
        length=len(answer.text),
        citations=len(answer.citations),
        cause=cause,
        ms=answer.ms,
    )


def _cause(expected: Expected, answer: Answer, refused: bool, recall: float | None) -> str:
    if not expected.answerable:
        return "" if refused else "wrongly answered"
    if refused:
        return "wrongly refused"
    text = fold(answer.text)
    if any(not any(member in text for member in group) for group in expected.must_include):
        return "incomplete" if recall == 1.0 else "wrong clause"
    if any(word in text for word in expected.must_not_include):
        return "forbidden words"
    if expected.polarity and answer.verdict != expected.polarity:
        return "wrong verdict"
    return "" if recall == 1.0 else "not cited"


def summary(scores: Sequence[Score]) -> dict[str, float]:
    """Headline figures over all judged answers; a figure without a case to judge is left out."""
    answerable = [s for s in scores if s.answerable]
    others = [s for s in scores if not s.answerable]
    refused = [s for s in scores if s.refused]
    figures = {
        "answer_accuracy": _mean(s.right for s in answerable),
        "all_gold_cited": _mean(s.recall == 1.0 for s in answerable),
        "citation_recall": _mean(s.recall for s in answerable if s.recall is not None),
        "citation_precision": _mean(s.precision for s in answerable if s.precision is not None),
        "refusal_recall": _mean(s.refused for s in others),
        "refusal_precision": _mean(not s.answerable for s in refused),
        "verdict_accuracy": _mean(s.verdict_right for s in scores if s.verdict_right is not None),
        "quote_fidelity": _mean(s.faithful for s in scores),
        "number_fidelity": _mean(s.numbers_held for s in scores if not s.refused),
        "median_length": float(median([s.length for s in answerable if not s.refused] or [0])),
        "median_citations": float(median([s.citations for s in answerable if not s.refused] or [0])),
        "ms_p50": float(median([s.ms for s in scores] or [0])),
    }
    return {name: round(value, 3) for name, value in figures.items() if value is not None}


def _mean(values: Iterable[float | bool]) -> float | None:
    held = [float(v) for v in values]
    return sum(held) / len(held) if held else None
