"""A low-rank map of question vectors, learned so that questions land nearer to the clauses that answer them.

The passages' vectors stay as they are, so the index needs no rebuilding. Knows no document.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from assistant.errors import WeightsError


@dataclass(frozen=True)
class Adapter:
    """query → normalise(query + query · down · up).

    Attributes:
        down: (dimensions, rank).
        up: (rank, dimensions).
    """

    down: NDArray[np.float32]
    up: NDArray[np.float32]

    def apply(self, queries: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, dimensions) → the same shape, unit length."""
        moved = queries + (queries @ self.down) @ self.up
        length = np.linalg.norm(moved, axis=1, keepdims=True)
        return np.asarray(moved / np.maximum(length, 1e-9), np.float32)


def identity(dimensions: int) -> Adapter:
    """The map that changes nothing; for embedding models that none was learned for."""
    return Adapter(np.zeros((dimensions, 1), np.float32), np.zeros((1, dimensions), np.float32))


def load_adapter(path: Path, embedder_name: str, dimensions: int) -> Adapter:
    """Read `path`; the identity if the adapter was learned for another embedding model.

    Raises:
        WeightsError: If the file is broken.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            if str(held["model"]) != model_of(embedder_name):
                return identity(dimensions)
            return Adapter(held["down"].astype(np.float32), held["up"].astype(np.float32))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise WeightsError.unreadable(path) from error


def save_adapter(path: Path, adapter: Adapter, embedder_name: str) -> None:
    """Write as half floats: the rounding moves a cosine by less than 0.001."""
    np.savez(
        path,
        model=np.array(model_of(embedder_name)),
        down=adapter.down.astype(np.float16),
        up=adapter.up.astype(np.float16),
    )


def model_of(embedder_name: str) -> str:
    """Which weights an embedder runs, whatever runs them."""
    return embedder_name.split(";", 1)[0]
