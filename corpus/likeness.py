"""How alike two texts are: what share of their short runs of characters they have in common."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_RUN: Final = 8
_EVERY: Final = 4
_NOTED: Final = 0.6


@dataclass(frozen=True, slots=True)
class Likeness:
    """A document like another one.

    Attributes:
        share: Runs that both have, of those that either has, 0 to 1.
    """

    document: str
    title: str
    share: float


def likenesses(text: str, others: Iterable[tuple[str, str, str]]) -> tuple[Likeness, ...]:
    """The texts that are nearly the same, most alike first.

    Args:
        others: (id, title, text) of each.
    """
    own = _runs(text)
    found = [Likeness(document, title, share(own, _runs(other))) for document, title, other in others]
    return tuple(
        sorted((item for item in found if item.share >= _NOTED), key=lambda item: (-item.share, item.document))
    )


def share(one: frozenset[int], other: frozenset[int]) -> float:
    either = len(one | other)
    return len(one & other) / either if either else 0.0


def _runs(text: str) -> frozenset[int]:
    """Runs of eight characters, blanks left out, every fourth by its own hash: the same choice in every text."""
    packed = re.sub(r"\s", "", text)
    hashes = (
        zlib.crc32(packed[i : i + _RUN].encode("utf-8", "replace")) for i in range(max(1, len(packed) - _RUN + 1))
    )
    found = set(hashes)
    return frozenset(h for h in found if h % _EVERY == 0) if len(found) > 200 else frozenset(found)
