"""Learns the ranker and the refusal models from the dev cases: `python -m eval train`.

What ships are weights over named features; they hold no words of any document. The refusal models see candidates ranked
by a ranker that was learned without the case at hand, as they will in use.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant import features, refusal
from assistant.model import Answer, Citation, Status, Turn
from assistant.question import Part, Question
from assistant.reranker import WEIGHTS, LinearModel
from assistant.retriever import Candidates
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.wording import fold
from eval.dataset import Case, CaseSet, Expected, load_sets
from eval.run import embedder_of, index_of
from index.embedder import Embedder

_FOLDS = 5
_C_RANKER = 0.3
_C_REFUSAL = 0.1
_SETTLED = date(2023, 12, 1)


@dataclass(frozen=True, slots=True)
class Sample:
    """A part of a question with what it should find.

    Attributes:
        labels: One a candidate: 1 carries the answer, 0 doesn't, -1 may be cited without harm (left out of learning).
        group: Cases of one group are never split between learning and judging.
    """

    group: int
    case: Case
    expected: Expected
    part: Part
    english: bool
    world: Assistant
    candidates: Candidates
    labels: NDArray[np.int8]


def train(settings: Settings, out: Path = WEIGHTS) -> dict[str, float]:
    """Learn all models from every dev set and write them; returns how they do on cases they weren't learned from."""
    embedder = embedder_of(settings)
    samples = [s for cases in load_sets("dev") for s in _samples(cases, embedder, settings)]
    folds = np.array([s.group % _FOLDS for s in samples])
    rows: list[NDArray[np.float32]] = []
    first = 0
    chosen: list[Sample] = []
    for fold_number in range(_FOLDS):
        ranker = _ranker([s for s, f in zip(samples, folds, strict=True) if f != fold_number])
        for sample in (s for s, f in zip(samples, folds, strict=True) if f == fold_number):
            evidence = sample.world.weigh(sample.part, sample.candidates, (), ranker)[1]
            rows.append(refusal.features(evidence))
            chosen.append(sample)
            best = int(np.argmax(ranker.probability(sample.candidates.table)))
            first += sample.expected.answerable and int(sample.labels[best]) == 1
    table = np.concatenate(rows)
    answerable = np.array([s.expected.answerable for s in chosen])
    inside = np.array([s.case.type not in ("out_of_scope", "injection") or s.expected.answerable for s in chosen])
    figures = {"parts": float(len(samples)), "first_right": first / max(1, int(answerable.sum()))}
    figures |= _judge(table, answerable, np.array([s.group for s in chosen]))
    _write(out / "ranker.json", _ranker(samples))
    _write(out / "answerable.json", _fit(table, answerable, refusal.NAMES, _C_REFUSAL))
    refused = ~answerable
    _write(out / "in_subject.json", _fit(table[refused], inside[refused], refusal.NAMES, _C_REFUSAL))
    return figures


def _judge(table: NDArray[np.float32], labels: NDArray[np.bool_], groups: NDArray[np.int_]) -> dict[str, float]:
    """Refusal on parts that weren't learned from, at the threshold in use."""
    guessed = np.zeros(len(labels))
    for number in range(_FOLDS):
        held = groups % _FOLDS == number
        guessed[held] = _fit(table[~held], labels[~held], refusal.NAMES, _C_REFUSAL).probability(table[held])
    refused = guessed < 0.5
    return {
        "refusal_recall": float((refused & ~labels).sum() / max(1, (~labels).sum())),
        "refusal_precision": float((refused & ~labels).sum() / max(1, refused.sum())),
    }


def _samples(cases: CaseSet, embedder: Embedder, settings: Settings) -> Iterator[Sample]:
    blank = LinearModel(features.NAMES, *(np.zeros(len(features.NAMES)), np.ones(len(features.NAMES)), np.zeros(len(features.NAMES))), 0.0)
    world = Assistant(cases.library, index_of(cases, embedder, settings), embedder, blank, blank, blank)
    for number, case in enumerate(cases.cases):
        history: list[Turn] = []
        for expected in case.turns:
            question = world.understand(expected.question, history)
            history.append(Turn(expected.question, _ideal(expected, cases)))
            if len(question.parts) == 1 or not expected.answerable:
                yield from _part_samples(number, case, expected, question, world)


def _part_samples(number: int, case: Case, expected: Expected, question: Question, world: Assistant) -> Iterator[Sample]:
    for part, candidates in world.candidates(question):
        labels = _labels(expected, candidates)
        if expected.answerable and not (labels == 1).any():
            continue
        yield Sample(number, case, expected, part, candidates.asked.english, world, candidates, labels)


def _labels(expected: Expected, candidates: Candidates) -> NDArray[np.int8]:
    labels = np.zeros(len(candidates.units), np.int8)
    words = [fold(member) for group in expected.must_include for member in group]
    for i, unit in enumerate(candidates.units):
        if any(path.holds(unit.path) for path in expected.gold):
            labels[i] = 1 if any(word in unit.folded for word in words) else -1
        elif any(path.holds(unit.path) for path in expected.acceptable):
            labels[i] = -1
    if not (labels == 1).any():
        for i, unit in enumerate(candidates.units):
            if any(path.holds(unit.path) for path in expected.gold):
                labels[i] = 1
    return labels


def _ideal(expected: Expected, cases: CaseSet) -> Answer:
    """The turn before, as if it had been answered by its gold clauses."""
    citations: list[Citation] = []
    for path in expected.gold:
        text = cases.library.clause(cases.document.id, str(path)).text
        citations.append(Citation(cases.document.id, str(path), text, 0, len(text)))
    status = Status.ANSWERED if citations else Status.NOT_STATED
    return Answer(expected.question, status, "", tuple(citations))


def _ranker(samples: Sequence[Sample]) -> LinearModel:
    tables: list[NDArray[np.float32]] = []
    labels: list[NDArray[np.bool_]] = []
    for sample in samples:
        if sample.expected.answerable:
            tables.append(sample.candidates.table[sample.labels >= 0])
            labels.append(sample.labels[sample.labels >= 0] == 1)
    return _fit(np.concatenate(tables), np.concatenate(labels), features.NAMES, _C_RANKER)


def _fit(table: NDArray[np.float32], labels: NDArray[np.bool_], names: Sequence[str], c: float) -> LinearModel:
    mean = table.mean(axis=0, dtype=np.float64)
    scale = table.std(axis=0, dtype=np.float64)
    scale[scale < 1e-6] = 1.0
    model = LogisticRegression(C=c, max_iter=3000)
    model.fit((table - mean) / scale, labels)
    return LinearModel(tuple(names), mean, scale, model.coef_[0], float(model.intercept_[0]))


def _write(path: Path, model: LinearModel) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = {
        "features": list(model.names),
        "mean": [round(float(v), 6) for v in model.mean],
        "scale": [round(float(v), 6) for v in model.scale],
        "weights": [round(float(v), 6) for v in model.weights],
        "bias": round(model.bias, 6),
    }
    path.write_text(json.dumps(raw, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
