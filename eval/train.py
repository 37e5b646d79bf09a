"""Learns the question adapter, the ranker and the refusal models from the dev cases: `python -m eval train`.

What ships are weights over named features and a low-rank map; they hold no words of any document. Each stage sees what
the stage before it made of cases it wasn't learned from, as it will in use.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from assistant import features, refusal
from assistant.adapter import Adapter, identity, model_of, save_adapter
from assistant.documents import ADAPTER
from assistant.matching.terms import grams, learn_terms
from assistant.model import Answer, Citation, Status, Turn
from assistant.question import Part
from assistant.refusal import RefusalModel, Wording
from assistant.reranker import WEIGHTS, LinearModel, with_vector
from assistant.retriever import Candidates, Retriever
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.units import Unit
from corpus.library import Library
from eval.dataset import Case, CaseSet, Expected, load_sets
from eval.run import embedder_of, index_of
from eval.train_adapter import Pairs, learn, public_pairs
from eval.train_documents import learn_choosing
from index.build import Index
from index.embedder import Embedder

_FOLDS = 5
_C_RANKER = 0.3
_C_REFUSAL = 0.1
_FEATURE_SHARE = 0.5
_UNANSWERABLE = 0.22
_VECTOR_SHARE = 10.0
_WORDING_SHARE = 6.0
_RAREST = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """A part of a question and what it should find. Samples of one `group` are never split between learning and judging."""

    group: int
    case: Case
    expected: Expected
    part: Part
    query: NDArray[np.float32]
    english: bool
    world: Assistant

    @property
    def fold(self) -> int:
        return self.group % _FOLDS

    def candidates(self, adapter: Adapter) -> Candidates:
        return self.world.adapted(adapter).retriever.candidates(self.part, self.query, (), self.english)


@dataclass(frozen=True, slots=True)
class Seen:
    """A sample with its candidates; labels: 1 carries the answer, 0 doesn't, -1 may be cited without harm."""

    sample: Sample
    candidates: Candidates
    labels: NDArray[np.int8]


def train(settings: Settings, public: Path | None = None, out: Path = WEIGHTS) -> dict[str, float]:
    """Learn all weights from every dev set and write them; returns how they do on cases they weren't learned from.

    Args:
        public: A folder of public question–passage pairs that the adapter may also learn from.
    """
    embedder = embedder_of(settings)
    samples = [s for cases in load_sets("dev") for s in _samples(cases, embedder, settings)]
    extra = [public_pairs(public, embedder)] if public else []
    seen = [s for number in range(_FOLDS) for s in _held_out(samples, number, extra)]
    figures, table = _crossed(seen)
    threshold = figures["threshold"]
    answerable = np.array([s.sample.expected.answerable for s in seen])
    inside = np.array([s.sample.case.type != "out_of_scope" for s in seen])
    save_adapter(out / "adapter.npz", learn([*_pairs(samples), *extra]), embedder.name)
    ranker = _ranker(seen)
    _write(out / "ranker.json", ranker)
    if public:
        choosing = learn_choosing(public, embedder, settings, partial(_unlearned, embedder), _pairs(samples), ranker)
        save_adapter(out / ADAPTER, choosing.adapter, embedder.name)
        _write(out / "documents.json", choosing.model)
    _write(out / "answerable.json", _fit(table, answerable, refusal.NAMES, _C_REFUSAL))
    vector, wording = _fit_vector(table, _queries(seen), _texts(seen), answerable, model_of(embedder.name))
    _write(out / "answerable_vector.json", replace(vector, threshold=threshold))
    wording.save(out / refusal.WORDING)
    _write(out / "in_subject.json", _fit(table[~answerable], inside[~answerable], refusal.NAMES, _C_REFUSAL))
    return {name: round(value, 3) for name, value in figures.items()}


def _samples(cases: CaseSet, embedder: Embedder, settings: Settings) -> Iterator[Sample]:
    index = index_of(cases, embedder, settings)
    world = _unlearned(embedder, cases.library, index)
    for number, case in enumerate(cases.cases):
        history: list[Turn] = []
        for expected in case.turns:
            question = world.understand(expected.question, history)
            history.append(Turn(expected.question, _ideal(expected, cases)))
            if len(question.parts) == 1 or not expected.answerable:
                for part, candidates in world.candidates(question):
                    asked = candidates.asked
                    yield Sample(number, case, expected, part, candidates.query, asked.english, world)


def _unlearned(
    embedder: Embedder, library: Library, index: Index, adapter: Adapter | None = None, general: Adapter | None = None
) -> Assistant:
    """The product without weights: it finds, but doesn't rank."""
    size = len(features.NAMES)
    blank = LinearModel(features.NAMES, np.zeros(size), np.ones(size), np.zeros(size), 0.0)
    nothing = RefusalModel(blank, blank, blank, "")
    adapter = adapter or identity(embedder.dimensions)
    found = Assistant(library, index, embedder, blank, nothing, adapter)
    if general is not None:
        found.retriever = Retriever(library, index, embedder, adapter, general)
    return found


def _held_out(samples: Sequence[Sample], number: int, extra: Sequence[Pairs]) -> Iterator[Seen]:
    """Samples of one fold, their candidates found with an adapter that was learned from the others."""
    adapter = learn([*_pairs([s for s in samples if s.fold != number]), *extra])
    for sample in (s for s in samples if s.fold == number):
        candidates = sample.candidates(adapter)
        labels = _labels(sample.expected, candidates)
        if not sample.expected.answerable or (labels == 1).any():
            yield Seen(sample, candidates, labels)


def _pairs(samples: Sequence[Sample]) -> list[Pairs]:
    """Questions against all units of their notice, a collection a notice."""
    found: list[Pairs] = []
    for world in dict.fromkeys(s.world for s in samples):
        units = world.retriever.units
        own = [s for s in samples if s.world is world and s.expected.answerable]
        labels = np.array([_unit_labels(s.expected, units) for s in own])
        keep = (labels == 1).any(axis=1)
        vectors = np.array(world.retriever.vectors_of(units))
        queries = np.array([s.query for s in own])
        found.append(Pairs(queries[keep], vectors, labels[keep] == 1, labels[keep] == -1))
    return found


def _crossed(seen: Sequence[Seen]) -> tuple[dict[str, float], NDArray[np.float32]]:
    """Refusal features under rankers that were learned from the other folds, and how both stages do so."""
    rows: dict[int, NDArray[np.float32]] = {}
    first = total = 0
    for number in range(_FOLDS):
        ranker = _ranker([s for s in seen if s.sample.fold != number])
        for place, item in enumerate(seen):
            if item.sample.fold == number:
                _, evidence, _ = item.sample.world.weigh(item.sample.part, item.candidates, (), ranker)
                rows[place] = refusal.features(evidence)
                if item.sample.expected.answerable:
                    total += 1
                    first += int(item.labels[int(np.argmax(ranker.probability(item.candidates.table)))] == 1)
    table = np.concatenate([rows[place] for place in range(len(seen))])
    return {"parts": len(seen), "first_right": first / total, **_judge(table, seen)}, table


def _queries(seen: Sequence[Seen]) -> NDArray[np.float32]:
    return np.array([s.sample.query for s in seen])


def _texts(seen: Sequence[Seen]) -> list[str]:
    return [s.sample.part.text.lower() for s in seen]


def _judge(table: NDArray[np.float32], seen: Sequence[Seen]) -> dict[str, float]:
    """Refusal on parts that weren't learned from: the threshold, what it gives, and the measure over all thresholds.

    The dev cases hold more unanswerable questions than people ask; the threshold is where recall and precision of
    refusals meet if `_UNANSWERABLE` of all questions are such.
    """
    from sklearn.metrics import roc_auc_score  # pyright: ignore[reportUnknownVariableType]

    labels = np.array([s.sample.expected.answerable for s in seen])
    folds = np.array([s.sample.fold for s in seen])
    queries, texts = _queries(seen), np.array(_texts(seen), object)
    guessed = np.zeros(len(labels))
    for number in range(_FOLDS):
        held = folds == number
        model, wording = _fit_vector(table[~held], queries[~held], list(texts[~held]), labels[~held], "")
        for place in np.flatnonzero(held):
            row = np.hstack([table[place], queries[place]])[None]
            guessed[place] = model.probability(row, wording.score(texts[place]))[0]
    share = (1 - _UNANSWERABLE) / labels.mean() / (_UNANSWERABLE / (~labels).mean())

    def at(threshold: float) -> tuple[float, float]:
        refused = guessed < threshold
        right, wrong = float((refused & ~labels).sum()), share * float((refused & labels).sum())
        return right / float((~labels).sum()), right / max(1e-9, right + wrong)

    threshold = min((t / 100 for t in range(20, 80)), key=lambda t: abs(at(t)[0] - at(t)[1]))
    recall, precision = at(threshold)
    return {
        "threshold": threshold,
        "refusal_recall": recall,
        "refusal_precision": precision,
        "refusal_auroc": float(roc_auc_score(labels, guessed)),  # pyright: ignore[reportUnknownArgumentType]
    }


def _labels(expected: Expected, candidates: Candidates) -> NDArray[np.int8]:
    return _unit_labels(expected, candidates.units)


def _unit_labels(expected: Expected, units: Sequence[Unit]) -> NDArray[np.int8]:
    """Units of gold clauses that hold a wanted word carry the answer; if none does, all units of gold clauses do."""
    words = [member for group in expected.must_include for member in group]
    gold = np.array([any(path.holds(unit.path) for path in expected.gold) for unit in units])
    held = np.array([any(word in unit.folded for word in words) for unit in units])
    spared = np.array([any(path.holds(unit.path) for path in expected.acceptable) for unit in units])
    right = gold & held if (gold & held).any() else gold
    return np.where(right, 1, np.where(gold | spared, -1, 0)).astype(np.int8)


def _ideal(expected: Expected, cases: CaseSet) -> Answer:
    """The turn before, as if it had been answered by its gold clauses."""
    citations: list[Citation] = []
    for path in expected.gold:
        text = cases.library.clause(cases.document.id, str(path)).text
        citations.append(Citation(cases.document.id, str(path), text, 0, len(text)))
    status = Status.ANSWERED if citations else Status.NOT_STATED
    return Answer(expected.question, status, "", tuple(citations))


def _ranker(seen: Sequence[Seen]) -> LinearModel:
    known = [s for s in seen if s.sample.expected.answerable]
    table = np.concatenate([s.candidates.table[s.labels >= 0] for s in known])
    labels = np.concatenate([s.labels[s.labels >= 0] == 1 for s in known])
    return _fit(table, labels, features.NAMES, _C_RANKER)


def _fit(table: NDArray[np.float32], labels: NDArray[np.bool_], names: Sequence[str], c: float) -> LinearModel:
    mean = table.mean(axis=0, dtype=np.float64)
    scale = table.std(axis=0, dtype=np.float64)
    scale[scale < 1e-6] = 1.0
    model = LogisticRegression(C=c, max_iter=3000)
    model.fit((table - mean) / scale, labels)
    return LinearModel(tuple(names), mean, scale, *_learned(model))


def _fit_vector(
    table: NDArray[np.float32],
    queries: NDArray[np.float32],
    texts: Sequence[str],
    labels: NDArray[np.bool_],
    embedder: str,
) -> tuple[LinearModel, Wording]:
    """A model over features, the question's vector, whose elements share one scale since their directions matter, and
    the question's runs of characters."""
    mean = np.concatenate([table.mean(axis=0, dtype=np.float64), queries.mean(axis=0, dtype=np.float64)])
    spread = table.std(axis=0, dtype=np.float64)
    spread[spread < 1e-6] = 1.0
    scale = np.concatenate([spread / _FEATURE_SHARE, np.full(queries.shape[1], 1.0 / _VECTOR_SHARE)])
    terms, said = learn_terms(texts, grams, _RAREST)
    joined: Any = sparse.hstack(  # pyright: ignore[reportUnknownVariableType]
        [sparse.csr_matrix((np.hstack([table, queries]) - mean) / scale), said * _WORDING_SHARE]
    )
    model = LogisticRegression(C=_C_REFUSAL, max_iter=5000)
    model.fit(joined.tocsr(), labels)
    weights, bias = _learned(model)
    names = with_vector(refusal.NAMES, queries.shape[1])
    wording = Wording(terms, np.round(weights[len(names) :] * _WORDING_SHARE, 4).astype(np.float32))
    return LinearModel(names, mean, scale, weights[: len(names)], bias, embedder), wording


def _learned(model: LogisticRegression) -> tuple[NDArray[np.float64], float]:
    return np.asarray(model.coef_, np.float64)[0], float(np.asarray(model.intercept_, np.float64)[0])


def _write(path: Path, model: LinearModel) -> None:
    raw = {
        "features": list(model.names),
        "mean": [round(float(v), 6) for v in model.mean],
        "scale": [round(float(v), 6) for v in model.scale],
        "weights": [round(float(v), 6) for v in model.weights],
        "bias": round(model.bias, 6),
        "embedder": model.embedder,
        "threshold": model.threshold,
    }
    path.write_text(json.dumps(raw, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
