"""How right self-assessments are: cases of `assess.jsonl`, judged exactly."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from assistant.assess import assess
from assistant.assessing.model import Assessment
from assistant.rulebook import Rulebook
from corpus.model import Document
from eval.dataset import CASES

FILE: Final = "assess.jsonl"


@dataclass(frozen=True, slots=True)
class AssessmentCase:
    """Facts, and what must follow from them.

    Attributes:
        blocking, bonus: Clauses, as printed; two rules of one clause are one. `missing`: fields.
    """

    id: str
    direction: Any
    facts: dict[str, Any]
    verdict: str
    blocking: tuple[str, ...]
    missing: tuple[str, ...]
    bonus: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgedAssessment:
    """A case and whether each part of what was said of it is exactly right."""

    case: AssessmentCase
    verdict_right: bool
    blocking_right: bool
    missing_right: bool
    bonus_right: bool
    said: str
    ms: float = 0.0

    @property
    def right(self) -> bool:
        return self.verdict_right and self.blocking_right and self.missing_right and self.bonus_right


def load_assessments(document: Document, folder: Path = CASES) -> tuple[AssessmentCase, ...]:
    """The cases about a document; empty if there are none."""
    path = folder / document.id / FILE
    if not path.is_file():
        return ()
    return tuple(_read(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def judge_assessments(cases: Sequence[AssessmentCase], rulebook: Rulebook, as_of: date) -> tuple[JudgedAssessment, ...]:
    """Every case run through the rules, in order."""
    found: list[JudgedAssessment] = []
    for case in cases:
        started = time.perf_counter()
        result = assess(rulebook, case.direction, case.facts, as_of, case.id)
        found.append(judge_assessment(case, result, (time.perf_counter() - started) * 1000))
    return tuple(found)


def judge_assessment(case: AssessmentCase, result: Assessment, ms: float = 0.0) -> JudgedAssessment:
    blocking = {str(r.quote.clause) for r in result.blocking}
    missing = {m.field for m in result.missing}
    bonus = {str(r.quote.clause) for r in result.bonus}
    return JudgedAssessment(
        case=case,
        verdict_right=str(result.verdict) == case.verdict,
        blocking_right=blocking == set(case.blocking),
        missing_right=missing == set(case.missing),
        bonus_right=bonus == set(case.bonus),
        said=f"{result.verdict} 不符 {_told(blocking)} 缺 {_told(missing)} 加分 {_told(bonus)}",
        ms=ms,
    )


def _told(items: set[str]) -> str:
    return "、".join(sorted(items)) or "—"


def _read(raw: dict[str, Any]) -> AssessmentCase:
    wanted = raw["expected"]
    return AssessmentCase(
        str(raw["id"]),
        raw["direction"],
        raw["facts"],
        wanted["verdict"],
        tuple(wanted["blocking"]),
        tuple(wanted["missing"]),
        tuple(wanted["bonus"]),
    )
