"""What was understood of a document when it came in, and whether it may be relied on."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self, cast

from corpus.clause_path import PREAMBLE
from corpus.legibility import garbled_share, rare_share
from corpus.likeness import Likeness, likenesses
from corpus.model import Clause, Document
from corpus.readers.model import Extracted, Recognised
from corpus.tables import is_table

REPORT: Final = "report.json"
_FORMAT: Final = 1
_GARBLED: Final = 0.02
_RARE: Final = 0.6
_FEW: Final = 100
_SHORT: Final = 500
_UNNUMBERED: Final = 0.3
_CONFIDENT: Final = 0.9
_AGREEING: Final = 0.95


class State(StrEnum):
    """READY: relied on. NEEDS_REVIEW: answered from, but somebody should look. GARBLED: kept, never answered from."""

    READY = "ready"
    NEEDS_REVIEW = "needs_review"
    GARBLED = "garbled"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one document.

    Attributes:
        reasons: Why it isn't ready, as Chinese sentences.
        source: The file's name as its owner calls it; only shown.
        numbered_share: Of the characters, those under a numbered clause.
        lost: Characters of the source that stand in no clause; 0, or something is wrong.
        pages: Number of pages, None for a file without.
        silent: Pages that gave no text.
        garbled_share: Of the characters, those that can't be what was written.
    """

    state: State
    reasons: tuple[str, ...]
    source: str
    source_sha256: str
    characters: int
    clauses: int
    tables: int
    directions: int
    numbered_share: float
    lost: int
    pages: int | None
    silent: tuple[int, ...]
    garbled_share: float
    recognised: tuple[Recognised, ...]
    duplicates: tuple[Likeness, ...]
    notes: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        return {"format": _FORMAT, **asdict(self), "state": str(self.state)}

    @classmethod
    def of_data(cls, data: dict[str, Any]) -> Self:
        """Raises: KeyError, TypeError, ValueError: If it is not what `data` gives."""
        if data.pop("format") != _FORMAT:
            raise ValueError("another format")
        data["state"] = State(data["state"])
        data["recognised"] = tuple(Recognised(**item) for item in data["recognised"])
        data["duplicates"] = tuple(Likeness(**item) for item in data["duplicates"])
        for name in ("reasons", "silent", "notes"):
            data[name] = tuple(data[name])
        return cls(**data)


def report_on(
    document: Document, extracted: Extracted, source: str, source_sha256: str, others: Iterable[Document]
) -> Report:
    """Judge a document that has just been read.

    Args:
        source: The file's name.
        others: The documents already in the library.
    """
    clauses = document.clauses
    characters = _ink(extracted.text)
    held = [(other.id, other.title, _text(other.clauses)) for other in others]
    garbled = garbled_share(extracted.text)
    lost = _lost(extracted.text, clauses)
    duplicates = likenesses(extracted.text, held)
    numbered = sum(_ink(c.text) for c in clauses if c.path.steps[0] != PREAMBLE) / max(1, characters)
    worst = garbled > _GARBLED or (characters > _FEW and rare_share(extracted.text) > _RARE)
    reasons = (
        *([f"约 {max(garbled, 0.01):.0%} 的字是乱码，不用于回答"] if garbled > _GARBLED else ()),
        *(["多数汉字不是常用字，文字可能认错，不用于回答"] if worst and garbled <= _GARBLED else ()),
        *([f"有 {lost} 个字没有归入任何条款"] if lost else ()),
        *([f"{len(extracted.silent)} 页没有读出文字"] if extracted.silent else ()),
        *_doubtful_pages(extracted.recognised),
        *(["没有识别出标题"] if document.title in ("", document.id) else ()),
        *(["没有识别出条款编号"] if numbered < _UNNUMBERED and characters > _SHORT else ()),
        *(f"与「{found.title}」（{found.document}）有 {found.share:.0%} 的文字相同" for found in duplicates),
    )
    return Report(
        state=State.GARBLED if worst else State.NEEDS_REVIEW if reasons else State.READY,
        reasons=reasons,
        source=source,
        source_sha256=source_sha256,
        characters=characters,
        clauses=len(clauses),
        tables=sum(is_table(clause.path) for clause in clauses),
        directions=len(document.directions),
        numbered_share=round(numbered, 4),
        lost=lost,
        pages=None if extracted.pages is None else len(extracted.pages),
        silent=extracted.silent,
        garbled_share=round(garbled, 4),
        recognised=extracted.recognised,
        duplicates=duplicates,
        notes=extracted.notes,
    )


def write_report(folder: Path, report: Report) -> None:
    (folder / REPORT).write_text(json.dumps(report.data(), ensure_ascii=False, indent=1), encoding="utf-8")


def read_report(folder: Path) -> Report | None:
    """The report of a document's folder; None for one that was put there by hand, or whose report can't be read."""
    try:
        data = json.loads((folder / REPORT).read_text(encoding="utf-8"))
        return Report.of_data(cast("dict[str, Any]", data))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def state_of(folder: Path | None) -> State:
    """Of a document's folder. What was put there by hand is ready: its owner vouches for it."""
    report = read_report(folder) if folder is not None else None
    return report.state if report else State.READY


def _doubtful_pages(pages: Sequence[Recognised]) -> list[str]:
    doubtful = [str(p.page) for p in pages if p.confidence < _CONFIDENT or p.agreement < _AGREEING]
    return [f"第 {'、'.join(doubtful)} 页的文字由图片识别，把握不大，请与原件核对"] if doubtful else []


def _lost(text: str, clauses: Sequence[Clause]) -> int:
    whole, held = Counter(re.sub(r"\s", "", text)), Counter(re.sub(r"\s", "", _text(clauses)))
    return (whole - held).total()


def _text(clauses: Sequence[Clause]) -> str:
    return "\n".join(clause.text for clause in clauses)


def _ink(text: str) -> int:
    return len(re.sub(r"\s", "", text))
