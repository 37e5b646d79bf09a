"""Orders candidates by the learned probability that they carry the answer."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import WeightsError
from assistant.retriever import Candidates
from assistant.units import Unit

WEIGHTS = Path(__file__).parent / "weights"
_LEAST = 1e-6


@dataclass(frozen=True)
class LinearModel:
    """A logistic regression over named, standardised features.

    Attributes:
        names: Features in order; must equal what the caller computes.
        mean, scale, weights: One number a feature. `bias` is added.
        embedder: Which embedding model the question's vector joins the features of (`e0`, `e1` …), or "".
        threshold: Probability from which on the answer is yes.
    """

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float
    embedder: str = ""
    threshold: float = 0.5

    def probability(self, table: NDArray[np.float32], added: float = 0.0) -> NDArray[np.float64]:
        """(rows, features) → (rows,), each between 0 and 1.

        Args:
            added: To the logit, from what isn't among the features.
        """
        logit = ((table - self.mean) / self.scale) @ self.weights + self.bias + added
        return 1.0 / (1.0 + np.exp(-np.clip(logit, -40, 40)))


def with_vector(names: Sequence[str], dimensions: int) -> tuple[str, ...]:
    """Names of features followed by those of a vector's elements."""
    return (*names, *(f"e{i}" for i in range(dimensions)))


def load_model(name: str, features: Sequence[str]) -> LinearModel:
    """Read `weights/<name>.json`.

    Raises:
        WeightsError: If the file is broken or was learned for other features.
    """
    path = WEIGHTS / f"{name}.json"
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        model = LinearModel(
            names=tuple(raw["features"]),
            mean=np.array(raw["mean"], np.float64),
            scale=np.array(raw["scale"], np.float64),
            weights=np.array(raw["weights"], np.float64),
            bias=float(raw["bias"]),
            embedder=raw.get("embedder", ""),
            threshold=float(raw.get("threshold", 0.5)),
        )
    except (OSError, ValueError, KeyError) as error:
        raise WeightsError.unreadable(path) from error
    if model.names != tuple(features):
        raise WeightsError.other_features(path)
    return model


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit and the probability that it carries the answer."""

    unit: Unit
    probability: float

    @property
    def logit(self) -> float:
        held = min(max(self.probability, _LEAST), 1 - _LEAST)
        return math.log(held / (1 - held))


def rank(candidates: Candidates, model: LinearModel) -> tuple[Ranked, ...]:
    """Best first; ties in the order of the source."""
    if not candidates.units:
        return ()
    chances = model.probability(candidates.table)
    order = sorted(range(len(chances)), key=lambda i: (-float(chances[i]), candidates.units[i].row))
    return tuple(Ranked(candidates.units[i], float(chances[i])) for i in order)
