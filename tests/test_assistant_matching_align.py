"""Examples follow the direction they are about when a notice is put in another order."""

from __future__ import annotations

import numpy as np

from assistant.matching.align import aligned
from tests.fakes import HashEmbedder

TOPICS = {1: "茶园套种乔木遮阴调温", 2: "炒青车间改电力清洁加热", 3: "师傅带徒手工制茶传习班"}
EMBEDDER = HashEmbedder()


def data(numbering: dict[int, int]) -> tuple[list[int], list[str], np.ndarray]:
    """Two texts a topic; `numbering` gives a topic's number."""
    pairs = [(numbering[topic], f"{words}{tail}") for topic, words in TOPICS.items() for tail in ("很好", "已完成")]
    texts = [text for _, text in pairs]
    return [number for number, _ in pairs], texts, EMBEDDER.embed_queries(texts)


def test_the_same_order_stays() -> None:
    same = {1: 1, 2: 2, 3: 3}
    assert aligned((1, 2, 3), data(same), data(same)) == same


def test_another_order_is_found() -> None:
    turned = {1: 3, 2: 1, 3: 2}
    assert aligned((1, 2, 3), data({1: 1, 2: 2, 3: 3}), data(turned)) == turned
