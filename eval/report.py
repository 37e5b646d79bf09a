"""Results → the report as plain data: what `report.json` holds and the page is drawn from. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any, Final

import numpy as np

from eval import directions
from eval.baseline import Comparison
from eval.causes import LABELS as CAUSES
from eval.figures import Figure, assessment_figures, by_type, direction_figures, question_figures
from eval.intervals import Interval, mean_interval, paired_difference
from eval.metrics import summary
from eval.metrics_retrieval import any_at, mean_values, recall_at
from eval.run import Traced
from eval.suite import Results, Searched

Data = dict[str, Any]

DEPTH: Final = 10
SYSTEMS: Final[Mapping[str, str]] = {
    "product": "本程序（重排后）",
    "fused": "本程序（重排前）",
    "bm25": "仅 BM25",
    "dense": "仅向量",
    "rrf": "BM25 与向量融合（RRF）",
    "llamaindex": "LlamaIndex 默认流程",
    "citation_engine": "CitationQueryEngine 的检索",
}
TYPES: Final[Mapping[str, str]] = {
    "fact": "事实",
    "list": "列举",
    "number": "数量",
    "eligibility": "资格",
    "procedure": "流程",
    "definition": "定义",
    "contact": "联系人",
    "compare": "比较",
    "multi_hop": "多处合看",
    "conflict": "前后矛盾",
    "false_premise": "前提有误",
    "unanswerable": "通知没写",
    "out_of_scope": "与通知无关",
    "injection": "指令注入",
    "multi_turn": "多轮",
}
_PERCENTILES: Final = (5, 10, 25, 50, 75, 90, 95, 99)


def all_figures(results: Results) -> list[Figure]:
    """Headline figures over all sets."""
    items = [item for rows in results.questions.values() for item in rows]
    return [
        *question_figures(items),
        *direction_figures(results.directions),
        *assessment_figures(results.assessments),
    ]


def report_data(
    results: Results, figures: Sequence[Figure], compared: Sequence[Comparison], learned: Collection[str] = ()
) -> Data:
    """Everything but the texts of cases; `failures` adds those. The page reads it by `assistant/evaluation.py`.

    Args:
        learned: Ids of the documents about which other questions were learned from.
    """
    items = [item for rows in results.questions.values() for item in rows]
    return {
        "counts": {
            "questions": len(items),
            "descriptions": len(results.directions),
            "assessments": len(results.assessments),
        },
        "seconds": round(results.seconds, 1),
        "headline": [_headline(figure, compared) for figure in figures],
        "notices": [
            {"name": name, "questions": len(rows), "learned": name.rpartition("/")[0] in learned}
            for name, rows in results.questions.items()
        ],
        "sets": {name: summary([t.judged.score for t in rows]) for name, rows in results.questions.items()},
        "types": [
            {"type": name, "label": TYPES.get(name, name), **{key: _interval(i) for key, i in rows.items()}}
            for name, rows in by_type(items).items()
        ],
        "causes": _causes(items),
        "systems": [_system(name, rows, results.systems["product"]) for name, rows in _ordered(results.systems)],
        "directions": _direction_data(results.directions),
        "latency": _latency(items, results),
    }


def failures(results: Results) -> Data:
    """Every case that went wrong, with its text."""
    return {
        "questions": [_question_failure(t) for rows in results.questions.values() for t in rows if t.cause],
        "directions": [
            {"id": f.case.id, "text": directions.failure(f).strip()}
            for f in results.directions
            if f.case.gold and f.case.difficulty != "two" and not f.first_right
        ],
        "assessments": [
            {"id": j.case.id, "text": f"应 {j.case.verdict}，得 {j.said}"} for j in results.assessments if not j.right
        ],
    }


def _headline(figure: Figure, compared: Sequence[Comparison]) -> Data:
    before = next((c for c in compared if c.name == figure.name), None)
    return {
        "name": figure.name,
        "label": figure.label,
        **_interval(figure.interval),
        "target": figure.target,
        "baseline": round(before.before, 4) if before else None,
        "held": before.held if before else None,
    }


def _interval(interval: Interval) -> Data:
    return {
        "value": round(interval.value, 4),
        "low": round(interval.low, 4),
        "high": round(interval.high, 4),
        "count": interval.count,
    }


def _causes(items: Sequence[Traced]) -> list[Data]:
    counts = Counter(t.cause for t in items if t.cause)
    details = Counter((t.cause, t.judged.score.cause) for t in items if t.cause)
    return [
        {
            "cause": str(cause),
            "label": CAUSES[cause],
            "count": count,
            "details": {detail: n for (own, detail), n in details.most_common() if own is cause},
        }
        for cause, count in counts.most_common()
    ]


def _ordered(systems: Mapping[str, Sequence[Searched]]) -> Iterator[tuple[str, Sequence[Searched]]]:
    return ((name, systems[name]) for name in SYSTEMS if name in systems)


def _system(name: str, rows: Sequence[Searched], product: Sequence[Searched]) -> Data:
    own = {row.case: recall_at(row.ranks, 5) for row in rows}
    ours = {row.case: recall_at(row.ranks, 5) for row in product}
    behind = paired_difference([ours[case] for case in own], list(own.values())) if name != "product" else None
    first = mean_interval([any_at(row.ranks, 1) for row in rows])
    within = mean_interval(list(own.values()))
    return {
        "system": name,
        "label": SYSTEMS[name],
        "any@1": _interval(first) if first else None,
        "recall@5": _interval(within) if within else None,
        "behind": _interval(behind) if behind else None,
        "figures": {key: round(value, 4) for key, value in mean_values([row.ranks for row in rows]).items()},
        "curve": [round(fmean(recall_at(row.ranks, k) for row in rows), 4) for k in range(1, DEPTH + 1)],
        "characters": round(fmean(row.read for row in rows)),
        "ms_p50": round(float(np.percentile([row.ms for row in rows], 50)), 1),
    }


def _direction_data(results: Sequence[directions.Found]) -> Data:
    single = [f for f in results if f.case.gold and f.case.difficulty != "two"]
    counts = Counter(_confused(f) for f in results if f.case.difficulty not in ("two", "vague"))
    return {
        "figures": {name.strip(" ,"): round(value, 4) for name, value in directions.figures(results).items()},
        "reliability": [
            {"low": low, "high": high, "count": n, "score": round(score, 4), "right": round(right, 4)}
            for low, high, n, score, right in directions.reliability(single)
        ],
        # 0 stands for “nothing fits”
        "confusion": [[gold, first, n] for (gold, first), n in sorted(counts.items())],
    }


def _confused(item: directions.Found) -> tuple[int, int]:
    """(right, said first); what is also right as the first counts as the right one."""
    gold = item.case.gold or 0
    return gold, gold if gold and item.first_right else item.first or 0


def _latency(items: Sequence[Traced], results: Results) -> list[Data]:
    rows = {
        "提问": [t.judged.answer.ms for t in items],
        "其中检索与重排": [t.search_ms for t in items],
        "选方向": results.match_ms,
        "自评": [j.ms for j in results.assessments],
    }
    return [
        {
            "label": label,
            "count": len(times),
            **{f"p{p}": round(float(np.percentile(times, p)), 2) for p in _PERCENTILES},
        }
        for label, times in rows.items()
        if len(times)
    ]


def _question_failure(item: Traced) -> Data:
    judged, expected = item.judged, item.judged.expected
    return {
        "id": judged.id,
        "type": judged.case.type,
        "cause": CAUSES[item.cause] if item.cause else "",
        "detail": judged.score.cause,
        "question": expected.question,
        "answer": judged.answer.text,
        "verdict": str(judged.answer.verdict or ""),
        "cited": list(dict.fromkeys(c.clause for c in judged.answer.citations)),
        "gold": [str(path) for path in expected.gold],
        "ranks": list(item.after),
        "must_include": [list(group) for group in expected.must_include],
        "must_not_include": list(expected.must_not_include),
        "polarity": expected.polarity or "",
        "confidence": round(item.confidence, 3),
    }
