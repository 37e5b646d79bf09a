"""What tells neighbouring directions apart, from a document's `boundaries.toml`; each side stands on a quote."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from corpus.clause_path import ClausePath
from corpus.directions import direction_of
from corpus.errors import DocumentError
from corpus.model import Clause, Direction

BOUNDARIES = "boundaries.toml"


@dataclass(frozen=True, slots=True)
class Side:
    """One direction of a boundary.

    Attributes:
        reason: When it is this one.
        clause, quote: What the document says to that; verbatim.
    """

    direction: ClausePath
    reason: str
    clause: ClausePath
    quote: str


@dataclass(frozen=True, slots=True)
class Boundary:
    """What decides between directions that are easily taken for each other.

    Attributes:
        ask: The question that decides.
    """

    ask: str
    sides: tuple[Side, ...]

    def side(self, direction: ClausePath) -> Side | None:
        return next((side for side in self.sides if side.direction == direction), None)


def read_boundaries(folder: Path, clauses: Sequence[Clause], directions: Sequence[Direction]) -> tuple[Boundary, ...]:
    """The boundaries of a document folder, in order; empty without the file.

    A side belongs to the one direction in whose clauses its quote stands, so a text put in another order keeps its
    boundaries; a side whose quote is gone, or stands in several directions, is left out, and so is a boundary all of
    whose sides are left out or belong to one direction.

    Raises:
        DocumentError: If the file can't be read or an entry is incomplete.
    """
    path = folder / BOUNDARIES
    if not path.is_file():
        return ()
    try:
        raw: object = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("boundary", [])
    except (OSError, ValueError) as error:
        raise DocumentError("方向边界文件无法读取", str(path), f"请改正：{error}") from error
    found: list[Boundary] = []
    for number, entry in enumerate(cast("list[Any]", raw if isinstance(raw, list) else [raw]), start=1):
        ask, stated = _entry(entry, f"{path} 第 {number} 个 [[boundary]]")
        sides = [side for reason, quote in stated if (side := _side(reason, quote, clauses, directions))]
        if len({side.direction for side in sides}) > 1:
            found.append(Boundary(ask, tuple(sides)))
    return tuple(found)


def _entry(entry: Any, where: str) -> tuple[str, list[tuple[str, str]]]:
    fields = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
    ask, sides = fields.get("ask"), fields.get("side")
    if not isinstance(ask, str) or not ask.strip() or not isinstance(sides, list) or len(cast("list[Any]", sides)) < 2:
        raise DocumentError("方向边界缺项", where, "每个 [[boundary]] 要有 ask，和至少两个 [[boundary.side]]")
    stated: list[tuple[str, str]] = []
    for side in cast("list[Any]", sides):
        reason, quote = (side.get("reason"), side.get("quote")) if isinstance(side, dict) else (None, None)  # pyright: ignore[reportUnknownVariableType]
        if not isinstance(reason, str) or not isinstance(quote, str) or not reason.strip() or not quote.strip():
            raise DocumentError("方向边界的一方缺项", where, "每个 [[boundary.side]] 要有 reason 和 quote")
        stated.append((reason, quote))
    return ask, stated


def _side(reason: str, quote: str, clauses: Sequence[Clause], directions: Sequence[Direction]) -> Side | None:
    holding = [(d, c) for c in clauses if quote in c.text and (d := direction_of(c.path, directions)) is not None]
    if len({d.path for d, _ in holding}) != 1:
        return None
    direction, clause = max(holding, key=lambda pair: len(pair[1].path.steps))
    return Side(direction.path, reason, clause.path, quote)
