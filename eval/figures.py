"""Judged cases → headline figures, each a value a case, so that two runs can be compared case by case. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from assistant.matching.model import Fit
from eval.assessments import JudgedAssessment
from eval.directions import Found
from eval.intervals import Interval, auroc_interval, mean_interval
from eval.metrics_retrieval import all_at, any_at, recall_at
from eval.run import Traced

LABELS: Final[Mapping[str, str]] = {
    "answer_accuracy": "答对",
    "all_gold_cited": "应引条款全部引到",
    "citation_precision": "引用准确",
    "refusal_precision": "拒答准确",
    "refusal_recall": "该拒而拒",
    "refusal_auroc": "拒答 AUROC",
    "verdict_accuracy": "是非判断正确",
    "quote_fidelity": "引文逐字一致",
    "number_fidelity": "数字有出处",
    "recall@1": "检索第 1 名命中",
    "recall@5": "应引条款全在前 5",
    "direction_first": "方向第一正确",
    "direction_first_three": "方向在前三",
    "none_precision": "“均不符合”准确",
    "none_recall": "“均不符合”找全",
    "assess_verdict": "自评结论正确",
    "assess_blocking": "自评不符项一致",
    "assess_missing": "自评缺项一致",
    "assess_bonus": "自评加分项一致",
}
TARGETS: Final[Mapping[str, float]] = {
    "answer_accuracy": 0.92,
    "all_gold_cited": 0.95,
    "citation_precision": 0.92,
    "refusal_precision": 0.92,
    "refusal_recall": 0.92,
    "quote_fidelity": 1.0,
    "number_fidelity": 1.0,
    "recall@1": 0.85,
    "recall@5": 0.97,
}
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Figure:
    """One headline figure.

    Attributes:
        values: Case id → its value; cases that it doesn't judge are left out. Empty where it is no mean (AUROC).
    """

    name: str
    interval: Interval
    values: Mapping[str, float] = field(default_factory=dict[str, float])

    @property
    def label(self) -> str:
        return LABELS.get(self.name, self.name)

    @property
    def target(self) -> float | None:
        return TARGETS.get(self.name)


def question_figures(items: Sequence[Traced]) -> list[Figure]:
    """Of answers, citations, refusals and retrieval; turns of a conversation are drawn together."""

    def of(name: str, value: Callable[[Traced], float | bool | None]) -> Figure | None:
        return _figure(name, items, lambda t: t.judged.id, value, lambda t: t.judged.case.id)

    found = [
        of("answer_accuracy", lambda t: t.judged.score.right if t.judged.score.answerable else None),
        of("all_gold_cited", lambda t: t.judged.score.recall == 1.0 if t.judged.score.answerable else None),
        of("citation_precision", lambda t: t.judged.score.precision),
        of("refusal_precision", lambda t: not t.judged.score.answerable if t.judged.score.refused else None),
        of("refusal_recall", lambda t: None if t.judged.score.answerable else t.judged.score.refused),
        _auroc(items),
        of("verdict_accuracy", lambda t: t.judged.score.verdict_right),
        of("quote_fidelity", lambda t: t.judged.score.faithful),
        of("number_fidelity", lambda t: None if t.judged.score.refused else t.judged.score.numbers_held),
        of("recall@1", lambda t: any_at(t.after, 1) if t.after else None),
        of("recall@5", lambda t: all_at(t.after, 5) if t.after else None),
    ]
    return [figure for figure in found if figure]


def direction_figures(items: Sequence[Found]) -> list[Figure]:
    """Of directions. Texts with two projects aren't counted as first; vague ones neither fit none nor any."""

    def of(name: str, value: Callable[[Found], float | bool | None]) -> Figure | None:
        return _figure(name, items, lambda f: f.case.id, value)

    def single(item: Found) -> bool:
        return item.case.gold is not None and item.case.difficulty != "two"

    def fits_none(item: Found) -> bool:
        return item.case.gold is None and not item.case.is_vague

    found = [
        of("direction_first", lambda f: f.first_right if single(f) else None),
        of("direction_first_three", lambda f: f.within(3) if single(f) else None),
        of("none_precision", lambda f: fits_none(f) if f.fit is Fit.NONE and not f.case.is_vague else None),
        of("none_recall", lambda f: f.fit is Fit.NONE if fits_none(f) else None),
    ]
    return [figure for figure in found if figure]


def assessment_figures(items: Sequence[JudgedAssessment]) -> list[Figure]:
    """Of self-assessments."""

    def of(name: str, value: Callable[[JudgedAssessment], bool]) -> Figure | None:
        return _figure(name, items, lambda j: j.case.id, value)

    found = [
        of("assess_verdict", lambda j: j.verdict_right),
        of("assess_blocking", lambda j: j.blocking_right),
        of("assess_missing", lambda j: j.missing_right),
        of("assess_bonus", lambda j: j.bonus_right),
    ]
    return [figure for figure in found if figure]


def by_type(items: Sequence[Traced]) -> dict[str, dict[str, Interval]]:
    """Case type → `right` (answered or refused as it should be) and, where clauses are gold, `recall@5`."""
    found: dict[str, dict[str, Interval]] = {}
    for name in sorted({t.judged.case.type for t in items}):
        own = [t for t in items if t.judged.case.type == name]
        rows = {
            "right": mean_interval([float(t.judged.score.right) for t in own], [t.judged.case.id for t in own]),
            "recall@5": mean_interval([recall_at(t.after, 5) for t in own if t.after]),
        }
        found[name] = {key: interval for key, interval in rows.items() if interval}
    return found


def _auroc(items: Sequence[Traced]) -> Figure | None:
    interval = auroc_interval([t.confidence for t in items], [t.judged.score.answerable for t in items])
    return Figure("refusal_auroc", interval) if interval else None


def _figure(
    name: str,
    items: Sequence[Item],
    key: Callable[[Item], str],
    value: Callable[[Item], float | bool | None],
    group: Callable[[Item], str] | None = None,
) -> Figure | None:
    held = [(item, float(found)) for item in items if (found := value(item)) is not None]
    groups = [group(item) for item, _ in held] if group else None
    interval = mean_interval([v for _, v in held], groups)
    return Figure(name, interval, {key(item): v for item, v in held}) if interval else None
