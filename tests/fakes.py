"""Stand-ins for the parts that are slow or reach out: they obey the same protocols and need no patching."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.errors import WriterError
from assistant.llm import prompts_for
from assistant.reranker import Ranked


class HashEmbedder:
    """Counts character pairs, hashed to 64 places: texts that share words are near each other. Same on every machine.

    Attributes:
        embedded: Every text given to `embed_passages`, in order.
    """

    def __init__(self, name: str = "hash-64", dimensions: int = 64) -> None:
        self._name = name
        self._dimensions = dimensions
        self.embedded: list[str] = []

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [self._vector(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self._dimensions), np.float32)

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        self.embedded.extend(texts)
        if progress is not None and texts:
            progress(len(texts), len(texts))
        return self.embed_queries(texts)

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self._dimensions, np.float32)
        padded = f" {text} "
        for place in range(len(padded) - 1):
            pair = padded[place : place + 2].encode("utf-8", "replace")
            digest = hashlib.blake2b(pair, digest_size=4).digest()
            vector[int.from_bytes(digest[:3], "little") % self._dimensions] += 1.0 if digest[3] % 2 else -1.0
        norm = float(np.linalg.norm(vector))
        if norm == 0.0:
            vector[0], norm = 1.0, 1.0
        return (vector / norm).astype(np.float32)


class ScriptedModel:
    """A language model that says what it was told to: a queue of replies, and a history of prompts.

    Args:
        replies: In order, one a question; a `WriterError` is raised. None left fails the test.

    Attributes:
        prompts: (system, user) of every question.
    """

    def __init__(self, *replies: str | WriterError) -> None:
        self._replies = list(replies)
        self.prompts: list[tuple[str, str]] = []

    def write(self, question: str, english: bool, passages: Sequence[Ranked]) -> str:
        self.prompts.append(prompts_for(question, english, passages))
        reply = self._replies.pop(0)
        if isinstance(reply, WriterError):
            raise reply
        return reply
