"""The committed figures, and whether a run fell below them by more than chance explains."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from corpus.errors import DocumentError
from eval.figures import Figure
from eval.intervals import paired_difference

BASELINE: Final = Path(__file__).parent / "baseline.json"
_ROUNDING: Final = 5e-4


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure now and as committed.

    Attributes:
        noise: How far below the committed value still counts as the same.
        is_paired: The noise is that of the difference on the same cases, not of the committed value alone.
    """

    name: str
    value: float
    before: float
    noise: float
    is_paired: bool

    @property
    def difference(self) -> float:
        return self.value - self.before

    @property
    def held(self) -> bool:
        return self.difference >= -self.noise - _ROUNDING


def compare(figures: Sequence[Figure], committed: dict[str, Any]) -> list[Comparison]:
    """Each committed figure with what it is now; one that is new is left out, one that is gone counts as 0.

    On the same cases only those that changed are noise: half the width of the paired difference's interval, never more
    than that of the committed value, so a figure that was perfect may not fall at all.
    """
    now = {figure.name: figure for figure in figures}
    found: list[Comparison] = []
    for name, raw in committed["figures"].items():
        figure = now.get(name)
        if figure is None:
            found.append(Comparison(name, 0.0, raw["value"], raw["noise"], False))
            continue
        before = dict(zip(committed["cases"][raw["cases"]], raw["values"], strict=True))
        values = {_key(case): value for case, value in figure.values.items()}
        same = bool(before) and before.keys() == values.keys()
        noise = float(raw["noise"])
        if same:
            change = paired_difference(list(values.values()), [before[key] for key in values])
            noise = min(noise, change.half_width) if change else noise
        found.append(Comparison(name, figure.interval.value, raw["value"], noise, same))
    return found


def load_baseline(path: Path = BASELINE) -> dict[str, Any] | None:
    """The committed figures; None if none were committed.

    Raises:
        DocumentError: If the file is broken.
    """
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        compare([], found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DocumentError("评测基线无法读取", str(path), "请用 python -m eval run --update-baseline 重写") from error
    return found


def write_baseline(figures: Sequence[Figure], path: Path = BASELINE) -> None:
    """Values, their noise, and the value of every case, one figure a line; lists of cases are written once.

    Cases go by a digest of their ids, which may hold words of a notice.
    """
    places: dict[tuple[str, ...], int] = {}
    rows = [f"{json.dumps(figure.name)}: {_row(figure, places)}" for figure in figures]
    cases = [json.dumps(list(ids), ensure_ascii=False, separators=(",", ":")) for ids in places]
    text = '{"figures": {\n' + ",\n".join(rows) + '\n}, "cases": [\n' + ",\n".join(cases) + "\n]}\n"
    path.write_text(text, encoding="utf-8")


def _row(figure: Figure, places: dict[tuple[str, ...], int]) -> str:
    row = {
        "value": round(figure.interval.value, 6),
        "noise": round(figure.interval.half_width, 6),
        "cases": places.setdefault(tuple(map(_key, figure.values)), len(places)),
        "values": [int(v) if v in (0.0, 1.0) else round(v, 4) for v in figure.values.values()],
    }
    return json.dumps(row, separators=(",", ":"))


def _key(case: str) -> str:
    return hashlib.blake2b(case.encode(), digest_size=4).hexdigest()
