"""Runs case sets through the assistant, as a user would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant import features
from assistant.adapter import load_adapter, model_of
from assistant.model import Answer, AskOptions, Turn
from assistant.refusal import load_refusal
from assistant.reranker import WEIGHTS, load_model
from assistant.service import Assistant
from assistant.settings import Settings
from eval.dataset import Case, CaseSet
from eval.metrics import Score, score
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


def embedder_of(settings: Settings) -> Embedder:
    if settings.model is None:
        prepare_model(settings.models_dir)
    return load_embedder(settings.model, settings.models_dir)


def index_of(cases: CaseSet, embedder: Embedder, settings: Settings) -> Index:
    return open_or_build(passages_of(cases.document), embedder, settings.data_dir / "eval" / cases.document.id)


def assistant_of(cases: CaseSet, embedder: Embedder, settings: Settings) -> Assistant:
    """The product, over the one document that the cases are about."""
    return Assistant(
        cases.library,
        index_of(cases, embedder, settings),
        embedder,
        load_model("ranker", features.NAMES),
        load_refusal(model_of(embedder.name), embedder.dimensions),
        load_adapter(WEIGHTS / "adapter.npz", embedder.name, embedder.dimensions),
    )


def judged(cases: CaseSet, assistant: Assistant) -> Iterator[Judged]:
    """Every question of a set, in order; a conversation goes on with the answers it really got."""
    for case in cases.cases:
        history: list[Turn] = []
        for number, expected in enumerate(case.turns, 1):
            answer = assistant.ask(expected.question, history, AskOptions(AS_OF))
            history.append(Turn(expected.question, answer))
            yield Judged(case, number, answer, score(expected, answer, cases.library))
