"""How well directions are found: cases of `directions.jsonl`, and what the matcher says of each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from assistant.matching.model import Fit, Match
from corpus.errors import DocumentError
from corpus.model import Document
from eval.dataset import CASES

FILE: Final = "directions.jsonl"
KINDS: Final = ("plain", "hard", "real", "two", "vague")
BINS: Final = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class DirectionCase:
    """A description, and the directions that are right for it.

    Attributes:
        gold: The right one; None where none fits or the text is too vague to tell.
        acceptable: Also right as the first.
        also: Further directions of a text with several projects.
    """

    id: str
    description: str
    gold: int | None
    acceptable: tuple[int, ...]
    also: tuple[int, ...]
    difficulty: str

    @property
    def is_vague(self) -> bool:
        return self.difficulty == "vague"

    @property
    def right(self) -> frozenset[int]:
        return frozenset((*([self.gold] if self.gold else []), *self.acceptable, *self.also))


@dataclass(frozen=True, slots=True)
class Found:
    """What was said of a case: the fit, and (number, score) best first."""

    case: DirectionCase
    fit: Fit
    ranked: tuple[tuple[int, float], ...]

    @property
    def first(self) -> int | None:
        return self.ranked[0][0] if self.ranked and self.fit is not Fit.NONE else None

    @property
    def first_right(self) -> bool:
        return self.first in self.case.right

    def within(self, places: int) -> bool:
        return self.fit is not Fit.NONE and any(number in self.case.right for number, _ in self.ranked[:places])

    @property
    def both_within_three(self) -> bool:
        wanted = {self.case.gold, *self.case.also}
        return self.fit is not Fit.NONE and wanted <= {number for number, _ in self.ranked[:3]}


def load_directions(document: Document) -> tuple[DirectionCase, ...]:
    """The cases about a document; empty if there are none.

    Raises:
        DocumentError: If a case names a direction that isn't there.
    """
    path = CASES / document.id / FILE
    numbers = {direction.number for direction in document.directions}
    return tuple(_read(path, numbers)) if path.is_file() else ()


def _read(path: Path, numbers: set[int]) -> Iterable[DirectionCase]:
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        case = DirectionCase(
            raw["id"],
            raw["description"],
            raw["gold"],
            tuple(raw.get("acceptable", ())),
            tuple(raw.get("also", ())),
            raw["difficulty"],
        )
        if not case.right <= numbers or case.difficulty not in KINDS:
            raise DocumentError("用例的方向或难度有误", f"{path} {case.id}", "请改正这一行")
        yield case


def found(cases: Sequence[DirectionCase], match: Callable[[str], Match]) -> tuple[Found, ...]:
    told = [(case, match(case.description)) for case in cases]
    return tuple(Found(c, m.fit, tuple((d.direction.number, d.score) for d in m.directions)) for c, m in told)


def figures(results: Sequence[Found]) -> dict[str, float]:
    """Shares of right results, by the names that the report prints."""
    fitting = [r for r in results if r.case.gold]
    one = [r for r in fitting if r.case.difficulty != "two"]
    nothing = [r for r in results if r.case.gold is None and not r.case.is_vague]
    two = [r for r in results if r.case.difficulty == "two"]
    vague = [r for r in results if r.case.is_vague]
    told = {
        "first right": _share([r.first_right for r in one]),
        "  plain": _share([r.first_right for r in one if r.case.difficulty == "plain"]),
        "  hard": _share([r.first_right for r in one if r.case.difficulty == "hard"]),
        "  real": _share([r.first_right for r in one if r.case.difficulty == "real"]),
        "in the first three": _share([r.within(3) for r in one]),
        "  real, in the first three": _share([r.within(3) for r in one if r.case.difficulty == "real"]),
        "none found": _share([r.fit is Fit.NONE for r in nothing]),
        "none wrongly said": _share([r.fit is Fit.NONE for r in fitting]),
        "both of two in the first three": _share([r.both_within_three for r in two]),
        "two told as two": _share([r.fit is Fit.CLEAR for r in two]),
        "vague asked back": _share([r.fit is Fit.CLOSE for r in vague]),
        "close though single": _share([r.fit is Fit.CLOSE for r in one]),
        "calibration error": calibration_error(one),
    }
    return {name: value for name, value in told.items() if value is not None}


def reliability(results: Sequence[Found]) -> list[tuple[float, float, int, float, float]]:
    """Bins of the first score: (from, to, how many, mean score, share right); empty ones left out."""
    rows: list[tuple[float, float, int, float, float]] = []
    for low, high in pairwise(BINS):
        held = [r for r in results if r.ranked and low <= r.ranked[0][1] < high + (high == 1.0)]
        if held:
            right = sum(r.ranked[0][0] in r.case.right for r in held) / len(held)
            rows.append((low, high, len(held), sum(r.ranked[0][1] for r in held) / len(held), right))
    return rows


def calibration_error(results: Sequence[Found]) -> float | None:
    """Mean distance of score and share right, weighted by how many are in a bin."""
    rows = reliability(results)
    total = sum(row[2] for row in rows)
    return sum(abs(score - right) * n for _, _, n, score, right in rows) / total if total else None


def confusions(results: Sequence[Found]) -> list[tuple[int, int | None, int]]:
    """(right, said first, how often), most frequent first; None for “nothing fits”."""
    counts = Counter((r.case.gold, r.first) for r in results if r.case.gold and not r.first_right)
    return [(gold or 0, first, n) for (gold, first), n in counts.most_common()]


def report(results: Sequence[Found]) -> Iterable[str]:
    """Lines for a terminal: the figures, how far scores can be trusted, which directions are taken for which."""
    for name, value in figures(results).items():
        yield f"  {name:32}{value:.3f}\n"
    yield "  score        cases  mean   right\n"
    single = [r for r in results if r.case.gold and r.case.difficulty != "two"]
    for low, high, n, score, right in reliability(single):
        yield f"  {low:.2f}–{high:.2f}  {n:6}  {score:.3f}  {right:.3f}\n"
    pairs = [f"{gold}→{first or '无'}" + (f"×{n}" if n > 1 else "") for gold, first, n in confusions(results)]
    yield f"  confused: {'、'.join(pairs) or '—'}\n"


def failure(result: Found) -> str:
    ranked = "、".join(f"{number} {score:.2f}" for number, score in result.ranked[:3])
    return f"✗ {result.case.id} {result.case.difficulty} 应 {result.case.gold}，得 {result.fit} {ranked}\n    {result.case.description[:120]}\n"


def _share(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None
