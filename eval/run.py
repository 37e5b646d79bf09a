"""Runs case sets through the assistant, as a user would, and notes how each answer came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant import features
from assistant.adapter import load_adapter, model_of
from assistant.documents import load_choosing
from assistant.model import Answer, AskOptions, ClauseRef, Status, Turn
from assistant.refusal import load_refusal
from assistant.reranker import WEIGHTS, load_model
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.units import Unit
from corpus.clause_path import ClausePath
from corpus.library import Library
from eval.causes import Cause, cause_of
from eval.dataset import Case, CaseSet, Expected
from eval.metrics import Score, score
from eval.metrics_retrieval import Ranks, ranks_of
from eval.trace import Trace, Tracer
from index.build import Index, open_or_build
from index.embedder import Embedder, load_embedder
from index.passages import passages_of
from index.prepare import prepare_model

AS_OF = date(2023, 12, 1)


@dataclass(frozen=True, slots=True)
class Judged:
    """One question of a case, its answer and its score."""

    case: Case
    turn: int
    answer: Answer
    score: Score

    @property
    def expected(self) -> Expected:
        return self.case.turns[self.turn - 1]

    @property
    def id(self) -> str:
        return self.case.id if len(self.case.turns) == 1 else f"{self.case.id}#{self.turn}"


@dataclass(frozen=True, slots=True)
class Traced:
    """The same with the way there.

    Attributes:
        before, after: Where each gold clause stands among the candidates before they are reranked, and after.
        confidence: How sure the assistant was that it can answer.
        cause: At which stage the answer went wrong; None if it didn't.
        search_ms: Time for understanding, searching and ranking alone.
    """

    judged: Judged
    before: Ranks
    after: Ranks
    confidence: float
    cause: Cause | None
    search_ms: float


def embedder_of(settings: Settings) -> Embedder:
    if settings.model is None:
        prepare_model(settings.models_dir)
    return load_embedder(settings.model, settings.models_dir)


def index_of(cases: CaseSet, embedder: Embedder, settings: Settings) -> Index:
    return open_or_build(passages_of(cases.document), embedder, settings.data_dir / "eval" / cases.document.id)


def tracer_of(library: Library, index: Index, embedder: Embedder) -> Tracer:
    """The product over these documents, and the weights that it ships with."""
    ranker = load_model("ranker", features.NAMES)
    refusals = load_refusal(model_of(embedder.name), embedder.dimensions)
    adapter = load_adapter(WEIGHTS / "adapter.npz", embedder.name, embedder.dimensions)
    choosing = load_choosing(embedder.name, embedder.dimensions)
    return Tracer(Assistant(library, index, embedder, ranker, refusals, adapter, choosing=choosing), ranker, refusals)


def assistant_of(cases: CaseSet, embedder: Embedder, settings: Settings) -> Assistant:
    """The product, over the one document that the cases are about."""
    return tracer_of(cases.library, index_of(cases, embedder, settings), embedder).assistant


def judged(cases: CaseSet, assistant: Assistant) -> Iterator[Judged]:
    """Every question of a set, in order; a conversation goes on with the answers it really got."""
    for case in cases.cases:
        history: list[Turn] = []
        for number, expected in enumerate(case.turns, 1):
            answer = assistant.ask(expected.question, history, AskOptions(AS_OF))
            history.append(Turn(expected.question, answer))
            yield Judged(case, number, answer, score(expected, answer, cases.library))


def traced(cases: CaseSet, tracer: Tracer) -> Iterator[Traced]:
    """Every question of a set, in order, and how its answer came about."""
    history: list[Turn] = []
    for item in judged(cases, tracer.assistant):
        if item.turn == 1:
            history = []
        yield _traced(item, tracer.trace(item.expected.question, history), tracer)
        history.append(Turn(item.expected.question, item.answer))


def _traced(item: Judged, trace: Trace, tracer: Tracer) -> Traced:
    gold = item.expected.gold
    cited = [ClausePath.parse(c.clause) for c in item.answer.citations if item.answer.status is Status.ANSWERED]
    after = gold_ranks(clauses_of([r.unit for r in trace.ranked]), gold)
    missed = [not any(path.holds(c) for c in cited) for path in gold]
    return Traced(
        judged=item,
        before=gold_ranks(clauses_of(trace.fused), gold),
        after=after,
        confidence=tracer.confidence(trace),
        cause=cause_of(item.score, after, missed, let_through=tracer.lets_through(trace)),
        search_ms=trace.ms,
    )


def clauses_of(units: Sequence[Unit]) -> list[ClauseRef]:
    """The clauses of units, best first, each once."""
    return list(dict.fromkeys(ClauseRef(u.passage.document, u.passage.clause) for u in units))


def gold_ranks(clauses: Sequence[ClauseRef], gold: Sequence[ClausePath]) -> Ranks:
    """Where each gold clause first stands; a part of it counts."""
    paths = [ClausePath.parse(ref.clause) for ref in clauses]
    return ranks_of(paths, gold, lambda path, wanted: wanted.holds(path))
