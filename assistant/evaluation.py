"""The report of an evaluation as the page reads it: figures measured beforehand, in a file that `eval` writes.

Nothing is measured here, and nothing of `eval` is imported: the file is all that the two share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import PolicyError

# the packages lie side by side, in a clone and where they are installed
SHIPPED: Final = Path(__file__).parent.parent / "eval" / "report.json"

Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Milliseconds = Annotated[float, Field(ge=0.0)]


class _Part(BaseModel):
    """What the page doesn't know of a report, it leaves aside."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Interval(_Part):
    """A share, the bounds of its 95 % interval, and of how many cases it is the mean."""

    value: Share
    low: Share
    high: Share
    count: Count


class Difference(_Part):
    """How far one system is behind another on the same cases, below zero where it is ahead."""

    value: float
    low: float
    high: float


class Figure(Interval):
    """One headline figure. `target`: what it should reach, if that was ever decided."""

    name: str
    label: str
    target: Share | None = None


class Counts(_Part):
    """How many cases of each sort were judged."""

    questions: Count
    descriptions: Count
    assessments: Count


class NoticeSet(_Part):
    """The questions about one notice. `learned`: whether other questions about it were learned from."""

    name: str
    questions: Count
    learned: bool


class TypeRow(_Part):
    """Questions of one type. `right`: answered, or refused, as they should be."""

    type: str
    label: str
    right: Interval


class Cause(_Part):
    """How many answers went wrong at one stage, and in which way."""

    cause: str
    label: str
    count: Count
    details: dict[str, Count] = {}


class System(_Part):
    """What one way of finding clauses reached.

    Attributes:
        characters: How much there is to read in its first five results.
    """

    system: str
    label: str
    first: Interval | None = Field(None, alias="any@1")
    within: Interval | None = Field(None, alias="recall@5")
    behind: Difference | None = None
    characters: Count


class Bin(_Part):
    """Descriptions whose first direction scored from `low` to `high`: their mean score, and the share that was right."""

    low: Share
    high: Share
    count: Count
    score: Share
    right: Share


class Directions(_Part):
    """How well directions are found. `confusion`: (right, said, how often); 0 stands for “nothing fits”."""

    figures: dict[str, Share] = {}
    reliability: tuple[Bin, ...] = ()
    confusion: tuple[tuple[Count, Count, Count], ...] = ()


class Spread(_Part):
    """Times of one kind of request, in milliseconds."""

    label: str
    count: Count
    p5: Milliseconds
    p25: Milliseconds
    p50: Milliseconds
    p75: Milliseconds
    p95: Milliseconds
    p99: Milliseconds


class QuestionFailure(_Part):
    """A question, what was answered, and what should have been. `cause` is already in words."""

    id: str
    type: str
    cause: str
    detail: str
    question: str
    answer: str
    verdict: str = ""
    cited: tuple[str, ...] = ()
    gold: tuple[str, ...] = ()
    must_include: tuple[tuple[str, ...], ...] = ()
    must_not_include: tuple[str, ...] = ()
    polarity: str = ""


class CaseFailure(_Part):
    """Any other case that went wrong, in one text."""

    id: str
    text: str


class Failures(_Part):
    """Every case that went wrong; only a report made on this machine has their words."""

    questions: tuple[QuestionFailure, ...] = ()
    directions: tuple[CaseFailure, ...] = ()
    assessments: tuple[CaseFailure, ...] = ()


class Report(_Part):
    """What one run of the evaluation found. `measured` and `notices` are missing from older reports."""

    measured: date | None = None
    counts: Counts
    headline: tuple[Figure, ...]
    notices: tuple[NoticeSet, ...] = ()
    sets: dict[str, dict[str, float]] = {}
    types: tuple[TypeRow, ...] = ()
    causes: tuple[Cause, ...] = ()
    systems: tuple[System, ...] = ()
    directions: Directions = Directions()
    latency: tuple[Spread, ...] = ()
    failures: Failures | None = None

    def figure(self, name: str) -> Figure | None:
        return next((figure for figure in self.headline if figure.name == name), None)


@dataclass(frozen=True, slots=True)
class Found:
    """A report, and whether it is the one that came with the program."""

    report: Report
    shipped: bool


class EvaluationError(PolicyError):
    """A report that isn't there, or can't be read."""


def reports_of(folder: Path) -> tuple[Path, Path]:
    """The report that came with the program, and the one that an evaluation on this machine writes into a folder."""
    return SHIPPED, folder / SHIPPED.name


def load_report(paths: Sequence[Path]) -> Found:
    """The newest of the reports at these places.

    Raises:
        EvaluationError: If there is none, or the newest is broken.
    """
    there = [path for path in paths if path.is_file()]
    if not there:
        raise EvaluationError(
            "还没有评测结果",
            next_step="请在项目文件夹里运行 make eval，约需一两分钟，完成后再打开这一页",
        )
    newest = max(there, key=lambda path: path.stat().st_mtime)
    try:
        report = Report.model_validate_json(newest.read_bytes())
    except (OSError, ValidationError) as error:
        raise EvaluationError(
            "评测结果无法读取",
            newest.name,
            "文件可能正在写入，或来自别的版本；请稍后再试，或在项目文件夹里运行 make eval 重新生成",
        ) from error
    return Found(report, newest == SHIPPED)
