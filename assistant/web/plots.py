"""Small pictures of measured figures as inline SVG: colours come from the style, words from the text beside them.

Bars and spreads stretch to whatever holds them: their places are percentages, so nothing in them is distorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import sqrt
from typing import Final

from assistant.evaluation import Bin, Interval, Spread

_SIDE: Final = 300
_EDGE: Final = 44
_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


def percent(value: float) -> str:
    """A share as a reader takes it; never 100 % or 0 % of what isn't quite."""
    if value in (0.0, 1.0):
        return f"{value:.0%}"
    return f"{min(max(value, 0.001), 0.999):.1%}"


def interval_bar(interval: Interval, target: float | None = None) -> str:
    """A share as a bar, its interval as a whisker, its target as a tick. Hidden from screen readers: the text says it."""
    parts = [_rect("track", 0.0, 1.0, 3, 8), _rect("value", 0.0, interval.value, 3, 8)]
    if interval.high > interval.low:
        parts.append(_line("whisker", interval.low, interval.high, 7))
        parts += [_tick("whisker", end, 4, 10) for end in (interval.low, interval.high)]
    if target is not None:
        parts.append(_tick("target", target, 0, 14))
    return _stretching(parts)


def share_bar(value: float) -> str:
    """A plain share as a bar."""
    return _stretching([_rect("track", 0.0, 1.0, 3, 8), _rect("value", 0.0, min(value, 1.0), 3, 8)])


def spread_bar(spread: Spread, most: float) -> str:
    """Times from 5 to 95 % as a line, from 25 to 75 % as a box, the median as a tick; `most` is where the scale ends."""
    low, first, middle, third, high = (
        min(value / most, 1.0) if most else 0.0 for value in (spread.p5, spread.p25, spread.p50, spread.p75, spread.p95)
    )
    return _stretching(
        [
            _rect("track", 0.0, 1.0, 6, 2),
            _line("range", low, high, 7),
            _rect("box", first, third, 2, 10),
            _tick("median", middle, 0, 14),
        ]
    )


def reliability(bins: Sequence[Bin]) -> str:
    """Mean score against the share that was right: the nearer to the diagonal, the more a score can be taken at its word.

    A point's area grows with how many descriptions it stands for.
    """
    if not bins:
        return ""
    most = max(row.count for row in bins) or 1
    parts = [f'<path class="diagonal" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>']
    for tick in _TICKS:
        label = f"{tick:.0%}"
        parts.append(f'<path class="grid" d="M{_x(0)} {_y(tick)}H{_x(1)}M{_x(tick)} {_y(0)}V{_y(1)}"/>')
        parts.append(_text(_EDGE - 6, _y(tick) + 4, label, "end") + _text(_x(tick), _y(0) + 18, label, "middle"))
    for row in sorted(bins, key=lambda row: -row.count):
        radius = 3 + 11 * sqrt(row.count / most)
        parts.append(f'<circle class="point" cx="{_x(row.score)}" cy="{_y(row.right)}" r="{radius:.1f}"/>')
    parts.append(_text(_x(0.5), _y(0) + 38, "给出的百分数（平均）", "middle"))
    parts.append(_text(_EDGE - 36, _y(1) - 14, "实际对的比例", "start"))
    told = "；".join(f"平均 {percent(r.score)}，实际对 {percent(r.right)}，{r.count} 段" for r in bins)
    return (
        f'<svg class="reliability" role="img" aria-label="{escape(f"给出的百分数与实际对的比例。{told}")}"'
        f' viewBox="0 0 {_EDGE + _SIDE + 16} {_SIDE + 76}">{"".join(parts)}</svg>'
    )


def _x(share: float) -> float:
    return round(_EDGE + _SIDE * share, 1)


def _y(share: float) -> float:
    return round(30 + _SIDE * (1 - share), 1)


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _stretching(parts: Sequence[str]) -> str:
    return f'<svg class="strip" width="100%" height="14" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'


def _rect(kind: str, start: float, end: float, top: int, height: int) -> str:
    width = max(end - start, 0.0)
    return f'<rect class="{kind}" x="{start:.2%}" width="{width:.2%}" y="{top}" height="{height}"/>'


def _line(kind: str, start: float, end: float, y: int) -> str:
    return f'<line class="{kind}" x1="{start:.2%}" x2="{end:.2%}" y1="{y}" y2="{y}"/>'


def _tick(kind: str, place: float, top: int, bottom: int) -> str:
    return f'<line class="{kind}" x1="{place:.2%}" x2="{place:.2%}" y1="{top}" y2="{bottom}"/>'
