"""Learns the question adapter: questions of the dev cases against all units of their notice, by a softmax over units.

Optional further pairs, of any folder shaped like a retrieval benchmark (`corpus.jsonl`, `queries.jsonl`), keep the map
general; a part of them is held back.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.adapter import Adapter
from index.embedder import Embedder

_RANK = 64
_STEPS = 120
_RATE = 2e-3
_TEMPERATURE = 0.03
_DECAY = 1e-2
_SEED = 0
HELD_BACK = 3


@dataclass(frozen=True)
class Pairs:
    """Questions of one collection and what answers them.

    Attributes:
        queries: (questions, dimensions).
        passages: (passages, dimensions).
        wanted: (questions, passages), True where a passage answers. Each question needs one.
        ignored: The same shape, True where a passage neither answers nor counts against.
    """

    queries: NDArray[np.float32]
    passages: NDArray[np.float32]
    wanted: NDArray[np.bool_]
    ignored: NDArray[np.bool_]

    def only(self, rows: NDArray[np.int_]) -> Pairs:
        return Pairs(self.queries[rows], self.passages, self.wanted[rows], self.ignored[rows])


def learn(collections: Sequence[Pairs], rank: int = _RANK) -> Adapter:
    """Fit the map; the same inputs give the same map on one machine. Collections weigh by their questions' square root."""
    import torch

    torch.manual_seed(_SEED)
    dimensions = collections[0].queries.shape[1]
    down = torch.nn.Parameter(torch.randn(dimensions, rank) * 0.02)
    up = torch.nn.Parameter(torch.zeros(rank, dimensions))
    optimiser = torch.optim.Adam([down, up], lr=_RATE)
    data = [
        tuple(torch.from_numpy(np.array(x)) for x in (c.queries, c.passages, c.wanted, c.ignored)) for c in collections
    ]
    weights = np.sqrt([len(c.queries) for c in collections])
    for _ in range(_STEPS):
        loss = _DECAY * ((down @ up) ** 2).sum()
        for (queries, passages, wanted, ignored), weight in zip(data, weights / weights.sum(), strict=True):
            moved = torch.nn.functional.normalize(queries + (queries @ down) @ up, dim=1)
            scores = (moved @ passages.T / _TEMPERATURE).masked_fill(ignored, -1e4)
            right = torch.logsumexp(scores.masked_fill(~wanted, -1e4), 1) - torch.logsumexp(scores, 1)
            loss = loss - float(weight) * right.mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return Adapter(down.detach().numpy(), up.detach().numpy())


def public_pairs(folder: Path, embedder: Embedder, *, held_back: bool = False) -> Pairs:
    """Pairs of a benchmark folder: two thirds of the questions to learn from, or the third held back."""
    corpus = [json.loads(line) for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    queries = [json.loads(line) for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    chosen = [q for number, q in enumerate(queries) if (number % HELD_BACK == 0) == held_back]
    place = {item["id"]: number for number, item in enumerate(corpus)}
    wanted = np.zeros((len(chosen), len(corpus)), np.bool_)
    for row, query in enumerate(chosen):
        wanted[row, [place[gold] for gold in query["gold"]]] = True
    texts = [f"{item.get('title', '')}\n{item['text']}".strip() for item in corpus]
    return Pairs(
        embedder.embed_queries([q["query"] for q in chosen]),
        embedder.embed_passages(texts),
        wanted,
        np.zeros_like(wanted),
    )
