"""Small pictures as inline SVG: nothing is fetched, colours come from the page. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

_WIDTH: Final = 640
_LEFT: Final = 150
_RIGHT: Final = 70
_ROW: Final = 24
_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled value from 0 to 1 with the bounds of its interval."""

    label: str
    value: float
    low: float
    high: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled row of points (x, y)."""

    label: str
    points: Sequence[tuple[float, float]]


def bars(title: str, rows: Sequence[Bar]) -> str:
    """Values as dots on a scale from 0 to 1, their intervals as whiskers."""
    height = _ROW * len(rows) + 34
    span = _WIDTH - _LEFT - _RIGHT

    def x(value: float) -> float:
        return _LEFT + span * value

    parts = [_grid(x(tick), 6, height - 24, f"{tick:g}") for tick in _TICKS]
    for place, bar in enumerate(rows):
        y = _ROW * place + 18
        parts.append(_text(_LEFT - 8, y + 4, bar.label, "end"))
        parts.append(f'<line class="track" x1="{x(0):.1f}" x2="{x(1):.1f}" y1="{y}" y2="{y}"/>')
        parts.append(f'<line class="whisker" x1="{x(bar.low):.1f}" x2="{x(bar.high):.1f}" y1="{y}" y2="{y}"/>')
        parts.append(f'<circle class="dot" cx="{x(bar.value):.1f}" cy="{y}" r="4.5"/>')
        parts.append(_text(_WIDTH - _RIGHT + 10, y + 4, f"{bar.value:.3f}" + (f" · {bar.note}" if bar.note else "")))
    return _svg(title, height, parts)


def lines(
    title: str,
    rows: Sequence[Line],
    x_label: str,
    y_label: str,
    *,
    bounds: tuple[float, float] = (0.0, 1.0),
    diagonal: bool = False,
) -> str:
    """Lines over a shared horizontal axis; `bounds` are those of the vertical one."""
    xs = [x for row in rows for x, _ in row.points]
    if not xs:
        return ""
    left, right = (0.0, 1.0) if diagonal else (min(xs), max(xs))
    top, bottom, inner = 16, 276, _WIDTH - 300

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x = 56 + inner * (point[0] - left) / ((right - left) or 1)
        y = bottom - (bottom - top) * (point[1] - bounds[0]) / ((bounds[1] - bounds[0]) or 1)
        return x, y

    parts: list[str] = []
    for step in range(5):
        share = bounds[0] + (bounds[1] - bounds[0]) * step / 4
        y = place((left, share))[1]
        parts.append(f'<line class="grid" x1="56" x2="{56 + inner}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(_text(50, y + 4, f"{share:.2f}", "end"))
    for x in _x_ticks(sorted(set(xs)), diagonal):
        parts.append(_text(place((x, 0))[0], bottom + 18, f"{x:g}", "middle"))
    if diagonal:
        parts.append(_path([place((0, 0)), place((1, 1))], "diagonal"))
    for number, row in enumerate(rows):
        points = [place(point) for point in row.points]
        parts.append(_path(points, f"line c{number}"))
        parts += [f'<circle class="point c{number}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points]
        y = top + 12 + 22 * number
        parts.append(f'<line class="line c{number}" x1="{inner + 76}" x2="{inner + 98}" y1="{y - 4}" y2="{y - 4}"/>')
        parts.append(_text(inner + 104, y, row.label))
    parts.append(_text(56 + inner / 2, bottom + 38, x_label, "middle"))
    parts.append(_text(56, 10, y_label))
    return _svg(title, bottom + 46, parts)


def matrix(title: str, labels: Sequence[str], counts: Sequence[tuple[int, int, int]]) -> str:
    """Counts as a square of cells, rows what is right, columns what was said; `counts` are (row, column, count)."""
    size, edge = 20, 44
    side = edge + size * len(labels) + 10
    most: dict[int, int] = {}
    for row, _, count in counts:
        most[row] = most.get(row, 0) + count
    parts: list[str] = []
    for place, label in enumerate(labels):
        centre = edge + size * place + size / 2
        parts.append(_text(edge - 6, centre + 4, label, "end"))
        parts.append(_text(centre, edge - 8, label, "middle"))
        parts.append(
            f'<rect class="cell" x="{edge + size * place}" y="{edge + size * place}" width="{size - 1}" height="{size - 1}"/>'
        )
    for row, column, count in counts:
        x, y = edge + size * column, edge + size * row
        kind = "right" if row == column else "wrong"
        opacity = 0.25 + 0.75 * count / most[row]
        said = f"应为 {labels[row]}，判为 {labels[column]}：{count}"
        parts.append(
            f'<rect class="{kind}" opacity="{opacity:.2f}" x="{x}" y="{y}" width="{size - 1}" height="{size - 1}">'
            f"<title>{escape(said)}</title></rect>"
        )
        parts.append(
            f'<text class="count" x="{x + size / 2 - 0.5}" y="{y + size / 2 + 4}" text-anchor="middle">{count}</text>'
        )
    return _svg(title, side, parts, side)


def boxes(title: str, rows: Sequence[tuple[str, Sequence[float]]], unit: str) -> str:
    """Spread of times: (label, (5, 25, 50, 75, 95 %)), on one scale."""
    most = max((max(points) for _, points in rows), default=0.0) or 1.0
    height = _ROW * len(rows) + 34
    span = _WIDTH - _LEFT - _RIGHT - 30

    def x(value: float) -> float:
        return _LEFT + span * value / most

    parts = [_grid(x(most * tick), 6, height - 24, f"{most * tick:.0f} {unit}") for tick in _TICKS]
    for place, (label, (low, first, middle, third, high)) in enumerate(rows):
        y = _ROW * place + 18
        parts.append(_text(_LEFT - 8, y + 4, label, "end"))
        parts.append(f'<line class="whisker" x1="{x(low):.1f}" x2="{x(high):.1f}" y1="{y}" y2="{y}"/>')
        parts.append(
            f'<rect class="box" x="{x(first):.1f}" y="{y - 7}" width="{max(1.0, x(third) - x(first)):.1f}" height="14"/>'
        )
        parts.append(f'<line class="median" x1="{x(middle):.1f}" x2="{x(middle):.1f}" y1="{y - 8}" y2="{y + 8}"/>')
        parts.append(_text(_LEFT + span + 12, y + 4, f"{middle:.1f} {unit}"))
    return _svg(title, height, parts)


def _x_ticks(xs: Sequence[float], diagonal: bool) -> Sequence[float]:
    return _TICKS if diagonal else xs


def _grid(x: float, top: float, bottom: float, label: str) -> str:
    line = f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}"/>'
    return line + _text(x, bottom + 16, label, "middle")


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _path(points: Sequence[tuple[float, float]], kind: str) -> str:
    return f'<polyline class="{kind}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'


def _svg(title: str, height: float, parts: Sequence[str], width: float = _WIDTH) -> str:
    return (
        f'<svg role="img" aria-label="{escape(title, quote=True)}" viewBox="0 0 {width:.0f} {height:.0f}">'
        f"{''.join(parts)}</svg>"
    )
