"""How an answer came about, told by the parts that made it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import features, refusal
from assistant.model import AskOptions, Status
from assistant.reranker import LinearModel
from eval.run import AS_OF, clauses_of, gold_ranks
from eval.trace import Tracer
from tests.test_assistant_service import NEVER, WEIGHED, ClausePath, assistant_over, linear, qinghe, refusing

QUESTION = "田间传感需要多少套传感器？"
HALF = linear(refusal.NAMES, 0.0, best=2.0)


def tracer(folder: Path, answerable: LinearModel) -> Tracer:
    assistant = assistant_over(folder, qinghe(), answerable=answerable)
    return Tracer(assistant, linear(features.NAMES, -4.0, **WEIGHED), refusing(answerable))


def test_the_ranking_is_the_one_that_answers(tmp_path: Path) -> None:
    own = tracer(tmp_path, HALF)
    trace = own.trace(QUESTION)
    answer = own.assistant.ask(QUESTION, (), AskOptions(AS_OF))
    assert answer.status is Status.ANSWERED
    cited = [ClausePath.parse(c.clause) for c in answer.citations]
    assert gold_ranks(clauses_of([r.unit for r in trace.ranked]), cited[:1]) == (1,)
    chances = [r.probability for r in trace.ranked]
    assert chances == sorted(chances, reverse=True)
    assert {u.row for u in trace.fused} == {r.unit.row for r in trace.ranked}
    assert trace.ms > 0


def test_confidence_is_what_the_refusal_model_decides_by(tmp_path: Path) -> None:
    own = tracer(tmp_path, HALF)
    trace = own.trace(QUESTION)
    (evidence, _), *_ = trace.parts
    expected = HALF.probability(refusal.features(evidence))[0]
    assert own.confidence(trace) == pytest.approx(float(expected))
    assert own.lets_through(trace) == (own.confidence(trace) >= HALF.threshold)


def test_a_model_that_refuses_lets_nothing_through(tmp_path: Path) -> None:
    own = tracer(tmp_path, NEVER)
    trace = own.trace("本地羊肉怎么做才好吃？")
    assert not own.lets_through(trace)
    assert own.confidence(trace) < 0.01


def test_the_parts_of_a_question_take_turns(tmp_path: Path) -> None:
    own = tracer(tmp_path, HALF)
    trace = own.trace("田间传感需要多少套传感器？申报书一式几份？")
    assert len(trace.parts) == 2
    firsts = {evidence.ranked[0].unit.row for evidence, _ in trace.parts}
    assert {r.unit.row for r in trace.ranked[: len(firsts)]} == firsts
    assert len({r.unit.row for r in trace.ranked}) == len(trace.ranked)
