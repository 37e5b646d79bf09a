"""How fast directions are found and learned, and what it takes in memory."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Final

from assistant.matching.description import LONGEST
from assistant.service import Assistant
from eval.directions import load_directions
from index.embedder import Embedder

_SHORTEST: Final = 200
_MOST: Final = 40
_WARM: Final = 3

Times = tuple[list[float], list[float], float]


def match_times(assistant: Assistant, embedder: Embedder) -> Times:
    """Seconds of each description of 200 to 420 characters, of embedding it alone, and of the longest text there is."""
    every = [case.description for case in load_directions(assistant.documents[0])]
    texts = [text for text in every if _SHORTEST <= len(text) <= 420][:_MOST]
    for text in texts[:_WARM]:
        assistant.match(text)
    matched = [_seconds(assistant, text) for text in texts]
    embedded: list[float] = []
    for text in texts:
        started = time.perf_counter()
        embedder.embed_queries([text])
        embedded.append(time.perf_counter() - started)
    return matched, embedded, _seconds(assistant, "\n".join(every)[:LONGEST])


def learning_seconds(assistant: Assistant) -> float:
    """To learn the directions of the first document from its examples, the embedding of these included."""
    with tempfile.TemporaryDirectory() as folder:
        matchers = assistant.matchers.stored_in(Path(folder))
        started = time.perf_counter()
        matchers.of(assistant.documents[0].id)
        return time.perf_counter() - started


def _seconds(assistant: Assistant, text: str) -> float:
    started = time.perf_counter()
    assistant.match(text)
    return time.perf_counter() - started
