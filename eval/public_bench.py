"""The product's own search, ranking and refusal on public data, beside plain baselines over the same passages."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from assistant.settings import Settings
from assistant.wording import fold
from corpus.library import Library
from eval.baselines import PassageSearch, passage_systems
from eval.intervals import Interval, auroc_interval, mean_interval, paired_difference
from eval.metrics_retrieval import Ranks, any_at, ndcg, ranks_of, recall_at, reciprocal_rank
from eval.public import Pool, PublicQuestion
from eval.run import tracer_of
from eval.trace import Trace, Tracer
from index.build import Index, open_or_build
from index.embedder import Embedder
from index.passages import passages_of

CUTS: Final = (1, 5, 10)
HOLDING: Final = 5
_WARM: Final = 3
_EVERY: Final = 10.0

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One system on one pool.

    Attributes:
        ranks: For each question, where each of its gold texts first stands.
        ms: For each question.
    """

    system: str
    ranks: tuple[Ranks, ...]
    ms: tuple[float, ...]

    def interval(self, k: int) -> Interval | None:
        return mean_interval([recall_at(ranks, k) for ranks in self.ranks])

    def behind(self, other: Row, k: int) -> Interval | None:
        """How much less `recall@k` than `other`, question by question."""
        return paired_difference([recall_at(r, k) for r in other.ranks], [recall_at(r, k) for r in self.ranks])


@dataclass(frozen=True, slots=True)
class PoolResult:
    """What came of one pool.

    Attributes:
        product: Its ranking; `fused` is that of the same candidates before reranking.
        contained: For each question with answer strings, whether the first clauses shown hold one.
        refusal: How well its confidence parts questions that the pool answers from others.
        let_through: Share of the questions without an answer that the product would answer all the same.
        refused: Share of the questions with one that it would refuse.
    """

    name: str
    texts: int
    passages: int
    product: Row
    fused: Row
    baselines: tuple[Row, ...]
    contained: tuple[bool, ...]
    refusal: Interval | None
    let_through: float | None
    refused: float | None
    seconds: float
    megabytes: float


def run_pool(pool: Pool, embedder: Embedder, settings: Settings, told: Told, *, baselines: bool) -> PoolResult:
    """Everything about one pool; vectors are kept in the data folder.

    Raises:
        PolicyError: If the index can't be built or the weights can't be read.
    """
    started = time.perf_counter()
    passages = [p for document in pool.documents for p in passages_of(document)]
    told(f"{pool.name}：{len(pool.documents)} 篇，{len(passages)} 个检索单元")
    folder = settings.data_dir / "eval" / "bench" / pool.name
    index = open_or_build(passages, embedder, folder, _progress(f"{pool.name}：向量化", told), chroma=False)
    tracer = tracer_of(Library(pool.documents), index, embedder)
    for question in pool.questions[:_WARM]:
        tracer.trace(question.text)
    traces = list(_traces(pool.questions, tracer, f"{pool.name}：提问", told))
    sure = [tracer.confidence(trace) for trace in traces] if pool.unanswerable else []
    unsure = [
        (tracer.confidence(trace), tracer.lets_through(trace))
        for trace in _traces(pool.unanswerable, tracer, f"{pool.name}：答不上的问题", told)
    ]
    ms = tuple(trace.ms for trace in traces)
    gold = [question.gold for question in pool.questions]
    return PoolResult(
        name=pool.name,
        texts=len(pool.documents),
        passages=len(passages),
        product=Row("product", tuple(_ranks(t, g, before=False) for t, g in zip(traces, gold, strict=True)), ms),
        fused=Row("fused", tuple(_ranks(t, g, before=True) for t, g in zip(traces, gold, strict=True)), ms),
        baselines=tuple(_baseline(s, pool, told) for s in _systems(index, embedder)) if baselines else (),
        contained=tuple(_holds(q, t, tracer) for q, t in zip(pool.questions, traces, strict=True) if q.answers),
        refusal=auroc_interval([*sure, *(c for c, _ in unsure)], [True] * len(sure) + [False] * len(unsure)),
        let_through=_share([through for _, through in unsure]),
        refused=_share([not tracer.lets_through(trace) for trace in traces]) if unsure else None,
        seconds=time.perf_counter() - started,
        megabytes=_peak_megabytes(),
    )


def json_data(results: Sequence[PoolResult]) -> dict[str, Any]:
    """`{"stard": {"recall@1", "recall@5", "recall@10", "ms_p50"}, …}`; what a pool has no data for is left out."""
    return {result.name: _json_row(result) for result in results}


def table(result: PoolResult) -> Iterator[str]:
    """Lines for a terminal: every system, and where what is missed gets lost."""
    head = ("系统", *(f"recall@{k}" for k in CUTS), "any@1", "MRR", "nDCG@10", "落后@5", "ms p50")
    yield f"\n### {result.name}：{result.texts} 篇，{result.passages} 个检索单元，{len(result.product.ranks)} 问"
    yield f"| {' | '.join(head)} |\n|{'---|' * len(head)}"
    for row in (result.product, result.fused, *result.baselines):
        behind = row.behind(result.product, 5) if row is not result.product else None
        cells = [
            row.system,
            *(str(row.interval(k)) for k in CUTS),
            f"{_mean(any_at(r, 1) for r in row.ranks):.3f}",
            f"{_mean(map(reciprocal_rank, row.ranks)):.3f}",
            f"{_mean(map(ndcg, row.ranks)):.3f}",
            str(behind or ""),
            f"{median(row.ms):.1f}",
        ]
        yield f"| {' | '.join(cells)} |"
    unfound, low = losses(result.product.ranks)
    yield f"前 5 名之外的应得文本：没有检索到 {unfound:.3f}，排得太低 {low:.3f}（占全部应得文本）"
    if result.contained:
        yield f"前 {HOLDING} 条含答案原文：{mean_interval([float(c) for c in result.contained])}"
    if result.refusal:
        yield f"拒答 AUROC：{result.refusal}；误拒 {result.refused or 0:.3f}，该拒而答 {result.let_through or 0:.3f}"
    yield f"用时 {result.seconds:.0f} 秒，内存峰值 {result.megabytes:.0f} MB"


def losses(questions: Sequence[Ranks], k: int = 5) -> tuple[float, float]:
    """Shares of gold texts that are no candidates at all, and that are ranked behind `k`; of each question, then the mean."""
    unfound = _mean(sum(rank is None for rank in ranks) / len(ranks) for ranks in questions)
    low = _mean(sum(rank is not None and rank > k for rank in ranks) / len(ranks) for ranks in questions)
    return unfound, low


def _json_row(result: PoolResult) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for k in CUTS:
        interval = result.product.interval(k)
        found[f"recall@{k}"] = round(interval.value, 4) if interval else None
    found["ms_p50"] = round(median(result.product.ms), 1)
    if result.contained:
        found["answer_contained"] = round(sum(result.contained) / len(result.contained), 4)
    if result.refusal:
        found["refusal_auroc"] = round(result.refusal.value, 4)
    return found


def _systems(index: Index, embedder: Embedder) -> tuple[PassageSearch, ...]:
    return passage_systems(index, embedder)


def _baseline(system: PassageSearch, pool: Pool, told: Told) -> Row:
    told(f"{pool.name}：对照 {system.name}")
    ranks: list[Ranks] = []
    times: list[float] = []
    for question in pool.questions:
        started = time.perf_counter()
        shown = system.search(question.text)
        times.append((time.perf_counter() - started) * 1000)
        texts = list(dict.fromkeys(ref.document for item in shown for ref in item.clauses))
        ranks.append(ranks_of(texts, question.gold, str.__eq__))
    return Row(system.name, tuple(ranks), tuple(times))


def _traces(questions: Sequence[PublicQuestion], tracer: Tracer, what: str, told: Told) -> Iterator[Trace]:
    progress = _progress(what, told)
    for done, question in enumerate(questions, 1):
        yield tracer.trace(question.text)
        progress(done, len(questions))


def _ranks(trace: Trace, gold: Sequence[str], *, before: bool) -> Ranks:
    units = trace.fused if before else [r.unit for r in trace.ranked]
    return ranks_of(list(dict.fromkeys(u.passage.document for u in units)), gold, str.__eq__)


def _holds(question: PublicQuestion, trace: Trace, tracer: Tracer) -> bool:
    """True if one of the first clauses, in the words of the document, holds an answer."""
    refs = dict.fromkeys((r.unit.passage.document, r.unit.passage.clause) for r in trace.ranked)
    texts = [fold(tracer.assistant.library.clause(*ref).text) for ref in list(refs)[:HOLDING]]
    return any(fold(answer) in text for answer in question.answers for text in texts)


def _progress(what: str, told: Told) -> Callable[[int, int], None]:
    """Tells now and then how far it is."""
    last = time.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal last
        if done == total or time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            told(f"{what} {done}/{total}")

    return progress


def _share(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def _mean(values: Iterator[float] | map[float]) -> float:
    held = list(values)
    return sum(held) / len(held) if held else 0.0


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
