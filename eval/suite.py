"""Runs everything that is judged: questions beside simpler systems, directions, self-assessments."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.matching.model import Match
from assistant.matching.prepare import Matchers
from assistant.model import ClauseRef
from assistant.rulebook import RulebookError, RuleShelf
from assistant.settings import Settings
from assistant.units import Unit
from corpus.clause_path import ClausePath
from corpus.library import Library, load_library
from eval.assessments import JudgedAssessment, judge_assessments, load_assessments
from eval.baselines import Shown, System, llama_index_systems, passage_systems
from eval.dataset import CaseSet, load_sets
from eval.directions import Found, found, load_directions
from eval.metrics_retrieval import Ranks, ranks_of
from eval.run import AS_OF, Traced, clauses_of, index_of, traced, tracer_of
from eval.trace import Tracer
from index.build import Index, open_or_build
from index.embedder import Embedder
from index.passages import passages_of

Told = Callable[[str], None]
_WARM = 2


@dataclass(frozen=True, slots=True)
class Searched:
    """What one system showed for one question.

    Attributes:
        read: Characters of the first five things shown.
    """

    case: str
    ranks: Ranks
    read: int
    ms: float


@dataclass(frozen=True, slots=True)
class Results:
    """All that was judged.

    Attributes:
        questions: Set name → its questions.
        systems: System → what it showed for each question that needs no conversation before it, the product's own first
            as `fused` (before reranking) and `product`.
        directions: Beside the time each took, in milliseconds.
    """

    questions: dict[str, tuple[Traced, ...]]
    systems: dict[str, tuple[Searched, ...]]
    directions: tuple[Found, ...]
    match_ms: tuple[float, ...]
    assessments: tuple[JudgedAssessment, ...]
    seconds: float


def run_suite(embedder: Embedder, settings: Settings, split: str, told: Told) -> Results:
    """Run it all on one split.

    Raises:
        PolicyError: If a case, a document or the index can't be read.
    """
    started = time.perf_counter()
    questions: dict[str, tuple[Traced, ...]] = {}
    systems: dict[str, list[Searched]] = {}
    for cases in load_sets(split):
        told(f"{cases.name}：{sum(len(c.turns) for c in cases.cases)} 问")
        index = index_of(cases, embedder, settings)
        tracer = tracer_of(cases.library, index, embedder)
        questions[cases.name] = tuple(traced(cases, tracer))
        told(f"{cases.name}：对照各系统")
        for name, rows in searched(cases, tracer, index, embedder).items():
            systems.setdefault(name, []).extend(rows)
    library = load_library()
    told("项目描述与自评")
    matched, times = _directions(library, embedder, settings)
    return Results(
        questions,
        {name: tuple(rows) for name, rows in systems.items()},
        matched,
        times,
        tuple(_assessments(library)),
        time.perf_counter() - started,
    )


def searched(
    cases: CaseSet, tracer: Tracer, index: Index, embedder: Embedder, *, llama_index: bool = True
) -> dict[str, list[Searched]]:
    """Every system on the first questions of cases that have gold clauses; what a later turn means, only ours would know."""
    asked = [(case.id, case.turns[0]) for case in cases.cases if case.turns[0].gold]
    systems: list[System] = [*passage_systems(index, embedder)]
    if llama_index:
        systems += llama_index_systems(cases.document, embedder)
    for _, expected in asked[:_WARM]:
        for system in systems:
            system.search(expected.question)
    rows: dict[str, list[Searched]] = {}
    # in turn, so that whatever else the machine does slows all alike
    for case, expected in asked:
        trace = tracer.trace(expected.question)
        rows.setdefault("fused", []).append(_own(case, expected.gold, trace.fused, trace.ms))
        rows.setdefault("product", []).append(_own(case, expected.gold, [r.unit for r in trace.ranked], trace.ms))
        for system in systems:
            rows.setdefault(system.name, []).append(_searched(system, case, expected.question, expected.gold))
    return rows


def _searched(system: System, case: str, question: str, gold: Sequence[ClausePath]) -> Searched:
    started = time.perf_counter()
    shown = system.search(question)
    return _of(case, gold, shown, (time.perf_counter() - started) * 1000)


def _own(case: str, gold: Sequence[ClausePath], units: Sequence[Unit], ms: float) -> Searched:
    lengths: dict[ClauseRef, int] = {}
    for unit in units:
        lengths.setdefault(ClauseRef(unit.passage.document, unit.passage.clause), len(unit.passage.text))
    return _of(case, gold, [Shown((ref,), lengths[ref]) for ref in clauses_of(units)], ms)


def _of(case: str, gold: Sequence[ClausePath], shown: Sequence[Shown], ms: float) -> Searched:
    held = [[ClausePath.parse(ref.clause) for ref in item.clauses] for item in shown]
    ranks = ranks_of(held, gold, lambda paths, wanted: any(wanted.holds(path) for path in paths))
    return Searched(case, ranks, sum(item.length for item in shown[:5]), ms)


def _directions(
    library: Library, embedder: Embedder, settings: Settings
) -> tuple[tuple[Found, ...], tuple[float, ...]]:
    """Of the documents that ship; what a user added doesn't count."""
    sets = [(document.id, cases) for document in library.documents if (cases := load_directions(document))]
    if not sets:
        return (), ()
    passages = [p for document in library.documents for p in passages_of(document)]
    index = open_or_build(passages, embedder, settings.data_dir / "eval" / "shipped", chroma=False)
    matchers = Matchers(library, index, embedder, settings.match_dir)
    times: list[float] = []
    results: list[Found] = []
    for document, cases in sets:
        matcher = matchers.of(document)

        def match(description: str, match: Callable[[str], Match] = matcher.match) -> Match:
            result = match(description)
            times.append(result.ms)
            return result

        results += found(cases, match)
    return tuple(results), tuple(times)


def _assessments(library: Library) -> Iterator[JudgedAssessment]:
    shelf = RuleShelf(library)
    for document in library.documents:
        cases = load_assessments(document)
        if cases:
            try:
                rulebook = shelf.rulebook(document.id)
            except RulebookError:
                continue
            yield from judge_assessments(cases, rulebook, AS_OF)
