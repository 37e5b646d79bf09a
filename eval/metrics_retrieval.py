"""How well a ranking finds what answers. Pure; a ranking is judged by where in it each gold item first stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from statistics import fmean
from typing import Final, TypeVar

CUTS: Final = (1, 3, 5, 10)
DEEP: Final = 10

Ranks = tuple[int | None, ...]
"""For each gold item the place of the first hit that counts for it, from 1; None if there is none."""

Hit = TypeVar("Hit")
Gold = TypeVar("Gold", bound=Hashable)


def ranks_of(hits: Sequence[Hit], gold: Sequence[Gold], counts: Callable[[Hit, Gold], bool]) -> Ranks:
    """Where in `hits`, best first, each gold item is first found."""
    return tuple(next((place for place, hit in enumerate(hits, 1) if counts(hit, item)), None) for item in gold)


def recall_at(ranks: Ranks, k: int) -> float:
    """Share of the gold items among the first `k` hits."""
    return sum(_within(rank, k) for rank in ranks) / len(ranks)


def all_at(ranks: Ranks, k: int) -> float:
    """1 if all gold items are among the first `k` hits, else 0."""
    return float(all(_within(rank, k) for rank in ranks))


def any_at(ranks: Ranks, k: int) -> float:
    """1 if some gold item is among the first `k` hits, else 0."""
    return float(any(_within(rank, k) for rank in ranks))


def reciprocal_rank(ranks: Ranks) -> float:
    """1 / place of the first gold item found; 0 if none is."""
    return max((1 / rank for rank in ranks if rank is not None), default=0.0)


def ndcg(ranks: Ranks, k: int = DEEP) -> float:
    """Σ 1 / log2(1 + place) over gold items found within `k`, by what the best order of single items would have.

    A hit that counts for several items (a chunk of several clauses) gains for each, so the value is capped at 1.

    Source:
        Järvelin and Kekäläinen, TOIS 2002, with binary gains.
    """
    gained = sum(1 / math.log2(1 + rank) for rank in ranks if rank is not None and rank <= k)
    ideal = sum(1 / math.log2(1 + place) for place in range(1, min(len(ranks), k) + 1))
    return min(1.0, gained / ideal)


def retrieval_values(ranks: Ranks) -> dict[str, float]:
    """Every figure of one question by its name: `recall@5`, `all@5`, `any@5`, `mrr`, `ndcg@10`."""
    found = {f"recall@{k}": recall_at(ranks, k) for k in CUTS}
    found |= {f"all@{k}": all_at(ranks, k) for k in CUTS}
    found |= {f"any@{k}": any_at(ranks, k) for k in CUTS}
    return {**found, "mrr": reciprocal_rank(ranks), f"ndcg@{DEEP}": ndcg(ranks)}


def mean_values(questions: Sequence[Ranks]) -> dict[str, float]:
    """Means of `retrieval_values`; empty without questions."""
    rows = [retrieval_values(ranks) for ranks in questions]
    return {name: fmean(row[name] for row in rows) for name in rows[0]} if rows else {}


def _within(rank: int | None, k: int) -> bool:
    return rank is not None and rank <= k
